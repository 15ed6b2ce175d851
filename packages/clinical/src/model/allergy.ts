import type { ClinicalDate } from '@gpc/fhir'
import type { Concept, Entry } from './entry.ts'

export interface Allergy extends Entry {
  readonly concept: Concept
  /** Drug or not; `medication` when it can't be told (STR-ALG-08). */
  readonly category: 'medication' | 'environment'
  readonly type?: 'allergy' | 'intolerance'
  /** An explicit "no known allergies" (STR-ALG-22). */
  readonly negation?: boolean
  readonly onset?: ClinicalDate
  /** When it was asserted: user-entered date, else the recorded one (STR-ALG-12). */
  readonly asserted?: ClinicalDate
  readonly ended?: { readonly date?: ClinicalDate; readonly reason?: string }
  readonly severity?: 'mild' | 'moderate' | 'severe' | 'life-threatening'
  readonly reaction?: Concept
  readonly lastOccurrence?: ClinicalDate
  /** Self-reported by the patient. */
  readonly reportedByPatient?: boolean
  /** Text and every qualifier without an element, labelled (`Certainty: definite`), in display order (STR-ALG-15). */
  readonly notes: readonly string[]
}
