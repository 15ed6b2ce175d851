import type { ClinicalDate } from '@gpc/fhir'
import type { Concept, Entry, Quantity, StaffKey } from './entry.ts'
import type { Range, Value } from './observation.ts'

/** A laboratory report that came electronically (STR-INV-01). Keys of its parts are linked to the report. */
export interface Investigation extends Entry {
  /** What the report is called; rendering sends the fixed code with it (STR-INV-05). */
  readonly title?: Concept
  readonly status: 'final' | 'preliminary' | 'unknown'
  /** When the laboratory issued it; else when it was received. */
  readonly issued?: ClinicalDate
  /** The laboratory's own report id (STR-INV-06). */
  readonly reportId?: string
  /** False: received, not yet filed by a clinician: not returned, the list says so (STR-WARN-11). Absent: filed, or the source can't tell. */
  readonly filed?: boolean
  /** Key of the laboratory's organisation; its name where it is no organisation of the directory. */
  readonly organisation?: string
  readonly laboratory?: string
  readonly request?: TestRequest
  readonly specimens: readonly Specimen[]
  /** Groups and stand-alone results, in the order of the report. */
  readonly results: readonly TestResult[]
  readonly filingComments: readonly FilingComment[]
  readonly diagnoses?: readonly Concept[]
  readonly conclusion?: string
}

export interface TestRequest {
  readonly key: string
  readonly concept?: Concept
  readonly requester?: StaffKey
  readonly reasons?: readonly Concept[]
  readonly notes: readonly string[]
}

export interface Specimen {
  readonly key: string
  readonly accession?: string
  readonly type?: Concept
  readonly received?: ClinicalDate
  readonly collected?: ClinicalDate
  readonly collector?: StaffKey
  readonly quantity?: Quantity
  readonly bodySite?: Concept
  readonly fasting?: string
  readonly notes: readonly string[]
}

/** A result, or the heading of a group of results (then it has no value and `results` holds them). */
export interface TestResult extends Entry {
  readonly concept: Concept
  readonly status: 'final' | 'preliminary' | 'unknown'
  readonly effective?: ClinicalDate
  readonly issued?: ClinicalDate
  readonly value?: Value
  readonly interpretation?: Concept
  readonly ranges?: readonly Range[]
  readonly specimen?: string
  readonly method?: Concept
  readonly bodySite?: Concept
  /** Text of the laboratory and of the practice, line breaks kept as they came (STR-INV-04). */
  readonly notes: readonly string[]
  readonly results: readonly TestResult[]
  readonly filingComments?: readonly FilingComment[]
}

export interface FilingComment {
  readonly key: string
  readonly text: string
  readonly filed?: ClinicalDate
  readonly recorded?: ClinicalDate
  readonly filer?: StaffKey
}
