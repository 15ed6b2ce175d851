/** A patient's rows. */
import { addDays } from '@gpc/fhir'
import type {
  InventedAllergy,
  InventedConsultation,
  InventedIssue,
  InventedMedication,
  InventedPatient,
  RegistrationKind,
} from '../model.ts'
import { codeRow, type WriteContext, writeAreas } from './areas.ts'
import { dateCell, eventCells, id, ofPatient, profileCell, streetOf } from './cells.ts'
import type { Cells } from './files.ts'
import { contactMethods, mappings } from './practice.ts'

const genders = { male: 'M', female: 'F', other: 'I', unknown: 'U' } as const

const registrations: Record<RegistrationKind, string> = {
  regular: 'GMS',
  temporary: 'Temporary Resident 16 days to 3 months',
  private: 'Private',
  emergency: 'Emergency',
  'immediately-necessary': 'Immediately Necessary (Treatment)',
}

export function writePatient(patient: InventedPatient, context: WriteContext): void {
  const { out, practice } = context
  const { ods } = practice
  const { registration, flags } = patient
  const { IDPatient, ...visible } = ofPatient(context)
  out.row('SRPatient', {
    RowIdentifier: IDPatient,
    ...visible,
    Title: patient.title,
    FirstName: patient.given,
    MiddleNames: patient.middle,
    Surname: patient.family,
    PreviousSurname: patient.formerFamily,
    NHSNumber: patient.nhsNumber,
    DateBirth: dateCell(patient.birthDate),
    DateDeath: dateCell(patient.deathDate),
    Gender: genders[patient.gender],
    EmailAddress: patient.email,
    TestPatient: flags.dummy ? 'TRUE' : 'FALSE',
    SpineMatched: flags.spineMatched ? 'TRUE' : 'FALSE',
  })
  writeWhereabouts(patient, context)
  out.row('SRPatientRegistration', {
    RowIdentifier: id(context.patient),
    DateEventRecorded: dateCell(registration.start),
    IDProfileEnteredBy: profileCell(patient.usualGp, context),
    DateRegistration: dateCell(registration.start),
    DateDeRegistration: dateCell(registration.end),
    RegistrationStatus: registrations[registration.kind],
    ...ofPatient(context),
  })
  out.row('SRGPPracticeHistory', {
    RowIdentifier: id(context.patient),
    IDPractice: ods,
    IDProfileRegisteredGP: profileCell(patient.usualGp, context),
    DateFrom: dateCell(registration.start),
    ...ofPatient(context),
  })
  for (const one of patient.consultations) consultation(one, context)
  for (const one of patient.allergies) allergy(one, context)
  for (const one of patient.medications) medication(one, context)
  writeAreas(patient, context)
}

function writeWhereabouts({ address, phones, registration, usualGp }: InventedPatient, context: WriteContext): void {
  const { number, road } = streetOf(address)
  const recorded = (entry: number): Cells => ({
    ...eventCells(
      { key: entry, recordedAt: `${registration.start}T09:00:00`, recorder: usualGp },
      registration.start,
      context,
    ),
  })
  context.out.row('SRPatientAddressHistory', {
    ...recorded(0),
    NameOfBuilding: address.building,
    NumberOfBuilding: number,
    NameOfRoad: road,
    NameOfLocality: address.locality,
    NameOfTown: address.town,
    NameOfCounty: address.county,
    FullPostCode: address.postcode,
    AddressType: mappings.Home,
  })
  const types = { home: mappings.Home, mobile: mappings.Mobile, work: mappings.Work }
  phones.forEach((phone, i) => {
    context.out.row('SRPatientContactDetails', {
      ...recorded(i),
      ContactType: types[phone.use],
      ContactNumber: phone.number,
    })
  })
}

