/**
 * An invented practice and its invented patients, independent of any native format. The writers (emis, tpp, vision, microtest)
 * take these and nothing else; what a format can't carry is in `Administration`, for the provider and the PDS stand-in.
 *
 * Keys are positive whole numbers, so that a writer can make row identifiers, GUIDs (`keys.ts`) or journal numbers of them:
 * a site's, a person's and a role's key is unique in its practice, an entry's key is unique in its patient across every kind
 * of entry (and below `maxEntries`), a patient's `number` is unique in its practice.
 *
 * Parts of entries (readings, specimens, results, filing comments, topics, headings) have keys out of the same counter.
 */
import type { LocalDate } from '@gpc/fhir'
import type { ClinicalTerm, InventedEntry, PartialDate } from './entry.ts'
import type {
  InventedComment,
  InventedDiaryEntry,
  InventedDocument,
  InventedImmunisation,
  InventedObservation,
  InventedProblem,
  InventedReferral,
  InventedReport,
  InventedTopic,
} from './record.ts'

export type * from './entry.ts'
export type * from './record.ts'

export type SystemName = 'emis' | 'tpp' | 'vision' | 'microtest'

export type Gender = 'male' | 'female' | 'other' | 'unknown'

export interface InventedAddress {
  /** House name or flat; often absent. */
  readonly building?: string
  /** Number and road, `12 Larch Rise`. */
  readonly street: string
  readonly locality?: string
  readonly town: string
  readonly county?: string
  readonly postcode: string
}

export interface InventedPractice {
  readonly ods: string
  readonly name: string
  readonly system: SystemName
  readonly address: InventedAddress
  readonly phone: string
  readonly email: string
  /** At least one; exactly one is the main surgery. */
  readonly sites: readonly InventedSite[]
  readonly staff: readonly InventedStaff[]
}

export interface InventedSite {
  readonly key: number
  readonly name: string
  /** ODS code of the site; the main surgery's is the practice's own. */
  readonly odsSite: string
  readonly main: boolean
  readonly address: InventedAddress
  readonly phone: string
}

export interface InventedStaff {
  readonly key: number
  readonly title: string
  readonly given: string
  readonly family: string
  readonly gender: 'male' | 'female'
  /** Seven digits. */
  readonly gmc?: string
  /** A letter and seven digits. */
  readonly gmp?: string
  /** Two digits, a letter, four digits and a letter. */
  readonly nmc?: string
  /** Twelve digits; the same in every practice that the person works for. */
  readonly sdsUserId?: string
  readonly roles: readonly InventedRole[]
  /** First day with the practice. */
  readonly since: LocalDate
}

export interface InventedRole {
  readonly key: number
  /** Twelve digits. */
  readonly roleProfileId?: string
  /** SDS job role code, such as `R0260`. */
  readonly code: string
  /** SDS job role name. */
  readonly name: string
}

export interface AllergyTerm extends ClinicalTerm {
  /** Drug allergy, or one of food, animals, materials and the like. */
  readonly drug: boolean
  /** What the allergy is to, in plain words: `Penicillin`. Absent for "no known allergies". */
  readonly substance?: string
}

export interface Drug {
  /** The exact name, as dm+d has it. */
  readonly name: string
  /** dm+d id of the VMP or AMP. Absent: an entry of the practice's own, text alone. */
  readonly dmd?: string
  /** `tablet`, `capsule`, `cream`, … */
  readonly form: string
  /** `500mg`; absent where the name has none. */
  readonly strength?: string
}

export interface DrugQuantity {
  /** A decimal as text. */
  readonly value: string
  readonly unit: string
}

export interface InventedConsultation extends InventedEntry {
  readonly date: LocalDate
  /** `HH:mm`; the time of `recordedAt` isn't earlier. */
  readonly time: string
  readonly minutes: number
  readonly place: 'surgery' | 'telephone' | 'home-visit' | 'administration'
  /** Key of the site. */
  readonly site: number
  /** Not yet completed by its author. */
  readonly draft?: true
  /** How it is arranged; only where the format knows topics. What no heading names stands beside them. */
  readonly topics?: readonly InventedTopic[]
}

export interface InventedAllergy extends InventedEntry {
  readonly concept: AllergyTerm
  /** An explicit "no known allergies". */
  readonly noKnown?: true
  /** Absent: undated. */
  readonly onset?: PartialDate
  /** Only where the system can express it (`capabilities.ts`). */
  readonly ended?: { readonly date: LocalDate; readonly reason?: string }
  readonly severity?: 'mild' | 'moderate' | 'severe' | 'life-threatening'
  readonly certainty?: 'definite' | 'consistent-with' | 'unlikely'
  /** What happened, in words. */
  readonly reaction?: string
  readonly note?: string
}

export type PrescriptionType = 'acute' | 'repeat' | 'repeat-dispensing'
export type Agency = 'practice' | 'another-organisation' | 'previous-practice'

