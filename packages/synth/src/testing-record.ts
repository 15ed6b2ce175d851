/** The rules of the areas besides allergies and medicines, as checks; `testing.ts` puts them together with the others. */
import { firstDay, type LocalDate } from '@gpc/fhir'
import { type Capabilities, capabilities, type LinkedKind } from './capabilities.ts'
import { sayable } from './codes/index.ts'
import type { CodedTerm, InventedEntry, InventedPatient, InventedPractice, InventedResult } from './model.ts'

/** Entries of those areas. */
export function furtherOf(patient: InventedPatient): readonly InventedEntry[] {
  const { problems = [], observations = [], comments = [], immunisations = [] } = patient
  const { reports = [], referrals = [], documents = [], diary = [] } = patient
  return [...problems, ...observations, ...comments, ...immunisations, ...reports, ...referrals, ...documents, ...diary]
}

/** Keys of parts of entries: readings, specimens, results, filing comments, topics, headings. */
export function partKeysOf({ observations = [], reports = [], consultations }: InventedPatient): readonly number[] {
  const readings = observations.flatMap(({ bloodPressure: both }) =>
    both === undefined ? [] : [both.systolic.key, both.diastolic.key],
  )
  const inReports = reports.flatMap(report => {
    const results = everyResult(report.results)
    const comments = [...report.filingComments, ...results.flatMap(one => one.filingComments)]
    return [...report.specimens, ...results, ...comments].map(one => one.key)
  })
  const topics = consultations.flatMap(one => one.topics ?? [])
  return [...readings, ...inReports, ...topics.flatMap(one => [one.key, ...one.headings.map(heading => heading.key)])]
}

export function everyResult(results: readonly InventedResult[]): readonly InventedResult[] {
  return results.flatMap(one => [one, ...everyResult(one.results)])
}

export function furtherFaults(
  practice: InventedPractice,
  patient: InventedPatient,
  today: LocalDate,
): readonly string[] {
  const can = capabilities[practice.system]
  return [
    ...problemFaults(patient, can, today),
    ...observationFaults(patient, can, today),
    ...reportFaults(patient, can, today),
    ...otherFaults(patient, can, today),
    ...codeFaults(patient, practice),
  ]
}

/** What each key is, for links. */
export function kindsOf(patient: InventedPatient): ReadonlyMap<number, LinkedKind> {
  const areas: readonly (readonly [LinkedKind, readonly InventedEntry[]])[] = [
    ['consultation', patient.consultations],
    ['allergy', patient.allergies],
    ['medication', patient.medications],
    ['observation', patient.observations ?? []],
    ['immunisation', patient.immunisations ?? []],
    ['report', patient.reports ?? []],
    ['referral', patient.referrals ?? []],
    ['document', patient.documents ?? []],
    ['diary', patient.diary ?? []],
  ]
  return new Map(areas.flatMap(([kind, entries]) => entries.map(one => [one.key, kind] as const)))
}

function problemFaults(patient: InventedPatient, can: Capabilities, today: LocalDate): readonly string[] {
  const { problems = [], observations = [] } = patient
  const faults: string[] = []
  const kinds = kindsOf(patient)
  const keys = new Set(problems.map(one => one.key))
  const made = problems.map(one => one.madeOf)
  const links = problems.flatMap(one => one.links)
  if (new Set([...made, ...links]).size !== made.length + links.length) faults.push('linked to two problems')
  for (const one of problems) {
    const of = observations.find(observation => observation.key === one.madeOf)
    if (of === undefined && !(can.problemsOfAnyEntry && kinds.has(one.madeOf))) faults.push('a problem of nothing')
    if (of !== undefined && (of.value !== undefined || of.concept !== one.concept)) faults.push('a problem of another')
    for (const link of one.links) {
      const kind = kinds.get(link)
      if (kind === undefined || !can.problemLinks.includes(kind)) faults.push(`a problem's link to a ${kind}`)
    }
    if (one.parent !== undefined && !(can.problemHierarchy && keys.has(one.parent.problem))) faults.push('parent')
    if (one.past !== undefined && !can.pastProblemsWithoutEnd) faults.push('a past problem without end')
    if (one.ended !== undefined && one.ended < firstDay(one.onset ?? one.ended)) faults.push('ended before its onset')
    if ([one.onset, one.ended, one.lastReview].some(day => day !== undefined && firstDay(day) > today)) {
      faults.push('a problem in the future')
    }
  }
  return faults
}

