/** The rows of a patient's areas besides consultations, allergies and medicines. */
import type {
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
} from '../model.ts'
import { effective, entryCells, observationGuid, owner, type PatientContext } from './cells.ts'
import { categoryOf } from './dictionary.ts'
import type { Cells } from './files.ts'
import { braced } from './practice.ts'

export function writeRecord(patient: InventedPatient, context: PatientContext): void {
  for (const one of patient.observations ?? []) writeObservation(one, patient, context)
  for (const { text, ...one } of patient.comments ?? []) {
    write(one, { AssociatedText: text, ...effective(one.recordedAt.slice(0, 10), one) }, patient, context)
  }
  for (const one of patient.immunisations ?? []) writeImmunisation(one, patient, context)
  for (const one of patient.reports ?? []) writeReport(one, patient, context)
  for (const one of patient.referrals ?? []) writeReferral(one, patient, context)
  for (const one of patient.documents ?? []) writeDocument(one, patient, context)
  for (const one of patient.problems ?? []) writeProblem(one, patient, context)
  for (const one of patient.diary ?? []) writeDiaryEntry(one, patient, context)
}

/** An observation row; `entry.key` names it. */
function write(entry: InventedEntry, cells: Cells, patient: InventedPatient, context: PatientContext): void {
  context.out.row('CareRecord_Observation', {
    ...entryCells(entry, patient, context),
    ObservationGuid: observationGuid(context.ods, patient, entry.key),
    ObservationType: 'Observation',
    ...cells,
  })
}

function coded(concept: CodedTerm, { dictionary }: PatientContext): Cells {
  return { CodeId: dictionary.clinical(concept, categoryOf(concept)) }
}

function valueCells(value: InventedValue | undefined): Cells {
  if (value === undefined) return {}
  if (value.kind === 'text') return { Value: value.text }
  return {
    Value: `${value.comparator ?? ''}${value.value}`,
    NumericUnit: value.unit,
    NumericRangeLow: value.low,
    NumericRangeHigh: value.high,
  }
}

type Qualifier = readonly [name: string, value: string | number | undefined]

/** A fragment of XML, an item each; nothing where there is none. */
function qualifierCells(qualifiers: readonly Qualifier[]): Cells {
  const items = qualifiers.flatMap(([name, value]) =>
    value === undefined ? [] : [`<item key="${escaped(name)}" value="${escaped(String(value))}"/>`],
  )
  return items.length === 0 ? {} : { Qualifiers: items.join('') }
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(/[\t\n\r]/g, character => `&#${character.charCodeAt(0)};`)
}

function writeObservation(one: InventedObservation, patient: InventedPatient, context: PatientContext): void {
  const { concept, date, value, qualifiers = [], note, parent, bloodPressure } = one
  const cells = {
    ...effective(date, one),
    ...coded(concept, context),
    ...valueCells(value),
    ...qualifierCells(qualifiers.map(({ name, value: text }) => [name, text])),
    AssociatedText: note,
    ParentObservationGuid: parent === undefined ? undefined : observationGuid(context.ods, patient, parent),
  }
  write(one, cells, patient, context)
  if (bloodPressure === undefined) return
  for (const reading of [bloodPressure.systolic, bloodPressure.diastolic]) {
    const under = {
      ...effective(date, one),
      ...coded(reading.concept, context),
      ...valueCells(reading.value),
      ParentObservationGuid: observationGuid(context.ods, patient, one.key),
    }
    const { key } = reading
    write(
      context.problems.hidden.has(one.key) ? { ...one, key, confidential: true } : { ...one, key },
      under,
      patient,
      context,
    )
  }
}

/** What a vaccination has beside code, day and text stands in qualifiers. */
function writeImmunisation(one: InventedImmunisation, patient: InventedPatient, context: PatientContext): void {
  const cells = {
    ...effective(one.date, one),
    ...coded(one.concept, context),
    ...qualifierCells(immunisationQualifiers(one)),
    AssociatedText: one.note,
  }
  write(one, cells, patient, context)
}

export function immunisationQualifiers(one: InventedImmunisation): readonly Qualifier[] {
  return [
    ['Vaccine', one.vaccine?.name],
    ['Manufacturer', one.manufacturer],
    ['Batch', one.batch],
    ['Expiry', one.expires],
    ['Site', one.bodySite],
    ['Route', one.route],
    ['Dose', one.dose === undefined ? undefined : `${one.dose.value} ${one.dose.unit}`],
    ['Part', one.part],
    ['Reason', one.reason],
    ['Reason not given', one.reasonNotGiven],
  ]
}

