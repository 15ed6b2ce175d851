import fc from 'fast-check'
import { expect, test } from 'vitest'
import { adviceFor } from './advice.ts'
import { readRecord, type StructuredRecord } from './record.ts'
import { isBundle } from './schema.ts'

const sct = 'http://snomed.info/sct'
const ref = (reference: string) => ({ reference })
const list = (code: string, ...items: string[]) => ({
  resourceType: 'List',
  code: { coding: [{ system: sct, code }] },
  title: code,
  entry: items.map(item => ({ item: ref(item) })),
})
const request = (id: string, intent: string, more: object = {}) => ({
  resourceType: 'MedicationRequest',
  id,
  intent,
  medicationReference: ref('Medication/m'),
  ...more,
})
const resources = [
  { resourceType: 'Patient', id: 'p' },
  list('886921000000105', 'AllergyIntolerance/a', 'AllergyIntolerance/b'),
  list('933361000000108', 'MedicationStatement/s'),
  list('826501000000100', 'Observation/o'),
  list('717711000000103', 'Condition/c'),
  list('1149501000000101', 'Encounter/e'),
  { resourceType: 'AllergyIntolerance', id: 'a', clinicalStatus: 'active', code: { text: 'A' } },
  { resourceType: 'AllergyIntolerance', id: 'b', clinicalStatus: 'active', code: { text: 'B' } },
  {
    resourceType: 'MedicationStatement',
    id: 's',
    basedOn: [ref('MedicationRequest/plan')],
    medicationReference: ref('Medication/m'),
  },
  request('plan', 'plan'),
  request('o1', 'order', { basedOn: [ref('MedicationRequest/plan')] }),
  request('o2', 'order', { basedOn: [ref('MedicationRequest/plan')] }),
  { resourceType: 'Medication', id: 'm', code: { text: 'Drug' } },
  { resourceType: 'Observation', id: 'o', code: { text: 'O' }, context: ref('Encounter/e') },
  { resourceType: 'Observation', id: 'linked', code: { text: 'L' } },
  { resourceType: 'Condition', id: 'c', code: { text: 'C' }, subject: ref('Patient/p') },
  { resourceType: 'Encounter', id: 'e', status: 'finished' },
]

function read(all: readonly object[]): StructuredRecord {
  const bundle: unknown = { resourceType: 'Bundle', type: 'collection', entry: all.map(resource => ({ resource })) }
  if (!isBundle(bundle)) throw new Error('not a bundle')
  return readRecord(bundle, 't')
}

const ids = (all: readonly ({ readonly id?: string | undefined } | undefined)[]) => all.map(one => one?.id)

/** What a user of the record sees, as ids: lists in their order, the rest in any. */
const seen = ({ areas, medications }: StructuredRecord) => ({
  allergies: ids(areas.allergies.items),
  uncategorised: [ids(areas.uncategorised.items), ids(areas.uncategorised.linked)],
  problems: ids(areas.problems.items.map(one => one.condition)),
  consultations: ids(areas.consultations.items.map(one => one.encounter)),
  medications: medications.map(one => [one.statement.id, one.plan?.id, one.medication?.id, ids(one.orders).toSorted()]),
})

test('STR-OP-15 the order of a Bundle’s entries changes nothing', () => {
  const expected = seen(read(resources))
  expect(expected.medications).toEqual([['s', 'plan', 'm', ['o1', 'o2']]])
  expect(expected.uncategorised).toEqual([['o'], ['linked']])
  fc.assert(
    fc.property(fc.shuffledSubarray(resources, { minLength: resources.length }), shuffled => {
      expect(seen(read(shuffled))).toEqual(expected)
    }),
  )
})

test('NFR-CT-10 extensions and elements that nobody knows change nothing', () => {
  const more = { extension: [{ url: 'https://supplier.example/new', valueString: 'x' }], tomorrow: { a: [1] } }
  expect(seen(read(resources.map(one => ({ ...one, ...more }))))).toEqual(seen(read(resources)))
})

test.each([
  ['PATIENT_NOT_FOUND', 404],
  ['NO_PATIENT_CONSENT', 403],
  ['ACCESS DENIED', 403],
  ['INTERNAL_SERVER_ERROR', 500],
])('STR-CONS-04 the message for %s says what to do, and nothing of why a patient may not be served', (code, status) => {
  const message = adviceFor(status, code, 'The patient 9990000018 is flagged sensitive and has died.')
  expect(message.length).toBeGreaterThan(30)
  expect(message).not.toMatch(/sensitive|flag|died|deceased|9990000018/i)
})
