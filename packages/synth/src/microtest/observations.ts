/** Observations, blood pressures, hierarchies, free text, immunisations and plans as statements. */
import type {
  ClinicalTerm,
  InventedComment,
  InventedDiaryEntry,
  InventedEntry,
  InventedImmunisation,
  InventedObservation,
  InventedReading,
  InventedValue,
  PartialDate,
} from '../model.ts'
import { availability, effective, identified, marks, status, termCode } from './codes.ts'
import { entryId, type PatientContext } from './context.ts'
import { annotation, component, narrative, performer, valueParts } from './narrative.ts'
import { element, escaped } from './xml.ts'

interface Coded {
  readonly key: number
  readonly concept: ClinicalTerm
  readonly date?: PartialDate
  readonly value?: InventedValue
  readonly note?: string
}

/** An ObservationStatement. Without a date it is known since it was put in. */
function observed(one: Coded, of: InventedEntry, context: PatientContext, inside: boolean): string {
  const { value, range } = valueParts(one.value)
  return element(
    'ObservationStatement',
    { classCode: 'OBS', moodCode: 'EVN' },
    identified(entryId(context, 'ObservationStatement', one.key)),
    termCode(one.concept),
    status('COMPLETE'),
    effective(one.date === undefined ? {} : { center: one.date }),
    availability(of.recordedAt),
    marks(of.notForPatient),
    value,
    annotation(one.note),
    range,
    performer(of, context, inside),
  )
}

/** True for what is written as a CompoundStatement: blood pressures, and what has observations below it. */
export function isCompound(one: InventedObservation, all: readonly InventedObservation[]): boolean {
  return one.bloodPressure !== undefined || all.some(({ parent }) => parent === one.key)
}

/** An observation with those below it; a blood pressure with its readings. */
export function observationStatement(
  one: InventedObservation,
  all: readonly InventedObservation[],
  context: PatientContext,
  inside: boolean,
): string {
  if (!isCompound(one, all)) return observed(one, one, context, inside)
  const below = all.filter(({ parent }) => parent === one.key)
  const reading = ({ key, concept, value }: InventedReading) =>
    observed({ key, concept, value, ...(one.date === undefined ? {} : { date: one.date }) }, one, context, inside)
  const members = [
    ...(one.bloodPressure === undefined ? [] : [one.bloodPressure.systolic, one.bloodPressure.diastolic].map(reading)),
    ...below.map(child => observationStatement(child, all, context, inside)),
    ...(one.note === undefined ? [] : [narrative(one.key, one.note, one.recordedAt, context)]),
  ]
  return element(
    'CompoundStatement',
    { classCode: 'BATTERY', moodCode: 'EVN' },
    identified(entryId(context, 'CompoundStatement', one.key)),
    termCode(one.concept),
    status('COMPLETE'),
    effective(one.date === undefined ? {} : { center: one.date }),
    availability(one.recordedAt),
    marks(one.notForPatient),
    ...members.map(component),
    performer(one, context, inside),
  )
}

export function commentStatement(one: InventedComment, context: PatientContext, inside: boolean): string {
  const after = performer(one, context, inside)
  return narrative(one.key, one.text, one.recordedAt, context, { after, notForPatient: one.notForPatient })
}

export function immunisationStatement(one: InventedImmunisation, context: PatientContext, inside: boolean): string {
  const words = [
    ...(one.part === undefined ? [] : [`Part: ${one.part}`]),
    ...(one.reason === undefined ? [] : [`Reason: ${one.reason}`]),
    ...(one.reasonNotGiven === undefined ? [] : [`Reason not given: ${one.reasonNotGiven}`]),
    ...(one.elsewhere === undefined ? [] : ['Given elsewhere']),
    ...(one.note === undefined ? [] : [one.note]),
  ].join('\n')
  const { key, concept, date } = one
  return observed({ key, concept, date, note: words }, one, context, inside)
}

const planStates = { open: 'Pending', done: 'Seen', cancelled: 'Cancelled by clinician' } as const

export function planStatement(one: InventedDiaryEntry, context: PatientContext, inside: boolean): string {
  const words = [`Status: ${planStates[one.status]}`, ...(one.note === undefined ? [] : [one.note])].join(', ')
  return element(
    'PlanStatement',
    { classCode: 'OBS', moodCode: 'INT' },
    identified(entryId(context, 'PlanStatement', one.key)),
    termCode(one.concept),
    element('text', {}, escaped(words)),
    status('COMPLETE'),
    effective({ center: one.due }),
    availability(one.recordedAt),
    marks(one.notForPatient),
    performer(one, context, inside),
  )
}
