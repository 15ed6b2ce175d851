/** What a run found, as tables for people: for the terminal and for BENCHMARKS.md. Pure. */
import type { BenchResult, ImportComparison, LoadComparison, PatientLoad, RecordsResult } from './result.ts'

type Row = readonly string[]

const whole = (value: number): string => Math.round(value).toLocaleString('en-GB')
const short = (value: number): string => (value < 10 ? value.toFixed(1) : whole(value))
const share = (part: number, all: number): string => (part / all).toFixed(part / all < 0.1 ? 3 : 2)
const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(2)

function table(head: Row, rows: readonly Row[]): string {
  const widths = head.map((cell, i) => Math.max(cell.length, ...rows.map(row => row[i]?.length ?? 0)))
  const line = (row: Row) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`
  return [line(head), `|${widths.map(width => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n')
}

function loads(comparisons: readonly LoadComparison[]): string {
  const head = ['connections', 'gzip', 'records/s', 'p50 ms', 'p99 ms', 'bare Node/s', 'ratio']
  const rows = comparisons.map(({ connections, gzip, provider, bare }) => [
    String(connections),
    gzip ? 'yes' : 'no',
    provider === undefined ? '' : whole(provider.rate),
    provider === undefined ? '' : short(provider.p50),
    provider === undefined ? '' : short(provider.p99),
    whole(bare.rate),
    provider === undefined ? '' : share(provider.rate, bare.rate),
  ])
  return table(head, rows)
}

function patients(measured: readonly PatientLoad[]): string {
  const rows = measured.map(({ kind, connections, result }) => [
    kind,
    String(connections),
    whole(result.rate),
    short(result.p50),
    short(result.p99),
  ])
  return table(['interaction', 'connections', 'requests/s', 'p50 ms', 'p99 ms'], rows)
}

function imports(measured: readonly ImportComparison[]): string {
  const head = [
    'system',
    'patients',
    'rows',
    'entries',
    'seconds',
    'entries/s',
    'COPY of the same, s',
    'ratio',
    'peak memory MB',
  ]
  const rows = measured.map(({ system, imported, copied }) => [
    system,
    whole(imported.patients),
    whole(imported.rows),
    whole(imported.entries),
    imported.seconds.toFixed(1),
    whole(imported.entries / imported.seconds),
    copied.seconds.toFixed(2),
    share(copied.seconds, imported.seconds),
    whole(imported.peakMemory),
  ])
  return table(head, rows)
}

function size(records: RecordsResult): string {
  const { patients: count, resources, bytes, disk, peakMemory } = records
  const memory =
    peakMemory === undefined ? '' : ` The provider's process had ${whole(peakMemory)} MB at most under these loads.`
  return `${count} patients asked for in turn, each a record of ${whole(resources)} resources and ${megabytes(bytes)} MB as JSON on average. On disk a
patient takes ${megabytes(disk)} MB: source rows, renderings and indexes.${memory}`
}

/** The targets beside what was measured; what wasn't measured is left out. */
function targets({ records, whole: all, imports: measured, start }: BenchResult): string {
  const atEight = (result: RecordsResult | undefined) =>
    result?.loads.find(one => one.connections === 8 && !one.gzip)?.provider
  const eight = atEight(records)
  const eightOfAll = atEight(all)
  const found = records?.patientLoads ?? []
  const best = (kind: PatientLoad['kind']) =>
    found.filter(one => one.kind === kind).sort((a, b) => b.result.rate - a.result.rate)[0]
  const rows: Row[] = []
  if (eight !== undefined)
    rows.push(['structured records a second at 8 connections', 'at least 400', whole(eight.rate)])
  if (eightOfAll !== undefined) rows.push(['the same with every clinical area', 'at least 400', whole(eightOfAll.rate)])
  for (const kind of ['find', 'read'] as const) {
    const one = best(kind)
    if (one !== undefined)
      rows.push([
        `${kind} a patient, a second (at ${one.connections} connections)`,
        'at least 3,000',
        whole(one.result.rate),
      ])
  }
  for (const { system, imported } of measured ?? []) {
    rows.push([`import, entries a second (${system})`, 'at least 10,000', whole(imported.entries / imported.seconds)])
    rows.push([
      `memory of an import of ${whole(imported.patients)} patients, MB (${system})`,
      'at most 400 (100,000 patients)',
      whole(imported.peakMemory),
    ])
  }
  if (records !== undefined)
    rows.push(['disk for a patient of about 500 resources, MB', 'at most 1', megabytes(records.disk)])
  if (records?.peakMemory !== undefined)
    rows.push(['memory of the server under load, MB', 'under 300', whole(records.peakMemory)])
  if (start !== undefined)
    rows.push(['start with data there to the first answer, s', 'within 5', start.again.toFixed(1)])
  return table(['figure', 'target', 'measured'], rows)
}

/** The tables of a run. */
export function report(result: BenchResult): string {
  const { records, whole: all, imports: measured, start } = result
  const parts = [
    `## Against the targets\n\n${targets(result)}`,
    ...(records === undefined
      ? []
      : [
          `## Records\n\n${size(records)}`,
          ...(records.loads.length === 0
            ? []
            : [
                `### Structured records, straight from PostgreSQL, beside a bare Node server that sends the same bytes\n\n${loads(records.loads)}`,
              ]),
          ...(records.patientLoads.length === 0
            ? []
            : [`### Find and read a patient, audit row included\n\n${patients(records.patientLoads)}`]),
        ]),
    ...(all === undefined || all.loads.length === 0
      ? []
      : [`## Records with every clinical area\n\n${size(all)}\n\n${loads(all.loads)}`]),
    ...(measured === undefined ? [] : [`## Import, beside plain COPY of the same bytes\n\n${imports(measured)}`]),
    ...(start === undefined
      ? []
      : [
          `## Start\n\nThe sandbox answered ${start.first.toFixed(1)} s after its first start (samples imported), ${start.again.toFixed(1)} s after the next one.`,
        ]),
  ]
  return parts.join('\n\n')
}

/** BENCHMARKS.md. */
export function benchmarksPage(result: BenchResult): string {
  const { machine, seconds, quick } = result
  return `# Benchmarks

Written by \`npm run bench\`${quick ? ' -- --quick' : ''} on ${machine.date} at commit ${machine.commit || 'unknown'}, in one run of ${whole(seconds)} s; don't edit.

Machine: ${machine.cores} cores (${machine.processor}), ${whole(machine.memory / 1e9)} GB, ${machine.kernel}; Node ${machine.node}, PostgreSQL ${machine.postgres}. The
provider, PostgreSQL and the load generator share it, each in its own process; fsync is on. Such machines are noisy: compare the ratios
within the run. The load average before the run was ${machine.load.toFixed(1)}; near 0 means that nothing else ran.

${report(result)}
`
}
