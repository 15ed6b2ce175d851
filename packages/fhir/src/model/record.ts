/** What a record holds, but for medicines: FHIR STU3 (3.0.1), in the notation of `table.ts`. */
import type { Table } from './table.ts'

export const record: Table = {
  List: [
    'DomainResource',
    `identifier*:Identifier status!:code mode!:code title:string code:CodeableConcept subject:Reference
     encounter:Reference date:dateTime source:Reference orderedBy:CodeableConcept note*:Annotation
     entry*:List.entry emptyReason:CodeableConcept`,
  ],
  'List.entry': ['BackboneElement', 'flag:CodeableConcept deleted:boolean date:dateTime item!:Reference'],
  Composition: [
    'DomainResource',
    `identifier:Identifier status!:code type!:CodeableConcept class:CodeableConcept subject!:Reference
     encounter:Reference date!:dateTime author!*:Reference title!:string confidentiality:code
     attester*:Composition.attester custodian:Reference relatesTo*:Composition.relatesTo event*:Composition.event
     section*:Composition.section`,
  ],
  'Composition.attester': ['BackboneElement', 'mode!*:code time:dateTime party:Reference'],
  'Composition.relatesTo': ['BackboneElement', 'code!:code target[x]!:Identifier|Reference'],
  'Composition.event': ['BackboneElement', 'code*:CodeableConcept period:Period detail*:Reference'],
  'Composition.section': [
    'BackboneElement',
    `title:string code:CodeableConcept text:Narrative mode:code orderedBy:CodeableConcept entry*:Reference
     emptyReason:CodeableConcept section*:Composition.section`,
  ],
  Encounter: [
    'DomainResource',
    `identifier*:Identifier status!:code statusHistory*:Encounter.statusHistory class:Coding
     classHistory*:Encounter.classHistory type*:CodeableConcept priority:CodeableConcept subject:Reference
     episodeOfCare*:Reference incomingReferral*:Reference participant*:Encounter.participant
     appointment:Reference period:Period length:Duration reason*:CodeableConcept diagnosis*:Encounter.diagnosis
     account*:Reference hospitalization:Encounter.hospitalization location*:Encounter.location
     serviceProvider:Reference partOf:Reference`,
  ],
  'Encounter.statusHistory': ['BackboneElement', 'status!:code period!:Period'],
  'Encounter.classHistory': ['BackboneElement', 'class!:Coding period!:Period'],
  'Encounter.participant': ['BackboneElement', 'type*:CodeableConcept period:Period individual:Reference'],
  'Encounter.diagnosis': ['BackboneElement', 'condition!:Reference role:CodeableConcept rank:positiveInt'],
  'Encounter.hospitalization': [
    'BackboneElement',
    `preAdmissionIdentifier:Identifier origin:Reference admitSource:CodeableConcept reAdmission:CodeableConcept
     dietPreference*:CodeableConcept specialCourtesy*:CodeableConcept specialArrangement*:CodeableConcept
     destination:Reference dischargeDisposition:CodeableConcept`,
  ],
  'Encounter.location': ['BackboneElement', 'location!:Reference status:code period:Period'],
  Condition: [
    'DomainResource',
    `identifier*:Identifier clinicalStatus:code verificationStatus:code category*:CodeableConcept
     severity:CodeableConcept code:CodeableConcept bodySite*:CodeableConcept subject!:Reference context:Reference
     onset[x]:dateTime|Age|Period|Range|string abatement[x]:dateTime|Age|boolean|Period|Range|string
     assertedDate:dateTime asserter:Reference stage:Condition.stage evidence*:Condition.evidence note*:Annotation`,
  ],
  'Condition.stage': ['BackboneElement', 'summary:CodeableConcept assessment*:Reference'],
  'Condition.evidence': ['BackboneElement', 'code*:CodeableConcept detail*:Reference'],
  Observation: [
    'DomainResource',
    `identifier*:Identifier basedOn*:Reference status!:code category*:CodeableConcept code!:CodeableConcept
     subject:Reference context:Reference effective[x]:dateTime|Period issued:instant performer*:Reference
     value[x]:Quantity|CodeableConcept|string|boolean|Range|Ratio|SampledData|Attachment|time|dateTime|Period
     dataAbsentReason:CodeableConcept interpretation:CodeableConcept comment:string bodySite:CodeableConcept
     method:CodeableConcept specimen:Reference device:Reference referenceRange*:Observation.referenceRange
     related*:Observation.related component*:Observation.component`,
  ],
  'Observation.referenceRange': [
    'BackboneElement',
    'low:Quantity high:Quantity type:CodeableConcept appliesTo*:CodeableConcept age:Range text:string',
  ],
  'Observation.related': ['BackboneElement', 'type:code target!:Reference'],
  'Observation.component': [
    'BackboneElement',
    `code!:CodeableConcept
     value[x]:Quantity|CodeableConcept|string|Range|Ratio|SampledData|Attachment|time|dateTime|Period
     dataAbsentReason:CodeableConcept interpretation:CodeableConcept referenceRange*:Observation.referenceRange`,
  ],
  DiagnosticReport: [
    'DomainResource',
    `identifier*:Identifier basedOn*:Reference status!:code category:CodeableConcept code!:CodeableConcept
     subject:Reference context:Reference effective[x]:dateTime|Period issued:instant
     performer*:DiagnosticReport.performer specimen*:Reference result*:Reference imagingStudy*:Reference
     image*:DiagnosticReport.image conclusion:string codedDiagnosis*:CodeableConcept presentedForm*:Attachment`,
  ],
  'DiagnosticReport.performer': ['BackboneElement', 'role:CodeableConcept actor!:Reference'],
  'DiagnosticReport.image': ['BackboneElement', 'comment:string link!:Reference'],
  Specimen: [
    'DomainResource',
    `identifier*:Identifier accessionIdentifier:Identifier status:code type:CodeableConcept subject!:Reference
     receivedTime:dateTime parent*:Reference request*:Reference collection:Specimen.collection
     processing*:Specimen.processing container*:Specimen.container note*:Annotation`,
  ],
  'Specimen.collection': [
    'BackboneElement',
    `collector:Reference collected[x]:dateTime|Period quantity:Quantity method:CodeableConcept
     bodySite:CodeableConcept`,
  ],
  'Specimen.processing': [
    'BackboneElement',
    'description:string procedure:CodeableConcept additive*:Reference time[x]:dateTime|Period',
  ],
  'Specimen.container': [
    'BackboneElement',
    `identifier*:Identifier description:string type:CodeableConcept capacity:Quantity specimenQuantity:Quantity
     additive[x]:CodeableConcept|Reference`,
  ],
  ProcedureRequest: [
    'DomainResource',
    `identifier*:Identifier definition*:Reference basedOn*:Reference replaces*:Reference requisition:Identifier
     status!:code intent!:code priority:code doNotPerform:boolean category*:CodeableConcept code!:CodeableConcept
     subject!:Reference context:Reference occurrence[x]:dateTime|Period|Timing
     asNeeded[x]:boolean|CodeableConcept authoredOn:dateTime requester:ProcedureRequest.requester
     performerType:CodeableConcept performer:Reference reasonCode*:CodeableConcept reasonReference*:Reference
     supportingInfo*:Reference specimen*:Reference bodySite*:CodeableConcept note*:Annotation
     relevantHistory*:Reference`,
  ],
  'ProcedureRequest.requester': ['BackboneElement', 'agent!:Reference onBehalfOf:Reference'],
  ReferralRequest: [
    'DomainResource',
    `identifier*:Identifier definition*:Reference basedOn*:Reference replaces*:Reference
     groupIdentifier:Identifier status!:code intent!:code type:CodeableConcept priority:code
     serviceRequested*:CodeableConcept subject!:Reference context:Reference occurrence[x]:dateTime|Period
     authoredOn:dateTime requester:ReferralRequest.requester specialty:CodeableConcept recipient*:Reference
     reasonCode*:CodeableConcept reasonReference*:Reference description:string supportingInfo*:Reference
     note*:Annotation relevantHistory*:Reference`,
  ],
  'ReferralRequest.requester': ['BackboneElement', 'agent!:Reference onBehalfOf:Reference'],
  DocumentReference: [
    'DomainResource',
    `masterIdentifier:Identifier identifier*:Identifier status!:code docStatus:code type!:CodeableConcept
     class:CodeableConcept subject:Reference created:dateTime indexed!:instant author*:Reference
     authenticator:Reference custodian:Reference relatesTo*:DocumentReference.relatesTo description:string
     securityLabel*:CodeableConcept content!*:DocumentReference.content context:DocumentReference.context`,
  ],
  'DocumentReference.relatesTo': ['BackboneElement', 'code!:code target!:Reference'],
  'DocumentReference.content': ['BackboneElement', 'attachment!:Attachment format:Coding'],
  'DocumentReference.context': [
    'BackboneElement',
    `encounter:Reference event*:CodeableConcept period:Period facilityType:CodeableConcept
     practiceSetting:CodeableConcept sourcePatientInfo:Reference related*:DocumentReference.context.related`,
  ],
  'DocumentReference.context.related': ['BackboneElement', 'identifier:Identifier ref:Reference'],
  ClinicalImpression: [
    'DomainResource',
    `identifier*:Identifier status!:code code:CodeableConcept description:string subject!:Reference
     context:Reference effective[x]:dateTime|Period date:dateTime assessor:Reference previous:Reference
     problem*:Reference investigation*:ClinicalImpression.investigation protocol*:uri summary:string
     finding*:ClinicalImpression.finding prognosisCodeableConcept*:CodeableConcept prognosisReference*:Reference
     action*:Reference note*:Annotation`,
  ],
  'ClinicalImpression.investigation': ['BackboneElement', 'code!:CodeableConcept item*:Reference'],
  'ClinicalImpression.finding': ['BackboneElement', 'item[x]!:CodeableConcept|Reference basis:string'],
  QuestionnaireResponse: [
    'DomainResource',
    `identifier:Identifier basedOn*:Reference parent*:Reference questionnaire:Reference status!:code
     subject:Reference context:Reference authored:dateTime author:Reference source:Reference
     item*:QuestionnaireResponse.item`,
  ],
  'QuestionnaireResponse.item': [
    'BackboneElement',
    `linkId!:string definition:uri text:string subject:Reference answer*:QuestionnaireResponse.item.answer
     item*:QuestionnaireResponse.item`,
  ],
  'QuestionnaireResponse.item.answer': [
    'BackboneElement',
    `value[x]:boolean|decimal|integer|date|dateTime|time|string|uri|Attachment|Coding|Quantity|Reference
     item*:QuestionnaireResponse.item`,
  ],
}
