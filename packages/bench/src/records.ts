/** A practice of patients with long records, imported and served by the provider in a process of its own. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { diskUse, openStore, type Store, saveTrace, setSwitch, settle, untraced } from '@gpc/store'
import { z } from 'zod'
import { startChild } from './children.ts'
import { type Imported, importFiles, practiceAsid } from './importing.ts'
import { openConnection } from './load/connection.ts'
import type { LoadPlan, RequestPlan } from './load/plan.ts'
import { requestsOf } from './load/requests.ts'
import type { NativeFiles, Shape } from './native.ts'
import { type Usage, usage } from './usage.ts'

export interface ServedRecords {
  readonly port: number
  readonly practice: LoadPlan['practice']
  readonly patients: readonly ServedPatient[]
  readonly imported: Imported
  /** Bytes on disk after the import. */
  readonly disk: number
  usage(): Promise<Usage>
  stop(): Promise<void>
}

export interface ServedPatient {
  readonly nhsNumber: string
  readonly id: string
  /** Length of the patient's record as the provider sends it. */
  readonly bytes: number
  /** Resources in the Bundle, lists included. */
  readonly resources: number
  /** Where the answer lies, as it was sent; `.gz` beside it as it was sent compressed. */
  readonly file: string
}

const started = z.object({ port: z.number() })

/** Imports the files into an empty database and starts the provider. @param folder for the answers */
export async function serveRecords(
  database: string,
  native: NativeFiles,
  folder: string,
  shape: Shape,
): Promise<ServedRecords> {
  const { ods } = native.practice
  const imported = await importFiles(database, native)
  const store = await openStore(database, 2)
  try {
    for (const name of ['gp-connect', 'foundations', 'structured'] as const)
      await setSwitch(store, ods, name, true, 'bench')
    const people = await verified(store, ods)
    await settle(store)
    const disk = await diskUse(store)
    const server = startChild('server-process.ts')
    const { port } = await server.ask({ database }, started)
    const practice = { ods, asid: practiceAsid }
    const answers = await fetchAll({ port, practice, patients: people, kind: shape }, folder)
    return {
      port,
      practice,
      patients: answers,
      imported,
      disk,
      usage: () => server.ask({ usage: true }, usage),
      stop: server.stop,
    }
  } finally {
    await store.close()
  }
}

/** Keeps a trace of each patient, as PDS would have answered: every number is verified. */
async function verified(store: Store, ods: string): Promise<{ nhsNumber: string; id: string }[]> {
  const people = await untraced(store, ods, 1_000_000)
  for (const one of people) {
    await saveTrace(store, ods, { nhsNumber: one.nhsNumber, result: 'verified', sensitive: false }, one)
  }
  return people.map(({ nhsNumber, id }) => ({ nhsNumber, id }))
}

const bundle = z.object({ entry: z.array(z.unknown()) })

/** Asks for each patient's record once, plain and compressed, and keeps the answers. */
async function fetchAll(plan: Omit<RequestPlan, 'gzip'>, folder: string): Promise<ServedPatient[]> {
  const plain = requestsOf({ ...plan, gzip: false })
  const packed = requestsOf({ ...plan, gzip: true })
  const connection = await openConnection(plan.port, true)
  const served: ServedPatient[] = []
  for (const [i, patient] of plan.patients.entries()) {
    const { status, body } = await connection.exchange(plain.next(i))
    const compressed = await connection.exchange(packed.next(i))
    if (status !== 200) throw new Error(`The first record was answered with status ${status}: ${String(body)}`)
    const file = join(folder, `${i}.json`)
    await writeFile(file, body)
    await writeFile(`${file}.gz`, compressed.body)
    if (gunzipSync(compressed.body).length !== body.length) throw new Error('Compressed and plain answers differ.')
    const { entry } = bundle.parse(JSON.parse(body.toString()))
    served.push({ ...patient, bytes: body.length, resources: entry.length, file })
  }
  connection.close()
  return served
}
