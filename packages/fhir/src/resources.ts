/** The resources of a structured record as a consumer reads them; `types.ts` has the data types. */

import type { BackboneElement, DomainResource, Resource } from './base.ts'
import type {
  Condition,
  DiagnosticReport,
  DocumentReference,
  Encounter,
  HealthcareService,
  Immunization,
  Observation,
  ProcedureRequest,
  ReferralRequest,
  Specimen,
} from './clinical-resources.ts'
import type { ClinicalDate } from './dates.ts'
import type {
  Address,
  Annotation,
  CodeableConcept,
  Coding,
  ContactPoint,
  Dosage,
  HumanName,
  Identifier,
  Period,
  Quantity,
  Ratio,
  Reference,
} from './types.ts'

export type * from './base.ts'

export interface Bundle extends Resource {
  readonly resourceType: 'Bundle'
  readonly identifier?: Identifier
  readonly type: string
  readonly total?: number
  readonly link?: readonly { readonly relation: string; readonly url: string }[]
  readonly entry?: readonly BundleEntry[]
}

export interface BundleEntry extends BackboneElement {
  readonly fullUrl?: string
  readonly resource?: Resource
  readonly search?: { readonly mode?: 'match' | 'include' | 'outcome'; readonly score?: number }
}

export interface OperationOutcome extends DomainResource {
  readonly resourceType: 'OperationOutcome'
  readonly issue: readonly OperationOutcomeIssue[]
}

export interface OperationOutcomeIssue extends BackboneElement {
  readonly severity: 'fatal' | 'error' | 'warning' | 'information'
  readonly code: string
  readonly details?: CodeableConcept
  readonly diagnostics?: string
  readonly location?: readonly string[]
  readonly expression?: readonly string[]
}

export type Gender = 'male' | 'female' | 'other' | 'unknown'

export interface Patient extends DomainResource {
  readonly resourceType: 'Patient'
  readonly identifier?: readonly Identifier[]
  readonly active?: boolean
  readonly name?: readonly HumanName[]
  readonly telecom?: readonly ContactPoint[]
  readonly gender?: Gender
  readonly birthDate?: ClinicalDate
  readonly deceasedBoolean?: boolean
  readonly deceasedDateTime?: ClinicalDate
  readonly address?: readonly Address[]
  readonly maritalStatus?: CodeableConcept
  readonly multipleBirthBoolean?: boolean
  readonly multipleBirthInteger?: number
  readonly contact?: readonly PatientContact[]
  readonly communication?: readonly { readonly language: CodeableConcept; readonly preferred?: boolean }[]
  readonly generalPractitioner?: readonly Reference[]
  readonly managingOrganization?: Reference
  readonly link?: readonly { readonly other: Reference; readonly type: string }[]
}

export interface PatientContact extends BackboneElement {
  readonly relationship?: readonly CodeableConcept[]
  readonly name?: HumanName
  readonly telecom?: readonly ContactPoint[]
  readonly address?: Address
  readonly gender?: Gender
  readonly organization?: Reference
  readonly period?: Period
}

export interface Practitioner extends DomainResource {
  readonly resourceType: 'Practitioner'
  readonly identifier?: readonly Identifier[]
  readonly active?: boolean
  readonly name?: readonly HumanName[]
  readonly telecom?: readonly ContactPoint[]
  readonly address?: readonly Address[]
  readonly gender?: Gender
  readonly birthDate?: ClinicalDate
  readonly communication?: readonly CodeableConcept[]
}

export interface PractitionerRole extends DomainResource {
  readonly resourceType: 'PractitionerRole'
  readonly identifier?: readonly Identifier[]
  readonly active?: boolean
  readonly period?: Period
  readonly practitioner?: Reference
  readonly organization?: Reference
  readonly code?: readonly CodeableConcept[]
  readonly specialty?: readonly CodeableConcept[]
  readonly location?: readonly Reference[]
  readonly healthcareService?: readonly Reference[]
  readonly telecom?: readonly ContactPoint[]
}

export interface Organization extends DomainResource {
  readonly resourceType: 'Organization'
  readonly identifier?: readonly Identifier[]
  readonly active?: boolean
  readonly type?: readonly CodeableConcept[]
  readonly name?: string
  readonly alias?: readonly string[]
  readonly telecom?: readonly ContactPoint[]
  readonly address?: readonly Address[]
  readonly partOf?: Reference
}

export interface Location extends DomainResource {
  readonly resourceType: 'Location'
  readonly identifier?: readonly Identifier[]
  readonly status?: 'active' | 'suspended' | 'inactive'
  readonly operationalStatus?: Coding
  readonly name?: string
  readonly alias?: readonly string[]
  readonly description?: string
  readonly mode?: 'instance' | 'kind'
  readonly type?: CodeableConcept
  readonly telecom?: readonly ContactPoint[]
  readonly address?: Address
  readonly physicalType?: CodeableConcept
  readonly managingOrganization?: Reference
  readonly partOf?: Reference
}

export interface AllergyIntolerance extends DomainResource {
  readonly resourceType: 'AllergyIntolerance'
  readonly identifier?: readonly Identifier[]
  readonly clinicalStatus?: 'active' | 'inactive' | 'resolved'
  readonly verificationStatus: 'unconfirmed' | 'confirmed' | 'refuted' | 'entered-in-error'
  readonly type?: 'allergy' | 'intolerance'
  readonly category?: readonly ('food' | 'medication' | 'environment' | 'biologic')[]
  readonly criticality?: 'low' | 'high' | 'unable-to-assess'
  readonly code?: CodeableConcept
  readonly patient: Reference
  readonly onsetDateTime?: ClinicalDate
  readonly onsetAge?: Quantity
  readonly onsetPeriod?: Period
  readonly onsetString?: string
  readonly assertedDate?: ClinicalDate
  readonly recorder?: Reference
  readonly asserter?: Reference
  readonly lastOccurrence?: ClinicalDate
  readonly note?: readonly Annotation[]
  readonly reaction?: readonly AllergyReaction[]
}

