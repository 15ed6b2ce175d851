/**
 * The files of a Strategic Reporting Extract that this reader knows, with the columns of layout 93 in their order. Columns are read by
 * name, so that earlier layouts (87 on) and later ones are read by the same table.
 *
 * A column is written `Name` or `Name:marks`; marks: `r` required (an import without it would lose or misread something),
 * `d` a date or date with time, `b` TRUE or FALSE. The writer of invented extracts uses the same lists.
 */

/** Whose a row is. */
export type Owner =
  | { readonly by: 'patient'; readonly column: string; readonly mayLack?: true }
  /** A look-up row, found by this column. */
  | { readonly by: 'code'; readonly column: string }
  | { readonly by: 'practice' }

export interface TppTable {
  /** File name without `.csv`. */
  readonly name: string
  readonly columns: readonly string[]
  readonly required: readonly string[]
  readonly dates: readonly string[]
  readonly flags: readonly string[]
  readonly owner: Owner
}

const patient: Owner = { by: 'patient', column: 'IDPatient' }
const patientIfAny: Owner = { by: 'patient', column: 'IDPatient', mayLack: true }
const practice: Owner = { by: 'practice' }
const by = (column: string): Owner => ({ by: 'code', column })

function table(name: string, owner: Owner, ...lines: readonly string[]): TppTable {
  const cells = lines
    .join(' ')
    .split(/\s+/)
    .map(cell => cell.split(':'))
  const marked = (mark: string) => cells.filter(([, marks]) => marks?.includes(mark)).map(([column = '']) => column)
  return {
    name,
    owner,
    columns: cells.map(([column = '']) => column),
    required: marked('r'),
    dates: marked('d'),
    flags: marked('b'),
  }
}

const key = 'RowIdentifier:r'
const split = 'RowIdentifier:r IDOrganisationVisibleTo:r'
const event = `${split} DateEventRecorded:dr DateEvent:dr IDProfileEnteredBy:r IDDoneBy:r TextualEventDoneBy IDOrganisationDoneAt`
const tail = 'IDOrganisation IDOrganisationRegisteredAt RemovedData'
const place = 'NameOfRoad NameOfLocality NameOfTown NameOfCounty FullPostCode'
const medicine = 'IDMultiLexProduct:r IDMultiLexPack IDMultiLexDMD:r NameOfMedication:r'

const lookups: readonly TppTable[] = [
  table('SRMapping', by('RowIdentifier'), key, 'IdMappingGroup Mapping:r'),
  table(
    'SRConfiguredListOption',
    by('RowIdentifier'),
    key,
    'ConfiguredList ConfiguredListOption:r CDSCode MHLDDSCode CAMHSCode MHSDSCode RemovedData',
  ),
  table('SRCtv3', by('Ctv3Code'), split, 'Ctv3Code:r Ctv3Text:r RemovedData'),
  table('SRCtv3Hierarchy', by('Ctv3CodeChild'), split, 'Ctv3CodeParent:r Ctv3CodeChild:r ChildLevel:r RemovedData'),
  table('SRCtv3ToSnomed', by('Ctv3Code'), split, 'Ctv3Code:r SnomedCode:r RemovedData'),
  table('SRCtv3ToVersion2', by('Ctv3Code'), key, 'Ctv3Code:r Version2Code:r RemovedData'),
  table(
    'SRMedicationReadCodeDetails',
    by('IDMultiLexProduct'),
    key,
    'IDMultiLexProduct:r DrugReadCode:r DrugReadCodeDesc:r RemovedData',
  ),
  table('SRImmunisationContent', by('RowIdentifier'), key, 'Name Content DateDeleted:d RemovedData'),
  table(
    'SRTemplate',
    by('RowIdentifier'),
    split,
    'DatePublished:d IDProfilePublishedBy TemplateName TemplateVersion IDOrganisation RemovedData',
  ),
  ...['SRCcg', 'SRTrust'].map(name =>
    table(
      name,
      by('OdsCode'),
      key,
      `DateCreated:d IdProfileCreatedBy Name OdsCode HouseName HouseNumber ${place} Telephone SecondaryTelephone Fax RemovedData`,
    ),
  ),
]

