import { existsSync, readdirSync, readFileSync } from 'node:fs'

import { describe, expect, test } from 'vitest'
import { readRecord, type StructuredRecord } from '../record.ts'
import { isBundle } from '../schema.ts'
import { takenAreas } from './entry.ts'
import { planTake, type TakeRequest } from './plan.ts'

const sct = 'http://snomed.info/sct'
const ids = 'https://example.invalid/Id'
const person = { reference: 'Patient/p' }
const today = '2026-11-23'

const coding = (code: string, display: string) => ({ coding: [{ system: sct, code, display }] })
const list = (code: string, entries: readonly string[]) => ({
  resourceType: 'List',
  status: 'current',
  mode: 'snapshot',
  code: coding(code, 'x'),
  entry: entries.map(reference => ({ item: { reference } })),
})
const allergy = (id: string, more: object = {}) => ({
  resourceType: 'AllergyIntolerance',
  id,
  identifier: [{ system: ids, value: id }],
  clinicalStatus: 'active',
  verificationStatus: 'unconfirmed',
  code: coding('91936005', 'Allergy to penicillin'),
  patient: person,
  recorder: { reference: 'Practitioner/dr' },
  ...more,
})
const severe = { reaction: [{ manifestation: [{ text: 'Rash' }], severity: 'severe' }] }
const mild = { reaction: [{ manifestation: [{ text: 'Rash' }], severity: 'mild' }] }
const doctor = { resourceType: 'Practitioner', id: 'dr', name: [{ family: 'Who' }] }
const medicine = (id: string, dose: string, more: object = {}, drug = coding('319775004', 'Aspirin 75mg tablets')) => [
  { resourceType: 'Medication', id: `${id}-m`, code: drug },
  {
    resourceType: 'MedicationRequest',
    id: `${id}-p`,
    intent: 'plan',
    status: 'active',
    subject: person,
    medicationReference: { reference: `Medication/${id}-m` },
  },
  {
    resourceType: 'MedicationRequest',
    id: `${id}-o`,
    intent: 'order',
    status: 'completed',
    subject: person,
    basedOn: [{ reference: `MedicationRequest/${id}-p` }],
    medicationReference: { reference: `Medication/${id}-m` },
  },
  {
    resourceType: 'MedicationStatement',
    id,
    identifier: [{ system: ids, value: id }],
    basedOn: [{ reference: `MedicationRequest/${id}-p` }],
    status: 'active',
    taken: 'unk',
    subject: person,
    medicationReference: { reference: `Medication/${id}-m` },
    effectivePeriod: { start: '2026-01-05' },
    dosage: [{ text: dose }],
    ...more,
  },
]

function recordOf(...resources: object[]): StructuredRecord {
  const bundle: unknown = {
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map(resource => ({ resource })),
  }
  if (!isBundle(bundle)) throw new Error('not a bundle')
  return readRecord(bundle, 't')
}

/** Theirs with primary lists of all that it holds. */
function listed(...resources: readonly { readonly resourceType?: string; readonly id?: string }[]): StructuredRecord {
  const of = (type: string) => resources.filter(one => one.resourceType === type).map(one => `${type}/${one.id}`)
  return recordOf(
    list('886921000000105', of('AllergyIntolerance')),
    list('933361000000108', of('MedicationStatement')),
    list('826501000000100', of('Observation')),
    ...resources,
    doctor,
  )
}

const plan = (theirs: StructuredRecord, ours: StructuredRecord = recordOf(), more: Partial<TakeRequest> = {}) =>
  planTake({ theirs, ours, from: 'A99001', areas: new Set(takenAreas), taken: new Map(), today, ...more })

