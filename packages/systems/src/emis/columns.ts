/**
 * The tables of the extract with their columns, in the order of layout 8.2 (columns are read by name, so order and version don't
 * matter). Written `Name:kind`, with `!` where every layout since 5.0 has the column and a row can't be understood without it, and
 * the version that it came with where that is known (`@8.0`). The writer of invented extracts uses the same lists.
 */

/** guid; date `yyyy-MM-dd`; time `HH:mm:ss`; datetime both; flag true or false; precision of a date; code: digits; text. */
export const kinds = ['guid', 'date', 'time', 'datetime', 'flag', 'precision', 'code', 'text'] as const
export type Kind = (typeof kinds)[number]

export interface EmisColumn {
  readonly name: string
  readonly kind: Kind
  readonly required: boolean
  /** Layout that introduced it, such as `8.1`; absent: 5.4 or earlier. */
  readonly since?: string
}

/**
 * Whose the rows are: a patient's, the practice's (told by OrganisationGuid, or by nothing), a dictionary's, or of either: a patient's where
 * there is one.
 */
export type Owner = 'patient' | 'patient or practice' | 'practice' | 'dictionary'

export interface EmisTable {
  /** Schema and table as file names have them, `CareRecord_Observation`. */
  readonly name: string
  readonly owner: Owner
  /** Columns that make a row's key in its practice. */
  readonly key: readonly string[]
  readonly columns: readonly EmisColumn[]
  /** Central tables: no import deletes what a delivery doesn't name. */
  readonly upsertOnly?: true
  /** A delivery without it is refused. */
  readonly needed?: true
}

function columnsOf(lines: string): EmisColumn[] {
  return lines
    .trim()
    .split(/\s+/)
    .map(cell => {
      const [, name = '', word = '', mark, since] = /^(\w+):(\w+)(!)?(?:@([\d.]+))?$/.exec(cell) ?? []
      const kind = kinds.find(one => one === word)
      if (kind === undefined) throw new Error(`${cell} isn't written as a column`)
      return { name, kind, required: mark !== undefined, ...(since === undefined ? {} : { since }) }
    })
}

const address = 'HouseNameFlatNumber:text NumberAndStreet:text Village:text Town:text County:text Postcode:text'
const ofPatient = 'PatientGuid:guid! OrganisationGuid:guid!'
const effective = 'EffectiveDate:date! EffectiveDatePrecision:precision!'
const entered = 'EnteredDate:date! EnteredTime:time ClinicianUserInRoleGuid:guid! EnteredByUserInRoleGuid:guid!'
const medicine = 'CodeId:code! Dosage:text! Quantity:text! QuantityUnit:text! ProblemObservationGuid:guid'

