/** Compositions: a consultation with its entries, or a single entry that was made outside of one. */
import type { InventedConsultation, InventedEntry, InventedReferral } from '../model.ts'
import { arranged } from './arrangement.ts'
import { availability, effective, identified, snomed, stamp, status } from './codes.ts'
import { entryId, type PatientContext, staffId } from './context.ts'
import { documentStatement, letterLinks, requestStatement } from './letters.ts'
import { commentStatement, immunisationStatement, observationStatement, planStatement } from './observations.ts'
import { problemStatement, statementKinds } from './problems.ts'
import { reportStatement } from './reports.ts'
import { allergyStatement, issueStatement, medicationStatement } from './statements.ts'
import { element, escaped } from './xml.ts'

const places = {
  surgery: 'GP Surgery',
  telephone: 'Telephone consultation',
  'home-visit': 'Home visit',
  administration: 'Administration',
} as const

interface Written {
  readonly entry: InventedEntry
  readonly isMedication?: true
  readonly xml: (inConsultation: boolean) => string
}

/** All statements of a patient, each once: what belongs below another is in that other's. */
function statementsOf(context: PatientContext): readonly Written[] {
  const { patient } = context
  const { observations = [], comments = [], immunisations = [], problems = [] } = patient
  const { reports = [], referrals = [], documents = [], diary = [] } = patient
  const observed = new Set(observations.map(({ key }) => key))
  const kinds = statementKinds(patient)
  type Statement<Of> = (one: Of, context: PatientContext, inConsultation: boolean) => string
  const of = <Of extends InventedEntry>(entries: readonly Of[], statement: Statement<Of>): readonly Written[] =>
    entries.map(entry => ({ entry, xml: inside => statement(entry, context, inside) }))
  return [
    ...of(patient.allergies, allergyStatement),
    ...patient.medications.flatMap((plan): readonly Written[] => [
      { entry: plan, isMedication: true, xml: inside => medicationStatement(plan, context, inside) },
      ...plan.issues.map(
        (entry): Written => ({
          entry,
          isMedication: true,
          xml: inside => issueStatement(entry, plan, context, inside),
        }),
      ),
    ]),
    ...of(comments, commentStatement),
    ...of(
      observations.filter(({ parent }) => parent === undefined || !observed.has(parent)),
      (one, _, inside) => observationStatement(one, observations, context, inside),
    ),
    ...of(immunisations, immunisationStatement),
    ...of(reports, reportStatement),
    ...of(referrals, requestStatement),
    ...of(documents, documentStatement),
    ...of(diary, planStatement),
    ...of(problems, one => problemStatement(one, context, kinds)),
  ]
}

/** All compositions of a patient, in the order of the record; one that says that there is nothing, where there is nothing. */
export function compositionsOf(context: PatientContext): readonly string[] {
  const { consultations, referrals = [] } = context.patient
  const entries = statementsOf(context)
  const known = new Set(consultations.map(({ key }) => key))
  const inside = Map.groupBy(
    entries.filter(({ entry }) => entry.consultation !== undefined && known.has(entry.consultation)),
    ({ entry }) => entry.consultation,
  )
  const written = [
    ...consultations.map(one => ({
      at: one.recordedAt,
      xml: consultation(one, inside.get(one.key) ?? [], context),
    })),
    ...entries
      .filter(({ entry }) => entry.consultation === undefined || !known.has(entry.consultation))
      .map(one => ({ at: one.entry.recordedAt, xml: single(one, context) })),
    ...referrals
      .filter(({ letters }) => letters.length > 0)
      .map(one => ({ at: one.recordedAt, xml: links(one, context) })),
  ].sort((a, b) => a.at.localeCompare(b.at))
  return written.length === 0 ? [nothing(context)] : written.map(({ xml }) => xml)
}

/** The links of a referral to its letters, in a container of their own. */
function links(one: InventedReferral, context: PatientContext): string {
  const { recordedAt, recorder } = one
  return composition({ recordedAt, recorder, key: one.key }, context, {
    id: 'LetterComposition',
    code: snomed('code', '196401000000100', 'Non-consultation data'),
    time: effective({ center: recordedAt }),
    components: [letterLinks(one, context)],
  })
}

function consultation(one: InventedConsultation, entries: readonly Written[], context: PatientContext): string {
  const site = context.practice.sites.find(({ key }) => key === one.site)
  const statements = new Map(entries.map(({ entry, xml }) => [entry.key, xml(true)]))
  return composition(one, context, {
    code: snomed('code', '24591000000103', 'Other report', element('originalText', {}, places[one.place])),
    time: effective({ center: `${one.date}T${one.time}` }),
    place: site?.name,
    components: entries.length === 0 ? [empty(context, one.key)] : arranged(one, statements, context),
  })
}

function single({ entry, isMedication, xml }: Written, context: PatientContext): string {
  return composition(entry, context, {
    code:
      isMedication === true
        ? snomed('code', '196391000000103', 'Non-consultation medication data')
        : snomed('code', '196401000000100', 'Non-consultation data'),
    time: effective({ center: entry.recordedAt }),
    components: [xml(false)],
  })
}

function nothing(context: PatientContext): string {
  const recorder = context.patient.usualGp
  return composition({ key: 0, recordedAt: `${context.today}T02:00:00`, recorder }, context, {
    code: snomed('code', '196401000000100', 'Non-consultation data'),
    time: effective({}),
    components: [empty(context, 0)],
  })
}

const empty = (context: PatientContext, key: number) =>
  element('EhrEmpty', { classCode: 'OBS', moodCode: 'EVN' }, identified(entryId(context, 'EhrEmpty', key)))

interface Content {
  /** Kind of the composition's id. */
  readonly id?: string
  readonly code: string
  readonly time: string
  readonly place?: string | undefined
  readonly components: readonly string[]
}

function composition(by: InventedEntry, context: PatientContext, content: Content): string {
  const { id = 'ehrComposition', code, time, place, components } = content
  const agent = (key: number) => element('agentRef', { classCode: 'AGNT' }, identified(staffId(context, key)))
  const located = element('locatedPlace', { classCode: 'PLC', determinerCode: 'INSTANCE' }, named(place ?? ''))
  return element(
    'ehrComposition',
    { classCode: 'COMPOSITION', moodCode: 'EVN' },
    identified(entryId(context, id, by.key)),
    code,
    status('COMPLETE'),
    time,
    availability(by.recordedAt),
    element(
      'author',
      { typeCode: 'AUT', contextControlCode: 'OP' },
      element('time', { value: stamp(by.recordedAt) }),
      agent(by.recorder),
    ),
    place === undefined
      ? ''
      : element('location', { typeCode: 'LOC' }, element('locatedEntity', { classCode: 'LOCE' }, located)),
    element('Participant2', { typeCode: 'PRF', contextControlCode: 'OP' }, agent(by.clinician ?? by.recorder)),
    ...components.map(one => `\n${element('component', { typeCode: 'COMP' }, one)}`),
  )
}

const named = (name: string) => element('name', {}, escaped(name))
