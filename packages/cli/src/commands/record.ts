import { createGpConnect } from '@gpc/client'
import type { Command } from 'commander'
import { areas, day, nhsNumber, odsCode, webAddress } from '../arguments.ts'
import { type ConsumerOptions, consumerOf } from '../consumer.ts'
import type { Context } from '../context.ts'
import { practiceAtPds } from '../pds.ts'
import { type Answer, printRecord } from '../record/print.ts'
import { type AreaName, areaNames, type Query, queries } from '../record/queries.ts'
import { painter } from '../text.ts'

interface Options extends ConsumerOptions {
  readonly practice?: string
  readonly pds?: string
  readonly areas?: ReadonlySet<AreaName>
  readonly from?: string
  readonly json?: boolean
}

/** `gpc record`: a patient's record, got as any consumer gets it: PDS, SDS, SSP, provider. */
export function addRecord(program: Command, context: Context): void {
  program
    .command('record')
    .description("Show a patient's record, as the practice where they are registered has it.")
    .argument('<nhs-number>', 'whose', nhsNumber)
    .option('--practice <ods>', 'which practice to ask; the one that PDS names, if absent', odsCode)
    .option('--areas <areas>', `some only, with commas between: ${areaNames.join(', ')}`, areas)
    .option('--from <date>', 'of this day and later only; allergies, problems, vaccinations and plans come whole', day)
    .option('--json', 'print the Bundle as it came; with --from there may be two, one after the other')
    .optionsGroup('Elsewhere than in the running sandbox:')
    .option('--pds <url>', 'PDS FHIR API; or GPC_PDS', webAddress)
    .option('--sds <url>', 'SDS: http(s) for its FHIR API, ldap(s) for LDAP')
    .option('--ssp <url>', 'Spine Secure Proxy', webAddress)
    .option('--asid <asid>', 'your ASID')
    .option('--organisation <ods>', 'ODS code of the organisation that you work in', odsCode)
    .addHelpText(
      'after',
      '\nExamples:\n  gpc record 9990000018\n  gpc record 9990000018 --areas allergies,medication --from 2025-01-01\n  gpc record 9990000018 --practice A99001 --json > record.json',
    )
    .action(async (patient: string, options: Options) => {
      const { options: consumer } = await consumerOf(context, options)
      const practice = options.practice ?? (await practiceAtPds(context, patient, options.pds))
      const gpc = createGpConnect(consumer)
      const [first, ...others] = queries(
        options.areas ?? new Set(areaNames),
        options.from,
        options.json === true && options.from === undefined,
      )
      const answer = async ({ asked, request }: Query): Promise<Answer> => {
        const call = { nhsNumber: patient, practice, signal: context.signal }
        return { asked, record: await gpc.structuredRecord({ ...call, ...request }) }
      }
      const answers: [Answer, ...Answer[]] = [await answer(first)]
      for (const one of others) answers.push(await answer(one))
      const text =
        options.json === true
          ? answers.map(({ record }) => `${JSON.stringify(record.bundle, null, 2)}\n`).join('')
          : printRecord(
              answers,
              { ods: practice, at: Date.now(), ...(options.from === undefined ? {} : { since: options.from }) },
              painter(context, context.out),
              context.out.columns,
            )
      context.out.write(text)
    })
}