/** In the order that their rows take effect. */
export const emisTables: readonly EmisTable[] = [
  {
    name: 'Agreements_SharingOrganisation',
    owner: 'practice',
    key: ['OrganisationGuid'],
    needed: true,
    columns: columnsOf(
      'OrganisationGuid:guid! IsActivated:flag! LastModifiedDate:datetime Disabled:flag! Deleted:flag!',
    ),
  },
  {
    name: 'Admin_Organisation',
    owner: 'practice',
    key: ['OrganisationGuid'],
    upsertOnly: true,
    needed: true,
    columns: columnsOf(`OrganisationGuid:guid! CDB:text OrganisationName:text! ODSCode:text! ParentOrganisationGuid:guid
      CCGOrganisationGuid:guid OrganisationType:text OpenDate:date CloseDate:date MainLocationGuid:guid! ProcessingId:code`),
  },
  {
    name: 'Admin_Location',
    owner: 'practice',
    key: ['LocationGuid'],
    upsertOnly: true,
    needed: true,
    columns:
      columnsOf(`LocationGuid:guid! LocationName:text! LocationTypeDescription:text ParentLocationGuid:guid OpenDate:date
      CloseDate:date MainContactName:text FaxNumber:text EmailAddress:text PhoneNumber:text ${address} Deleted:flag!
      ProcessingId:code`),
  },
  {
    name: 'Admin_OrganisationLocation',
    owner: 'practice',
    key: ['OrganisationGuid', 'LocationGuid'],
    needed: true,
    columns: columnsOf(
      'OrganisationGuid:guid! LocationGuid:guid! IsMainLocation:flag! Deleted:flag! ProcessingId:code',
    ),
  },
  {
    name: 'Admin_UserInRole',
    owner: 'practice',
    key: ['UserInRoleGuid'],
    needed: true,
    columns:
      columnsOf(`UserInRoleGuid:guid! OrganisationGuid:guid! Title:text! GivenName:text! Surname:text! JobCategoryCode:text!
      JobCategoryName:text! ContractStartDate:date ContractEndDate:date RegistrationNumber:text@8.0 ProcessingId:code`),
  },
  {
    name: 'Coding_ClinicalCode',
    owner: 'dictionary',
    key: ['CodeId', 'ParentCodeId'],
    needed: true,
    columns: columnsOf(`CodeId:code! Term:text! ReadTermId:text! SnomedCTConceptId:text! SnomedCTDescriptionId:text
      NationalCode:text NationalCodeCategory:text NationalDescription:text EmisCodeCategoryDescription:text! ParentCodeId:code
      ProcessingId:code`),
  },
  {
    name: 'Coding_DrugCode',
    owner: 'dictionary',
    key: ['CodeId'],
    needed: true,
    columns: columnsOf('CodeId:code! Term:text! DmdProductCodeId:text! BNFChapterRef:text@8.0 ProcessingId:code'),
  },
  {
    name: 'Admin_Patient',
    owner: 'patient',
    key: ['PatientGuid'],
    needed: true,
    columns:
      columnsOf(`${ofPatient} UsualGpUserInRoleGuid:guid! Sex:text! DateOfBirth:date! DateOfDeath:date! Title:text!
      GivenName:text! MiddleNames:text! Surname:text! DateOfRegistration:date! NhsNumber:text! PatientNumber:text
      PatientTypeDescription:text! DummyType:flag! ${address} ResidentialInstituteCode:text NHSNumberStatus:text CarerName:text
      CarerRelation:text PersonGuid:guid DateOfDeactivation:date! Deleted:flag! SpineSensitive:flag! IsConfidential:flag!
      EmailAddress:text HomePhone:text MobilePhone:text ExternalUsualGPGuid:guid ExternalUsualGP:text
      ExternalUsualGPOrganisation:text ContactComments:text@8.0 ProcessingId:code`),
  },
  {
    name: 'Admin_PatientHistory',
    owner: 'patient',
    key: ['PatientGuid', 'HistoryDate', 'HistoryTime', 'StatusDescription'],
    columns: columnsOf(`${ofPatient} HistoryDate:date! HistoryTime:time! StatusDescription:text! ProcessingId:code`),
  },
  {
    name: 'Appointment_Session',
    owner: 'practice',
    key: ['AppointmentSessionGuid'],
    columns: columnsOf(`AppointmentSessionGuid:guid! Description:text LocationGuid:guid! SessionTypeDescription:text
      SessionCategoryDisplayName:text StartDate:date! StartTime:time! EndDate:date! EndTime:time! Private:flag!
      OrganisationGuid:guid! Deleted:flag! ProcessingId:code`),
  },
  {
    name: 'Appointment_SessionUser',
    owner: 'practice',
    key: ['SessionGuid', 'UserInRoleGuid'],
    columns: columnsOf('SessionGuid:guid! UserInRoleGuid:guid! Deleted:flag! ProcessingId:code'),
  },
  {
    name: 'Appointment_Slot',
    owner: 'patient or practice',
    key: ['SlotGuid'],
    columns: columnsOf(`SlotGuid:guid! AppointmentDate:date! AppointmentStartTime:time! PlannedDurationInMinutes:text!
      PatientGuid:guid! SendInTime:time LeftTime:time DidNotAttend:flag! PatientWaitInMin:text AppointmentDelayInMin:text
      ActualDurationInMinutes:text OrganisationGuid:guid! SessionGuid:guid! DnaReasonCodeId:code BookedDate:date@8.0
      BookedTime:time@8.0 SlotStatus:text@8.0 SlotType:text@8.0 IsBookableOnline:text@8.0 BookingMethod:text@8.0
      ExternalPatientGuid:guid@8.0 ExternalPatientOrganisation:text@8.0 ModeOfContact:text@8.0 IsBlocked:flag@8.2
      ContextType:text@8.2 ServiceSetting:text@8.2 NationalSlotCategoryName:text@8.2 NationalSlotCategoryDescription:text@8.2
      Deleted:flag! ProcessingId:code`),
  },
  {
    name: 'CareRecord_Consultation',
    owner: 'patient',
    key: ['ConsultationGuid'],
    needed: true,
    columns: columnsOf(`ConsultationGuid:guid! ${ofPatient} ${effective} ${entered} AppointmentSlotGuid:guid
      ConsultationSourceTerm:text ConsultationSourceCodeId:code Complete:flag ConsultationType:text@8.0 Deleted:flag!
      IsConfidential:flag! ProcessingId:code`),
  },
  {
    name: 'CareRecord_Observation',
    owner: 'patient',
    key: ['ObservationGuid'],
    needed: true,
    columns:
      columnsOf(`ObservationGuid:guid! ${ofPatient} ${effective} ${entered} ParentObservationGuid:guid! CodeId:code!
      ProblemGuid:guid! AssociatedText:text ConsultationGuid:guid! Value:text! NumericUnit:text! ObservationType:text
      NumericRangeLow:text NumericRangeHigh:text DocumentGuid:guid Qualifiers:text@8.0 Abnormal:text@8.0
      AbnormalReason:text@8.0 Episode:text@8.0 Deleted:flag! IsConfidential:flag! ProcessingId:code`),
  },
  {
    name: 'CareRecord_ObservationReferral',
    owner: 'patient',
    key: ['ObservationGuid'],
    columns: columnsOf(`ObservationGuid:guid! ${ofPatient} ReferralTargetOrganisationGuid:guid! ReferralUrgency:text!
      ReferralServiceType:text! ReferralMode:text! ReferralReceivedDate:date ReferralReceivedTime:time ReferralEndDate:date
      ReferralSourceId:text ReferralSourceOrganisationGuid:guid ReferralUBRN:text! ReferralReasonCodeId:code
      ReferringCareProfessionalStaffGroupCodeId:code ReferralEpisodeRTTMeasurementTypeId:text ReferralEpisodeClosureDate:date
      ReferralEpisodeDischargeLetterIssuedDate:date ReferralClosureReasonCodeId:code TransportRequired:text@8.0
      ProcessingId:code`),
  },
  {
    name: 'CareRecord_Problem',
    owner: 'patient',
    key: ['ObservationGuid'],
    columns: columnsOf(`ObservationGuid:guid! ${ofPatient} ParentProblemObservationGuid:guid Deleted:flag Comment:text
      EndDate:date! EndDatePrecision:precision! ExpectedDuration:text LastReviewDate:date LastReviewDatePrecision:precision
      LastReviewUserInRoleGuid:guid ParentProblemRelationship:text ProblemStatusDescription:text! SignificanceDescription:text!
      ProcessingId:code`),
  },
  {
    name: 'CareRecord_Diary',
    owner: 'patient',
    key: ['DiaryGuid'],
    columns:
      columnsOf(`DiaryGuid:guid! ${ofPatient} ${effective} ${entered} CodeId:code! OriginalTerm:text AssociatedText:text
      DurationTerm:text LocationTypeDescription:text Deleted:flag! IsConfidential:flag! IsActive:flag! IsComplete:flag!
      ConsultationGuid:guid! ProcessingId:code`),
  },
  {
    name: 'Prescribing_DrugRecord',
    owner: 'patient',
    key: ['DrugRecordGuid'],
    needed: true,
    columns: columnsOf(`DrugRecordGuid:guid! ${ofPatient} ${effective} ${entered} ${medicine} PrescriptionType:text!
      IsActive:flag! CancellationDate:date! NumberOfIssues:text! NumberOfIssuesAuthorised:text! IsConfidential:flag!
      Deleted:flag! ExpiryDate:date@8.1 ProcessingId:code`),
  },
  {
    name: 'Prescribing_IssueRecord',
    owner: 'patient',
    key: ['IssueRecordGuid'],
    needed: true,
    columns: columnsOf(`IssueRecordGuid:guid! ${ofPatient} DrugRecordGuid:guid! ${effective} ${entered} ${medicine}
      CourseDurationInDays:text! EstimatedNhsCost:text IsConfidential:flag! EmisCode:text@8.0 PatientMessage:text@8.0
      ScriptPharmacyStamp:text@8.0 Compliance:text@8.0 AverageCompliance:text@8.0 IsPrescribedAsContraceptive:flag@8.0
      IsPrivatelyPrescribed:flag@8.0 PharmacyMessage:text@8.0 PharmacyText:text@8.0 ConsultationGuid:guid@8.0
      ExpiryDate:date@8.0 ReviewDate:date@8.0 IssueMethodDescription:text@8.2 Deleted:flag! ProcessingId:code`),
  },
  {
    name: 'Audit_PatientAudit',
    owner: 'patient or practice',
    key: ['ItemGuid', 'ModifiedDate', 'ModifiedTime', 'ModeType'],
    columns:
      columnsOf(`ItemGuid:guid! ${ofPatient} ModifiedDate:date! ModifiedTime:time! UserInRoleGuid:guid! ItemType:text!
      ModeType:text! ProcessingId:code`),
  },
  {
    name: 'Audit_RegistrationAudit',
    owner: 'patient',
    key: ['PatientGuid', 'ModifiedDate', 'ModifiedTime', 'ModeType'],
    columns: columnsOf(
      `${ofPatient} ModifiedDate:date! ModifiedTime:time! UserInRoleGuid:guid! ModeType:text! ProcessingId:code`,
    ),
  },
]

/** Other spellings: lower case → the name. The first is that of layouts 5.0 and 5.1. */
export const aliases: Readonly<Record<string, string>> = {
  clinicanuserinroleguid: 'ClinicianUserInRoleGuid',
  externalususalgp: 'ExternalUsualGP',
  externalususalgporganisation: 'ExternalUsualGPOrganisation',
}

/** Tables by the names that files carry, in lower case; 8.x writes two of them in the plural. */
export const tablesByFileName: ReadonlyMap<string, EmisTable> = new Map([
  ...emisTables.map((table): [string, EmisTable] => [table.name.toLowerCase(), table]),
  ...emisTables
    .filter(table => table.owner === 'dictionary')
    .map((table): [string, EmisTable] => [`${table.name.toLowerCase()}s`, table]),
])

/** Columns that say how a row is to be treated and are no part of its content: they aren't kept. */
export const transportColumns: ReadonlySet<string> = new Set(['ProcessingId', 'Deleted'])
