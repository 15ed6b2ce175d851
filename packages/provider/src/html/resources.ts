/**
 * The stored STU3 resources as the views read them. Numbers are text, digit for digit as the practice's system wrote them (HTM-LAY-10).
 */
import type { ClinicalDate } from '@gpc/fhir'

export interface Coding {
  readonly system?: string
  readonly code?: string
  readonly display?: string
  readonly userSelected?: boolean
}

export interface Concept {
  readonly coding?: readonly Coding[]
  readonly text?: string
}

export interface Reference {
  readonly reference?: string
  readonly display?: string
}

export interface Period {
  readonly start?: ClinicalDate
  readonly end?: ClinicalDate
}

export interface Quantity {
  readonly extension?: readonly Extension[]
  readonly value?: string
  readonly comparator?: string
  readonly unit?: string
}

export interface Extension {
  readonly url: string
  readonly extension?: readonly Extension[]
  readonly valueBoolean?: boolean
  readonly valueCode?: string
  readonly valueCodeableConcept?: Concept
  readonly valueDateTime?: ClinicalDate
  readonly valueReference?: Reference
  readonly valueString?: string
  readonly valueUnsignedInt?: string
}

interface Note {
  readonly text: string
}

interface Base {
  readonly id: string
  readonly extension?: readonly Extension[]
}

export interface Range {
  readonly low?: Quantity
  readonly high?: Quantity
  readonly text?: string
}

export interface Value {
  readonly valueQuantity?: Quantity
  readonly valueString?: string
  readonly valueCodeableConcept?: Concept
}

export interface Component extends Value {
  readonly code: Concept
  readonly interpretation?: Concept
  readonly referenceRange?: readonly Range[]
}

export interface Observation extends Base, Value {
  readonly resourceType: 'Observation'
  readonly status: string
  readonly category?: readonly Concept[]
  readonly code: Concept
  readonly effectiveDateTime?: ClinicalDate
  readonly effectivePeriod?: Period
  readonly issued?: ClinicalDate
  readonly performer?: readonly Reference[]
  readonly interpretation?: Concept
  readonly comment?: string
  readonly bodySite?: Concept
  readonly method?: Concept
  readonly referenceRange?: readonly Range[]
  readonly related?: readonly { readonly type?: string; readonly target: Reference }[]
  readonly component?: readonly Component[]
}

export interface Encounter extends Base {
  readonly resourceType: 'Encounter'
  readonly status: string
  readonly type?: readonly Concept[]
  readonly participant?: readonly { readonly type?: readonly Concept[]; readonly individual?: Reference }[]
  readonly period?: Period
  readonly length?: Quantity
  readonly location?: readonly { readonly location: Reference }[]
  readonly serviceProvider?: Reference
}

export interface List extends Base {
  readonly resourceType: 'List'
  readonly title?: string
  readonly code?: Concept
  readonly entry?: readonly { readonly item: Reference }[]
}

export interface Condition extends Base {
  readonly resourceType: 'Condition'
  readonly clinicalStatus?: string
  readonly code?: Concept
  readonly onsetDateTime?: ClinicalDate
  readonly abatementDateTime?: ClinicalDate
  readonly assertedDate?: ClinicalDate
  readonly asserter?: Reference
  readonly note?: readonly Note[]
}

export interface AllergyIntolerance extends Base {
  readonly resourceType: 'AllergyIntolerance'
  readonly type?: string
  readonly category?: readonly string[]
  readonly criticality?: string
  readonly code?: Concept
  readonly onsetDateTime?: ClinicalDate
  readonly assertedDate?: ClinicalDate
  readonly lastOccurrence?: ClinicalDate
  readonly note?: readonly Note[]
  readonly reaction?: readonly {
    readonly manifestation: readonly Concept[]
    readonly description?: string
    readonly severity?: string
  }[]
}

export interface Medication extends Base {
  readonly resourceType: 'Medication'
  readonly code?: Concept
}

export interface Dosage {
  readonly text?: string
  readonly patientInstruction?: string
}

export interface MedicationStatement extends Base {
  readonly resourceType: 'MedicationStatement'
  readonly basedOn?: readonly Reference[]
  readonly status: string
  readonly medicationReference?: Reference
  readonly effectivePeriod?: Period
  readonly dateAsserted?: ClinicalDate
  readonly note?: readonly Note[]
  readonly dosage?: readonly Dosage[]
}

export interface MedicationRequest extends Base {
  readonly resourceType: 'MedicationRequest'
  readonly basedOn?: readonly Reference[]
  readonly status?: string
  readonly intent: string
  readonly medicationReference?: Reference
  readonly authoredOn?: ClinicalDate
  readonly requester?: { readonly agent: Reference }
  readonly note?: readonly Note[]
  readonly dosageInstruction?: readonly Dosage[]
  readonly dispenseRequest?: {
    readonly validityPeriod?: Period
    readonly quantity?: Quantity
    readonly expectedSupplyDuration?: Quantity
  }
  readonly priorPrescription?: Reference
}

export interface Immunization extends Base {
  readonly resourceType: 'Immunization'
  readonly notGiven?: boolean
  readonly vaccineCode: Concept
  readonly date?: ClinicalDate
  readonly primarySource?: boolean
  readonly reportOrigin?: Concept
  readonly location?: Reference
  readonly manufacturer?: Reference
  readonly lotNumber?: string
  readonly expirationDate?: ClinicalDate
  readonly site?: Concept
  readonly route?: Concept
  readonly doseQuantity?: Quantity
  readonly practitioner?: readonly { readonly actor: Reference }[]
  readonly note?: readonly Note[]
  readonly explanation?: { readonly reason?: readonly Concept[]; readonly reasonNotGiven?: readonly Concept[] }
  readonly vaccinationProtocol?: readonly {
    readonly doseSequence?: string
    readonly description?: string
    readonly seriesDoses?: string
    readonly targetDisease?: readonly Concept[]
  }[]
}