/** The heading, and all under it in rows of its time and staff. */
function writeReport(one: InventedReport, patient: InventedPatient, context: PatientContext): void {
  const head = { CodeId: context.dictionary.clinical(one.concept, laboratory(one.results)) }
  const day = one.results[0]?.date ?? one.issued.slice(0, 10)
  write(one, { ...effective(day, one), ...head, AssociatedText: one.laboratoryText }, patient, context)
  const under = (key: number, cells: Cells, parent: number): void => {
    const ParentObservationGuid = observationGuid(context.ods, patient, parent)
    write({ ...one, key }, { ...cells, ParentObservationGuid }, patient, context)
  }
  for (const specimen of one.specimens) {
    const collected = effective(specimen.collected.slice(0, 10), one)
    under(specimen.key, { ...collected, ...coded(specimen.concept, context), AssociatedText: specimen.note }, one.key)
  }
  const writeResults = (results: readonly InventedResult[], parent: number): void => {
    for (const result of results) {
      const group = result.results.length > 0
      const CodeId = group
        ? context.dictionary.clinical(result.concept, laboratory(result.results))
        : context.dictionary.clinical(result.concept, categoryOf(result.concept))
      const abnormal = result.abnormal && { Abnormal: 'true', AbnormalReason: result.abnormal === 'high' ? 'HI' : 'LO' }
      const texts = { AssociatedText: result.laboratoryText }
      const cells = { ...effective(result.date, one), CodeId, ...valueCells(result.value), ...abnormal, ...texts }
      under(result.key, cells, parent)
      writeResults(result.results, result.key)
    }
  }
  writeResults(one.results, one.key)
}

/** A heading is of the category of what is under it. */
function laboratory(results: readonly InventedResult[]): string {
  const first = results[0]
  if (first === undefined) return 'Biochemistry'
  return first.results.length > 0 ? laboratory(first.results) : categoryOf(first.concept)
}

const urgencies = { routine: 'Routine', urgent: 'Urgent', 'two-week-wait': '2 Week Wait', soon: 'Soon' } as const

const services = {
  outpatient: 'Outpatient',
  admission: 'Admission',
  'day-case': 'Day Case',
  investigation: 'Investigation',
  'domiciliary-visit': 'Domiciliary Visit',
} as const

const modes = { written: 'Written', verbal: 'Verbal', 'e-referral': 'eReferral' } as const

function writeReferral(one: InventedReferral, patient: InventedPatient, context: PatientContext): void {
  const { ods, out, receivers } = context
  const { concept, date, text, priority, service, mode, ubrn, other } = one
  write(one, { ...effective(date, one), ...coded(concept, context), AssociatedText: text }, patient, context)
  out.row('CareRecord_ObservationReferral', {
    ...owner(patient, ods),
    ObservationGuid: observationGuid(ods, patient, one.key),
    ReferralTargetOrganisationGuid: other === undefined ? undefined : receivers.guid(other),
    ReferralUrgency: priority === undefined ? undefined : urgencies[priority],
    ReferralServiceType: service === undefined ? undefined : services[service],
    ReferralMode: mode === undefined ? undefined : modes[mode],
    ReferralUBRN: ubrn,
  })
}

function writeDocument(one: InventedDocument, patient: InventedPatient, context: PatientContext): void {
  const DocumentGuid = braced(context.ods, 'Document', patient.number, one.key)
  const text = { DocumentGuid, AssociatedText: one.note }
  write(one, { ...effective(one.date, one), ...coded(one.concept, context), ...text }, patient, context)
}

const relationships = { grouped: 'Grouped', combined: 'Combined', evolved: 'Evolved', replaced: 'Replaced' } as const

/** Code, onset, staff and time are those of the row that it is made of. */
function writeProblem(one: InventedProblem, patient: InventedPatient, context: PatientContext): void {
  const { ods, out, users } = context
  const above = patient.problems?.find(problem => problem.key === one.parent?.problem)
  const over = one.ended !== undefined || one.past === true
  out.row('CareRecord_Problem', {
    ...owner(patient, ods),
    ObservationGuid: observationGuid(ods, patient, one.madeOf),
    ParentProblemObservationGuid: above === undefined ? undefined : observationGuid(ods, patient, above.madeOf),
    ParentProblemRelationship: one.parent === undefined ? undefined : relationships[one.parent.how],
    Deleted: 'false',
    Comment: one.note,
    EndDate: one.ended,
    EndDatePrecision: one.ended === undefined ? undefined : 'YMD',
    ExpectedDuration: '0',
    LastReviewDate: one.lastReview,
    LastReviewDatePrecision: one.lastReview === undefined ? undefined : 'YMD',
    LastReviewUserInRoleGuid: one.lastReview === undefined ? undefined : users.get(one.clinician ?? one.recorder),
    ProblemStatusDescription: over ? 'Past Problem' : 'Active Problem',
    SignificanceDescription: one.significance === 'major' ? 'Significant Problem' : 'Minor Problem',
  })
}

function writeDiaryEntry(one: InventedDiaryEntry, patient: InventedPatient, context: PatientContext): void {
  context.out.row('CareRecord_Diary', {
    ...entryCells(one, patient, context),
    DiaryGuid: braced(context.ods, 'Diary', patient.number, one.key),
    ...effective(one.due, one),
    ...coded(one.concept, context),
    OriginalTerm: one.concept.text,
    AssociatedText: one.note,
    IsActive: String(one.status === 'open'),
    IsComplete: String(one.status === 'done'),
  })
}
