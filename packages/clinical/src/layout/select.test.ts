import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Area, Ref, RenderedArea, RenderedGroup, RenderedResource } from '../render/rendered.ts'
import { fromBlock } from './block.ts'
import { layOutRecord } from './layout.ts'
import { type Ask, partsToOpen, type Selected, select } from './select.ts'
import { type PartName, partNames, type StoredPart, type Text } from './stored.ts'

const today = '2026-03-01'

/** What the store gives for a request: parts without their index where it isn't needed. */
function stored(areas: readonly RenderedArea[], ask: Ask): ReadonlyMap<PartName, StoredPart> {
  const open = partsToOpen(ask)
  return new Map(
    layOutRecord(areas).map(({ part, stored }) => {
      const due = stored.changesOn !== '' && stored.changesOn <= today
      return [part, open.has(part) || due ? stored : { ...stored, index: '', later: '' }]
    }),
  )
}

const asking = (parts: Ask['parts'], off: readonly Area[] = []): Ask => ({ parts, off: new Set(off), today })
const ask = (areas: readonly RenderedArea[], parts: Ask['parts'], off: readonly Area[] = []): Selected =>
  select(stored(areas, asking(parts, off)), asking(parts, off))

const plain = (text: Text): string => String(typeof text === 'object' && 'deflated' in text ? fromBlock(text) : text)

interface Resource {
  readonly ref: Ref
  readonly words?: string
  readonly later?: boolean
}

/** The resources that come, in order. */
function resources({ texts }: Selected): Resource[] {
  return [...texts].flatMap(([part, all]) => {
    const parsed = JSON.parse(`[${all.map(plain).join(',')}]`)
    return part === 'ended-allergies' ? parsed : parsed.map((entry: { resource: Resource }) => entry.resource)
  })
}

const refsOf = (selected: Selected): Ref[] => resources(selected).map(one => one.ref)
const entriesOf = ({ entries }: Selected, part: PartName): Ref[] =>
  JSON.parse(`[${entries.get(part) ?? ''}]`).map((one: { item: { reference: Ref } }) => one.item.reference)

const resource = (ref: Ref, refs: readonly Ref[] = [], more: Partial<RenderedResource> = {}): RenderedResource => ({
  ref,
  json: JSON.stringify({ ref, links: refs.map(reference => ({ reference })) }),
  refs,
  ...more,
})
const group = (entry: Ref, more: Partial<RenderedGroup> = {}): RenderedGroup => ({
  entry,
  from: '',
  to: '',
  resources: [resource(entry)],
  ...more,
})
const area = (name: Area, groups: readonly RenderedGroup[], more: Partial<RenderedArea> = {}): RenderedArea => ({
  area: name,
  groups,
  shared: [],
  withheld: [],
  ...more,
})

/** A problem as it is rendered: it names what it is linked to. */
const problem = (id: string, links: readonly Ref[], more: Partial<RenderedGroup> = {}): RenderedGroup => {
  const related = links.map(reference => ({ url: 'related', valueReference: { reference } }))
  const json = JSON.stringify({
    ref: `Condition/${id}`,
    extension: [{ url: 'significance', valueCode: 'major' }, ...related],
  })
  const resources = [{ ref: `Condition/${id}`, json, refs: ['Practitioner/1'] }]
  return group(`Condition/${id}`, { resources, links, tag: 'active', ...more })
}

const plan = group('MedicationStatement/1', {
  resources: [
    resource('MedicationStatement/1', ['Medication/1', 'Encounter/1']),
    resource('MedicationRequest/plan', ['Medication/1']),
    resource('MedicationRequest/issue1', ['Medication/1'], { issue: true }),
    resource('MedicationRequest/issue2', ['Medication/1'], { issue: true }),
  ],
  problems: ['Condition/1'],
})
const otherPlan = group('MedicationStatement/2', {
  resources: [
    resource('MedicationStatement/2', ['Medication/2']),
    resource('MedicationRequest/plan2', ['Medication/2']),
  ],
})
const medications = area('medications', [plan, otherPlan], {
  shared: [resource('Medication/1', ['Organization/9']), resource('Medication/2')],
})
const consultation = (
  id: string,
  day: string,
  links: readonly Ref[],
  more: Partial<RenderedGroup> = {},
): RenderedGroup =>
  group(`Encounter/${id}`, {
    from: day,
    to: day,
    links,
    resources: [
      resource(`Encounter/${id}`, ['Practitioner/1']),
      resource(`List/${id}`, [`Encounter/${id}`], { structure: true }),
      {
        ref: `List/${id}-topic`,
        json: JSON.stringify({ ref: `List/${id}-topic`, entry: links.map(reference => ({ item: { reference } })) }),
        refs: [],
        structure: true,
      },
    ],
    ...more,
  })
