import type { SourceName } from '@gpc/clinical'
import type { PdsClient } from '@gpc/spine'
import type { Practice, Store } from '@gpc/store'
import { ImportRefused } from '@gpc/systems'
import { Argument, type Command, Option } from 'commander'
import { day, nameAndValue, nhsNumber, odsCode, webAddress } from '../arguments.ts'
import type { Context } from '../context.ts'
import { type Database, withDatabase } from '../database.ts'
import { deliver } from '../importing/deliver.ts'
import { importReport } from '../importing/report.ts'
import { importSessions } from '../importing/sessions.ts'
import { type Demographics, fromOperator, fromPds } from '../importing/who-is.ts'
import { findPds } from '../pds.ts'
import { practiceOf } from '../practices.ts'
import { Problem } from '../problem.ts'
import { type Progress, progressOn } from '../progress.ts'
import { samplePds } from '../sandbox/people.ts'
import { practiceSystems, systems, systemTitles } from '../systems.ts'
import { counted, painter, plain } from '../text.ts'
import { traceUntraced } from '../tracing.ts'

interface Options extends Demographics {
  readonly practice: string
  readonly mode?: 'bulk' | 'delta'
  readonly option?: ReadonlyMap<string, string>
  readonly nhsNumber?: string
  readonly pds?: string
  readonly json?: boolean
}

const importable = [...practiceSystems, 'gp2gp', 'documents'] as const

/** What any practice may import, whatever its own system. */
const forEveryPractice: ReadonlySet<SourceName> = new Set(['gp2gp', 'documents'])

/** `gpc import`: native files of one system into one practice; all of a delivery, or nothing of it. */
export function addImport(program: Command, context: Context): void {
  program
    .command('import')
    .description("Import native files into a practice's record.")
    .addArgument(new Argument('<system>', 'what the files are of').choices([...importable, 'sessions']))
    .argument('<path...>', 'folder, zip or file; several for gp2gp, one after the other')
    .requiredOption('--practice <ods>', 'ODS code of the practice that the files are of', odsCode)
    .addOption(
      new Option('--mode <mode>', 'everything there is, or changes only; as the format tells, if absent').choices([
        'bulk',
        'delta',
      ]),
    )
    .option('--option <name=value>', 'an inference or decision of the reader; may be given several times', nameAndValue)
    .option('--pds <url>', 'PDS FHIR API; GPC_PDS, or the running sandbox, if absent', webAddress)
    .option('--json', 'print the counts as JSON')
    .optionsGroup('For GP2GP messages:')
    .option('--nhs-number <number>', 'whose record it is, for a message that names no patient', nhsNumber)
    .option('--family <name>', 'family name, for a patient whom neither the practice nor PDS knows')
    .option('--given <names>', 'given names')
    .option('--birth-date <date>', 'date of birth', day)
    .addOption(new Option('--gender <gender>', 'gender').choices(['male', 'female', 'other', 'unknown']))
    .addHelpText('after', help())
    .action((system: SourceName | 'sessions', paths: readonly string[], options: Options) =>
      withDatabase(context, database =>
        system === 'sessions'
          ? importSessions(context, database.store, options.practice, paths, options.json === true)
          : importAll(context, database, system, paths, options),
      ),
    )
}

async function importAll(
  context: Context,
  { store }: Database,
  system: SourceName,
  paths: readonly string[],
  options: Options,
): Promise<void> {
  const practice = await practiceOf(store, options.practice)
  checkFits(practice, system, paths, options)
  const paint = painter(context, context.err)
  const progress = progressOn(context.err, paint)
  const pds = await findPds(context, options.pds)
  const knowing = pds ?? (await samplePds(store, practice.ods))
  const whoIs = fromOperator(options) ?? (knowing === undefined ? undefined : fromPds(knowing))
  const given = new Map(options.option)
  if (options.nhsNumber !== undefined) given.set('nhs-number', options.nhsNumber)
  const refused: string[] = []
  for (const [i, path] of paths.entries()) {
    const several = paths.length > 1
    try {
      const result = await deliver(store, {
        practice,
        system,
        path,
        options: given,
        progress,
        label: several ? `${i + 1}/${paths.length} ` : '',
        ...(options.mode === undefined ? {} : { mode: options.mode }),
        ...(whoIs === undefined ? {} : { whoIs }),
      })
      if (options.json === true) context.out.write(`${JSON.stringify(result)}\n`)
      else context.out.write(importReport(path, practice, result, painter(context, context.out)))
    } catch (error) {
      if (!several || !(error instanceof ImportRefused || error instanceof Problem)) throw error
      refused.push(path)
      context.err.write(`${paint('red', 'error:')} ${plain(path)}: ${error.message}\n`)
    }
  }
  if (pds !== undefined) await trace(context, store, pds, practice.ods, progress)
  if (refused.length > 0) throw new Problem(`${refused.length} of ${paths.length} files could not be imported.`)
}

/** Traces whoever is new, so that the first request needn't wait for PDS. PDS being away is no failure of the import. */
async function trace({ err }: Context, store: Store, pds: PdsClient, ods: string, progress: Progress): Promise<void> {
  try {
    const traced = await traceUntraced(store, pds, ods, progress)
    const total = Object.values(traced).reduce((sum, count) => sum + count, 0)
    if (total > 0) err.write(`  ${counted(total, 'patient')} traced at PDS, ${traced.verified ?? 0} verified.\n`)
  } catch {
    progress.end()
    err.write('  note: PDS does not answer; patients are traced when they are asked for, or by gpc trace.\n')
  }
}

/** @throws Problem if the files are of another system than the practice's, or the options don't go together */
function checkFits(
  { ods, name, system: own }: Practice,
  system: SourceName,
  paths: readonly string[],
  options: Options,
) {
  if (!forEveryPractice.has(system) && system !== own) {
    const title = systemTitles[own] ?? own
    throw new Problem(
      `${ods} ${name} is a practice on ${title}: import its files by gpc import ${own}, or change its system by gpc practice add ${ods} --system ${system}.`,
    )
  }
  const wrong = (message: string) => new Problem(message, { exitCode: 2 })
  if (system !== 'gp2gp' && paths.length > 1) throw wrong('Give one folder, zip or file; only gp2gp takes several.')
  if (system !== 'gp2gp' && options.nhsNumber !== undefined) throw wrong('--nhs-number goes with gp2gp only.')
  if (options.nhsNumber !== undefined && paths.length > 1) throw wrong('--nhs-number goes with one file only.')
}

function help(): string {
  const options = importable.map(name => {
    const lines = Object.entries(systems.get(name)?.options ?? {}).map(
      ([option, text]) => `    ${option}\n      ${text}\n`,
    )
    return `  ${systemTitles[name] ?? name}:\n${lines.length === 0 ? '    none\n' : lines.join('')}`
  })
  return `
What --option takes:
${options.join('')}
Examples:
  gpc import emis ./EMIS_Extract --practice A99001
  gpc import tpp ./SRExtract.zip --practice A99002 --mode delta
  gpc import gp2gp ehr-extract.xml --practice A99001 --nhs-number 9990000018
  gpc import documents ./letters --practice A99001
  gpc import sessions ./sessions --practice A99003`
}
