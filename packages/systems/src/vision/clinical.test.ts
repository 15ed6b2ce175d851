import fc from 'fast-check'
import { expect, test } from 'vitest'
import { practice } from '../shared/testing.ts'
import { vision } from './index.ts'
import { delivery, journal, ods, ofPatient, plain, type Row, record } from './testing.ts'

const clinical: Row = { SUBSET: 'C', DATE: '20250310', CODE: 'H33..00', RUBRIC: 'Asthma' }
const problem: Row = { ...clinical, SUBSET: 'P' }

test('a consultation has its type, place, time and all that was recorded in it, by ID (STR-CON-04, STR-CON-06, STR-CON-15, STR-CON-17)', async () => {
  const found = await record({
    encounter: [
      { ID: '501', DATE: '20250330', TIME: '0050', DURATION: '30', SESSION: 'V', LOCATION: 'H', HCP: ':STAFF:11' },
      { ID: '502', DATE: '20250331', TIME: '9999', SESSION: '7', LOCATION: 'S' },
      { ID: '503', DURATION: 'long', SESSION: 'X', LOCATION: 'Q' },
      { ID: '504' },
    ],
    journal: [
      { ...clinical, ID: '10', LINKS: 'E501', RECORDED_DATE: '20250331' },
      { ...clinical, ID: '9', LINKS: 'E501|', RECORDED_DATE: '20250401' },
      { ...clinical, ID: '8', LINKS: 'E999' },
      { ...clinical, ID: '7', SUBSET: 'L', LINKS: 'E502' },
      { ...clinical, ID: '6', SUBSET: 'I', IMMS_STATUS: 'Given', LINKS: 'E502' },
      { ...clinical, ID: '5', SUBSET: 'A', LINKS: ' E502 ' },
      { ...clinical, ID: '4', SUBSET: 'X', LINKS: 'E502' },
    ],
    referral: [{ ID: '1', LINKS: 'E502' }],
  })
  expect(found.consultations).toMatchObject([
    {
      key: 'encounter:2001:501',
      type: { codings: [], text: 'Visit (location: Hospital)' },
      start: '2025-03-30T00:50:00+00:00',
      end: '2025-03-30T02:20:00+01:00',
      minutes: '30',
      edited: '2025-04-01',
      recorder: '11',
      topics: [{ headings: [{ items: ['journal:2001:9', 'journal:2001:10'] }] }],
    },
    {
      type: { codings: [], text: '75-plus check' },
      start: '2025-03-31',
      site: '1',
      topics: [{ headings: [{ items: [5, 6, 7].map(id => `journal:2001:${id}`).concat('referral:2001:1') }] }],
    },
    { type: { codings: [], text: 'Session type X (location: Q)' }, topics: [] },
    { type: { codings: [], text: 'Consultation' }, topics: [] },
  ])
  expect(found.consultations.map(one => [one.site, one.minutes, one.end !== undefined])).toEqual([
    [undefined, '30', true],
    ['1', undefined, false],
    [undefined, undefined, false],
    [undefined, undefined, false],
  ])
  expect(found.unreadable.map(one => [one.key, one.column])).toEqual([
    ['encounter:2001:503', 'DURATION'],
    ['journal:2001:4', 'SUBSET'],
  ])
})

test('every kind of entry names its consultation', async () => {
  const subsets = ['L', 'A', 'R', 'S', 'P', 'I', 'C', 'T']
  const found = await record({
    journal: subsets.map(SUBSET => ({ ...clinical, SUBSET, LINKS: '99|E501' })),
    referral: [{ ID: '1', LINKS: 'E501' }],
  })
  const plans = found.medications
  const entries = [
    ...found.allergies,
    ...plans,
    ...plans.flatMap(plan => plan.issues),
    ...found.problems,
    ...found.immunisations,
    ...found.observations,
    ...found.referrals,
  ]
  expect(entries).toHaveLength(11)
  expect(new Set(entries.map(one => one.encounter))).toEqual(new Set(['encounter:2001:501']))
})

test('problems: status by END_DATE, what names them, and the entry that they are (STR-PRB-02, STR-PRB-08, STR-PRB-09)', async () => {
  const found = await record({
    encounter: [{ ID: '501', LINKS: '1' }],
    journal: [
      { ...problem, EPISODE: 'N', TEXT: 'since school', TIME: '0935', LINKS: 'E501|1' },
      { ...problem, END_DATE: '20250401', LINKS: '1' },
      { ...clinical, LINKS: 'E501|1|2|1' },
      { ...clinical, SUBSET: 'S', LINKS: '1' },
      { ...clinical, LINKS: '3|99' },
      { SUBSET: 'P' },
    ],
    referral: [{ ID: '9', LINKS: '1' }],
  })
  expect(found.problems).toEqual([
    {
      source: 'vision',
      key: 'problem:2001:1',
      confidentiality: 'unknown',
      encounter: 'encounter:2001:501',
      concept: found.observations[0]?.concept,
      status: 'active',
      onset: '2025-03-10T09:35:00+00:00',
      actual: 'journal:2001:1',
      related: ['journal:2001:2', 'journal:2001:3', 'journal:2001:4', 'referral:2001:9', 'encounter:2001:501'],
      problems: [{ type: 'sibling', key: 'problem:2001:2' }],
      notes: ['Episode: new', 'since school'],
    },
    {
      source: 'vision',
      key: 'problem:2001:2',
      confidentiality: 'unknown',
      concept: found.observations[0]?.concept,
      status: 'inactive',
      onset: '2025-03-10',
      ended: '2025-04-01',
      actual: 'journal:2001:2',
      related: ['journal:2001:3'],
      problems: [{ type: 'sibling', key: 'problem:2001:1' }],
      notes: [],
    },
  ])
  expect(found.observations.map(one => one.key)).toEqual([1, 2, 3, 5].map(id => `journal:2001:${id}`))
  expect(found.unreadable.map(one => one.key)).toEqual(['journal:2001:6'])
})

