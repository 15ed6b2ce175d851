import { createGpConnect, type FoundDocuments, type RecordDocument } from '@gpc/client'
import type { Command } from 'commander'
import { day, nhsNumber, odsCode, webAddress } from '../arguments.ts'
import { type ConsumerOptions, consumerOf } from '../consumer.ts'
import type { Context } from '../context.ts'
import { practiceAtPds } from '../pds.ts'
import { Problem } from '../problem.ts'
import { documentRow } from '../record/plans.ts'
import { bytes, counted, type Paint, painter, plain, table } from '../text.ts'

interface Options extends ConsumerOptions {
  readonly practice?: string
  readonly pds?: string
  readonly from?: string
  readonly to?: string
  readonly text?: string
  readonly get?: string
  readonly out?: string
  readonly json?: boolean
}

/** `gpc documents`: a patient's documents, listed or fetched as any consumer does: PDS, SDS, SSP, provider. */
export function addDocuments(program: Command, context: Context): void {
  program
    .command('documents')
    .description("List a patient's documents, or fetch one.")
    .argument('<nhs-number>', 'whose', nhsNumber)
    .option('--practice <ods>', 'which practice to ask; the one that PDS names, if absent', odsCode)
    .option('--from <date>', 'written, or else added, on this day or later', day)
    .option('--to <date>', 'written, or else added, on this day or earlier', day)
    .option('--text <words>', 'whose description or type holds these words')
    .option('--get <id>', 'fetch the one with this id; needs --out')
    .option('--out <file>', 'a file that is not there yet')
    .option('--json', 'print the metadata as it came, one DocumentReference a line')
    .optionsGroup('Elsewhere than in the running sandbox:')
    .option('--pds <url>', 'PDS FHIR API; or GPC_PDS', webAddress)
    .option('--sds <url>', 'SDS: http(s) for its FHIR API, ldap(s) for LDAP')
    .option('--ssp <url>', 'Spine Secure Proxy', webAddress)
    .option('--asid <asid>', 'your ASID')
    .option('--organisation <ods>', 'ODS code of the organisation that you work in', odsCode)
    .addHelpText(
      'after',
      '\nExamples:\n  gpc documents 9990000018\n  gpc documents 9990000018 --get 3f2a… --out letter.pdf',
    )
    .action((patient: string, options: Options) => run(context, patient, options))
}

async function run(context: Context, patient: string, options: Options): Promise<void> {
  const { get, out, from, to, text } = options
  if ((get === undefined) !== (out === undefined)) throw new Problem('--get and --out go together.', { exitCode: 2 })
  const { options: consumer } = await consumerOf(context, options)
  const practice = options.practice ?? (await practiceAtPds(context, patient, options.pds))
  const gpc = createGpConnect(consumer)
  const found = await gpc.findDocuments({
    nhsNumber: patient,
    practice,
    signal: context.signal,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(text === undefined ? {} : { description: text }),
  })
  if (found === undefined) {
    throw new Problem(
      `${practice} has no regular patient ${patient} whose documents it gives: check number and practice.`,
    )
  }
  if (get === undefined || out === undefined) {
    return context.out.write(options.json === true ? jsonLines(found) : list(found, painter(context, context.out)))
  }
  const document = found.documents.find(one => idOf(one) === get)
  if (document === undefined) throw new Problem(`There is no document ${plain(get)}: list them without --get.`)
  const { url, size, contentType, unavailable } = document
  if (url === undefined)
    throw new Problem(`It can't be fetched: ${plain(unavailable ?? 'the practice gives no content')}`)
  const expected = { ...(size === undefined ? {} : { size }), ...(contentType === undefined ? {} : { contentType }) }
  const fetched = await gpc.document({ practice, url, to: out, expected, signal: context.signal })
  context.out.write(
    `${out} has it: ${plain(fetched.contentType)}, ${bytes(fetched.size)}. Scan it before you open it.\n`,
  )
}

/** What stands for a document on the command line: the id of its Binary, else its own. */
function idOf({ reference, url }: RecordDocument): string {
  return url?.replace(/^.*\//, '') ?? reference.id ?? ''
}

const jsonLines = ({ documents }: FoundDocuments): string =>
  documents.map(({ reference }) => `${JSON.stringify(reference)}\n`).join('')

const columns = [
  { title: 'Date' },
  { title: 'Document', most: 44 },
  { title: 'From', most: 30 },
  { title: 'What', most: 40 },
  { title: 'Id' },
]

function list({ documents }: FoundDocuments, paint: Paint): string {
  if (documents.length === 0) return 'No documents.\n'
  const latest = documents.toSorted((a, b) => (dateOf(a) < dateOf(b) ? 1 : -1))
  const rows = latest.map(one => [...documentRow(one), one.url === undefined ? '' : idOf(one)])
  return `${table(columns, rows, paint)}${counted(documents.length, 'document')}.\n`
}

const dateOf = ({ reference: { created, indexed } }: RecordDocument): string => created ?? indexed ?? ''
