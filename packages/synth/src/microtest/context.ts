/** Whose message is written, and the ids in it. */
import { guid } from '../keys.ts'
import type { InventedPatient, InventedPractice } from '../model.ts'

export interface PatientContext {
  readonly practice: InventedPractice
  readonly patient: InventedPatient
  readonly today: string
}

/** A GUID of a patient's entry, in upper case, as messages have them. */
export function entryId({ practice, patient }: PatientContext, kind: string, key: number): string {
  return guid(practice.ods, kind, patient.number, key).toUpperCase()
}

export function staffId({ practice }: PatientContext, key: number): string {
  return guid(practice.ods, 'Agent', key).toUpperCase()
}

/** The agent that a laboratory is, by its name. */
export function laboratoryId({ practice }: PatientContext, name: string): string {
  return guid(practice.ods, `Laboratory ${name}`).toUpperCase()
}
