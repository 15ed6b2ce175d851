/** Compositions: a consultation with its entries, or a single entry that was made outside of one. */
import type { InventedConsultation, InventedEntry } from '../model.ts'
import { availability, effective, identified, snomed, stamp, status } from './codes.ts'
import { entryId, type PatientContext, staffId } from './context.ts'
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
  readonly kind: 'allergy' | 'medication'
  readonly xml: (inConsultation: boolean) => string
}

/** All compositions of a patient, in the order of the record; one that says that there is nothing, where there is nothing. */
export function compositionsOf(context: PatientContext): readonly string[] {
  const { consultations, allergies, medications } = context.patient
  const entries: Written[] = [
    ...allergies.map(entry => ({
      entry,
      kind: 'allergy' as const,
      xml: (inside: boolean) => allergyStatement(entry, context, inside),
    })),
    ...medications.flatMap(plan => [
      {
        entry: plan,
        kind: 'medication' as const,
        xml: (inside: boolean) => medicationStatement(plan, context, inside),
      },
      ...plan.issues.map(entry => ({
        entry,
        kind: 'medication' as const,
        xml: (inside: boolean) => issueStatement(entry, plan, context, inside),
      })),
    ]),
  ]
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
  ].sort((a, b) => a.at.localeCompare(b.at))
  return written.length === 0 ? [nothing(context)] : written.map(({ xml }) => xml)
}

function consultation(one: InventedConsultation, entries: readonly Written[], context: PatientContext): string {
  const site = context.practice.sites.find(({ key }) => key === one.site)
  return composition(one, context, {
    code: snomed('code', '24591000000103', 'Other report', element('originalText', {}, places[one.place])),
    time: effective({ center: `${one.date}T${one.time}` }),
    place: site?.name,
    components: entries.length === 0 ? [empty(context, one.key)] : entries.map(({ xml }) => xml(true)),
  })
}

function single({ entry, kind, xml }: Written, context: PatientContext): string {
  return composition(entry, context, {
    code:
      kind === 'medication'
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
  readonly code: string
  readonly time: string
  readonly place?: string | undefined
  readonly components: readonly string[]
}

function composition(by: InventedEntry, context: PatientContext, content: Content): string {
  const { code, time, place, components } = content
  const agent = (key: number) => element('agentRef', { classCode: 'AGNT' }, identified(staffId(context, key)))
  const located = element('locatedPlace', { classCode: 'PLC', determinerCode: 'INSTANCE' }, named(place ?? ''))
  return element(
    'ehrComposition',
    { classCode: 'COMPOSITION', moodCode: 'EVN' },
    identified(entryId(context, 'ehrComposition', by.key)),
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