export interface AllergyReaction extends BackboneElement {
  readonly substance?: CodeableConcept
  readonly manifestation: readonly CodeableConcept[]
  readonly description?: string
  readonly onset?: ClinicalDate
  readonly severity?: 'mild' | 'moderate' | 'severe'
  readonly exposureRoute?: CodeableConcept
  readonly note?: readonly Annotation[]
}

export interface Medication extends DomainResource {
  readonly resourceType: 'Medication'
  readonly code?: CodeableConcept
  readonly status?: string
  readonly form?: CodeableConcept
  readonly manufacturer?: Reference
  readonly ingredient?: readonly MedicationIngredient[]
}

export interface MedicationIngredient extends BackboneElement {
  readonly itemCodeableConcept?: CodeableConcept
  readonly itemReference?: Reference
  readonly isActive?: boolean
  readonly amount?: Ratio
}

export interface MedicationStatement extends DomainResource {
  readonly resourceType: 'MedicationStatement'
  readonly identifier?: readonly Identifier[]
  readonly basedOn?: readonly Reference[]
  readonly partOf?: readonly Reference[]
  readonly context?: Reference
  readonly status: string
  readonly category?: CodeableConcept
  readonly medicationCodeableConcept?: CodeableConcept
  readonly medicationReference?: Reference
  readonly effectiveDateTime?: ClinicalDate
  readonly effectivePeriod?: Period
  readonly dateAsserted?: ClinicalDate
  readonly informationSource?: Reference
  readonly subject: Reference
  readonly derivedFrom?: readonly Reference[]
  readonly taken: 'y' | 'n' | 'unk' | 'na'
  readonly reasonNotTaken?: readonly CodeableConcept[]
  readonly reasonCode?: readonly CodeableConcept[]
  readonly reasonReference?: readonly Reference[]
  readonly note?: readonly Annotation[]
  readonly dosage?: readonly Dosage[]
}

export interface MedicationRequest extends DomainResource {
  readonly resourceType: 'MedicationRequest'
  readonly identifier?: readonly Identifier[]
  readonly basedOn?: readonly Reference[]
  readonly groupIdentifier?: Identifier
  readonly status?: string
  readonly intent: 'proposal' | 'plan' | 'order' | 'instance-order'
  readonly category?: CodeableConcept
  readonly priority?: string
  readonly medicationCodeableConcept?: CodeableConcept
  readonly medicationReference?: Reference
  readonly subject: Reference
  readonly context?: Reference
  readonly supportingInformation?: readonly Reference[]
  readonly authoredOn?: ClinicalDate
  readonly requester?: { readonly agent: Reference; readonly onBehalfOf?: Reference }
  readonly recorder?: Reference
  readonly reasonCode?: readonly CodeableConcept[]
  readonly reasonReference?: readonly Reference[]
  readonly note?: readonly Annotation[]
  readonly dosageInstruction?: readonly Dosage[]
  readonly dispenseRequest?: MedicationDispenseRequest
  readonly priorPrescription?: Reference
}

export interface MedicationDispenseRequest extends BackboneElement {
  readonly validityPeriod?: Period
  readonly numberOfRepeatsAllowed?: number
  readonly quantity?: Quantity
  readonly expectedSupplyDuration?: Quantity
  readonly performer?: Reference
}

export interface List extends DomainResource {
  readonly resourceType: 'List'
  readonly identifier?: readonly Identifier[]
  readonly status: 'current' | 'retired' | 'entered-in-error'
  readonly mode: 'working' | 'snapshot' | 'changes'
  readonly title?: string
  readonly code?: CodeableConcept
  readonly subject?: Reference
  readonly encounter?: Reference
  readonly date?: ClinicalDate
  readonly source?: Reference
  readonly orderedBy?: CodeableConcept
  readonly note?: readonly Annotation[]
  readonly entry?: readonly ListEntry[]
  readonly emptyReason?: CodeableConcept
}

export interface ListEntry extends BackboneElement {
  readonly flag?: CodeableConcept
  readonly deleted?: boolean
  readonly date?: ClinicalDate
  readonly item: Reference
}

/** The resources above and those of `clinical-resources.ts`, by their `resourceType`. */
export interface ResourceTypes {
  readonly AllergyIntolerance: AllergyIntolerance
  readonly Bundle: Bundle
  readonly Condition: Condition
  readonly DiagnosticReport: DiagnosticReport
  readonly DocumentReference: DocumentReference
  readonly Encounter: Encounter
  readonly HealthcareService: HealthcareService
  readonly Immunization: Immunization
  readonly List: List
  readonly Location: Location
  readonly Medication: Medication
  readonly MedicationRequest: MedicationRequest
  readonly MedicationStatement: MedicationStatement
  readonly Observation: Observation
  readonly OperationOutcome: OperationOutcome
  readonly Organization: Organization
  readonly Patient: Patient
  readonly Practitioner: Practitioner
  readonly PractitionerRole: PractitionerRole
  readonly ProcedureRequest: ProcedureRequest
  readonly ReferralRequest: ReferralRequest
  readonly Specimen: Specimen
}

/** Narrows a resource by its `resourceType`, which says what it claims to be; whether it is sound, `checkResource` says. */
export function isResource<Name extends keyof ResourceTypes>(
  resource: Resource | undefined,
  name: Name,
): resource is ResourceTypes[Name] {
  return resource?.resourceType === name
}
