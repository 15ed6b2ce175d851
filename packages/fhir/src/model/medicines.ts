/** Allergies, medicines and vaccines: FHIR STU3 (3.0.1), in the notation of `table.ts`. */
import type { Table } from './table.ts'

export const medicines: Table = {
  AllergyIntolerance: [
    'DomainResource',
    `identifier*:Identifier clinicalStatus:code verificationStatus!:code type:code category*:code
     criticality:code code:CodeableConcept patient!:Reference onset[x]:dateTime|Age|Period|Range|string
     assertedDate:dateTime recorder:Reference asserter:Reference lastOccurrence:dateTime note*:Annotation
     reaction*:AllergyIntolerance.reaction`,
  ],
  'AllergyIntolerance.reaction': [
    'BackboneElement',
    `substance:CodeableConcept manifestation!*:CodeableConcept description:string onset:dateTime severity:code
     exposureRoute:CodeableConcept note*:Annotation`,
  ],
  Medication: [
    'DomainResource',
    `code:CodeableConcept status:code isBrand:boolean isOverTheCounter:boolean manufacturer:Reference
     form:CodeableConcept ingredient*:Medication.ingredient package:Medication.package image*:Attachment`,
  ],
  'Medication.ingredient': ['BackboneElement', 'item[x]!:CodeableConcept|Reference isActive:boolean amount:Ratio'],
  'Medication.package': [
    'BackboneElement',
    'container:CodeableConcept content*:Medication.package.content batch*:Medication.package.batch',
  ],
  'Medication.package.content': ['BackboneElement', 'item[x]!:CodeableConcept|Reference amount:Quantity'],
  'Medication.package.batch': ['BackboneElement', 'lotNumber:string expirationDate:dateTime'],
  MedicationStatement: [
    'DomainResource',
    `identifier*:Identifier basedOn*:Reference partOf*:Reference context:Reference status!:code
     category:CodeableConcept medication[x]!:CodeableConcept|Reference effective[x]:dateTime|Period
     dateAsserted:dateTime informationSource:Reference subject!:Reference derivedFrom*:Reference taken!:code
     reasonNotTaken*:CodeableConcept reasonCode*:CodeableConcept reasonReference*:Reference note*:Annotation
     dosage*:Dosage`,
  ],
  MedicationRequest: [
    'DomainResource',
    `identifier*:Identifier definition*:Reference basedOn*:Reference groupIdentifier:Identifier status:code
     intent!:code category:CodeableConcept priority:code medication[x]!:CodeableConcept|Reference
     subject!:Reference context:Reference supportingInformation*:Reference authoredOn:dateTime
     requester:MedicationRequest.requester recorder:Reference reasonCode*:CodeableConcept
     reasonReference*:Reference note*:Annotation dosageInstruction*:Dosage
     dispenseRequest:MedicationRequest.dispenseRequest substitution:MedicationRequest.substitution
     priorPrescription:Reference detectedIssue*:Reference eventHistory*:Reference`,
  ],
  'MedicationRequest.requester': ['BackboneElement', 'agent!:Reference onBehalfOf:Reference'],
  'MedicationRequest.dispenseRequest': [
    'BackboneElement',
    `validityPeriod:Period numberOfRepeatsAllowed:positiveInt quantity:Quantity expectedSupplyDuration:Duration
     performer:Reference`,
  ],
  'MedicationRequest.substitution': ['BackboneElement', 'allowed!:boolean reason:CodeableConcept'],
  MedicationDispense: [
    'DomainResource',
    `identifier*:Identifier partOf*:Reference status:code category:CodeableConcept
     medication[x]!:CodeableConcept|Reference subject:Reference context:Reference
     supportingInformation*:Reference performer*:MedicationDispense.performer authorizingPrescription*:Reference
     type:CodeableConcept quantity:Quantity daysSupply:Quantity whenPrepared:dateTime whenHandedOver:dateTime
     destination:Reference receiver*:Reference note*:Annotation dosageInstruction*:Dosage
     substitution:MedicationDispense.substitution detectedIssue*:Reference notDone:boolean
     notDoneReason[x]:CodeableConcept|Reference eventHistory*:Reference`,
  ],
  'MedicationDispense.performer': ['BackboneElement', 'actor!:Reference onBehalfOf:Reference'],
  'MedicationDispense.substitution': [
    'BackboneElement',
    'wasSubstituted!:boolean type:CodeableConcept reason*:CodeableConcept responsibleParty*:Reference',
  ],
  Immunization: [
    'DomainResource',
    `identifier*:Identifier status!:code notGiven!:boolean vaccineCode!:CodeableConcept patient!:Reference
     encounter:Reference date:dateTime primarySource!:boolean reportOrigin:CodeableConcept location:Reference
     manufacturer:Reference lotNumber:string expirationDate:date site:CodeableConcept route:CodeableConcept
     doseQuantity:Quantity practitioner*:Immunization.practitioner note*:Annotation
     explanation:Immunization.explanation reaction*:Immunization.reaction
     vaccinationProtocol*:Immunization.vaccinationProtocol`,
  ],
  'Immunization.practitioner': ['BackboneElement', 'role:CodeableConcept actor!:Reference'],
  'Immunization.explanation': ['BackboneElement', 'reason*:CodeableConcept reasonNotGiven*:CodeableConcept'],
  'Immunization.reaction': ['BackboneElement', 'date:dateTime detail:Reference reported:boolean'],
  'Immunization.vaccinationProtocol': [
    'BackboneElement',
    `doseSequence:positiveInt description:string authority:Reference series:string seriesDoses:positiveInt
     targetDisease!*:CodeableConcept doseStatus!:CodeableConcept doseStatusReason:CodeableConcept`,
  ],
}
