import type { ClinicalDate } from '@gpc/fhir'
import type { Concept, Entry, EntryKey } from './entry.ts'

/**
 * A problem of the patient (STR-PRB). What was promoted to it is an entry of its own besides, named by `actual`: an entry's own area never loses it.
 * `encounter` is the consultation that it was created in.
 */
export interface Problem extends Entry {
  readonly concept: Concept
  readonly status: 'active' | 'inactive'
  /** Anything above minor is major (STR-PRB-07). Absent: the source can't say; then `minor` is sent and a note says so. */
  readonly significance?: 'major' | 'minor'
  readonly onset?: ClinicalDate
  readonly ended?: ClinicalDate
  /** Key of the entry that is the problem (STR-PRB-08). */
  readonly actual?: EntryKey
  /** Keys of entries and consultations that are linked to it, in the source's order (STR-PRB-09, STR-PRB-11). */
  readonly related: readonly EntryKey[]
  /** Other problems that it is grouped with (STR-PRB-10). */
  readonly problems: readonly { readonly type: 'parent' | 'child' | 'sibling'; readonly key: EntryKey }[]
  readonly notes: readonly string[]
}