describe('allergies', () => {
  test('STR-COM-02, MIG-STR-13 a new one is taken with its identifier and its author', () => {
    const { take, decide } = plan(listed(allergy('a', severe)))
    expect(decide).toEqual([])
    expect(take).toMatchObject([
      { area: 'allergies', title: 'Allergy to penicillin', identifiers: [`${ids}|a`], degraded: false },
    ])
    expect(take[0]?.resources.map(one => one.resourceType)).toEqual(['AllergyIntolerance', 'Practitioner'])
  })

  test('the same one, as it is held: nothing is taken', () => {
    expect(plan(listed(allergy('a', severe)), recordOf(allergy('b', severe)))).toMatchObject({
      take: [],
      held: [{ area: 'allergies' }],
    })
  })

  test.each([
    ['another severity', mild, 'severity'],
    ['no severity', { reaction: [{ manifestation: [{ text: 'Rash' }] }] }, 'severity'],
    [
      'a severity in its note',
      { ...severe, reaction: [{ manifestation: [{ text: 'Rash' }] }], note: [{ text: 'x\nSeverity : Mild' }] },
      'severity',
    ],
    ['another status', { ...severe, clinicalStatus: 'resolved' }, 'status'],
  ])('the same one with %s is for a person to decide', (_, ours, what) => {
    const { take, decide } = plan(listed(allergy('a', severe)), recordOf(allergy('b', ours)))
    expect(take).toEqual([])
    expect(decide).toMatchObject([{ kind: 'differs', differences: [{ what }] }])
  })

  test('a severity that one system has as an element and the other in words is the same', () => {
    const inWords = { reaction: [{ manifestation: [{ text: 'Rash' }] }], note: [{ text: 'Severity: severe' }] }
    expect(plan(listed(allergy('a', severe)), recordOf(allergy('b', inWords))).held).toHaveLength(1)
  })

  test('what a person has decided is taken, beside what is there', () => {
    const more = { accepted: new Set([`${ids}|a`]) }
    expect(plan(listed(allergy('a', severe)), recordOf(allergy('b', mild)), more)).toMatchObject({
      take: [{}],
      decide: [],
    })
  })

  test('"none known" is not taken beside an allergy that is', () => {
    const none = allergy('n', { code: coding('716186003', 'No known allergy') })
    expect(plan(listed(none), recordOf(allergy('b'))).decide).toMatchObject([
      { differences: [{ theirs: 'none known' }] },
    ])
    expect(plan(listed(none)).take).toHaveLength(1)
  })

  test('STR-ALG-25, MIG-STR-14 one without a SNOMED CT code is degraded, under its own words', () => {
    const code = { coding: [{ system: 'http://read.info/readv2', code: 'TJ00.' }], text: 'Adverse reaction to Brand X' }
    expect(plan(listed(allergy('a', { code }))).take).toMatchObject([
      { degraded: true, title: 'Adverse reaction to Brand X' },
    ])
  })

  test('MIG-STR-12, STR-COM-05 a NOPAT label stays with it', () => {
    const security = [{ system: 'http://hl7.org/fhir/v3/ActCode', code: 'NOPAT' }]
    expect(plan(listed(allergy('a', { meta: { security } }))).take).toMatchObject([{ notForPatient: true }])
  })
})

describe('medicines', () => {
  test('STR-MED-38, MIG-STR-14 one in use is taken with its plan and issues, to be re-authorised', () => {
    const { take } = plan(listed(...medicine('s', 'One a day')))
    expect(take).toMatchObject([{ area: 'medication', needsAuthorisation: true, facts: { dose: 'One a day' } }])
    expect(take[0]?.resources.map(one => one.resourceType).toSorted()).toEqual([
      'Medication',
      'MedicationRequest',
      'MedicationRequest',
      'MedicationStatement',
    ])
  })

  test('the same drug in the same dose is held; in another dose it is for a person to decide', () => {
    const theirs = listed(...medicine('s', 'One a day'))
    expect(plan(theirs, recordOf(...medicine('t', 'ONE  a day')))).toMatchObject({ take: [], held: [{}] })
    expect(plan(theirs, recordOf(...medicine('t', 'Two a day'))).decide).toMatchObject([
      { differences: [{ what: 'dose', theirs: 'One a day', ours: 'Two a day' }] },
    ])
  })

  test('a course that is over is history: no conflict with what is in use, and no re-authorisation', () => {
    const over = { status: 'completed', effectivePeriod: { start: '2020-01-01', end: '2020-02-01' } }
    const theirs = listed(...medicine('s', 'One a day', over))
    expect(plan(theirs, recordOf(...medicine('t', 'Two a day'))).take).toMatchObject([{ needsAuthorisation: false }])
    expect(plan(theirs, recordOf(...medicine('t', 'One a day', over)))).toMatchObject({ take: [], held: [{}] })
    const ended = { effectivePeriod: { start: '2026-01-01', end: '2026-11-22' } }
    expect(plan(listed(...medicine('s', 'One a day', ended))).take).toMatchObject([{ needsAuthorisation: false }])
  })
})

