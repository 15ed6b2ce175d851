import { describe, expect, test } from 'vitest'
import {
  consultation,
  diary,
  document,
  holding,
  observation,
  problem,
  rendered,
  report,
  result,
  secret,
} from '../../test/record-sample.ts'
import { type Json, parsed, plan } from '../../test/sample.ts'
import type { Consultation, Topic } from '../model/consultation.ts'
import { areas } from './rendered.ts'

const [cough, fever] = [observation('cough'), observation('fever')]

/** The structure of a consultation: titles, and what each list names (`key` of what is in it), as nested arrays. */
function structure(entries: Parameters<typeof rendered>[0], key = 'c') {
  const found = rendered(entries)
  const resources = (found.group(key)?.resources ?? []).map(({ json }) => parsed(json))
  const byRef = new Map<string, Json>(resources.map(one => [`${one.resourceType}/${one.id}`, one]))
  const tree = (list: Json): unknown =>
    list.entry.map(({ item }: Json) => {
      const inner = byRef.get(item.reference)
      return inner === undefined ? item.reference : [inner.title ?? '', ...(tree(inner) as unknown[])]
    })
  const [, top] = resources
  return { found, resources, top, tree: top === undefined ? undefined : tree(top) }
}

const withTopics = (...topics: readonly Topic[]): Consultation[] => [consultation('c', { topics })]

test('STR-CON-03 STR-CON-05 STR-CON-06 STR-CON-07 topics, headings and items in their order, named as the source names them', () => {
  const { found, tree, top } = structure({
    observations: [cough, fever, observation('rash')],
    consultations: withTopics(
      {
        title: 'Chest',
        headings: [
          { title: 'History', items: ['fever', 'cough'] },
          { title: 'Plan', items: ['rash'] },
        ],
      },
      { headings: [{ items: ['rash', 'cough'] }] },
    ),
  })
  const [c, f, r] = ['cough', 'fever', 'rash'].map(found.ref)
  expect(top.title).toBe('GP Surgery')
  expect(tree).toEqual([
    ['Chest', ['History', f, c], ['Plan', r]],
    ['', r, c],
  ])
})

test('STR-CON-04 STR-CON-10 every list has its code, the Encounter, and when the consultation was last edited; nothing else', () => {
  const topics = [{ headings: [{ title: 'History', items: ['cough'] }] }]
  const { resources, found } = structure({
    observations: [cough],
    consultations: [consultation('c', { topics, edited: '2026-01-13T08:00:00+00:00' })],
  })
  const lists = resources.filter(one => one.resourceType === 'List')
  expect(lists.map(one => one.code.coding[0].code)).toEqual(['325851000000107', '25851000000105', '24781000000107'])
  for (const one of lists) {
    expect(one).toMatchObject({
      status: 'current',
      mode: 'snapshot',
      subject: { reference: 'Patient/p' },
      encounter: { reference: found.ref('c') },
      date: '2026-01-13T08:00:00+00:00',
      orderedBy: { coding: [{ system: 'http://hl7.org/fhir/list-order', code: 'system' }] },
    })
    for (const name of ['identifier', 'source', 'note', 'emptyReason', 'extension']) expect(one[name]).toBeUndefined()
  }
  expect(found.group('c')?.resources.map(one => one.structure === true)).toEqual([false, true, true, true])
})

test('STR-CON-08 STR-CON-26 a topic names the problems that it is about; the consultation is linked to them', () => {
  const topics = [{ problems: ['p', 'hidden', 'gone'], headings: [{ items: ['cough'] }] }]
  const { resources, found } = structure({
    observations: [cough],
    problems: [problem('p'), problem('hidden', secret)],
    consultations: withTopics(...topics),
  })
  expect(resources[2].extension).toEqual([
    {
      url: 'https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-RelatedProblemHeader-1',
      extension: [{ url: 'target', valueReference: { reference: found.ref('p') } }],
    },
  ])
  expect(found.group('c')?.links).toEqual([found.ref('p'), found.ref('cough')])
})

test('STR-CON-09 empty headings, topics and consultations are not sent', () => {
  const { tree, found } = structure({
    observations: [cough],
    consultations: [
      ...withTopics(
        { title: 'Nothing', headings: [] },
        {
          title: 'Something',
          headings: [
            { title: 'Empty', items: ['gone'] },
            { title: 'History', items: ['cough'] },
          ],
        },
      ),
      holding('empty', 'gone'),
    ],
  })
  expect(tree).toEqual([['Something', ['History', found.ref('cough')]]])
  expect(found.group('empty')).toBeUndefined()
  expect(found.area('consultations').leftOut?.map(({ key }) => key)).toEqual(['empty'])
})