test('a topic is about a problem only if all that it holds is (STR-CON-08)', async () => {
  const found = await record({
    encounter: [{ ID: '501' }, { ID: '502' }],
    journal: [
      { ...problem, LINKS: 'E501' },
      { ...clinical, LINKS: 'E501|1' },
      { ...clinical, LINKS: 'E502|1' },
      { ...clinical, LINKS: 'E502' },
    ],
  })
  expect(found.consultations.map(one => one.topics.map(topic => topic.problems))).toEqual([
    [['problem:2001:1']],
    [undefined],
  ])
})

test('encounters, referrals and journal rows change and go by a delta, and links follow', async () => {
  const store = practice(vision, ods)
  const rows = journal({ ...problem, LINKS: 'E501' }, { ...clinical, LINKS: 'E501|1' })
  const referral = ofPatient([{ ID: '1', LINKS: 'E501|1' }])
  await store.load(await delivery({ ...plain, journal: rows, encounter: ofPatient([{ ID: '501' }]), referral }))
  const delta = await delivery({
    journal: [{ PID: '2001', ID: '2', ACTION: 'D' }],
    referral: [{ PID: '2001', ID: '1', ACTION: 'D' }],
    encounter: ofPatient([{ ID: '501', SESSION: 'N', ACTION: 'U' }]),
  })
  const one = (await store.load(delta, { mode: 'delta' })).records.get('2001')
  expect(one?.problems.map(each => each.related)).toEqual([[]])
  expect(one?.referrals).toEqual([])
  expect(one?.consultations).toMatchObject([
    { type: { text: 'Night visit' }, topics: [{ headings: [{ items: ['journal:2001:1'] }] }] },
  ])
  const gone = await store.load(await delivery({ encounter: [{ PID: '2001', ID: '501', ACTION: 'D' }] }), {
    mode: 'delta',
  })
  expect(gone.records.get('2001')?.consultations).toEqual([])
  expect(gone.records.get('2001')?.problems).toHaveLength(1)
})

test('every row of the journal ends once, as an entry, a part of a plan, or unreadable; keys are unique', async () => {
  const cell = (...values: string[]) => fc.constantFrom('', ...values)
  const row = fc.record({
    SUBSET: cell('A', 'R', 'S', 'P', 'I', 'C', 'T', 'L', 'X'),
    DATE: cell('20250310'),
    CODE: cell('246..00', '136..00', '14L1.00', '68NV.00', '#9V9.00', 'DNA'),
    SNOMED_CODE: cell('91936005', '29993973518322896898'),
    RUBRIC: cell('Term', 'Vaccination declined'),
    TEXT: cell('text'),
    ENTITY: cell('BP', 'WEIGHT', 'LETTERS'),
    VALUE1: cell('1', 'x'),
    VALUE2: cell('2'),
    IMMS_STATUS: cell('Given', 'Advised', 'Refusal to start or complete course'),
    LINKS: cell('E501', 'E501|1', '1|2', 'E|x|', '|'),
    DOCUMENT_ID: cell('1|A', '|'),
    END_DATE: cell('20250401'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), async rows => {
      const found = await record({ journal: rows, encounter: [{ ID: '501' }] })
      const plans = found.medications
      const issues = plans.flatMap(plan => plan.issues)
      const others = [
        ...found.allergies,
        ...found.immunisations,
        ...found.observations,
        ...found.documents,
        ...found.consultations,
      ]
      const keys = [...plans, ...issues, ...others, ...found.problems].map(one => one.key)
      expect(new Set(keys).size).toBe(keys.length)
      const ended = [
        ...plans.filter(plan => !plan.key.endsWith(':plan')),
        ...issues.filter(issue => !issue.key.endsWith(':order')),
        ...others.filter(one => one.key.startsWith('journal:')),
        ...found.unreadable,
      ].map(one => one.key)
      expect(ended.sort()).toEqual(rows.map((_, i) => `journal:2001:${i + 1}`).sort())
      for (const one of found.problems) {
        expect(keys).toContain(one.actual)
        for (const key of one.related) expect(keys).toContain(key)
      }
      for (const key of found.consultations.flatMap(one => one.topics[0]?.headings[0]?.items ?? [])) {
        expect(keys).toContain(key)
      }
    }),
    { numRuns: 150 },
  )
})
