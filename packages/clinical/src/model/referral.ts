import type { ClinicalDate } from '@gpc/fhir'
import type { Concept, Entry, EntryKey, StaffKey } from './entry.ts'

/** An outbound referral; inbound ones are observations (STR-REF-01, STR-UNC-18). */
export interface Referral extends Entry {
  /** The main referral code (STR-REF-03). */
  readonly reason: Concept
  /** The date that the user entered (STR-REF-02). */
  readonly date?: ClinicalDate
  /** Only where it is one of the e-RS priorities (STR-REF-05); other words belong into `notes` as `Priority: Soon`. */
  readonly priority?: 'routine' | 'urgent' | 'asap'
  readonly ubrn?: string
  /** Cancelled directly, as by e-RS (STR-REF-04). */
  readonly cancelled?: boolean
  readonly service?: Concept
  readonly specialty?: Concept
  readonly recipients?: readonly (
    | { readonly kind: 'organisation'; readonly key: string }
    | { readonly kind: 'staff'; readonly key: StaffKey }
  )[]
  readonly description?: string
  /** Keys of letters and observations that go with it (STR-REF-09). */
  readonly supporting?: readonly EntryKey[]
  /** Progress, outcome, mode, recipients without a code: labelled, in display order. */
  readonly notes: readonly string[]
}
