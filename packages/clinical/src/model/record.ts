/** One patient's record, as readers make it and renderers take it. */
import type { Allergy } from './allergy.ts'
import type { Organisation, StaffMember } from './directory.ts'
import type { EntryKey } from './entry.ts'
import type { MedicationPlan } from './medication.ts'
import type { Patient } from './patient.ts'

/** A source row that couldn't become an entry; nothing vanishes. */
export interface Unreadable {
  /** Table and key of the row in its source. */
  readonly key: EntryKey
  readonly column?: string
  readonly reason: string
}

export interface PatientRecord {
  /** Absent when the source has entries for somebody whose demographics haven't arrived. */
  readonly patient?: Patient
  readonly allergies: readonly Allergy[]
  readonly medications: readonly MedicationPlan[]
  /** People and organisations that only this record names (GP2GP agent directories). */
  readonly staff?: readonly StaffMember[]
  readonly organisations?: readonly Organisation[]
  readonly unreadable: readonly Unreadable[]
}
