/** The rows of one patient. */
import type { LocalDate } from '@gpc/fhir'
import type {
  InventedAllergy,
  InventedConsultation,
  InventedEntry,
  InventedMedication,
  InventedPatient,
  PrescriptionType,
  RegistrationKind,
} from '../model.ts'
import type { Dictionary } from './dictionary.ts'
import type { Cells, EmisWriter } from './files.ts'
import { addressCells, braced, organisationGuid } from './practice.ts'

export interface PatientContext {
  readonly ods: string
  readonly today: LocalDate
  /** UserInRoleGuid of each member of staff. */
  readonly users: ReadonlyMap<number, string>
  readonly dictionary: Dictionary
  readonly out: EmisWriter
}

const types: Readonly<Record<RegistrationKind, string>> = {
  regular: 'Regular',
  temporary: 'Temporary',
  private: 'Private',
  emergency: 'Emergency',
  'immediately-necessary': 'Immediately Necessary',
}

const sexes = { male: 'M', female: 'F', other: 'I', unknown: 'U' } as const

export function writePatient(patient: InventedPatient, context: PatientContext): void {
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
}

function owner(patient: InventedPatient, ods: string): Cells {
  return { PatientGuid: braced(ods, 'Patient', patient.number), OrganisationGuid: organisationGuid(ods) }
}

/** What every clinical row has. */
function entryCells(entry: InventedEntry, patient: InventedPatient, { ods, users }: PatientContext): Cells {
  return {
    ...owner(patient, ods),
    EnteredDate: entry.recordedAt.slice(0, 10),
    EnteredTime: entry.recordedAt.slice(11),
    ClinicianUserInRoleGuid: users.get(entry.clinician ?? entry.recorder),
    EnteredByUserInRoleGuid: users.get(entry.recorder),
    ConsultationGuid:
      entry.consultation === undefined ? undefined : braced(ods, 'Consultation', patient.number, entry.consultation),
    Deleted: 'false',
    IsConfidential: String(entry.confidential === true),
  }
}

/** A date is always written in full, its precision beside it; an unknown one is `U`, whatever day stands there. */
function effective(date: string | undefined, entry: InventedEntry): Cells {
  if (date === undefined) return { EffectiveDate: entry.recordedAt.slice(0, 10), EffectiveDatePrecision: 'U' }
  const precision = date.length === 4 ? 'Y' : date.length === 7 ? 'YM' : 'YMD'
  return { EffectiveDate: `${date}-01-01`.slice(0, 10), EffectiveDatePrecision: precision }
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
    Complete: 'true',
  })
}

function writeAllergy(one: InventedAllergy, patient: InventedPatient, context: PatientContext): void {
  context.out.row('CareRecord_Observation', {
    ...entryCells(one, patient, context),
    ObservationGuid: braced(context.ods, 'Observation', patient.number, one.key),
    ...effective(one.onset, one),
    CodeId: context.dictionary.allergy(one.concept),
    AssociatedText: allergyText(one),
    ObservationType: 'Observation',
  })
}

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
