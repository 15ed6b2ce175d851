/** Profile, extension, identifier and code system URLs. One name a URL; the profile's URL wins over the pages' (STR-URL-01). */

const nhs = 'https://fhir.nhs.uk/STU3/StructureDefinition/'
const hl7uk = 'https://fhir.hl7.org.uk/STU3/StructureDefinition/'

/** Profile URLs of the resources that this project sends. */
export const profiles = {
  allergyIntolerance: `${nhs}CareConnect-GPC-AllergyIntolerance-1`,
  /** Of a service that a patient is referred to; `healthcareService` is one that the practice offers. */
  careConnectHealthcareService: `${hl7uk}CareConnect-HealthcareService-1`,
  appointment: `${nhs}GPConnect-Appointment-1`,
  diagnosticReport: `${nhs}CareConnect-GPC-DiagnosticReport-1`,
  documentReference: `${nhs}CareConnect-GPC-DocumentReference-1`,
  encounter: `${nhs}CareConnect-GPC-Encounter-1`,
  healthcareService: `${nhs}CareConnect-GPC-HealthcareService-1`,
  immunization: `${nhs}CareConnect-GPC-Immunization-1`,
  list: `${nhs}CareConnect-GPC-List-1`,
  location: `${nhs}CareConnect-GPC-Location-1`,
  medication: `${nhs}CareConnect-GPC-Medication-1`,
  medicationRequest: `${nhs}CareConnect-GPC-MedicationRequest-1`,
  medicationStatement: `${nhs}CareConnect-GPC-MedicationStatement-1`,
  observation: `${nhs}CareConnect-GPC-Observation-1`,
  operationOutcome: `${nhs}GPConnect-OperationOutcome-1`,
  organization: `${nhs}CareConnect-GPC-Organization-1`,
  patient: `${nhs}CareConnect-GPC-Patient-1`,
  practitioner: `${nhs}CareConnect-GPC-Practitioner-1`,
  practitionerRole: `${nhs}CareConnect-GPC-PractitionerRole-1`,
  problemHeader: `${nhs}CareConnect-GPC-ProblemHeader-Condition-1`,
  procedureRequest: `${nhs}CareConnect-GPC-ProcedureRequest-1`,
  referralRequest: `${nhs}CareConnect-GPC-ReferralRequest-1`,
  schedule: `${nhs}GPConnect-Schedule-1`,
  searchset: `${nhs}GPConnect-Searchset-Bundle-1`,
  slot: `${nhs}GPConnect-Slot-1`,
  specimen: `${nhs}CareConnect-GPC-Specimen-1`,
  structuredRecord: `${nhs}GPConnect-StructuredRecord-Bundle-1`,
} as const

/** Extension URLs, by the name that the requirements use. */
export const extensions = {
  actualProblem: `${nhs}Extension-CareConnect-GPC-ActualProblem-1`,
  allergyEnd: `${nhs}Extension-CareConnect-GPC-AllergyIntoleranceEnd-1`,
  appointmentCancellationReason: `${nhs}Extension-GPConnect-AppointmentCancellationReason-1`,
  bookingOrganisation: `${nhs}Extension-GPConnect-BookingOrganisation-1`,
  clinicalSetting: `${nhs}Extension-CareConnect-GPC-ClinicalSetting-1`,
  dateRecorded: `${hl7uk}Extension-CareConnect-DateRecorded-1`,
  deliveryChannel: `${nhs}Extension-GPConnect-DeliveryChannel-2`,
  fastingStatus: `${hl7uk}Extension-CareConnect-FastingStatus-1`,
  lastIssueDate: `${nhs}Extension-CareConnect-GPC-MedicationStatementLastIssueDate-1`,
  listWarningCode: `${nhs}Extension-CareConnect-GPC-ListWarningCode-1`,
  mainLocation: `${nhs}Extension-CareConnect-GPC-MainLocation-1`,
  nhsCommunication: `${nhs}Extension-CareConnect-GPC-NHSCommunication-1`,
  nhsNumberVerificationStatus: `${nhs}Extension-CareConnect-GPC-NHSNumberVerificationStatus-1`,
  parentPresent: `${hl7uk}Extension-CareConnect-ParentPresent-1`,
  practitionerRole: `${nhs}Extension-GPConnect-PractitionerRole-1`,
  prescribingAgency: `${nhs}Extension-CareConnect-GPC-PrescribingAgency-1`,
  prescriptionType: `${nhs}Extension-CareConnect-GPC-PrescriptionType-1`,
  quantityText: `${nhs}Extension-CareConnect-GPC-MedicationQuantityText-1`,
  registrationDetails: `${nhs}Extension-CareConnect-GPC-RegistrationDetails-1`,
  repeatInformation: `${nhs}Extension-CareConnect-GPC-MedicationRepeatInformation-1`,
  serviceFilteringStatus: `${nhs}Extension-GPConnect-ServiceFilteringStatus-1`,
  statusReason: `${nhs}Extension-CareConnect-GPC-MedicationStatusReason-1`,
  problemSignificance: `${hl7uk}Extension-CareConnect-ProblemSignificance-1`,
  relatedClinicalContent: `${hl7uk}Extension-CareConnect-RelatedClinicalContent-1`,
  relatedProblemHeader: `${hl7uk}Extension-CareConnect-RelatedProblemHeader-1`,
  vaccinationProcedure: `${hl7uk}Extension-CareConnect-VaccinationProcedure-1`,
  encounter: 'http://hl7.org/fhir/StructureDefinition/encounter-associatedEncounter',
  /** AllergyIntolerance, MedicationStatement, MedicationRequest and Observation bind this one (STR-COM-09). */
  descriptionIdNhs: `${nhs}Extension-coding-sctdescid`,
  /** All other resources bind this one (STR-COM-09). */
  descriptionIdHl7: 'https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-coding-sctdescid',
} as const

