/** Invented native files, as each system writes them. */
import { join } from 'node:path'
import {
  type InventedPatient,
  inventPatients,
  inventPractice,
  medicineResources,
  recordResources,
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

/** What is asked for of a long record: allergies and medicines, or every clinical area. */
export type Shape = 'medicines' | 'whole'

/** Patients with long records only: each has about 500 resources in what is asked for. */
export function writeLong(system: MeasuredSystem, folder: string, count: number, shape: Shape): Promise<NativeFiles> {
  return write(system, folder, practice => longRecords(practice, count, sizes[shape]))
}

const sizes: Readonly<Record<Shape, (patient: InventedPatient) => number>> = {
  medicines: medicineResources,
  whole: recordResources,
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

function* longRecords(
  practice: Practice,
  count: number,
  sizeOf: (patient: InventedPatient) => number,
): Generator<InventedPatient> {
  let found = 0
  for (const patient of inventPatients({ seed: 'bench', practice, count: 500_000 })) {
    const size = sizeOf(patient)
    if (size < 450 || size > 600) continue
    yield patient
    found += 1
    if (found === count) return
  }
}