const observation = (id: string, more: Partial<RenderedGroup> = {}) => group(`Observation/${id}`, more)
const ended = area('ended-allergies', [
  group('#1', { resources: [resource('#1', ['Practitioner/1'])], problems: ['Condition/2'] }),
  group('#2', { resources: [resource('#2')] }),
])

const record = [
  medications,
  ended,
  area('allergies', [group('AllergyIntolerance/1')]),
  area('uncategorised-data', [
    observation('1', { problems: ['Condition/2'] }),
    observation('2'),
    observation('note', { tag: 'comment' }),
  ]),
  area('consultations', [
    consultation('1', '2025-01-01', ['MedicationRequest/plan', 'Observation/note', 'Condition/1']),
    consultation('2', '2026-01-01', ['MedicationRequest/issue2', 'Observation/1', '#1'], { withheld: ['referrals'] }),
  ]),
  area('problems', [
    problem('1', ['MedicationRequest/plan', 'Encounter/1', 'Condition/2']),
    problem('2', ['Observation/1', 'Observation/2', 'Encounter/2'], {
      tag: 'inactive',
      withheld: ['problems', 'allergies'],
    }),
  ]),
]

test('STR-PAR-02 STR-MED-10 without consultations and problems, an area comes whole, with its problems and encounters only', () => {
  const found = ask(record, new Map([['medications', {}]]))
  expect(new Set(refsOf(found))).toEqual(
    new Set([
      ...['MedicationStatement/1', 'MedicationRequest/plan', 'MedicationRequest/issue1', 'MedicationRequest/issue2'],
      ...[
        'MedicationStatement/2',
        'MedicationRequest/plan2',
        'Medication/1',
        'Medication/2',
        'Encounter/1',
        'Condition/1',
      ],
    ]),
  )
  expect(entriesOf(found, 'medications')).toEqual(['MedicationStatement/1', 'MedicationStatement/2'])
  expect(found.secondary).toEqual([{ list: 'problems-linked', entries: ['Condition/1'], withheld: false }])
  expect(found.refs).toEqual(new Set(['Organization/9', 'Practitioner/1']))
})

test('STR-PRB-04 STR-OP-16 a problem that only comes by a link is not expanded, and names only what is there', () => {
  const found = ask(record, new Map([['medications', {}]]))
  const [only] = resources(found).filter(one => one.ref === 'Condition/1')
  expect(only).toEqual({
    ref: 'Condition/1',
    extension: [
      { url: 'significance', valueCode: 'major' },
      { url: 'related', valueReference: { reference: 'MedicationRequest/plan' } },
      { url: 'related', valueReference: { reference: 'Encounter/1' } },
    ],
  })
})

test('STR-CON-02 STR-CON-20 STR-MED-10 STR-LIST-15 STR-ALG-26 the most recent consultation comes with what it holds, and nothing else', () => {
  const found = ask(record, new Map([['consultations', { mostRecent: 1 }]]))
  expect(new Set(refsOf(found))).toEqual(
    new Set([
      ...['Encounter/2', 'List/2', 'List/2-topic', 'MedicationStatement/1', 'MedicationRequest/plan'],
      ...[
        'MedicationRequest/issue2',
        'Medication/1',
        'Encounter/1',
        'Observation/1',
        '#1',
        'Condition/1',
        'Condition/2',
      ],
    ]),
  )
  expect(entriesOf(found, 'consultations')).toEqual(['Encounter/2'])
  expect(entriesOf(found, 'ended-allergies')).toEqual(['#1'])
  expect(
    Object.fromEntries(found.secondary.map(({ list, entries, withheld }) => [list, { entries, withheld }])),
  ).toEqual({
    'consultations-medications': { entries: ['MedicationStatement/1'], withheld: false },
    'consultations-uncategorised-data': { entries: ['Observation/1'], withheld: false },
    'consultations-ended-allergies': { entries: ['#1'], withheld: false },
    'consultations-referrals': { entries: [], withheld: true },
    'problems-linked': { entries: ['Condition/1', 'Condition/2'], withheld: false },
  })
})

