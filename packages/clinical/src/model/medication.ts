import type { ClinicalDate } from '@gpc/fhir'
import type { Concept, Entry, Quantity } from './entry.ts'

export type PrescriptionType = 'acute' | 'repeat' | 'repeat-dispensing' | 'delayed-prescribing'

/** Who prescribed (STR-MED-15): codes of CareConnect-PrescribingAgency-1. */
export type PrescribingAgency =
  | 'prescribed-at-gp-practice'
  | 'prescribed-by-another-organisation'
  | 'prescribed-by-previous-practice'

export interface MedicationNote {
  readonly kind: 'patient' | 'prescriber' | 'other'
  readonly text: string
}

/** A medicine or device as authorised: one MedicationStatement and one plan (STR-MED-01). */
export interface MedicationPlan extends Entry {
  readonly drug: Concept
  /** Absent only where the source can't say (STR-MED-25). */
  readonly type?: PrescriptionType
  readonly agency: PrescribingAgency
  readonly agencyText?: string
  /** The date that a person entered as the date of authorisation; else absent (then `recorded` counts, STR-MED-28). */
  readonly authorised?: ClinicalDate
  /** Date of the consultation or first day of use, where it differs from `authorised` (STR-MED-17). */
  readonly start?: ClinicalDate
  /** The last day: as the source has it, or computed (final issue + duration). Absent: not known, or ongoing. */
  readonly end?: ClinicalDate
  /** Ended early or by a person: status `stopped`, reason mandatory (STR-MED-24). Simple expiry isn't stopping. */
  readonly stopped?: { readonly date?: ClinicalDate; readonly reason?: string }
  /** The source says that it is no longer current, without a date. */
  readonly inactive?: boolean
  readonly dosage?: string
  readonly patientInstruction?: string
  readonly quantity?: Quantity
  /** Days, a decimal as text. */
  readonly supplyDays?: string
  readonly repeatsAllowed?: number
  /** As the source counts them; absent: the issues are counted. */
  readonly repeatsIssued?: number
  readonly authorisationExpires?: ClinicalDate
  /** Key of the plan that this one replaces (STR-MED-02). */
  readonly replaces?: string
  /** The day of the last change of dosage in place, if the source shows one (STR-MED-21). */
  readonly dosageChanged?: ClinicalDate
  readonly prescriptionId?: string
  readonly notes: readonly MedicationNote[]
  readonly issues: readonly MedicationIssue[]
}

/** One issue of a plan: an order (STR-MED-01). */
export interface MedicationIssue extends Entry {
  /** Where it differs from the plan's; else the plan's (STR-MED-33). */
  readonly drug?: Concept
  readonly issued?: ClinicalDate
  readonly end?: ClinicalDate
  readonly status: 'active' | 'completed' | 'cancelled' | 'stopped'
  readonly dosage?: string
  readonly patientInstruction?: string
  readonly quantity?: Quantity
  readonly supplyDays?: string
  readonly prescriptionId?: string
  readonly itemId?: string
  readonly notes: readonly MedicationNote[]
}
