/** Invented native files, as each system writes them. */
import { join } from 'node:path'
import {
  type InventedPatient,
  inventPatients,
  inventPractice,
  sampleDay,
  type WriteNative,
  writeEmis,
  writeMicrotest,
  writeTpp,
  writeVision,
} from '@gpc/synth'

/** The systems whose import is measured. */
export const measuredSystems = ['emis', 'tpp', 'vision', 'microtest'] as const

export type MeasuredSystem = (typeof measuredSystems)[number]

const writers: Readonly<Record<MeasuredSystem, WriteNative>> = {
  emis: writeEmis,
  tpp: writeTpp,
  vision: writeVision,
  microtest: writeMicrotest,
}

/** The system that the records to be read come from. */
export const recordsSystem: MeasuredSystem = 'emis'

export interface NativeFiles {
  readonly system: MeasuredSystem
  readonly practice: { readonly ods: string; readonly name: string }
  readonly folder: string
  /** Whole paths. */
  readonly files: readonly string[]
  readonly patients: number
}

/** Patients as a practice has them: most have few entries, some thousands. */
export function writeMixed(system: MeasuredSystem, folder: string, count: number): Promise<NativeFiles> {
  return write(system, folder, practice => inventPatients({ seed: 'bench', practice, count }))
}

/** Patients with long records only: each with about 500 resources. */
export function writeLong(system: MeasuredSystem, folder: string, count: number): Promise<NativeFiles> {
  return write(system, folder, practice => longRecords(practice, count))
}

type Practice = ReturnType<typeof inventPractice>

async function write(
  system: MeasuredSystem,
  folder: string,
  invent: (practice: Practice) => Iterable<InventedPatient>,
): Promise<NativeFiles> {
  const practice = inventPractice('B99999', system)
  const { files, patients } = await writers[system](practice, invent(practice), folder, { today: sampleDay })
  return { system, practice, folder, patients, files: files.map(file => join(folder, file)) }
}

function* longRecords(practice: Practice, count: number): Generator<InventedPatient> {
  let found = 0
  for (const patient of inventPatients({ seed: 'bench', practice, count: 500_000 })) {
    const size = resources(patient)
    if (size < 450 || size > 600) continue
    yield patient
    found += 1
    if (found === count) return
  }
}

/** About as many resources as a record has: each authorisation is a statement and a plan, each issue an order, each drug a Medication. */
function resources({ allergies, medications }: InventedPatient): number {
  const drugs = new Set(medications.map(one => one.drug.name)).size
  return allergies.length + drugs + medications.reduce((sum, one) => sum + 2 + one.issues.length, 0)
}
