/** A patient's rows of the areas besides consultations, allergies and medicines. */
import { documentBytes } from '../documents/bytes.ts'
import { guid } from '../keys.ts'
import type {
  ClinicalTerm,
  CodedTerm,
  InventedDiaryEntry,
  InventedDocument,
  InventedEntry,
  InventedImmunisation,
  InventedObservation,
  InventedPatient,
  InventedProblem,
  InventedReferral,
  InventedReport,
  InventedResult,
  InventedValue,
  PartialDate,
} from '../model.ts'
import { dateCell, eventCells, id, type PatientContext, profileCell } from './cells.ts'
import type { Dictionary } from './dictionary.ts'
import type { Cells, TppWriter } from './files.ts'

export interface WriteContext extends PatientContext {
  readonly dictionary: Dictionary
  readonly out: TppWriter
}

export function writeAreas(patient: InventedPatient, context: WriteContext): void {
  for (const one of patient.observations ?? []) observation(one, context)
  for (const one of patient.reports ?? []) report(one, context)
  const concepts = new Map((patient.observations ?? []).map(one => [one.key, one.concept]))
  for (const one of patient.problems ?? []) problem(one, concepts.get(one.madeOf) ?? one.concept, context)
  for (const one of patient.immunisations ?? []) immunisation(one, context)
  for (const one of patient.referrals ?? []) if (one.direction === 'outbound') referral(one, context)
  for (const one of patient.documents ?? []) document(one, context)
  for (const one of patient.diary ?? []) recall(one, context)
}

/** A row of SRCode; a value in words has no column. */
export function codeRow(
  entry: InventedEntry,
  concept: ClinicalTerm,
  kind: Parameters<Dictionary['ctv3']>[1],
  date: PartialDate | undefined,
  context: WriteContext,
  value?: InventedValue,
): void {
  const { code, text } = context.dictionary.ctv3(concept, kind)
  context.out.row('SRCode', {
    ...eventCells(entry, date, context),
    CTV3Code: code,
    CTV3Text: text,
    SNOMEDCode: concept.snomed?.code,
    SNOMEDText: concept.snomed?.term,
    ...numberCells(value),
    EpisodeType: '-1',
    IDTemplate: '-1',
    IDAppointment: '-1',
    IDVisit: '-1',
  })
}

function numberCells(value: InventedValue | undefined): Cells {
  if (value?.kind !== 'quantity') return { IsNumeric: 'FALSE', NumericValue: '0' }
  return {
    NumericComparator: value.comparator,
    IsNumeric: 'TRUE',
    NumericValue: value.value,
    NumericUnit: value.unit,
  }
}

function observation(one: InventedObservation, context: WriteContext): void {
  const { concept, date, value, bloodPressure, immunisationStatus } = one
  if (immunisationStatus !== undefined) {
    context.out.row('SRImmunisationConsent', {
      ...eventCells(one, date, context),
      ConsentedToVacc: immunisationStatus === 'consent' ? 'TRUE' : 'FALSE',
      RefusalOrConsentCurrent: 'TRUE',
      VaccName: vaccineNamed(concept.text),
    })
    return
  }
  if (bloodPressure === undefined) {
    codeRow(one, concept, concept.kind, date, context, value)
    return
  }
  for (const reading of [bloodPressure.systolic, bloodPressure.diastolic]) {
    codeRow({ ...one, key: reading.key }, reading.concept, reading.concept.kind, date, context, reading.value)
  }
}

/** What a consent is to: `Influenza` of `Influenza vacc consent given`, `MMR` of `No consent for MMR`. */
export function vaccineNamed(text: string): string {
  const name = text.replace(/^(no )?consent (for|to) /i, '').replace(/( vacc\w*)? (consent|dissent|refusal).*$/i, '')
  return name === '' ? text : name
}

/** Single results alone: reports, groups and specimens have no rows. */
export function resultsOf({ results }: Pick<InventedReport, 'results'>): readonly InventedResult[] {
  return results.flatMap(one => (one.results.length > 0 ? resultsOf(one) : [one]))
}

function report(one: InventedReport, context: WriteContext): void {
  for (const { key, concept, date, value } of resultsOf(one)) {
    codeRow({ ...one, key }, concept, concept.kind, date, context, value)
  }
}