test('STR-PRB-01 STR-PRB-02 STR-PRB-03 STR-PRB-15 STR-LIST-14 problems of a status come with all that is linked; other problems only by name', () => {
  const found = ask(record, new Map([['problems', { status: 'active' }]]))
  expect(entriesOf(found, 'problems')).toEqual(['Condition/1'])
  expect(new Set(refsOf(found))).toEqual(
    new Set([
      ...[
        'Condition/1',
        'MedicationStatement/1',
        'MedicationRequest/plan',
        'Medication/1',
        'Encounter/1',
        'Condition/2',
      ],
    ]),
  )
  expect(found.secondary.map(({ list, entries }) => [list, entries])).toEqual([
    ['problems-medications', ['MedicationStatement/1']],
    ['problems-consultations', ['Encounter/1']],
    ['problems-linked', ['Condition/2']],
  ])
})

test('STR-CFG-04 STR-CFG-07 STR-WARN-10 what is switched off leaves words where it was linked, and its warnings', () => {
  const found = ask(record, new Map([['consultations', {}]]), ['uncategorised-data', 'referrals'])
  expect(found.disabled).toEqual(new Set(['uncategorised-data']))
  expect(refsOf(found).filter(ref => ref.startsWith('Observation/'))).toEqual([])
  expect(resources(found).find(one => one.ref === 'List/1-topic')).toEqual({
    ref: 'List/1-topic',
    entry: [
      { item: { reference: 'MedicationRequest/plan' } },
      { item: { display: 'Uncategorised data items have been disabled' } },
      { item: { reference: 'Condition/1' } },
    ],
  })
  expect(found.secondary.find(({ list }) => list === 'consultations-referrals')?.withheld).toBe(true)
})

test('STR-UNC-03 comments are in no list of their own area', () => {
  const found = ask(record, new Map([['uncategorised-data', {}]]))
  expect(entriesOf(found, 'uncategorised-data')).toEqual(['Observation/1', 'Observation/2'])
  expect(refsOf(found)).not.toContain('Observation/note')
})

const day = fc.constantFrom('2026-01-01', '2026-02-01', '2026-03-01')
const bounds = fc.oneof(day, fc.constant(''))
const words = fc.string({ unit: 'grapheme' })

const filtered = fc
  .array(
    fc.record({
      from: bounds,
      to: bounds,
      always: fc.boolean(),
      resources: fc.array(
        fc.record(
          {
            words,
            issue: fc.boolean(),
            refs: fc.subarray(['Medication/1', 'Medication/2', 'Practitioner/1']),
            later: day,
          },
          { requiredKeys: ['words', 'issue', 'refs'] },
        ),
        { minLength: 1, maxLength: 4 },
      ),
    }),
  )
  .map(
    (groups): RenderedArea => ({
      area: 'medications',
      withheld: [],
      shared: ['Medication/1', 'Medication/2'].map(ref => resource(ref, ['Organization/2'])),
      groups: groups.map(({ from, to, always, resources }, i) => ({
        entry: `MedicationStatement/${i}-0`,
        from,
        to,
        ...(always ? { always: true as const } : {}),
        resources: resources.map(({ words, issue, refs, later }, n) => ({
          ref: `${n === 0 ? 'MedicationStatement' : 'MedicationRequest'}/${i}-${n}`,
          json: JSON.stringify({ ref: `${i}-${n}`, words }),
          refs,
          ...(issue && n > 0 ? { issue: true as const } : {}),
          ...(later === undefined
            ? {}
            : { later: { from: later, json: JSON.stringify({ ref: `${i}-${n}`, words, later: true }) } }),
        })),
      })),
    }),
  )