/**
 * One authorisation of a medicine. Acute: one issue, `end` set. A repeat without `end` and `stopped` is current. A changed
 * dose or a re-authorisation is a new one that `replaces` the old, which has ended.
 */
export interface InventedMedication extends InventedEntry {
  readonly drug: Drug
  readonly type: PrescriptionType
  readonly agency: Agency
  readonly dosage: string
  readonly quantity: DrugQuantity
  /** Days that one issue lasts. */
  readonly days: number
  /** The day of authorisation. Partial or absent only in records that came from elsewhere. */
  readonly start?: PartialDate
  /** The last day, where it ran out: last issue + days - 1. */
  readonly end?: LocalDate
  /** Ended early, by a person. Excludes `end`. */
  readonly stopped?: { readonly date: LocalDate; readonly reason: string }
  /** Issues that are authorised; 1 for acute ones. */
  readonly allowed: number
  /** Key of the authorisation that it replaces. */
  readonly replaces?: number
  readonly reviewDate?: LocalDate
  readonly note?: string
  /** Oldest first. Empty for what another organisation prescribes, or what hasn't been issued yet. */
  readonly issues: readonly InventedIssue[]
}

/** Drug, dosage, quantity and days are the authorisation's. Confidential if the authorisation is. */
export interface InventedIssue extends InventedEntry {
  readonly date: LocalDate
}

export type RegistrationKind = 'regular' | 'temporary' | 'private' | 'emergency' | 'immediately-necessary'

/** Somebody, registered or not. */
export interface InventedPerson {
  readonly nhsNumber: string
  readonly title: string
  readonly given: string
  readonly middle?: string
  readonly family: string
  readonly formerFamily?: string
  readonly gender: Gender
  readonly birthDate: LocalDate
  readonly deathDate?: LocalDate
  readonly address: InventedAddress
  readonly phones: readonly { readonly use: 'home' | 'mobile' | 'work'; readonly number: string }[]
  readonly email?: string
  /** Keys of the sample traits; empty for those who are merely invented. */
  readonly traits: readonly string[]
  /** For people: what is special about this one. */
  readonly note?: string
}

export interface InventedPatient extends InventedPerson {
  /** From 1, unique in the practice. */
  readonly number: number
  readonly registration: {
    readonly kind: RegistrationKind
    readonly start: LocalDate
    /** The day that the patient left, or died. */
    readonly end?: LocalDate
    /** Key of the preferred branch surgery. */
    readonly branch?: number
  }
  /** Key of the usual GP. */
  readonly usualGp: number
  readonly flags: PatientFlags
  readonly administration: Administration
  readonly consultations: readonly InventedConsultation[]
  readonly allergies: readonly InventedAllergy[]
  readonly medications: readonly InventedMedication[]
  readonly problems?: readonly InventedProblem[]
  readonly observations?: readonly InventedObservation[]
  readonly comments?: readonly InventedComment[]
  readonly immunisations?: readonly InventedImmunisation[]
  readonly reports?: readonly InventedReport[]
  readonly referrals?: readonly InventedReferral[]
  readonly documents?: readonly InventedDocument[]
  readonly diary?: readonly InventedDiaryEntry[]
}

/** What the native format itself says of the patient, where it can. */
export interface PatientFlags {
  /** EMIS SpineSensitive. */
  readonly sensitive: boolean
  /** EMIS IsConfidential: nothing of the record may leave. */
  readonly confidentialRecord: boolean
  /** A test patient of the practice's own. */
  readonly dummy: boolean
  /** TPP SpineMatched: the NHS number was traced. */
  readonly spineMatched: boolean
}

/** What no native format carries: the provider's own administration, and how PDS differs from the practice's record. */
export interface Administration {
  /** The NHS number was verified against PDS. */
  readonly verified: boolean
  /** The patient has dissented from sharing. */
  readonly dissent?: true
  /** The transfer of the record from the last practice isn't complete; since when. */
  readonly inTransit?: LocalDate
  /** Results have been received and not filed; since when. Only GP2GP says so itself. */
  readonly awaitingFiling?: LocalDate
  /** NHS number of the patient whom this record was merged into. */
  readonly mergedInto?: string
  readonly pds: PdsView
}

/** What PDS says, as far as it differs from the practice's record. */
export interface PdsView {
  /** False: PDS knows no such NHS number. */
  readonly known: boolean
  /** The NHS number that PDS has replaced this one by. */
  readonly supersededBy?: string
  /** Access level S. */
  readonly sensitive?: true
  readonly deceased?: LocalDate
  /** ODS code of the practice that PDS has the patient registered with, if another; empty: none. */
  readonly registeredWith?: string
  /** Demographics that don't match the practice's. */
  readonly differs?: { readonly family?: string; readonly given?: string; readonly birthDate?: LocalDate }
}
