import type { ClinicalDate } from '@gpc/fhir'
import type { Concept, Entry, EntryKey, StaffKey } from './entry.ts'

/** One encounter as the practice recorded it, with what it holds in the order shown to users (STR-CON-01 to 07). */
export interface Consultation extends Entry {
  /** What users see it called: type or name (STR-CON-07, STR-CON-15). */
  readonly type: Concept
  readonly start?: ClinicalDate
  readonly end?: ClinicalDate
  /** Minutes, a decimal as text, where the source gives a duration. */
  readonly minutes?: string
  /** Not yet completed by its author; served all the same (STR-CON-14). */
  readonly draft?: boolean
  /** Others who took part, beside `clinician` and `recorder` (STR-CON-16). */
  readonly participants?: readonly StaffKey[]
  /** Key of the site that it took place at. */
  readonly site?: string
  /** Key of the organisation, where it isn't the practice itself. */
  readonly organisation?: string
  /** The last edit of it, where the source has one (STR-CON-04); else `recorded`. */
  readonly edited?: ClinicalDate
  readonly topics: readonly Topic[]
}

/** A topic. One heading without a title is a flat topic: its items stand in the topic itself (STR-CON-05, STR-CON-06). */
export interface Topic {
  readonly title?: string
  /** Keys of the problems that the section is about (STR-CON-08). */
  readonly problems?: readonly EntryKey[]
  readonly headings: readonly Heading[]
}

export interface Heading {
  readonly title?: string
  /**
   * Keys of entries of this record, in the order shown: allergies, plans or issues, immunisations, observations (comments too), referrals,
   * documents, investigations, diary entries, problems.
   */
  readonly items: readonly EntryKey[]
}
