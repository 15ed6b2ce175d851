import type { ClinicalDate } from '@gpc/fhir'
import type { Concept, Entry, Quantity, StaffKey } from './entry.ts'

/** A vaccination given, or meant and not given (STR-IMM). */
export interface Immunisation extends Entry {
  /** The procedure as coded, or the "not done" situation (STR-IMM-06). */
  readonly procedure: Concept
  /** The product, if known (STR-IMM-08). */
  readonly vaccine?: Concept
  readonly notGiven?: boolean
  /** Day given, or meant (STR-IMM-10). */
  readonly date?: ClinicalDate
  /** True: told by the patient or another source, not by whoever gave it (STR-IMM-09). */
  readonly secondHand?: boolean
  readonly reportOrigin?: Concept
  /** Who gave it, if the source tells; `clinician` is not taken for it. */
  readonly administrator?: StaffKey
  /** Key of the site that it was given at, if the source tells (STR-IMM-11). */
  readonly site?: string
  readonly manufacturer?: string
  readonly batch?: string
  readonly expires?: ClinicalDate
  readonly bodySite?: Concept
  readonly route?: Concept
  readonly dose?: Quantity
  readonly reason?: Concept
  readonly reasonNotGiven?: Concept
  /** Which dose of the course, from 1. */
  readonly doseSequence?: number
  readonly dosesInCourse?: number
  readonly courseDescription?: string
  readonly targetDiseases?: readonly Concept[]
  readonly parentPresent?: boolean
  /** Text, and everything without an element, labelled (STR-IMM-17). */
  readonly notes: readonly string[]
}