test('STR-MED-06 STR-MED-07 STR-MED-08 STR-DATE-01 STR-DATE-02 a filter leaves exactly the entries, issues, later texts and shared resources that it names', () => {
  const filters = fc.record({ from: day, to: day, issues: fc.boolean() }, { requiredKeys: ['issues'] })
  fc.assert(
    fc.property(filtered, filters, (rendered, filter) => {
      const found = ask([rendered], new Map([['medications', filter]]))
      const groups = rendered.groups.filter(
        ({ from, to, always }) =>
          always ||
          ((filter.from === undefined || to === '' || to >= filter.from) &&
            (filter.to === undefined || from === '' || from <= filter.to)),
      )
      const wanted = groups.flatMap(one => one.resources).filter(one => filter.issues || !one.issue)
      const refs = new Set(wanted.flatMap(one => one.refs))
      const whole = filter.from === undefined && filter.to === undefined && filter.issues
      const due = rendered.groups.some(one =>
        one.resources.some(({ later }) => later !== undefined && later.from <= today),
      )
      const shared = rendered.shared.filter(one => (whole && !due) || refs.has(one.ref))
      const expected = [...wanted, ...shared].map(one =>
        JSON.parse(one.later !== undefined && one.later.from <= today ? one.later.json : one.json),
      )
      expect(resources(found)).toEqual(expected)
      expect(entriesOf(found, 'medications')).toEqual(groups.map(({ entry }) => entry))
      const outside = [...wanted, ...shared].flatMap(one => one.refs).filter(ref => !ref.startsWith('Medication/'))
      expect(found.refs).toEqual(new Set(outside))
    }),
  )
})

/** Records with links in all directions. */
const ids = ['1', '2', '3', '4']
const anyRefs = fc.subarray([
  ...ids.flatMap(id => [`Observation/${id}`, `Encounter/${id}`, `Condition/${id}`, `MedicationRequest/${id}`]),
  '#1',
])
const linkedRecord = fc
  .record({
    observations: fc.array(fc.record({ encounter: fc.constantFrom(...ids), problems: fc.subarray(ids) }), {
      minLength: 4,
      maxLength: 4,
    }),
    problems: fc.array(anyRefs, { minLength: 4, maxLength: 4 }),
    consultations: fc.array(anyRefs, { minLength: 4, maxLength: 4 }),
  })
  .map(({ observations, problems, consultations }): readonly RenderedArea[] => [
    area(
      'uncategorised-data',
      observations.map(({ encounter, problems }, i) =>
        group(`Observation/${i + 1}`, {
          resources: [resource(`Observation/${i + 1}`, [`Encounter/${encounter}`])],
          problems: problems.map(id => `Condition/${id}`),
        }),
      ),
    ),
    area(
      'medications',
      ids.map(id =>
        group(`MedicationStatement/${id}`, {
          resources: [
            resource(`MedicationStatement/${id}`, [`MedicationRequest/${id}`]),
            resource(`MedicationRequest/${id}`),
          ],
        }),
      ),
    ),
    ended,
    area(
      'consultations',
      consultations.map((links, i) => consultation(ids[i] ?? '', `2025-0${i + 1}-01`, links)),
    ),
    area(
      'problems',
      problems.map((links, i) => problem(ids[i] ?? '', links)),
    ),
  ])

function references(value: unknown): Ref[] {
  if (Array.isArray(value)) return value.flatMap(references)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, one]) => (name === 'reference' ? [String(one)] : references(one)))
}

test('STR-OP-13 STR-OP-16 STR-LIST-14 whatever is asked for: no resource twice, no reference to what is not there, each linked problem listed', () => {
  const parts = fc.subarray(
    partNames.filter(part => part !== 'people' && part !== 'consultation-lists' && part !== 'comments'),
  )
  fc.assert(
    fc.property(linkedRecord, parts, fc.constantFrom(undefined, 1, 2), (areas, wanted, mostRecent) => {
      const filters = wanted.map(part => [part, part === 'consultations' && mostRecent ? { mostRecent } : {}] as const)
      const found = ask(areas, new Map(filters))
      const all = resources(found)
      const here = new Set(all.map(one => one.ref))
      expect(here.size).toBe(all.length)
      const asked = new Set(wanted)
      for (const one of all) {
        for (const ref of references(one))
          expect(here.has(ref) || found.refs.has(ref), `${one.ref} → ${ref}`).toBe(true)
      }
      const listed = new Set([
        ...[...found.entries.keys()].flatMap(part => entriesOf(found, part)),
        ...found.secondary.flatMap(({ entries }) => entries),
      ])
      for (const ref of here) if (ref.startsWith('Condition/')) expect(listed.has(ref)).toBe(true)
      for (const ref of listed) expect(here.has(ref), `${ref} is listed`).toBe(true)
      if (!asked.has('problems') && !asked.has('consultations') && asked.size === 0) expect(all).toEqual([])
    }),
  )
})