/** Identifier systems (STR-COM-13). */
export const identifiers = {
  nhsNumber: 'https://fhir.nhs.uk/Id/nhs-number',
  odsOrganization: 'https://fhir.nhs.uk/Id/ods-organization-code',
  odsSite: 'https://fhir.nhs.uk/Id/ods-site-code',
  sdsUser: 'https://fhir.nhs.uk/Id/sds-user-id',
  sdsRoleProfile: 'https://fhir.nhs.uk/Id/sds-role-profile-id',
  prescriptionItem: 'https://fhir.nhs.uk/Id/prescription-order-item-number',
  prescription: 'https://fhir.nhs.uk/Id/prescription-order-number',
  ubrn: 'https://fhir.nhs.uk/Id/UBRN',
  dosService: 'https://fhir.nhs.uk/Id/uec-dos-service-id',
  laboratoryReport: 'urn:oid:2.16.840.1.113883.2.1.4.5.5',
  gmc: 'https://fhir.hl7.org.uk/Id/gmc-number',
  gmp: 'https://fhir.hl7.org.uk/Id/gmp-number',
  nmc: 'https://fhir.hl7.org.uk/Id/nmc-number',
} as const

/** Clinical code systems (STR-COM-12). */
export const codeSystems = {
  snomed: 'http://snomed.info/sct',
  readV2: 'http://read.info/readv2',
  ctv3: 'http://read.info/ctv3',
  emisDrug: 'https://fhir.hl7.org.uk/Id/emis-drug-codes',
  egton: 'https://fhir.hl7.org.uk/Id/egton-codes',
  multilex: 'https://fhir.hl7.org.uk/Id/multilex-drug-codes',
  gemscript: 'https://fhir.hl7.org.uk/Id/resipuk-gemscript-drug-codes',
  ucum: 'http://unitsofmeasure.org',
  nullFlavor: 'http://hl7.org/fhir/v3/NullFlavor',
  actCode: 'http://hl7.org/fhir/v3/ActCode',
} as const

const values = 'https://fhir.nhs.uk/STU3/CodeSystem/'

/** Code systems of single elements. */
export const valueSystems = {
  errorOrWarning: `${values}Spine-ErrorOrWarningCode-1`,
  secondaryList: 'https://fhir.hl7.org.uk/STU3/CodeSystem/GPConnect-SecondaryListValues-1',
  listEmptyReason: `${values}CareConnect-ListEmptyReasonCode-1`,
  prescribingAgency: `${values}CareConnect-PrescribingAgency-1`,
  prescriptionType: `${values}CareConnect-PrescriptionType-1`,
  registrationType: `${values}CareConnect-RegistrationType-1`,
  nhsNumberVerification: `${values}CareConnect-NHSNumberVerificationStatus-1`,
  jobRole: `${values}CareConnect-SDSJobRoleName-1`,
  organisationType: `${values}GPConnect-OrganisationType-1`,
  listOrder: 'http://hl7.org/fhir/list-order',
  conditionCategory: 'https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-ConditionCategory-1',
  participantType: `${values}GPConnect-ParticipantType-1`,
  participationType: 'http://hl7.org/fhir/v3/ParticipationType',
  dataAbsentReason: 'http://hl7.org/fhir/data-absent-reason',
  doseStatus: 'http://hl7.org/fhir/vaccination-protocol-dose-status',
  immunisationRole: 'http://hl7.org/fhir/v2/0443',
  relevantClinicalInformation: 'http://hl7.org/fhir/v2/0916',
} as const