test('STR-CON-11 STR-CON-20 what is linked: plans and orders as requests, of an investigation the report, once in a section', () => {
  const issue = { ...plan(), key: 'issue', status: 'completed', notes: [] } as const
  const { found, tree } = structure({
    medications: [plan({ key: 'plan', issues: [issue] })],
    investigations: [report('report', [result('sodium'), result('potassium')])],
    documents: [document('letter')],
    diary: [diary('recall')],
    consultations: [holding('c', 'plan', 'issue', 'sodium', 'potassium', 'letter', 'recall')],
  })
  expect(tree).toEqual([['', ...['plan', 'issue', 'report', 'letter', 'recall'].map(found.ref)]])
  expect(found.ref('issue')).toMatch(/^MedicationRequest\//)
  expect(found.ref('report')).toMatch(/^DiagnosticReport\//)
})

test('STR-CON-13 a diary entry that is done is a comment of its consultation', () => {
  const { found, tree } = structure({
    diary: [diary('done', { status: 'done' })],
    consultations: [holding('c', 'done')],
  })
  expect(tree).toEqual([['', found.ref('done')]])
  expect(found.resource('done')).toMatchObject({
    resourceType: 'Observation',
    code: { coding: [{ code: '37331000000100' }] },
  })
})

describe('STR-CON-22 STR-ERR-10 what is confidential leaves no trace', () => {
  test('an item, but the area that it was in', () => {
    const hidden = { observations: [cough, observation('x', secret)], consultations: [holding('c', 'cough', 'x')] }
    const [without, shown] = [{ ...hidden, consultations: [holding('c', 'cough')] }, hidden].map(one => structure(one))
    expect(shown?.resources).toEqual(without?.resources)
    expect(shown?.found.group('c')?.links).toEqual(without?.found.group('c')?.links)
    expect(shown?.found.group('c')?.withheld).toEqual(['uncategorised-data'])
  })

  test('a consultation: no entry names it', () => {
    const { found } = structure({
      observations: [observation('cough', { encounter: 'c' })],
      problems: [problem('p', { encounter: 'c' })],
      consultations: [{ ...holding('c', 'cough'), ...secret }],
    })
    expect(JSON.stringify(found.areas.map(one => one.groups))).not.toContain('Encounter/')
    expect(found.area('consultations').withheld.map(({ key }) => key)).toEqual(['c'])
    expect(found.group('p')?.withheld).toEqual(['consultations'])
  })

  test('a consultation with nothing else in it is withheld with it', () => {
    const { found } = structure({ observations: [observation('x', secret)], consultations: [holding('c', 'x')] })
    expect(found.area('consultations')).toMatchObject({ groups: [], withheld: [{ key: 'c' }] })
  })

  test('MIG-STR-09 a migration that asks for everything gets it', () => {
    const entries = { observations: [observation('x', secret)], consultations: [{ ...holding('c', 'x'), ...secret }] }
    const found = rendered(entries, { ods: 'A81001', today: '2026-03-10', hasStaff: () => true, everything: true })
    expect(found.group('c')?.links).toEqual([found.ref('x')])
    expect(found.areas.flatMap(({ withheld }) => withheld)).toEqual([])
  })
})

test('STR-CON-02 the most recent stands first, to the minute; those without a date last', () => {
  const at = (key: string, start?: string): Consultation => {
    const { start: _, ...rest } = holding(key, 'cough')
    return start === undefined ? rest : { ...rest, start }
  }
  const found = rendered({
    observations: [cough],
    consultations: [
      at('undated'),
      at('year', '2025'),
      at('early', '2025-10-26T01:50:00+01:00'),
      at('late', '2025-10-26T01:10:00+00:00'),
    ],
  })
  const keys = found
    .area('consultations')
    .groups.map(group => parsed(group.resources[0]?.json ?? '').identifier[0].value)
  expect(keys).toEqual(['late', 'early', 'year', 'undated'])
})

describe('STR-CON-14 to STR-CON-19 the Encounter', () => {
  const encounter = (fields: Partial<Consultation>): Json =>
    rendered({ observations: [cough], consultations: [{ ...holding('c', 'cough'), ...fields }] }).resource('c')

  test('STR-CON-14 finished, or unknown for a draft', () => {
    expect([encounter({}).status, encounter({ draft: true }).status]).toEqual(['finished', 'unknown'])
  })

  test('STR-CON-15 the type as it is shown, with one coding at most', () => {
    expect(encounter({}).type).toEqual([{ text: 'GP Surgery' }])
    const local = { system: 'https://fhir.hl7.org.uk/Id/egton-codes', code: 'EMIS1', display: 'Surgery' }
    const snomed = { system: 'http://snomed.info/sct', code: '185317003', display: 'Telephone encounter' }
    expect(encounter({ type: { codings: [local, snomed], text: 'Phone call' } }).type).toEqual([
      { coding: [snomed], text: 'Phone call; Surgery' },
    ])
  })

  test('STR-CON-16 the recorder always, the clinician, and others once', () => {
    const roles = (fields: Partial<Consultation>) =>
      encounter(fields).participant.map((one: Json) => one.type[0].coding[0].code)
    expect(roles({})).toEqual(['REC'])
    expect(roles({ recorder: 'gone' })).toEqual(['REC'])
    expect(roles({ clinician: 'gp', participants: ['nurse', 'gp', 'gone'] })).toEqual(['REC', 'PPRF', 'PART'])
  })

  test.each<[string, Partial<Consultation>, object]>([
    [
      'start and end',
      { end: '2026-01-12T09:10:00+00:00' },
      {
        period: { start: '2026-01-12T09:00:00+00:00', end: '2026-01-12T09:10:00+00:00' },
        length: { value: 10, code: 'min' },
      },
    ],
    [
      'the end by the duration, over a change of the clocks',
      { start: '2026-03-29T00:50:00+00:00', minutes: '15' },
      { period: { start: '2026-03-29T00:50:00+00:00', end: '2026-03-29T02:05:00+01:00' }, length: { value: 15 } },
    ],
    [
      'an end before the start',
      { end: '2026-01-11T09:10:00+00:00' },
      { period: { start: '2026-01-12T09:00:00+00:00' } },
    ],
    ['a day', { start: '2026-01-12', end: '2026-01-12' }, { period: { start: '2026-01-12', end: '2026-01-12' } }],
    ['an end that says less', { end: '2026-01-12' }, { period: { start: '2026-01-12T09:00:00+00:00' } }],
  ])('STR-CON-17 period and length: %s', (_, fields, expected) => {
    const { period, length } = encounter(fields)
    expect({ period, ...(length === undefined ? {} : { length }) }).toMatchObject(expected)
    expect(Object.keys(period)).toEqual(Object.keys((expected as Json).period))
  })

  test('STR-CON-17 STR-DATE-02 no date, no period; it always matches', () => {
    const { start: _, ...undated } = holding('c', 'cough')
    const found = rendered({ observations: [cough], consultations: [undated] })
    expect(found.resource('c').period).toBeUndefined()
    expect(found.group('c')).toMatchObject({ from: '', to: '' })
  })

  test('STR-DATE-05 STR-DATE-06 the filter takes the start and the end, the start where there is no end', () => {
    const days = (fields: Partial<Consultation>) => {
      const found = rendered({ observations: [cough], consultations: [{ ...holding('c', 'cough'), ...fields }] })
      return [found.group('c')?.from, found.group('c')?.to]
    }
    expect(days({})).toEqual(['2026-01-12', '2026-01-12'])
    expect(days({ end: '2026-01-13T00:10:00+00:00' })).toEqual(['2026-01-12', '2026-01-13'])
    expect(days({ start: '2025-02' })).toEqual(['2025-02-01', '2025-02-28'])
  })

  test('STR-CON-18 place and organisation', () => {
    expect(encounter({ site: 'branch' })).toMatchObject({
      location: [{ location: { reference: expect.stringMatching(/^Location\//) } }],
      serviceProvider: { reference: expect.stringMatching(/^Organization\//) },
    })
    expect(encounter({ organisation: 'gone' }).serviceProvider).toBeUndefined()
  })
})

test('every area is there, in the order of the areas, when a record holds nothing', () => {
  expect(rendered({}).areas.map(({ area }) => area)).toEqual(areas)
})
