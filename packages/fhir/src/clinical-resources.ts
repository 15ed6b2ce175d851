/** The clinical resources of a structured record beside allergies and medicines, as a consumer reads them. */

import type { BackboneElement, DomainResource } from './base.ts'
import type { ClinicalDate } from './dates.ts'
import type {
  Annotation,
  CodeableConcept,
  Coding,
  ContactPoint,
  Identifier,
  Period,
  Quantity,
  Range,
  Reference,
} from './types.ts'

export interface Encounter extends DomainResource {
  readonly resourceType: 'Encounter'
  readonly identifier?: readonly Identifier[]
  readonly status: string
  readonly class?: Coding
  readonly type?: readonly CodeableConcept[]
  readonly subject?: Reference
  readonly participant?: readonly EncounterParticipant[]
  readonly period?: Period
  readonly length?: Quantity
  readonly location?: readonly { readonly location: Reference }[]
  readonly serviceProvider?: Reference
}

export interface EncounterParticipant extends BackboneElement {
  readonly type?: readonly CodeableConcept[]
  readonly period?: Period
  readonly individual?: Reference
}

/** A problem: GP Connect's ProblemHeader. */
export interface Condition extends DomainResource {
  readonly resourceType: 'Condition'
  readonly identifier?: readonly Identifier[]
  readonly clinicalStatus?: string
  readonly verificationStatus?: string
  readonly category?: readonly CodeableConcept[]
  readonly code?: CodeableConcept
  readonly subject: Reference
  readonly context?: Reference
  readonly onsetDateTime?: ClinicalDate
  readonly onsetString?: string
  readonly abatementDateTime?: ClinicalDate
  readonly abatementString?: string
  readonly assertedDate?: ClinicalDate
  readonly asserter?: Reference
  readonly note?: readonly Annotation[]
}

export interface Immunization extends DomainResource {
  readonly resourceType: 'Immunization'
  readonly identifier?: readonly Identifier[]
  readonly status: string
  readonly notGiven: boolean
  readonly vaccineCode?: CodeableConcept
  readonly patient: Reference
  readonly encounter?: Reference
  readonly date?: ClinicalDate
  readonly primarySource?: boolean
  readonly reportOrigin?: CodeableConcept
  readonly location?: Reference
  readonly manufacturer?: Reference
  readonly lotNumber?: string
  readonly expirationDate?: ClinicalDate
  readonly site?: CodeableConcept
  readonly route?: CodeableConcept
  readonly doseQuantity?: Quantity
  readonly practitioner?: readonly { readonly role?: CodeableConcept; readonly actor: Reference }[]
  readonly note?: readonly Annotation[]
  readonly explanation?: {
    readonly reason?: readonly CodeableConcept[]
    readonly reasonNotGiven?: readonly CodeableConcept[]
  }
  readonly vaccinationProtocol?: readonly VaccinationProtocol[]
}

export interface VaccinationProtocol extends BackboneElement {
  readonly doseSequence?: number
  readonly description?: string
  readonly series?: string
  readonly seriesDoses?: number
  readonly targetDisease?: readonly CodeableConcept[]
  readonly doseStatus?: CodeableConcept
}

/** A value as Observation and its components have it; one of them at most is there. */
export interface ObservationValue {
  readonly valueQuantity?: Quantity
  readonly valueCodeableConcept?: CodeableConcept
  readonly valueString?: string
  readonly valueBoolean?: boolean
  readonly valueRange?: Range
  readonly valueDateTime?: ClinicalDate
  readonly valuePeriod?: Period
  readonly valueTime?: string
}

export interface Observation extends DomainResource, ObservationValue {
  readonly resourceType: 'Observation'
  readonly identifier?: readonly Identifier[]
  readonly basedOn?: readonly Reference[]
  readonly status: string
  readonly category?: readonly CodeableConcept[]
  readonly code: CodeableConcept
  readonly subject?: Reference
  readonly context?: Reference
  readonly effectiveDateTime?: ClinicalDate
  readonly effectivePeriod?: Period
  readonly issued?: ClinicalDate
  readonly performer?: readonly Reference[]
  readonly dataAbsentReason?: CodeableConcept
  readonly interpretation?: CodeableConcept
  readonly comment?: string
  readonly bodySite?: CodeableConcept
  readonly method?: CodeableConcept
  readonly specimen?: Reference
  readonly device?: Reference
  readonly referenceRange?: readonly ObservationRange[]
  readonly related?: readonly { readonly type?: string; readonly target: Reference }[]
  readonly component?: readonly ObservationComponent[]
}

export interface ObservationRange extends BackboneElement {
  readonly low?: Quantity
  readonly high?: Quantity
  readonly type?: CodeableConcept
  readonly text?: string
}

