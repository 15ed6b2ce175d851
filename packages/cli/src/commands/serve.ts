import { readFile } from 'node:fs/promises'
import { routingSegments } from '@gpc/fhir'
import { registrar } from '@gpc/intake'
import { createProvider, type HtmlSettings, htmlSettingsSchema } from '@gpc/provider'
import { practices } from '@gpc/store'
import type { Command } from 'commander'
import { port, webAddress } from '../arguments.ts'
import type { Context } from '../context.ts'
import { openDatabase } from '../database.ts'
import { startDelivery } from '../delivery/deliver.ts'
import { ended } from '../ended.ts'
import { findPds } from '../pds.ts'
import { Problem } from '../problem.ts'
import { failure } from '../sandbox/servers.ts'
import { software } from '../software.ts'
import { systems } from '../systems.ts'
import { painter, table } from '../text.ts'

interface Options {
  readonly port: number
  readonly host: string
  readonly baseUrl?: string
  readonly pds?: string
  readonly htmlSettings?: string
}

const connections = 20

/** `gpc serve`: the provider alone, behind whatever ends TLS and speaks to the Spine. */
export function addServe(program: Command, context: Context): void {
  program
    .command('serve')
    .description('Run the provider alone, for a deployment: practices and their switches come from the database.')
    .option('--port <port>', 'port to listen on', port, 8080)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--base-url <url>', 'where the Spine reaches it, for the service roots to register in SDS', webAddress)
    .option('--pds <url>', 'PDS FHIR API, to verify NHS numbers with; GPC_PDS, if absent', webAddress)
    .option(
      '--html-settings <file>',
      'JSON: emergencyCodes (groups of codes, banner) and defaultMonths by section, as NHS England orders them',
    )
    .addHelpText(
      'after',
      '\nExample:\n  DATABASE_URL=postgresql://… gpc serve --port 8080 --base-url https://gpconnect.example.nhs.uk',
    )
    .action(async ({ port: wanted, host, baseUrl, pds: pdsUrl, htmlSettings }: Options) => {
      const html = htmlSettings === undefined ? {} : await readHtmlSettings(htmlSettings)
      const database = await openDatabase(context, 0, connections)
      const { store } = database
      try {
        const pds = await findPds(context, pdsUrl)
        const provider = await createProvider({
          store,
          version: software.version,
          html,
          register: registrar(store, systems),
          failed: failure(context),
          ...(pds === undefined ? {} : { pds }),
          ...(baseUrl === undefined ? {} : { baseUrl }),
        })
        const url = await provider.listen({ host, port: wanted }).catch((cause: NodeJS.ErrnoException) => {
          if (cause.code !== 'EADDRINUSE') throw cause
          throw new Problem(`Port ${wanted} is in use: end what uses it, or choose another by --port.`, { cause })
        })
        const rows = (await practices(store)).map(({ ods, name, asid }) => [
          ods,
          name,
          asid,
          `${baseUrl ?? url}/${ods}/STU3/1/${routingSegments.foundations}`,
        ])
        context.err.write(`The provider listens at ${url}${pds === undefined ? ', without PDS' : ''}.\n`)
        context.err.write(table(columns, rows, painter(context, context.err)))
        const stopDelivery = startDelivery(store, error => failure(context)(error, ''))
        await ended(context.signal)
        await stopDelivery()
        await provider.close()
      } finally {
        await database.close()
      }
    })
}

const columns = ['Practice', 'Name', 'ASID', 'Service root'].map(title => ({ title }))

async function readHtmlSettings(path: string): Promise<HtmlSettings> {
  const text = await readFile(path, 'utf8').catch(cause => {
    throw new Problem(`${path} can't be read.`, { cause })
  })
  const found = htmlSettingsSchema.safeParse(jsonOf(text))
  if (found.success) return found.data
  const [issue] = found.error.issues
  throw new Problem(`${path} holds no settings of Access Record HTML: ${issue?.path.join('.')} ${issue?.message}.`)
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