function consultation(one: InventedConsultation, context: WriteContext): void {
  const site = context.practice.sites.find(({ key }) => key === one.site)
  context.out.row('SREvent', {
    ...eventCells(one, `${one.date}T${one.time}:00`, context),
    IDStaffMemberProfileRole: '-1',
    ContactMethod: contactMethods[one.place][0],
    EventIncomplete: one.draft === true ? 'TRUE' : 'FALSE',
    ClinicalEvent: one.place === 'administration' ? 'FALSE' : 'TRUE',
    IDBranch: site === undefined || site.main ? undefined : String(site.key),
  })
}

/** An allergy to a drug is a drug sensitivity if it has ended, or if its key is odd: both ways of recording are met in practice. */
export function isSensitivity({ concept, ended, key }: InventedAllergy): boolean {
  return concept.drug && concept.substance !== undefined && (ended !== undefined || key % 2 === 1)
}

function allergy(one: InventedAllergy, context: WriteContext): void {
  const { concept, onset, ended, noKnown } = one
  const { dictionary, out } = context
  if (isSensitivity(one)) {
    out.row('SRDrugSensitivity', {
      ...eventCells(one, one.recordedAt, context),
      DateStarted: dateCell(onset),
      DateEnded: dateCell(ended?.date),
      FormulationSpecific: 'FALSE',
      IDDrugCode: dictionary.product(concept.substance ?? '', true),
      IDMultiLexAction: '0',
    })
    return
  }
  codeRow(one, concept, noKnown === true ? 'no-known-allergy' : 'allergy', onset, context)
}

function medication(one: InventedMedication, context: WriteContext): void {
  if (one.type === 'acute' || isElsewhere(one)) {
    item(one, context, { date: one.start, end: one.stopped?.date ?? one.end })
    return
  }
  context.out.row('SRRepeatTemplate', {
    ...eventCells(one, one.start, context),
    ...drugCells(one, context),
    DateMedicationTemplateStart: dateCell(one.start),
    DateMedicationTemplateEnd: dateCell(one.stopped?.date ?? one.end),
    DateMedicationTemplateReview: dateCell(one.reviewDate),
    MaxIssues: String(one.allowed),
    CourseLengthPerIssue: String(one.days),
  })
  for (const issue of one.issues) {
    item({ ...one, ...issue }, context, {
      date: issue.date,
      end: addDays(issue.date, one.days - 1),
      template: id(context.patient, one.key),
    })
  }
}

/** Without an issue of the practice's own; what a previous practice issued here looks like any other item. */
export function isElsewhere({ agency, issues }: InventedMedication): boolean {
  return agency !== 'practice' && issues.length === 0
}

function item(
  one: InventedMedication & Partial<InventedIssue>,
  context: WriteContext,
  { date, end, template }: { date: string | undefined; end: string | undefined; template?: string },
): void {
  const elsewhere = template === undefined && isElsewhere(one)
  context.out.row('SRPrimaryCareMedication', {
    ...eventCells(one, date, context),
    ...drugCells(one, context),
    DateMedicationStart: dateCell(date),
    DateMedicationEnd: dateCell(end),
    IsSupervised: 'FALSE',
    IsRepeatMedication: one.type === 'acute' ? 'FALSE' : 'TRUE',
    IsOtherMedication: elsewhere && one.agency === 'previous-practice' ? 'TRUE' : 'FALSE',
    IsDentalMedication: 'FALSE',
    IsHospitalMedication: elsewhere && one.agency === 'another-organisation' ? 'TRUE' : 'FALSE',
    IDRepeatTemplate: template ?? '-1',
  })
}

function drugCells({ drug, dosage, quantity }: InventedMedication, { dictionary }: WriteContext): Cells {
  return {
    IDMultiLexProduct: drug.dmd === undefined ? '-1' : dictionary.product(drug.name, false),
    IDMultiLexDMD: drug.dmd,
    NameOfMedication: drug.name,
    MedicationDosage: dosage,
    MedicationQuantity: `${quantity.value} ${quantity.unit}`,
  }
}