const administration: readonly TppTable[] = [
  table(
    'SROrganisation',
    practice,
    key,
    `Name:r ID:r HouseName HouseNumber ${place} Telephone SecondaryTelephone Fax MadeObsolete:b IDTrust IDCcg RemovedData`,
  ),
  table(
    'SROrganisationBranch',
    practice,
    split,
    'ID BranchName:r HouseName HouseNumber RoadName Locality Town County PostCode BranchObsolete:b IDOrganisation:r RemovedData',
  ),
  table(
    'SRStaffMember',
    practice,
    key,
    'StaffName:r StaffUserName NationalIdType:r IDNational:r IDSmartCard Obsolete RemovedData',
  ),
  table(
    'SRStaffMemberProfile',
    practice,
    key,
    'DateProfileCreated:d IdProfileCreatedBy IDStaffMemberProfileRole StaffRole:r DateEmploymentStart:d DateEmploymentEnd:d',
    'PPAID GPLocalCode IDStaffMember:r IDOrganisation:r GmpID RemovedData',
  ),
  table(
    'SRAppointmentRoom',
    practice,
    split,
    'Name DateCreated:d IDCreatedBy IDProfileCreatedBy DateDeleted:d IDDeletedBy IDProfileDeletedBy IdBranch IDOrganisationBranch IDLocation RemovedData',
  ),
  table(
    'SRRota',
    practice,
    split,
    'DateCreation:d IDProfileCreatedBy Name RotaType Location Code IDProfileOwner DateStart:d AllowOverBooking BookingContactNumber IDAppointmentRoom IDBranch RemovedData',
  ),
  table(
    'SRRotaSlot',
    practice,
    split,
    'IDRota RotaSlotType Duration Quantity EmbargoDuration EmbargoExpiryTime BlockedSlot BookableCAndB Position OldRowIdentifier RemovedData',
  ),
]

const people: readonly TppTable[] = [
  table(
    'SRPatient',
    { by: 'patient', column: 'RowIdentifier' },
    split,
    'Title:r FirstName:r MiddleNames:r Surname:r PreviousSurname NHSNumber:r DateBirth:dr DateDeath:dr BirthPlace Gender:r SpeaksEnglish EmailAddress TestPatient:br SSRef SpineMatched:b RemovedData',
  ),
  table(
    'SRPatientAddressHistory',
    patient,
    event,
    `NameOfBuilding:r NumberOfBuilding:r NameOfRoad:r NameOfLocality:r NameOfTown:r NameOfCounty:r FullPostCode:r DateTo:dr AddressType:r IDEvent IDPatient:r IDOrganisation CcgOfResidence IDOrganisationRegisteredAt RemovedData`,
  ),
  table('SRPatientContactDetails', patient, event, `ContactType:r ContactNumber:r IDEvent IDPatient:r ${tail}`),
  table(
    'SRPatientRegistration',
    patient,
    split,
    `DateEventRecorded:d IDProfileEnteredBy DateRegistration:dr DateDeRegistration:dr RegistrationStatus:r PreferredPharmacy IDPatient:r IDOrganisation:r IDOrganisationRegisteredAt RemovedData`,
  ),
  table(
    'SRPatientRelationship',
    patient,
    event,
    'DateEnded:d RelationshipType PersonalGuardianOrProxy NextOfKin RelationshipWithName RelationshipWithDateOfBirth',
    'RelationshipWithHouseName RelationshipWithHouseNumber RelationshipWithRoad RelationshipWithLocality RelationshipWithPostTown',
    'RelationshipWithCounty RelationshipWithPostCode RelationshipWithTelephone RelationshipWithWorkTelephone',
    'RelationshipWithMobileTelephone RelationshipWithFax RelationshipWithEmailAddress RelationshipWithSex',
    `RelationshipWithSpokenLanguage RelationshipWithOrganisation IDEvent IDPatient:r ${tail}`,
  ),
  table(
    'SRGPPracticeHistory',
    patient,
    split,
    'IDPractice:r IDProfileRegisteredGP:r DateFrom:dr DateTo:dr IDPatient:r RemovedData',
  ),
  table(
    'SRRecordStatus',
    patient,
    split,
    `DateEvent:d DateEventRecorded:d IDProfileEnteredBy IDDoneBy TextualEventDoneBy IDOrganisationDoneAt MedicalRecordStatus IDEvent IDPatient:r ${tail}`,
  ),
  table(
    'SRSpecialNotes',
    patient,
    split,
    'DateEventRecorded:d IDProfileEnteredBy DateStart:d Type Note DateExpired:d DateDeleted:d IDPatient:r RemovedData',
  ),
]