describe('a second run', () => {
  test('STR-COM-02 nothing twice; what has changed there since is for a person to decide', () => {
    const first = plan(listed(allergy('a', severe)))
    const taken = new Map(first.take.flatMap(one => one.identifiers.map(id => [id, one.facts] as const)))
    expect(plan(listed(allergy('a', severe)), recordOf(allergy('a', severe)), { taken })).toMatchObject({
      take: [],
      decide: [],
      before: [{}],
    })
    expect(plan(listed(allergy('a', mild)), recordOf(), { taken }).decide).toMatchObject([
      { kind: 'changed', differences: [{ what: 'severity', theirs: 'mild', ours: 'severe' }] },
    ])
  })

  test('an entry without an identifier is known by its id at the practice', () => {
    const { identifier: _, ...nameless } = allergy('a')
    const { take } = plan(listed(nameless))
    expect(take[0]?.identifiers).toEqual(['A99001|AllergyIntolerance/a'])
  })
})

test('STR-COM-02, STR-COM-03 an entry that theirs had from ours is not taken back', () => {
  const theirs = allergy('x', {
    ...mild,
    identifier: [
      { system: ids, value: 'x' },
      { system: ids, value: 'ours' },
    ],
  })
  expect(plan(listed(theirs), recordOf(allergy('ours', severe)))).toMatchObject({ take: [], decide: [], held: [{}] })
})

test('STR-UNC-08 observations that belong together are taken each by itself, what only a group names with the group', () => {
  const observation = (id: string, more: object = {}) => ({
    resourceType: 'Observation',
    id,
    identifier: [{ system: ids, value: id }],
    status: 'final',
    code: { text: id },
    ...more,
  })
  const related = ['b', 'c'].map(id => ({ type: 'has-member', target: { reference: `Observation/${id}` } }))
  const [a, b, c] = [observation('a', { related }), observation('b'), observation('c')]
  const { take } = plan(recordOf(list('826501000000100', ['Observation/a', 'Observation/b']), a, b, c))
  expect(take.map(one => one.resources.map(two => two.id))).toEqual([['a', 'c'], ['b']])
})

test('two entries with an identifier in common are two entries', () => {
  const identifier = [{ system: ids, value: 'both' }]
  const { take } = plan(listed(allergy('a', { identifier }), allergy('b', { identifier, code: coding('1', 'Other') })))
  expect(take.map(one => one.identifiers)).toEqual([[`${ids}|both`], ['A99001|AllergyIntolerance/b']])
})

test('STR-LIST-16 what only a link brought is not taken, nor an area that was not asked for', () => {
  const theirs = recordOf(list('886921000000105', []), allergy('a'))
  expect(plan(theirs).take).toEqual([])
  expect(plan(listed(allergy('a')), recordOf(), { areas: new Set(['medication']) }).take).toEqual([])
})

test('MIG-STR-15 what is structurally wrong is told, and not taken', () => {
  const { take, unusable } = plan(listed(allergy('a', { onsetDateTime: 'last year' })))
  expect(take).toEqual([])
  expect(unusable).toMatchObject([{ title: 'Allergy to penicillin', reason: expect.stringContaining('onset') }])
})

const folder = new URL('../../../../../shared/data/provider-responses/', import.meta.url)
const files = existsSync(folder) ? readdirSync(folder).filter(one => one.endsWith('.json')) : []

describe.skipIf(files.length === 0)('answers of real providers', () => {
  test.each(files)('MIG-STR-13 every listed entry of %s is taken, once', file => {
    const json: unknown = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
    if (!isBundle(json)) throw new Error(`${file} is no Bundle`)
    const theirs = readRecord(json, 't')
    const { take, unusable } = plan(theirs)
    const { consultations: _c, immunisationStatus: _i, ...areas } = theirs.areas
    const entries = Object.values(areas).reduce((sum, area) => sum + area.items.length, 0)
    expect(unusable).toEqual([])
    expect(take).toHaveLength(entries)
    const taken = new Map(take.flatMap(one => one.identifiers.map(id => [id, one.facts] as const)))
    expect(plan(theirs, recordOf(), { taken })).toMatchObject({ take: [], decide: [] })
  })
})
