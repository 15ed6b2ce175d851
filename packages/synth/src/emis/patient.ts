/** The rows of one patient. */
import type {
  InventedAllergy,
  InventedConsultation,
  InventedMedication,
  InventedPatient,
  PrescriptionType,
  RegistrationKind,
} from '../model.ts'
import { effective, entryCells, observationGuid, owner, type PatientContext, problemLinks } from './cells.ts'
import { addressCells, braced } from './practice.ts'
import { writeRecord } from './record.ts'

const types: Readonly<Record<RegistrationKind, string>> = {
  regular: 'Regular',
  temporary: 'Temporary',
  private: 'Private',
  emergency: 'Emergency',
  'immediately-necessary': 'Immediately Necessary',
}

const sexes = { male: 'M', female: 'F', other: 'I', unknown: 'U' } as const

export function writePatient(patient: InventedPatient, practice: Omit<PatientContext, 'problems'>): void {
  const context: PatientContext = { ...practice, problems: problemLinks(patient) }
  const { ods, out, users } = context
  const phone = (use: 'home' | 'mobile') => patient.phones.find(one => one.use === use)?.number
  out.row('Admin_Patient', {
    ...owner(patient, ods),
    UsualGpUserInRoleGuid: users.get(patient.usualGp),
    Sex: sexes[patient.gender],
    DateOfBirth: patient.birthDate,
    DateOfDeath: patient.deathDate,
    Title: patient.title,
    GivenName: patient.given,
    MiddleNames: patient.middle,
    Surname: patient.family,
    DateOfRegistration: patient.registration.start,
    NhsNumber: patient.nhsNumber,
    PatientNumber: String(patient.number),
    PatientTypeDescription: types[patient.registration.kind],
    DummyType: String(patient.flags.dummy),
    ...addressCells(patient.address),
    PersonGuid: braced(ods, 'Person', patient.number),
    DateOfDeactivation: patient.registration.end,
    Deleted: 'false',
    SpineSensitive: String(patient.flags.sensitive),
    IsConfidential: String(patient.flags.confidentialRecord),
    EmailAddress: patient.email,
    HomePhone: phone('home'),
    MobilePhone: phone('mobile'),
  })
  for (const one of patient.consultations) writeConsultation(one, patient, context)
  for (const one of patient.allergies) writeAllergy(one, patient, context)
  for (const one of patient.medications) writeMedication(one, patient, context)
  writeRecord(patient, context)
}

const places = {
  surgery: 'GP Surgery',
  telephone: 'Telephone consultation',
  'home-visit': 'Home visit',
  administration: 'Administration note',
} as const

function writeConsultation(one: InventedConsultation, patient: InventedPatient, context: PatientContext): void {
  context.out.row('CareRecord_Consultation', {
    ...entryCells(one, patient, context),
    ConsultationGuid: braced(context.ods, 'Consultation', patient.number, one.key),
    EffectiveDate: one.date,
    EffectiveDatePrecision: 'YMDT',
    ConsultationSourceTerm: places[one.place],
    Complete: String(one.draft !== true),
  })
}

function writeAllergy(one: InventedAllergy, patient: InventedPatient, context: PatientContext): void {
  context.out.row('CareRecord_Observation', {
    ...entryCells(one, patient, context),
    ObservationGuid: observationGuid(context.ods, patient, one.key),
    ...effective(one.onset, one),
    CodeId: context.dictionary.clinical(one.concept, allergyCategory(one.concept)),
    AssociatedText: allergyText(one),
    ObservationType: 'Observation',
  })
}

const allergyCategory = ({ drug }: InventedAllergy['concept']) =>
  drug ? 'Allergy and adverse drug reactions' : 'Allergy and adverse reactions'

/** Severity and certainty have no columns: they stand in the text, after the reaction and the note. */
export function allergyText({ reaction, note, severity, certainty }: InventedAllergy): string {
  return [
    reaction ?? [],
    note ?? [],
    severity === undefined ? [] : `Severity: ${severity}`,
    certainty === undefined ? [] : `Certainty: ${certainty}`,
  ]
    .flat()
    .join('\n')
}

const prescriptionTypes: Readonly<Record<PrescriptionType, string>> = {
  acute: 'Acute',
  repeat: 'Repeat',
  'repeat-dispensing': 'Repeat Dispensing',
}

function writeMedication(one: InventedMedication, patient: InventedPatient, context: PatientContext): void {
  const { ods, out, today } = context
  const record = braced(ods, 'DrugRecord', patient.number, one.key)
  const over = one.stopped !== undefined || (one.end !== undefined && one.end < today)
  const medicine = {
    CodeId: context.dictionary.drug(one.drug),
    Dosage: one.dosage,
    Quantity: one.quantity.value,
    QuantityUnit: one.quantity.unit,
  }
  out.row('Prescribing_DrugRecord', {
    ...entryCells(one, patient, context),
    DrugRecordGuid: record,
    ...effective(one.start, one),
    ...medicine,
    PrescriptionType: prescriptionTypes[one.type],
    IsActive: String(!over),
    CancellationDate: one.stopped?.date,
    NumberOfIssues: String(one.issues.length),
    NumberOfIssuesAuthorised: String(one.allowed),
  })
  for (const issue of one.issues) {
    out.row('Prescribing_IssueRecord', {
      ...entryCells(issue, patient, context),
      IssueRecordGuid: braced(ods, 'IssueRecord', patient.number, issue.key),
      DrugRecordGuid: record,
      ...effective(issue.date, issue),
      ...medicine,
      CourseDurationInDays: String(one.days),
    })
  }
}