const clinical: readonly TppTable[] = [
  table(
    'SREvent',
    patient,
    split,
    'DateEventRecorded:d DateEvent:d IDProfileEnteredBy IDDoneBy IDStaffMemberProfileRole TextualEventDoneBy IDOrganisationDoneAt IDAuthorisedBy IDProfileAuthorisedBy',
    'ContactEventLocation ContactMethod EventIncomplete ClinicalEvent IDReferralIn IDPatient:r IDOrganisation IDTeam IDBranch IDOrganisationRegisteredAt RemovedData',
  ),
  table(
    'SREventLink',
    patient,
    event,
    'IDEvent IDPatient:r IDReferralIn IDOrganisation IDAppointment IDVisit IDOrganisationRegisteredAt RemovedData',
  ),
  table(
    'SRCode',
    patient,
    event,
    'CTV3Code:r CTV3Text:r SNOMEDCode SNOMEDText NumericComparator IsNumeric NumericValue NumericUnit EpisodeType',
    `IDTemplate IDQuestionnaire IDEvent:r IDPatient:r IDReferralIn IDAppointment IDVisit ${tail}`,
  ),
  table('SRProblem', patient, event, `CTV3Code DateEnd:d Severity IDCode IDEvent IDPatient:r IDReferralIn ${tail}`),
  table(
    'SRDrugSensitivity',
    patient,
    event,
    `DateStarted:dr DateEnded:dr FormulationSpecific IDDrugCode:r IDMultiLexAction:r IDReferralIn IDEvent:r IDPatient:r ${tail}`,
  ),
  table(
    'SRRepeatTemplate',
    patient,
    event,
    medicine,
    'DateMedicationTemplateStart:dr DateMedicationTemplateEnd:dr DateMedicationTemplateReview:d MedicationDosage:r MedicationQuantity:r',
    `MaxIssues:r CourseLengthPerIssue:r DrugStatus IDReferralIn IDEvent:r IDPatient:r ${tail}`,
  ),
  table(
    'SRPrimaryCareMedication',
    patient,
    event,
    medicine,
    'DateMedicationStart:dr DateMedicationEnd:dr MedicationDosage:r MedicationQuantity:r IsSupervised:b SupervisedDose UnsupervisedDose',
    'IsRepeatMedication:br IsOtherMedication:br IsDentalMedication:br IsHospitalMedication:br IDRepeatTemplate:r',
    `IDReferralIn IDEvent:r IDPatient:r ${tail}`,
  ),
  table(
    'SRImmunisation',
    patient,
    event,
    'IDVaccination IDImmunisationContent Dose Location Method DateExpiry:d ImmsReadCode ImmsSNOMEDCode VaccPart VaccBatchNumber',
    `VaccAreaCode VaccinationStatus IDEvent IDPatient:r ${tail}`,
  ),
  table(
    'SRImmunisationConsent',
    patient,
    event,
    `ConsentedToVacc RefusalOrConsentCurrent DateEnded:d VaccName VaccContent IDEvent IDPatient:r ${tail}`,
  ),
  table(
    'SRRecall',
    patient,
    event,
    `DateRecall:d RecallType RecallInitialStatus RecallStatus RecallStatusDate:d IDReferralIn IDEvent IDPatient:r ${tail}`,
  ),
  table(
    'SRReferralOut',
    patient,
    event,
    'TypeOfReferral Reason IDProfileReferrer ServiceOffered ReReferral Urgency PrimaryDiagnosis SNOMEDPrimaryDiagnosis RecipientID RecipientIDType',
    'IDEvent IDPatient:r IDOrganisation M101140ReasonForOutOfAreaReferralAdultAcuteMentalHealth IDOrganisationRegisteredAt RemovedData',
  ),
  table(
    'SRReferralOutStatusDetails',
    patient,
    split,
    `DateEventRecorded:d DateEvent:d IDOrganisationDoneAt IDProfileEnteredBy TextualEventDoneBy IDDoneBy StatusOfReferralOut IDReferralOut IDEvent IDPatient:r ${tail}`,
  ),
  table(
    'SRReferralIn',
    patient,
    event,
    'Category PrimaryReason DateReferral:d DateOnReferralLetter:d Source ServiceOffered ServiceType ReReferral Urgency IDCodePrimaryDiagnosis ReferralCode',
    'IDReferralLocal ReasonForServiceDelay Outcome DefaultContactLocation DateDischargeScheduled:d DateDischarge:d DischargeReason DischargeLocation',
    'IDReferrer SourceTableReferrer PatientAware DateOfAction:d ActiveStatus ReferredToSpeciality ReferredToTreatmentCode IDReferredTo',
    'SourceTableReferrerTo ReferralPriority ReferralMedium DateOfDecision:d DayCareReferral MaternityReferral Commissioner ClientCategory',
    'PrimarySupportReason IDCaseload IDEvent IDPatient:r IDOrganisation ReferralEndReason HospitalReferralSourceCdsCode RemovedData',
  ),
  table(
    'SRAppointment',
    patientIfAny,
    split,
    'DateStart:d DateEnd:d AppointmentStatus DateAppointmentBooked:d DatePatientArrival:d DatePatientSeen:d FollowUpAppointment TelephoneAppointment',
    'IDClinician IDProfileClinician RotaName RotaType RotaLocation RotaCode IDRotaOwner IDProfileRotaOwner AllowsOverbooking BookingContactNumber',
    `DateAppointmentCancelled:d IDRota IDReferralIn IDPatient:r ${tail}`,
  ),
  table('SRAppointmentFlags', by('IDAppointment'), split, 'IDAppointment Flag OldRowIdentifier RemovedData'),
  table(
    'SRVisit',
    patientIfAny,
    split,
    'DateEventRecorded:d IDProfileEnteredBy DateBooked:d DateRequested:d CurrentStatus IDProfileRequested IDProfileAssigned FollowUpDetails IDReferralIn',
    'IDPatient:r IDOrganisation Duration IDOrganisationRegisteredAt RemovedData',
  ),
  table(
    'SRLetter',
    patient,
    split,
    'IDPatient:r IDEvent DateEvent:d IDDoneBy DateEventRecorded:d IDProfileEnteredBy IDOrganisationDoneAt DateFinalised:d',
    'SenderTitle SenderFirstName SenderSurname SenderOrganisation RecipientTitle RecipientFirstName RecipientSurname RecipientOrganisation',
    'Direction CommunicationType IDAppointment IDOrganisation IDOrganisationRegisteredAt RemovedData',
  ),
  table(
    'SRMedia',
    patient,
    split,
    'DocumentUID IDPatient:r IDEvent DateEvent:d IDDoneBy DateEventRecorded:d IDProfileEnteredBy IDOrganisationDoneAt FileName FileSize',
    'SenderTitle SenderFirstName SenderSurname SenderOrganisation RecipientTitle RecipientFirstName RecipientSurname RecipientOrganisation',
    'EmailAddress Direction CommunicationType IDOrganisation IDOrganisationRegisteredAt RemovedData',
  ),
]

