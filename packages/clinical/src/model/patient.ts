/** Who a record is about, and how they are registered. */
import type { ClinicalDate, LocalDate } from '@gpc/fhir'
import type { Address, Contact, PersonName } from './directory.ts'
import type { SourceName, StaffKey } from './entry.ts'

/** `regular` is what GP Connect calls GMS; only they are served by record access (STR-ERR-03). */
export type RegistrationType =
  | 'regular'
  | 'temporary'
  | 'private'
  | 'emergency'
  | 'immediately-necessary'
  | 'pre-registration'
  | 'other'

export interface Registration {
  readonly type: RegistrationType
  /** The source's own words for the type. */
  readonly typeText?: string
  readonly start?: LocalDate
  /** The day that the patient left, if so. */
  readonly end?: LocalDate
  /** Key of the preferred branch surgery. */
  readonly branch?: string
}

/** What a registration says of the person. */
export type Demographics = Pick<
  Patient,
  'name' | 'gender' | 'birthDate' | 'addresses' | 'contacts' | 'language' | 'interpreterRequired'
>

/** A temporary patient whom this provider registers because a consumer asked for it (REG-DUP-04, REG-DUP-06). */
export interface LocalRegistration {
  readonly nhsNumber: string
  readonly demographics: Demographics
  /** The first day, and the day from which the patient has left. */
  readonly start: LocalDate
  readonly end: LocalDate
  readonly provenance: RegistrationProvenance
}

/** Who asked for a registration, as at the time of the request (REG-RSP-06, SEC-AUD-07). Empty text: the request didn't say. */
export interface RegistrationProvenance {
  /** An instant with offset. */
  readonly at: string
  readonly traceId: string
  readonly interaction: string
  readonly userId: string
  readonly userName: string
  readonly roleProfile: string
  readonly organisation: string
  readonly device: string
  /** The Patient resource as it was sent, as JSON. */
  readonly sent: string
}

export interface PatientContact {
  readonly name?: PersonName
  readonly relationship?: string
  readonly contacts: readonly Contact[]
  readonly address?: Address
  readonly gender?: 'male' | 'female' | 'other' | 'unknown'
}

export interface Patient {
  readonly source: SourceName
  readonly key: string
  /** Ten digits, or absent. A number that isn't valid is kept as a reject, never here. */
  readonly nhsNumber?: string
  /** What the source says of the NHS number; `unknown` where it doesn't: then PDS decides (FND-PAT-04). */
  readonly nhsNumberStatus: 'verified' | 'unverified' | 'unknown'
  readonly name: PersonName
  readonly formerNames?: readonly PersonName[]
  readonly gender: 'male' | 'female' | 'other' | 'unknown'
  readonly birthDate?: ClinicalDate
  readonly deceased?: ClinicalDate | true
  readonly addresses: readonly Address[]
  readonly contacts: readonly Contact[]
  readonly relations: readonly PatientContact[]
  readonly usualGp?: StaffKey
  /** BCP 47 or the source's words. */
  readonly language?: string
  readonly interpreterRequired?: boolean
  readonly registration: Registration
  /** Flagged sensitive by the source (EMIS SpineSensitive): answered as not found (STR-ERR-05). */
  readonly sensitive: boolean
  /** The whole record must not leave (EMIS IsConfidential), or is a test or dummy patient: says why. */
  readonly neverServed?: string
  /** The record's transfer from the last practice isn't complete (STR-WARN-05). */
  readonly inTransit?: boolean
}
