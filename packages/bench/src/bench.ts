/** One run: everything is measured on the same machine, one thing after the other, each beside its yardstick. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore, postgresVersion, readAudit, removeEmbedded, startEmbedded } from '@gpc/store'
import { z } from 'zod'
import { askOnce, startChild } from './children.ts'
import { copyFiles, importFiles } from './importing.ts'
import { type LoadPlan, loadResult } from './load/plan.ts'
import { loadNow, machine } from './machine.ts'
import { type MeasuredSystem, recordsSystem, type Shape, writeLong, writeMixed } from './native.ts'
import { type BenchOptions, type Part, type Sizes, sizesOf } from './options.ts'
import { type ServedRecords, serveRecords } from './records.ts'
import type { BenchResult, ImportComparison, LoadComparison, PatientLoad, RecordsResult } from './result.ts'
import { measureStart } from './start.ts'
import { mean } from './statistics.ts'

/**
 * Measures what the options say; only temporary folders are written, and gone afterwards.
 * @throws Error if anything fails or a single answer is wrong: then there are no figures
 */
export async function runBench(options: BenchOptions = {}): Promise<BenchResult> {
  const began = performance.now()
  const load = loadNow()
  const sizes = sizesOf(options)
  const progress = options.progress ?? (() => {})
  const wants = (...parts: Part[]) => options.only === undefined || parts.includes(options.only)
  const folder = await mkdtemp(join(tmpdir(), 'gpc-bench-'))
  let postgres = ''
  const inDatabase = <T>(name: string, work: (database: string, folder: string) => Promise<T>): Promise<T> =>
    withDatabase(join(folder, name), options.signal, async (database, own) => {
      postgres = await versionOf(database)
      return work(database, own)
    })
  try {
    const records = wants('a', 'b', 'd')
      ? await inDatabase('records', (database, own) =>
          measureRecords(database, own, 'medicines', sizes, wants, progress),
        )
      : undefined
    const onlyLoads = (...parts: Part[]) => parts.includes('a') && wants('a')
    const whole = wants('a')
      ? await inDatabase('whole', (database, own) => measureRecords(database, own, 'whole', sizes, onlyLoads, progress))
      : undefined
    const imports: ImportComparison[] = []
    for (const system of wants('c') ? sizes.systems : []) {
      imports.push(await inDatabase(system, (database, own) => measureImport(database, own, system, sizes, progress)))
    }
    if (wants('f')) progress('Starting the sandbox twice')
    const start = wants('f') ? await measureStart(join(folder, 'sandbox'), options.signal) : undefined
    return {
      machine: machine(postgres, load),
      quick: options.quick ?? false,
      seconds: (performance.now() - began) / 1000,
      ...(records === undefined ? {} : { records }),
      ...(whole === undefined ? {} : { whole }),
      ...(imports.length === 0 ? {} : { imports }),
      ...(start === undefined ? {} : { start }),
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Progress = (doing: string) => void

/** Runs work with a PostgreSQL of its own, new and empty. */
async function withDatabase<T>(
  folder: string,
  signal: AbortSignal | undefined,
  work: (database: string, folder: string) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted()
  await mkdir(folder, { recursive: true })
  const server = await startEmbedded(folder)
  const interrupted = Promise.withResolvers<never>()
  const interrupt = () => interrupted.reject(signal?.reason)
  signal?.addEventListener('abort', interrupt)
  try {
    return await Promise.race([work(server.url, folder), interrupted.promise])
  } finally {
    signal?.removeEventListener('abort', interrupt)
    await server.stop()
    await removeEmbedded(server)
    await rm(folder, { recursive: true, force: true })
  }
}

async function versionOf(database: string): Promise<string> {
  const store = await openStore(database, 1)
  const version = await postgresVersion(store)
  await store.close()
  return version
}

async function measureRecords(
  database: string,
  folder: string,
  shape: Shape,
  sizes: Sizes,
  wants: (...parts: Part[]) => boolean,
  progress: Progress,
): Promise<RecordsResult> {
  progress(`Inventing and importing ${sizes.records} patients with long records (${shape})`)
  const native = await writeLong(recordsSystem, join(folder, 'native'), sizes.records, shape)
  const served = await serveRecords(database, native, folder, shape)
  try {
    const loads = wants('a', 'b') ? await compareLoads(served, shape, sizes, wants('a'), progress) : []
    const peakMemory = wants('a') ? (await served.usage()).peakMemory : undefined
    const patientLoads = wants('d') ? await loadPatients(database, served, sizes, progress) : []
    return {
      patients: served.patients.length,
      resources: mean(served.patients.map(one => one.resources)),
      bytes: mean(served.patients.map(one => one.bytes)),
      disk: served.disk / served.patients.length,
      ...(peakMemory === undefined ? {} : { peakMemory }),
      loads,
      patientLoads,
    }
  } finally {
    await served.stop()
  }
}

const load = (plan: LoadPlan) => askOnce('load-process.ts', plan, loadResult)

/** Structured records from the provider, each load beside the same one on a bare server that sends the same bytes. */
async function compareLoads(
  { port, practice, patients }: ServedRecords,
  shape: Shape,
  { connections, seconds, warmUp }: Sizes,
  withProvider: boolean,
  progress: Progress,
): Promise<LoadComparison[]> {
  const bare = startChild('bare-process.ts')
  try {
    const { port: barePort } = await bare.ask({ files: patients.map(one => one.file) }, z.object({ port: z.number() }))
    const found: LoadComparison[] = []
    for (const gzip of [false, true]) {
      for (const count of connections) {
        progress(`Structured records (${shape}) at ${count} connections${gzip ? ', gzip' : ''}`)
        const plan = { gzip, connections: count, seconds, warmUp, practice, patients: [...patients] }
        const yardstick = await load({ ...plan, kind: 'bare', port: barePort })
        const provider = withProvider ? { provider: await load({ ...plan, kind: shape, port }) } : {}
        found.push({ connections: count, gzip, ...provider, bare: yardstick })
      }
    }
    return found
  } finally {
    await bare.stop()
  }
}

/** Find and read a patient. @throws Error if the audit doesn't have a row for each request */
async function loadPatients(
  database: string,
  { port, practice, patients }: ServedRecords,
  { connections, seconds, warmUp }: Sizes,
  progress: Progress,
): Promise<PatientLoad[]> {
  const store = await openStore(database, 1)
  const auditRows = async () => Number((await readAudit(store, { practice: practice.ods, most: 1 }))[0]?.seq ?? 0)
  try {
    const found: PatientLoad[] = []
    for (const kind of ['find', 'read'] as const) {
      for (const count of connections.filter(one => one > 1)) {
        progress(`${kind === 'find' ? 'Find' : 'Read'} a patient at ${count} connections`)
        const people = patients.map(({ nhsNumber, id }) => ({ nhsNumber, id }))
        const plan = { kind, gzip: false, connections: count, seconds, warmUp, port, practice, patients: people }
        const before = await auditRows()
        const result = await load(plan)
        const rows = (await auditRows()) - before
        if (rows !== result.sent) throw new Error(`${result.sent} requests left ${rows} rows in the audit.`)
        found.push({ kind, connections: count, result })
      }
    }
    return found
  } finally {
    await store.close()
  }
}

async function measureImport(
  database: string,
  folder: string,
  system: MeasuredSystem,
  sizes: Sizes,
  progress: Progress,
): Promise<ImportComparison> {
  progress(`Inventing ${sizes.patients} patients as ${system} files`)
  const native = await writeMixed(system, join(folder, 'native'), sizes.patients)
  progress(`Importing ${sizes.patients} patients from ${system} files`)
  const imported = await importFiles(database, native)
  const copied = await copyFiles(database, native)
  return { system, imported, copied }
}