function problem(one: InventedProblem, madeOf: CodedTerm, context: WriteContext): void {
  context.out.row('SRProblem', {
    ...eventCells(one, one.onset, context),
    CTV3Code: context.dictionary.ctv3(madeOf, madeOf.kind).code,
    DateEnd: dateCell(one.ended),
    Severity: context.dictionary.mapping(one.significance),
    IDCode: id(context.patient, one.madeOf),
  })
}

function immunisation(one: InventedImmunisation, context: WriteContext): void {
  const { concept, date, vaccine, disease, dose, bodySite, route, part } = one
  const { dictionary, out } = context
  if (one.status === 'declined') {
    codeRow(one, concept, concept.kind, date, context)
    return
  }
  const words = (text: string | undefined): string => (text === undefined ? '-1' : dictionary.mapping(text))
  out.row('SRImmunisation', {
    ...eventCells(one, date, context),
    IDVaccination: '-1',
    IDImmunisationContent: dictionary.vaccine(vaccine?.name, disease),
    Dose: dose === undefined ? undefined : `${dose.value} ${dose.unit}`,
    Location: words(bodySite),
    Method: words(route),
    DateExpiry: dateCell(one.expires),
    ImmsReadCode: dictionary.ctv3(concept, concept.kind).code,
    ImmsSNOMEDCode: concept.snomed?.code,
    VaccPart: words(part === undefined ? undefined : String(part)),
    VaccBatchNumber: one.batch,
  })
}

const priorities = { routine: 'Routine', urgent: 'Urgent', 'two-week-wait': 'Two Week Wait', soon: 'Soon' } as const
const services = {
  outpatient: 'Outpatient',
  admission: 'Admission',
  'day-case': 'Day Case',
  investigation: 'Investigation',
  'domiciliary-visit': 'Domiciliary Visit',
} as const

/** What a referral asks for, in the extract's words. */
export const serviceWords = ({ service }: InventedReferral): string | undefined =>
  service === undefined ? undefined : services[service]
export const priorityWords = ({ priority }: InventedReferral): string | undefined =>
  priority === undefined ? undefined : priorities[priority]

function referral(one: InventedReferral, context: WriteContext): void {
  const { concept, other } = one
  const { dictionary, out } = context
  const urgency = priorityWords(one)
  const service = serviceWords(one)
  if (other?.ods !== undefined) dictionary.organisation(other.ods, other.name)
  out.row('SRReferralOut', {
    ...eventCells(one, one.date, context),
    TypeOfReferral: '-1',
    Reason: '-1',
    IDProfileReferrer: profileCell(one.clinician ?? one.recorder, context),
    ServiceOffered: service === undefined ? '175137' : dictionary.mapping(service),
    ReReferral: 'FALSE',
    Urgency: urgency === undefined ? '-1' : dictionary.option(urgency),
    PrimaryDiagnosis: dictionary.ctv3(concept, concept.kind).code,
    SNOMEDPrimaryDiagnosis: concept.snomed?.code,
    RecipientID: other?.ods,
  })
}

/** The DocumentUID of an invented document, by which its bytes are found. */
export const documentUid = (ods: string, patient: number, key: number): string => guid(ods, 'Document', patient, key)

function document(one: InventedDocument, context: WriteContext): void {
  const { author } = one
  const { IDReferralIn: _, ...cells } = eventCells(one, one.date, context)
  const staff = 'staff' in author ? context.staff.get(author.staff) : undefined
  const sender = 'text' in author ? { SenderOrganisation: author.text } : {}
  context.out.row('SRMedia', {
    ...cells,
    DocumentUID: documentUid(context.practice.ods, context.patient, one.key),
    FileName: one.fileName,
    FileSize: String(documentBytes(one).length),
    ...sender,
    ...(staff === undefined
      ? {}
      : { SenderTitle: staff.title, SenderFirstName: staff.given, SenderSurname: staff.family }),
    Direction: one.direction === 'in' ? 'Inbound' : 'Outbound',
    CommunicationType: one.concept.text,
  })
}

const recallStatuses = { open: 'Pending', done: 'Seen', cancelled: 'Cancelled by clinician' } as const

function recall(one: InventedDiaryEntry, context: WriteContext): void {
  context.out.row('SRRecall', {
    ...eventCells(one, one.recordedAt, context),
    DateRecall: dateCell(one.due),
    RecallType: one.concept.text,
    RecallStatus: context.dictionary.mapping(recallStatuses[one.status]),
    RecallStatusDate: dateCell(one.closed),
  })
}
