import { type Case, cases, type Feature, type Result, runChecks } from '@gpc/assurance'
import { type Command, Option } from 'commander'
import { webAddress } from '../arguments.ts'
import type { Context } from '../context.ts'
import { Problem } from '../problem.ts'
import { progressOn } from '../progress.ts'
import { runningSandbox } from '../sandbox/running.ts'
import { counted, number, painter, table } from '../text.ts'

interface Options {
  readonly url?: string
  readonly feature?: Feature
  readonly case?: string
  readonly json?: boolean
}

const features = [...new Set(cases.map(one => one.feature))]

/** `gpc conform`: the cases of the national provider tests, held against a sandbox from outside. */
export function addConform(program: Command, context: Context): void {
  program
    .command('conform')
    .description('Hold the national provider test cases against the running sandbox, from outside.')
    .option('--url <url>', 'another sandbox: where its GET /sandbox is', webAddress)
    .addOption(new Option('--feature <name>', 'cases of one feature only').choices(features))
    .option('--case <id>', 'one case only')
    .option('--json', 'every result, a line of JSON each')
    .addHelpText(
      'after',
      `
Exit code 1 if any case failed.

Examples:
  gpc conform
  gpc conform --feature JWT
  gpc conform --json > results.jsonl`,
    )
    .action((options: Options) => conform(context, options))
}

async function conform(context: Context, { url, feature, case: only, json = false }: Options): Promise<void> {
  const sandbox = url ?? (await runningSandbox(context))?.url
  if (sandbox === undefined) throw new Problem('No sandbox answers: start one by npm start, or name one by --url.')
  const filter = (one: Case): boolean =>
    (feature === undefined || one.feature === feature) && (only === undefined || one.id === only)
  if (!cases.some(filter)) throw new Problem(`There is no case ${only}: gpc conform --json lists them.`)
  const progress = progressOn(context.err, painter(context, context.err))
  const results: Result[] = []
  for await (const result of runChecks({ sandbox, filter })) {
    results.push(result)
    if (json) context.out.write(`${JSON.stringify(result)}\n`)
    progress.show({ label: result.title, done: results.length, of: 0 })
  }
  progress.end()
  if (!json) context.out.write(report(context, results))
  const failed = results.filter(one => one.outcome === 'failed').length
  if (failed > 0) throw new Problem(`${number(failed)} of ${counted(results.length, 'check')} failed.`)
}

const columns = [
  { title: 'Feature' },
  { title: 'Cases', right: true },
  { title: 'Checks', right: true },
  { title: 'Passed', right: true },
  { title: 'Failed', right: true },
  { title: 'Not applicable', right: true },
]

/** A table by feature, then each failure with what was expected and what came. */
function report(context: Context, results: readonly Result[]): string {
  const paint = painter(context, context.out)
  const rows = [...Map.groupBy(results, one => one.feature)].map(([feature, all]) => {
    const of = (outcome: Result['outcome']) => number(all.filter(one => one.outcome === outcome).length)
    const held = new Set(all.map(one => one.case)).size
    return [feature, number(held), number(all.length), of('passed'), of('failed'), of('not-applicable')]
  })
  const failures = results.flatMap(one => {
    if (one.outcome !== 'failed') return []
    const where = [one.practice, one.route, one.subject].filter(text => text !== '').join(', ')
    const findings = one.findings.map(({ expected, got }) => `    expected ${expected}; got ${got}\n`)
    return [
      `\n${paint('red', 'failed')} ${one.case}: ${one.title} (${where}; ${one.requirements.join(' ')})\n`,
      ...findings,
    ]
  })
  return `${table(columns, rows, paint)}${failures.join('')}`
}
