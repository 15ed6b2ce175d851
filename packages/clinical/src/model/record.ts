/** One patient's record, as readers make it and renderers take it. */
import type { Allergy } from './allergy.ts'
import type { Consultation } from './consultation.ts'
import type { DiaryEntry } from './diary.ts'
import type { Organisation, StaffMember } from './directory.ts'
import type { DocumentEntry } from './document.ts'
import type { EntryKey } from './entry.ts'
import type { Immunisation } from './immunisation.ts'
import type { Investigation } from './investigation.ts'
import type { MedicationPlan } from './medication.ts'
import type { Observation } from './observation.ts'
import type { Patient } from './patient.ts'
import type { Problem } from './problem.ts'
import type { Referral } from './referral.ts'

/** A source row that couldn't become an entry; nothing vanishes. */
export interface Unreadable {
  /** Table and key of the row in its source. */
  readonly key: EntryKey
  readonly column?: string
  readonly reason: string
}

/**
 * The clinical areas of a record. Keys are unique over all of them within a source (parts of investigations included), so that a key alone names an entry:
 * a problem and the observation that it was made of have different keys.
 */
export interface ClinicalEntries {
  readonly allergies: readonly Allergy[]
  readonly medications: readonly MedicationPlan[]
  readonly consultations: readonly Consultation[]
  readonly problems: readonly Problem[]
  readonly immunisations: readonly Immunisation[]
  readonly observations: readonly Observation[]
  readonly investigations: readonly Investigation[]
  readonly referrals: readonly Referral[]
  readonly documents: readonly DocumentEntry[]
  readonly diary: readonly DiaryEntry[]
}

export const noEntries: ClinicalEntries = {
  allergies: [],
  medications: [],
  consultations: [],
  problems: [],
  immunisations: [],
  observations: [],
  investigations: [],
  referrals: [],
  documents: [],
  diary: [],
}

export interface PatientRecord extends ClinicalEntries {
  /** Absent when the source has entries for somebody whose demographics haven't arrived. */
  readonly patient?: Patient
  /** People and organisations that only this record names (GP2GP agent directories). */
  readonly staff?: readonly StaffMember[]
  readonly organisations?: readonly Organisation[]
  readonly unreadable: readonly Unreadable[]
}