export interface ReferralRequest extends Base {
  readonly resourceType: 'ReferralRequest'
  readonly identifier?: readonly { readonly system?: string; readonly value?: string }[]
  readonly priority?: string
  readonly serviceRequested?: readonly Concept[]
  readonly authoredOn?: ClinicalDate
  readonly requester?: { readonly agent: Reference }
  readonly specialty?: Concept
  readonly recipient?: readonly Reference[]
  readonly reasonCode?: readonly Concept[]
  readonly description?: string
  readonly supportingInfo?: readonly Reference[]
  readonly note?: readonly Note[]
}

export interface DiagnosticReport extends Base {
  readonly resourceType: 'DiagnosticReport'
  readonly status: string
  readonly code: Concept
  readonly issued?: ClinicalDate
  readonly performer?: readonly { readonly actor: Reference }[]
  readonly specimen?: readonly Reference[]
  readonly result?: readonly Reference[]
  readonly conclusion?: string
  readonly codedDiagnosis?: readonly Concept[]
}

export interface Specimen extends Base {
  readonly resourceType: 'Specimen'
  readonly type?: Concept
  readonly collection?: { readonly collectedDateTime?: ClinicalDate; readonly bodySite?: Concept }
  readonly note?: readonly Note[]
}

export interface ProcedureRequest extends Base {
  readonly resourceType: 'ProcedureRequest'
  readonly status: string
  readonly intent: string
  readonly code: Concept
  readonly occurrenceDateTime?: ClinicalDate
  readonly occurrencePeriod?: Period
  readonly authoredOn?: ClinicalDate
  readonly requester?: { readonly agent: Reference }
  readonly reasonCode?: readonly Concept[]
  readonly note?: readonly Note[]
}

export interface DocumentReference extends Base {
  readonly resourceType: 'DocumentReference'
  readonly type?: Concept
  readonly created?: ClinicalDate
  readonly indexed?: ClinicalDate
  readonly author?: readonly Reference[]
  readonly description?: string
  readonly content?: readonly { readonly attachment: { readonly title?: string } }[]
}

interface Named {
  readonly text?: string
  readonly family?: string
  readonly given?: readonly string[]
  readonly prefix?: readonly string[]
}

export interface Practitioner extends Base {
  readonly resourceType: 'Practitioner'
  readonly meta?: { readonly versionId?: string }
  readonly identifier?: readonly { readonly system?: string; readonly value?: string }[]
  readonly name?: readonly Named[]
  readonly gender?: string
}

export interface PractitionerRole extends Base {
  readonly resourceType: 'PractitionerRole'
  readonly practitioner?: Reference
  readonly organization?: Reference
  readonly code?: readonly Concept[]
}

export interface Telecom {
  readonly system?: string
  readonly value?: string
  readonly use?: string
}

export interface Address {
  readonly use?: string
  readonly line?: readonly string[]
  readonly city?: string
  readonly district?: string
  readonly postalCode?: string
}

export interface Organization extends Base {
  readonly resourceType: 'Organization'
  readonly meta?: { readonly versionId?: string }
  readonly identifier?: readonly { readonly system?: string; readonly value?: string }[]
  readonly name?: string
  readonly telecom?: readonly Telecom[]
  readonly address?: readonly Address[]
}

export interface Location extends Base {
  readonly resourceType: 'Location'
  readonly name?: string
}

export interface Patient extends Base {
  readonly resourceType: 'Patient'
  readonly meta?: { readonly versionId?: string }
  readonly identifier?: readonly { readonly system?: string; readonly value?: string }[]
  readonly active?: boolean
  readonly name?: readonly (Named & { readonly use?: string })[]
  readonly telecom?: readonly Telecom[]
  readonly gender?: string
  readonly birthDate?: string
  readonly deceasedDateTime?: ClinicalDate
  readonly address?: readonly Address[]
  readonly generalPractitioner?: readonly Reference[]
  readonly managingOrganization?: Reference
}

export type Stored =
  | AllergyIntolerance
  | Condition
  | DiagnosticReport
  | DocumentReference
  | Encounter
  | Immunization
  | List
  | Location
  | Medication
  | MedicationRequest
  | MedicationStatement
  | Observation
  | Organization
  | Patient
  | Practitioner
  | PractitionerRole
  | ProcedureRequest
  | ReferralRequest
  | Specimen

/** A number whose text would not survive parsing: a last zero after the point, an exponent, or more digits than a double holds. */
const reshaped = /[[:,]\s*-?(?:\d+\.\d*0\b|[\d.]+[eE]|[\d.]{16})/

/** The store's own JSON, one resource: written by rendering and nobody else. */
export function readStored<T extends Stored = Stored>(json: string): T {
  if (reshaped.test(json)) {
    return JSON.parse(json, (_key, value: unknown, context?: { source?: string }) =>
      typeof value === 'number' ? (context?.source ?? String(value)) : value,
    )
  }
  const value = JSON.parse(json)
  numbersToText(value)
  return value
}

/** In place: several times quicker than a reviver. */
function numbersToText(value: Record<string, unknown>): void {
  for (const key in value) {
    const one = value[key]
    if (typeof one === 'number') value[key] = String(one)
    else if (isObject(one)) numbersToText(one)
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** The extension with a URL, of an element. */
export function extensionOf(
  element: { readonly extension?: readonly Extension[] } | undefined,
  url: string,
): Extension | undefined {
  return element?.extension?.find(one => one.url === url)
}