export interface ObservationComponent extends BackboneElement, ObservationValue {
  readonly code: CodeableConcept
  readonly dataAbsentReason?: CodeableConcept
  readonly interpretation?: CodeableConcept
  readonly referenceRange?: readonly ObservationRange[]
}

export interface DiagnosticReport extends DomainResource {
  readonly resourceType: 'DiagnosticReport'
  readonly identifier?: readonly Identifier[]
  readonly basedOn?: readonly Reference[]
  readonly status: string
  readonly category?: CodeableConcept
  readonly code: CodeableConcept
  readonly subject?: Reference
  readonly context?: Reference
  readonly issued?: ClinicalDate
  readonly performer?: readonly { readonly role?: CodeableConcept; readonly actor: Reference }[]
  readonly specimen?: readonly Reference[]
  readonly result?: readonly Reference[]
  readonly conclusion?: string
  readonly codedDiagnosis?: readonly CodeableConcept[]
}

export interface Specimen extends DomainResource {
  readonly resourceType: 'Specimen'
  readonly identifier?: readonly Identifier[]
  readonly accessionIdentifier?: Identifier
  readonly status?: string
  readonly type?: CodeableConcept
  readonly subject?: Reference
  readonly receivedTime?: ClinicalDate
  readonly collection?: {
    readonly collector?: Reference
    readonly collectedDateTime?: ClinicalDate
    readonly collectedPeriod?: Period
    readonly quantity?: Quantity
    readonly bodySite?: CodeableConcept
  }
  readonly note?: readonly Annotation[]
}

export interface ReferralRequest extends DomainResource {
  readonly resourceType: 'ReferralRequest'
  readonly identifier?: readonly Identifier[]
  readonly status: string
  readonly intent: string
  readonly priority?: string
  readonly serviceRequested?: readonly CodeableConcept[]
  readonly subject: Reference
  readonly context?: Reference
  readonly authoredOn?: ClinicalDate
  readonly requester?: { readonly agent: Reference; readonly onBehalfOf?: Reference }
  readonly specialty?: CodeableConcept
  readonly recipient?: readonly Reference[]
  readonly reasonCode?: readonly CodeableConcept[]
  readonly description?: string
  readonly supportingInfo?: readonly Reference[]
  readonly note?: readonly Annotation[]
}

/** A diary entry (`intent` plan), or a test request (`intent` order). */
export interface ProcedureRequest extends DomainResource {
  readonly resourceType: 'ProcedureRequest'
  readonly identifier?: readonly Identifier[]
  readonly status: string
  readonly intent: string
  readonly code?: CodeableConcept
  readonly subject: Reference
  readonly context?: Reference
  readonly occurrenceDateTime?: ClinicalDate
  readonly occurrencePeriod?: Period
  readonly authoredOn?: ClinicalDate
  readonly requester?: { readonly agent: Reference; readonly onBehalfOf?: Reference }
  readonly performer?: Reference
  readonly reasonCode?: readonly CodeableConcept[]
  readonly reasonReference?: readonly Reference[]
  readonly supportingInfo?: readonly Reference[]
  readonly note?: readonly Annotation[]
}

export interface DocumentReference extends DomainResource {
  readonly resourceType: 'DocumentReference'
  readonly masterIdentifier?: Identifier
  readonly identifier?: readonly Identifier[]
  readonly status: string
  readonly type?: CodeableConcept
  readonly subject?: Reference
  readonly created?: ClinicalDate
  readonly indexed?: ClinicalDate
  readonly author?: readonly Reference[]
  readonly custodian?: Reference
  readonly description?: string
  readonly securityLabel?: readonly CodeableConcept[]
  readonly content?: readonly { readonly attachment: Attachment; readonly format?: Coding }[]
  readonly context?: {
    readonly encounter?: Reference
    readonly practiceSetting?: CodeableConcept
    readonly related?: readonly { readonly ref?: Reference }[]
  }
}

export interface Attachment {
  readonly contentType?: string
  readonly language?: string
  readonly url?: string
  /** Bytes. */
  readonly size?: number
  readonly title?: string
  readonly creation?: ClinicalDate
}

export interface HealthcareService extends DomainResource {
  readonly resourceType: 'HealthcareService'
  readonly identifier?: readonly Identifier[]
  readonly active?: boolean
  readonly providedBy?: Reference
  readonly type?: readonly CodeableConcept[]
  readonly specialty?: readonly CodeableConcept[]
  readonly location?: readonly Reference[]
  readonly name?: string
  readonly comment?: string
  readonly telecom?: readonly ContactPoint[]
}