function observationFaults(patient: InventedPatient, can: Capabilities, today: LocalDate): readonly string[] {
  const { observations = [], comments = [], consultations } = patient
  const faults: string[] = []
  const keys = new Set(observations.map(one => one.key))
  const held = new Set(consultations.map(one => one.key))
  for (const { date, value, bloodPressure, parent, qualifiers, note } of observations) {
    if (date !== undefined && firstDay(date) > today) faults.push('an observation in the future')
    if (!can.partialDates && date?.length !== 10) faults.push('a partial date')
    if (value?.kind === 'quantity' && !/^\d+(\.\d+)?$/.test(value.value)) faults.push(`value ${value.value}`)
    if (value?.kind === 'quantity' && !can.ranges && (value.low ?? value.high) !== undefined) faults.push('range')
    if (bloodPressure !== undefined && value !== undefined) faults.push('a blood pressure with a value')
    if (parent !== undefined && !(can.observationHierarchy && keys.has(parent))) faults.push('parent observation')
    if (qualifiers !== undefined && !can.qualifiers) faults.push('qualifiers')
    if (note !== undefined && !can.freeText) faults.push('free text')
  }
  for (const one of comments) if (!can.comments || !held.has(one.consultation)) faults.push('comment')
  return faults
}

function reportFaults({ reports = [] }: InventedPatient, can: Capabilities, today: LocalDate): readonly string[] {
  const faults: string[] = []
  if (reports.length > 0 && can.reports === 'results') faults.push('reports')
  for (const one of reports) {
    const specimens = new Set(one.specimens.map(specimen => specimen.key))
    const results = everyResult(one.results)
    const comments = [...one.filingComments, ...results.flatMap(result => result.filingComments)]
    if (can.reports !== 'structured' && specimens.size + comments.length > 0) faults.push('parts of a report')
    if (can.reports === 'structured' && one.filed !== comments.length > 0) faults.push('filed without a comment')
    if (!one.filed && !can.unfiledReports) faults.push('not filed')
    if (results.some(result => result.specimen !== undefined && !specimens.has(result.specimen)))
      faults.push('specimen')
    if (results.some(result => result.results.length > 0 && result.value !== undefined))
      faults.push('group with a value')
    if (results.some(result => result.date > one.issued.slice(0, 10))) faults.push('a result after its report')
    if (one.issued.slice(0, 10) > today || comments.some(comment => comment.filedAt < one.issued)) faults.push('issued')
  }
  return faults
}

function otherFaults(patient: InventedPatient, can: Capabilities, today: LocalDate): readonly string[] {
  const { immunisations = [], referrals = [], documents = [], diary = [] } = patient
  const faults: string[] = []
  const known = new Set(documents.map(one => one.key))
  for (const one of immunisations) {
    if (firstDay(one.date) > today) faults.push('an immunisation in the future')
    if (one.status === 'given' && one.reasonNotGiven !== undefined) faults.push('given and not given')
    if (!can.immunisationDetails && (one.batch ?? one.vaccine) !== undefined) faults.push('details of an immunisation')
  }
  for (const one of referrals) {
    if (one.date > today) faults.push('a referral in the future')
    if (one.direction === 'inbound' && !can.inboundReferrals) faults.push('an inbound referral')
    if (one.priority !== undefined && !can.referralPriority) faults.push('priority')
    if (one.ubrn !== undefined && !(can.ubrn && /^\d{12}$/.test(one.ubrn))) faults.push('UBRN')
    if (one.letters.some(letter => !known.has(letter))) faults.push('a letter that is not there')
  }
  if (documents.some(one => one.date > today)) faults.push('a document in the future')
  if (diary.length > 0 && !can.diary) faults.push('diary')
  for (const one of diary) if ((one.status === 'open') !== (one.closed === undefined)) faults.push('closed diary entry')
  return faults
}

/** Terms that the practice's format can't say. */
function codeFaults(patient: InventedPatient, { system }: InventedPractice): readonly string[] {
  const { problems = [], observations = [], immunisations = [], referrals = [], diary = [] } = patient
  const terms: readonly CodedTerm[] = [...problems, ...observations, ...immunisations, ...referrals, ...diary].map(
    one => one.concept,
  )
  return terms.filter(one => !sayable(system, one)).map(one => `${one.text} has no code that the format knows`)
}