/** The tables in load order: look-ups, organisations and staff, patients, clinical rows. */
export const tppTables: readonly TppTable[] = [...lookups, ...administration, ...people, ...clinical]

/** Columns of a table in layout 93, for who writes such files. @throws Error if there is no such table */
export function tppColumns(name: string): readonly string[] {
  if (name === 'SRManifest') return manifestColumns
  const found = tppTables.find(one => one.name === name)
  if (found === undefined) throw new Error(`There is no TPP table ${name}.`)
  return found.columns
}

export const manifestColumns: readonly string[] = [
  'FileName',
  'IsDelta',
  'IsReference',
  'DateExtractFrom',
  'DateExtractTo',
]

/** Their extract dates don't chain. */
export const unchainedTables: ReadonlySet<string> = new Set(['SRAppointmentAttendees', 'SRReferralContactEvent'])

/** A whole delivery without one of these would misstate the record. */
export const coreTables: readonly string[] = [
  'SRCtv3Hierarchy',
  'SROrganisation',
  'SRStaffMember',
  'SRStaffMemberProfile',
  'SRPatient',
  'SRPatientRegistration',
  'SRCode',
  'SRDrugSensitivity',
  'SRRepeatTemplate',
  'SRPrimaryCareMedication',
]

/** Without one of these an area of the record is empty. */
export const areaTables: readonly string[] = [
  'SREvent',
  'SRProblem',
  'SRImmunisation',
  'SRRecall',
  'SRReferralOut',
  'SRMedia',
  'SRLetter',
]
