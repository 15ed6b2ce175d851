/** Problems as LinkSets. */
import type { InventedPatient, InventedProblem } from '../model.ts'
import { availability, effective, identified, marks, snomed, status } from './codes.ts'
import { entryId, type PatientContext } from './context.ts'
import { annotation, performer } from './narrative.ts'
import { isCompound } from './observations.ts'
import { element, escaped } from './xml.ts'

/** Kind of the id that each entry's statement has. */
export function statementKinds(patient: InventedPatient): ReadonlyMap<number, string> {
  const { observations = [], immunisations = [], referrals = [], documents = [], diary = [], reports = [] } = patient
  const kinds = new Map<number, string>()
  const all = (kind: string, entries: readonly { readonly key: number }[]) => {
    for (const { key } of entries) kinds.set(key, kind)
  }
  for (const one of observations) {
    kinds.set(one.key, isCompound(one, observations) ? 'CompoundStatement' : 'ObservationStatement')
  }
  all('ObservationStatement', [...patient.allergies, ...immunisations])
  all('MedicationStatementPlan', patient.medications)
  all(
    'MedicationStatementIssue',
    patient.medications.flatMap(one => one.issues),
  )
  all('RequestStatement', referrals)
  all('NarrativeStatement', documents)
  all('PlanStatement', diary)
  all('CompoundStatement', reports)
  all('LinkSet', patient.problems ?? [])
  return kinds
}

const significances = {
  major: ['386134007', 'Significant', 'Significant'],
  minor: ['394847000', 'Unspecified significance', 'Not Significant (Minor)'],
} as const

/** A parent links its children. */
export function problemStatement(
  one: InventedProblem,
  context: PatientContext,
  kinds: ReadonlyMap<number, string>,
): string {
  const over = one.past === true || one.ended !== undefined
  const [code, displayName, words] = significances[one.significance]
  const qualifier = element('qualifier', { inverted: 'false' }, snomed('name', code, displayName))
  const original = element('originalText', {}, escaped(`${over ? 'Inactive' : 'Active'} Problem, ${words}`))
  const children = (context.patient.problems ?? []).filter(({ parent }) => parent?.problem === one.key)
  const idOf = (key: number) => identified(entryId(context, kinds.get(key) ?? 'ObservationStatement', key))
  const reference = (key: number) =>
    element(
      'component',
      { typeCode: 'COMP' },
      element('statementRef', { classCode: 'OBS', moodCode: 'EVN' }, idOf(key)),
    )
  return element(
    'LinkSet',
    { classCode: 'OBS', moodCode: 'EVN' },
    idOf(one.key),
    over
      ? snomed('code', '394775005', 'Inactive problem', original, qualifier)
      : snomed('code', '394774009', 'Active problem', original, qualifier),
    status('COMPLETE'),
    effective({
      ...(one.onset === undefined ? {} : { low: one.onset }),
      ...(one.ended === undefined ? {} : { high: one.ended }),
    }),
    availability(one.recordedAt),
    marks(one.notForPatient),
    ...[...one.links, ...children.map(({ key }) => key)].map(reference),
    annotation(one.note),
    element(
      'conditionNamed',
      { typeCode: 'NAME', inversionInd: 'true' },
      element('namedStatementRef', { classCode: 'OBS', moodCode: 'EVN' }, idOf(one.madeOf)),
    ),
    performer(one, context, one.consultation !== undefined),
  )
}
