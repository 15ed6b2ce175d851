/** For the writer's tests: invented patients written, and read again. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Concept, PatientRecord } from '@gpc/clinical'
import { codeSystems, londonInstant } from '@gpc/fhir'
import { tpp } from '@gpc/systems'
import { expect, onTestFinished } from 'vitest'
import { practice as engine } from '../../../systems/src/shared/testing.ts'
import { rowNumber } from '../keys.ts'
import type { InventedEntry, InventedPatient } from '../model.ts'
import { inventPractice } from '../practices.ts'
import { writeTpp } from './index.ts'

export const today = '2026-01-12'
export const practice = inventPractice('A99002', 'tpp')

export async function written(patients: Iterable<InventedPatient>) {
  const folder = await mkdtemp(join(tmpdir(), 'synth-tpp-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  return { folder, ...(await writeTpp(practice, patients, folder, { today })) }
}

export async function imported(patients: readonly InventedPatient[]) {
  const { folder } = await written(patients)
  const { records, rejects, directory } = await engine(tpp, practice.ods).load(folder)
  expect(rejects).toEqual([])
  return { records, directory }
}

/** Somebody without any entries. */
export function bare(someone: InventedPatient): InventedPatient {
  const { problems: _p, observations: _o, comments: _c, immunisations: _i, ...rest } = someone
  const { reports: _r, referrals: _f, documents: _d, diary: _y, ...left } = rest
  return { ...left, consultations: [], allergies: [], medications: [] }
}

export function recordOf(records: ReadonlyMap<string, PatientRecord>, { number }: InventedPatient): PatientRecord {
  const record = records.get(String(rowNumber(number, 0)))
  if (record === undefined) throw new Error(`patient ${number} has no record`)
  return record
}

export const at = (time: string) => londonInstant(time.slice(0, 10), time.slice(11))

/** What an entry must have again. */
export const entryOf = (one: InventedEntry, patient: number) => ({
  confidentiality: 'unknown',
  recorded: at(one.recordedAt),
  recorder: String(one.recorder),
  clinician: String(one.clinician ?? one.recorder),
  ...(one.consultation === undefined ? {} : { encounter: `SREvent:${rowNumber(patient, one.consultation)}` }),
})

const codeOf = (concept: Concept | undefined, system: string) =>
  concept?.codings.find(one => one.system === system)?.code
export const snomed = (concept: Concept | undefined) => codeOf(concept, codeSystems.snomed)
export const ctv3 = (concept: Concept | undefined) => codeOf(concept, codeSystems.ctv3)
