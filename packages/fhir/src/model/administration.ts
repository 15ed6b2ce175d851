/** People, places, and the booking of appointments: FHIR STU3 (3.0.1), in the notation of `table.ts`. */
import type { Table } from './table.ts'

export const administration: Table = {
  Patient: [
    'DomainResource',
    `identifier*:Identifier active:boolean name*:HumanName telecom*:ContactPoint gender:code birthDate:date
     deceased[x]:boolean|dateTime address*:Address maritalStatus:CodeableConcept multipleBirth[x]:boolean|integer
     photo*:Attachment contact*:Patient.contact animal:Patient.animal communication*:Patient.communication
     generalPractitioner*:Reference managingOrganization:Reference link*:Patient.link`,
  ],
  'Patient.contact': [
    'BackboneElement',
    `relationship*:CodeableConcept name:HumanName telecom*:ContactPoint address:Address gender:code
     organization:Reference period:Period`,
  ],
  'Patient.animal': ['BackboneElement', 'species!:CodeableConcept breed:CodeableConcept genderStatus:CodeableConcept'],
  'Patient.communication': ['BackboneElement', 'language!:CodeableConcept preferred:boolean'],
  'Patient.link': ['BackboneElement', 'other!:Reference type!:code'],
  RelatedPerson: [
    'DomainResource',
    `identifier*:Identifier active:boolean patient!:Reference relationship:CodeableConcept name*:HumanName
     telecom*:ContactPoint gender:code birthDate:date address*:Address photo*:Attachment period:Period`,
  ],
  Practitioner: [
    'DomainResource',
    `identifier*:Identifier active:boolean name*:HumanName telecom*:ContactPoint address*:Address gender:code
     birthDate:date photo*:Attachment qualification*:Practitioner.qualification communication*:CodeableConcept`,
  ],
  'Practitioner.qualification': [
    'BackboneElement',
    'identifier*:Identifier code!:CodeableConcept period:Period issuer:Reference',
  ],
  PractitionerRole: [
    'DomainResource',
    `identifier*:Identifier active:boolean period:Period practitioner:Reference organization:Reference
     code*:CodeableConcept specialty*:CodeableConcept location*:Reference healthcareService*:Reference
     telecom*:ContactPoint availableTime*:PractitionerRole.availableTime
     notAvailable*:PractitionerRole.notAvailable availabilityExceptions:string endpoint*:Reference`,
  ],
  'PractitionerRole.availableTime': [
    'BackboneElement',
    'daysOfWeek*:code allDay:boolean availableStartTime:time availableEndTime:time',
  ],
  'PractitionerRole.notAvailable': ['BackboneElement', 'description!:string during:Period'],
  Organization: [
    'DomainResource',
    `identifier*:Identifier active:boolean type*:CodeableConcept name:string alias*:string telecom*:ContactPoint
     address*:Address partOf:Reference contact*:Organization.contact endpoint*:Reference`,
  ],
  'Organization.contact': [
    'BackboneElement',
    'purpose:CodeableConcept name:HumanName telecom*:ContactPoint address:Address',
  ],
  Location: [
    'DomainResource',
    `identifier*:Identifier status:code operationalStatus:Coding name:string alias*:string description:string
     mode:code type:CodeableConcept telecom*:ContactPoint address:Address physicalType:CodeableConcept
     position:Location.position managingOrganization:Reference partOf:Reference endpoint*:Reference`,
  ],
  'Location.position': ['BackboneElement', 'longitude!:decimal latitude!:decimal altitude:decimal'],
  HealthcareService: [
    'DomainResource',
    `identifier*:Identifier active:boolean providedBy:Reference category:CodeableConcept type*:CodeableConcept
     specialty*:CodeableConcept location*:Reference name:string comment:string extraDetails:string
     photo:Attachment telecom*:ContactPoint coverageArea*:Reference serviceProvisionCode*:CodeableConcept
     eligibility:CodeableConcept eligibilityNote:string programName*:string characteristic*:CodeableConcept
     referralMethod*:CodeableConcept appointmentRequired:boolean availableTime*:HealthcareService.availableTime
     notAvailable*:HealthcareService.notAvailable availabilityExceptions:string endpoint*:Reference`,
  ],
  'HealthcareService.availableTime': [
    'BackboneElement',
    'daysOfWeek*:code allDay:boolean availableStartTime:time availableEndTime:time',
  ],
  'HealthcareService.notAvailable': ['BackboneElement', 'description!:string during:Period'],
  Schedule: [
    'DomainResource',
    `identifier*:Identifier active:boolean serviceCategory:CodeableConcept serviceType*:CodeableConcept
     specialty*:CodeableConcept actor!*:Reference planningHorizon:Period comment:string`,
  ],
  Slot: [
    'DomainResource',
    `identifier*:Identifier serviceCategory:CodeableConcept serviceType*:CodeableConcept
     specialty*:CodeableConcept appointmentType:CodeableConcept schedule!:Reference status!:code start!:instant
     end!:instant overbooked:boolean comment:string`,
  ],
  Appointment: [
    'DomainResource',
    `identifier*:Identifier status!:code serviceCategory:CodeableConcept serviceType*:CodeableConcept
     specialty*:CodeableConcept appointmentType:CodeableConcept reason*:CodeableConcept indication*:Reference
     priority:unsignedInt description:string supportingInformation*:Reference start:instant end:instant
     minutesDuration:positiveInt slot*:Reference created:dateTime comment:string incomingReferral*:Reference
     participant!*:Appointment.participant requestedPeriod*:Period`,
  ],
  'Appointment.participant': ['BackboneElement', 'type*:CodeableConcept actor:Reference required:code status!:code'],
  Device: [
    'DomainResource',
    `identifier*:Identifier udi:Device.udi status:code type:CodeableConcept lotNumber:string manufacturer:string
     manufactureDate:dateTime expirationDate:dateTime model:string version:string patient:Reference
     owner:Reference contact*:ContactPoint location:Reference url:uri note*:Annotation safety*:CodeableConcept`,
  ],
  'Device.udi': [
    'BackboneElement',
    `deviceIdentifier:string name:string jurisdiction:uri carrierHRF:string carrierAIDC:base64Binary issuer:uri
     entryType:code`,
  ],
  Task: [
    'DomainResource',
    `identifier*:Identifier definition[x]:uri|Reference basedOn*:Reference groupIdentifier:Identifier
     partOf*:Reference status!:code statusReason:CodeableConcept businessStatus:CodeableConcept intent!:code
     priority:code code:CodeableConcept description:string focus:Reference for:Reference context:Reference
     executionPeriod:Period authoredOn:dateTime lastModified:dateTime requester:Task.requester
     performerType*:CodeableConcept owner:Reference reason:CodeableConcept note*:Annotation
     relevantHistory*:Reference restriction:Task.restriction input*:Task.input output*:Task.output`,
  ],
  'Task.requester': ['BackboneElement', 'agent!:Reference onBehalfOf:Reference'],
  'Task.restriction': ['BackboneElement', 'repetitions:positiveInt period:Period recipient*:Reference'],
  'Task.input': ['BackboneElement', 'type!:CodeableConcept value[x]!:*'],
  'Task.output': ['BackboneElement', 'type!:CodeableConcept value[x]!:*'],
}
