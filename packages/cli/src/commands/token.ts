import { makeToken } from '@gpc/client'
import { type InteractionName, interactions } from '@gpc/fhir'
import { type Command, Option } from 'commander'
import { odsCode } from '../arguments.ts'
import { consumerOf } from '../consumer.ts'
import type { Context } from '../context.ts'
import { Problem } from '../problem.ts'
import { served, serviceRoot } from '../sandbox/registry.ts'

interface Options {
  readonly practice: string
  readonly interaction: InteractionName
  readonly asid?: string
}

const names = Object.entries(interactions).flatMap(([name, { id }]) =>
  Object.values(served).some(list => list.some(one => one.id === id)) ? [name] : [],
)

/** `gpc token`: an unsigned JWT of the sandbox's consumer, to be put into a curl command; it lasts five minutes (SEC-JWT-07). */
export function addToken(program: Command, context: Context): void {
  program
    .command('token')
    .description('Print a JWT of a consumer of the running sandbox, for curl; it lasts five minutes.')
    .requiredOption('--practice <ods>', 'ODS code of the practice that is asked', odsCode)
    .addOption(new Option('--interaction <name>', 'what is asked').choices(names).default('getStructuredRecord'))
    .option('--asid <asid>', "which of the sandbox's consumers; the first, if absent")
    .addHelpText('after', '\nExample:\n  curl … -H "Authorization: Bearer $(npx gpc token --practice A99001)"')
    .action(async ({ practice, interaction, asid }: Options) => {
      const { options, sandbox } = await consumerOf(context, asid === undefined ? {} : { asid })
      const found = sandbox?.practices.find(one => one.ods === practice)
      if (sandbox === undefined || found === undefined) {
        throw new Problem(
          `The sandbox has no practice ${practice}: choose among ${sandbox?.practices.map(one => one.ods).join(', ')}.`,
        )
      }
      const wanted = interactions[interaction]
      const root = (['structured', 'documents'] as const).find(one => one === wanted.capability)
      const audience = serviceRoot(sandbox.url, practice, root ?? 'foundations')
      context.out.write(`${makeToken(options, wanted, audience, Date.now())}\n`)
    })
}
