import { addDays, interactions, londonDay, toXml } from '@gpc/fhir'
import { readAudit, setFlag, setSwitch } from '@gpc/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  allergies,
  ask,
  askRecord,
  errorCode,
  medication,
  nhsNumber,
  ods,
  startPractice,
  type TestPractice,
  tamsin,
} from './practice.ts'

let practice: TestPractice
beforeAll(async () => {
  practice = await startPractice()
})
afterAll(() => practice.close())

interface Resource {
  readonly resourceType: string
  readonly id: string
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely here
  readonly [element: string]: any
}

const record = async (...parameters: unknown[]) => {
  const response = await askRecord(practice, [nhsNumber(), ...parameters])
  expect(response.statusCode).toBe(200)
  const bundle = response.json()
  const resources: Resource[] = bundle.entry.map((entry: { resource: Resource }) => entry.resource)
  return { bundle, resources, of: (type: string) => resources.filter(one => one.resourceType === type) }
}
const today = londonDay()
const part = (name: string, value: unknown) => ({ name: 'includeMedication', part: [{ name, ...Object(value) }] })

/** Every relative reference in a resource. */
function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) =>
    key === 'reference' && typeof one === 'string' ? [one] : references(one),
  )
}

test('STR-OP-06 to STR-OP-13 STR-OP-16 the envelope: id, profile, no fullUrl, each resource once, every reference resolved', async () => {
  const traceId = '7a1c2c66-4d24-4f3f-9b1d-0c7d9d2a4b10'
  const response = await askRecord(practice, [nhsNumber(), allergies(), medication()], { 'Ssp-TraceID': traceId })
  expect(response.headers).toMatchObject({
    'cache-control': 'no-store',
    'content-type': 'application/fhir+json;charset=utf-8',
  })
  const bundle = response.json()
  expect(bundle).toMatchObject({ resourceType: 'Bundle', id: traceId, type: 'collection' })
  expect(bundle.meta).toEqual({
    profile: ['https://fhir.nhs.uk/STU3/StructureDefinition/GPConnect-StructuredRecord-Bundle-1'],
  })
  expect(bundle.entry.every((entry: object) => Object.keys(entry).join() === 'resource')).toBe(true)
  const resources: Resource[] = bundle.entry.map((entry: { resource: Resource }) => entry.resource)
  const names = resources.filter(one => one.id !== undefined).map(one => `${one.resourceType}/${one.id}`)
  expect(new Set(names).size).toBe(names.length)
  const dangling = resources.flatMap(references).filter(ref => !ref.startsWith('#') && !names.includes(ref))
  expect(dangling).toEqual([])
  for (const type of ['Patient', 'Organization', 'Practitioner', 'PractitionerRole']) {
    expect(resources.some(one => one.resourceType === type)).toBe(true)
  }
})

test('STR-ALG-01 STR-LIST-01 STR-LIST-07 active allergies, and the list of ended ones only if asked for', async () => {
  const both = await record(allergies(true))
  expect(both.of('List').map(list => list.title)).toEqual(['Allergies and adverse reactions', 'Ended allergies'])
  expect(both.of('AllergyIntolerance')).toHaveLength(1)
  expect(both.of('AllergyIntolerance')[0]).toMatchObject({
    clinicalStatus: 'active',
    verificationStatus: 'unconfirmed',
    category: ['medication'],
    onsetDateTime: '1988',
    note: [{ text: 'Rash' }],
  })
  expect(both.of('List')[1]?.emptyReason.coding[0].code).toBe('no-content-recorded')
  expect((await record(allergies(false))).of('List')).toHaveLength(1)
})

test('STR-MED-01 STR-MED-02 STR-MED-03 STR-MED-06 STR-MED-09 statements, plans, orders and medicines; no orders if not asked for', async () => {
  const all = await record(medication())
  const intents = all.of('MedicationRequest').map(one => one.intent)
  expect(intents.filter(one => one === 'plan')).toHaveLength(2)
  expect(intents.filter(one => one === 'order')).toHaveLength(2)
  expect(all.of('MedicationStatement')).toHaveLength(2)
  expect(all.of('Medication')).toHaveLength(2)
  const items = all.of('List')[0]?.entry.map((entry: { item: { reference: string } }) => entry.item.reference)
  expect(items).toEqual(all.of('MedicationStatement').map(one => `MedicationStatement/${one.id}`))
  const none = await record(part('includePrescriptionIssues', { valueBoolean: false }))
  expect(none.of('MedicationRequest').map(one => one.intent)).toEqual(['plan', 'plan'])
})

test('STR-MED-07 a date leaves out what ended before it, with its medicine; a repeat goes on', async () => {
  const since = await record(part('medicationSearchFromDate', { valueDate: '2026-01-18' }))
  expect(since.of('MedicationStatement')).toHaveLength(1)
  expect(since.of('Medication')).toHaveLength(1)
  expect(
    (await record(part('medicationSearchFromDate', { valueDate: '2026-01-17' }))).of('MedicationStatement'),
  ).toHaveLength(2)
  expect((await record(part('medicationSearchFromDate', { valueDate: today }))).of('MedicationStatement')).toHaveLength(
    1,
  )
})

test('STR-PAR-02 STR-PAR-07 without an include parameter there is the patient and no list', async () => {
  const none = await record()
  expect(none.of('List')).toEqual([])
  expect(none.of('Patient')).toHaveLength(1)
})

test('ERR-GEN-06 STR-VER-01 to 04 STR-PAR-08 STR-PAR-09 unknown parameters and parts: 200 with one warning each, at the coarsest level', async () => {
  const { of } = await record(
    {
      name: 'includeAllergies',
      part: [
        { name: 'includeResolvedAllergies', valueBoolean: false },
        { name: 'timePeriod', valuePeriod: {} },
      ],
    },
    { name: 'inlcudeUnknown', part: [{ name: 'x', valueBoolean: true }] },
    { name: 'consultationSearchPeriod', valuePeriod: {} },
  )
  expect(of('OperationOutcome')).toHaveLength(1)
  const issues = of('OperationOutcome')[0]?.issue
  expect(issues.map((one: { diagnostics: string }) => one.diagnostics)).toEqual([
    'includeAllergies.timePeriod',
    'inlcudeUnknown',
    'consultationSearchPeriod',
  ])
  expect(issues[1]).toMatchObject({
    severity: 'warning',
    code: 'not-supported',
    details: {
      coding: [{ code: 'NOT_IMPLEMENTED', display: 'Not implemented' }],
      text: 'inlcudeUnknown is an unrecognised parameter',
    },
  })
})

describe('STR-PAR errors', () => {
  const identifier = (value: unknown) => ({ name: 'patientNHSNumber', valueIdentifier: value })
  const system = 'https://fhir.nhs.uk/Id/nhs-number'
  test.each([
    ['STR-PAR-04 no NHS number', [allergies()], 422, 'INVALID_PARAMETER'],
    [
      'STR-PAR-04 wrong check digit',
      [identifier({ system, value: '9990101018' }), allergies()],
      400,
      'INVALID_NHS_NUMBER',
    ],
    ['STR-PAR-05 empty NHS number', [identifier({ system, value: '' }), allergies()], 400, 'INVALID_NHS_NUMBER'],
    ['STR-PAR-05 no NHS number in the identifier', [identifier({ system }), allergies()], 400, 'INVALID_NHS_NUMBER'],
    [
      'STR-PAR-05 another system',
      [identifier({ system: 'http://x', value: tamsin })],
      400,
      'INVALID_IDENTIFIER_SYSTEM',
    ],
    ['STR-PAR-05 empty system', [identifier({ system: '', value: tamsin })], 400, 'INVALID_IDENTIFIER_SYSTEM'],
    ['STR-PAR-05 another type', [{ name: 'patientNHSNumber', valueString: tamsin }], 422, 'INVALID_PARAMETER'],
    ['two NHS numbers', [nhsNumber(), nhsNumber('9990101027'), allergies()], 422, 'INVALID_RESOURCE'],
    ['STR-PAR-08 mandatory part missing', [nhsNumber(), { name: 'includeAllergies' }], 422, 'INVALID_PARAMETER'],
    [
      'STR-PAR-08 only another part',
      [nhsNumber(), { name: 'includeAllergies', part: [{ name: 'x' }] }],
      422,
      'INVALID_PARAMETER',
    ],
    [
      'STR-PAR-10 boolean as text',
      [nhsNumber(), part('includePrescriptionIssues', { valueString: 'true' })],
      422,
      'INVALID_PARAMETER',
    ],
    ['STR-PAR-11 part without value', [nhsNumber(), part('includePrescriptionIssues', {})], 422, 'INVALID_PARAMETER'],
    [
      'STR-PAR-12 part twice',
      [
        nhsNumber(),
        medication(
          { name: 'includePrescriptionIssues', valueBoolean: true },
          { name: 'includePrescriptionIssues', valueBoolean: true },
        ),
      ],
      422,
      'INVALID_RESOURCE',
    ],
    ['parameter twice', [nhsNumber(), allergies(), allergies()], 422, 'INVALID_RESOURCE'],
    ['STR-PAR-06 parameter without name', [nhsNumber(), { valueBoolean: true }], 422, 'INVALID_RESOURCE'],
    ['STR-PAR-06 parameter that is no object', [nhsNumber(), 'x'], 422, 'INVALID_RESOURCE'],
  ])('%s', async (_, parameters, status, code) => {
    const response = await askRecord(practice, parameters)
    expect([response.statusCode, errorCode(response)]).toEqual([status, code])
    expect(response.json().issue[0].diagnostics).toBeTruthy()
  })

  test.each([
    'X2014',
    'X2014-02',
    '2015-10-23T11:08:32',
    '2015-10-23T11:08:32+00:00',
    '',
    '2014',
    '2014-02',
    'null',
    '2026-02-30',
    addDays(today, 1),
  ])('STR-PAR-13 STR-PAR-19 medicationSearchFromDate %j → INVALID_PARAMETER that names it', async valueDate => {
    const response = await askRecord(practice, [nhsNumber(), part('medicationSearchFromDate', { valueDate })])
    expect([response.statusCode, errorCode(response)]).toEqual([422, 'INVALID_PARAMETER'])
    expect(response.json().issue[0].diagnostics).toContain('includeMedication.medicationSearchFromDate')
  })

  const raw = (body: string | undefined, type = 'application/fhir+json', accept?: string) =>
    ask(practice, {
      interaction: interactions.getStructuredRecord,
      url: 'gpconnect/structured/Patient/$gpc.getstructuredrecord',
      headers: { 'Content-Type': type, Accept: accept },
      ...(body === undefined ? {} : { body }),
    })

  test.each([
    ['malformed JSON', '{"resourceType":', 'application/fhir+json', 422, 'INVALID_RESOURCE'],
    ['malformed XML', '<Parameters', 'application/fhir+xml', 422, 'INVALID_RESOURCE'],
    [
      'XML with a DOCTYPE',
      '<!DOCTYPE x [<!ENTITY a "b">]><Parameters xmlns="http://hl7.org/fhir"/>',
      'application/fhir+xml',
      422,
      'INVALID_RESOURCE',
    ],
    ['another resource', '{"resourceType":"Patient"}', 'application/fhir+json', 422, 'INVALID_RESOURCE'],
    ['no object', '[]', 'application/fhir+json', 422, 'INVALID_RESOURCE'],
    ['nothing', undefined, 'application/fhir+json', 400, 'BAD_REQUEST'],
  ])('STR-PAR-06 ERR-MAP-02 the body is %s', async (_, body, type, status, code) => {
    const response = await raw(body, type, 'application/fhir+json')
    expect([response.statusCode, errorCode(response)]).toEqual([status, code])
  })

  test('NFR-CT-02 an XML body is taken and answered in XML', async () => {
    const response = await raw(
      toXml({ resourceType: 'Parameters', parameter: [nhsNumber(), allergies(), medication()] }),
      'application/fhir+xml',
    )
    expect(response.statusCode).toBe(200)
    expect(response.headers['content-type']).toBe('application/fhir+xml;charset=utf-8')
    expect(response.body).toContain('<MedicationStatement>')
  })
})

test('STR-WARN-03 STR-WARN-05 a transfer that is not complete is told on every list, with the registration date', async () => {
  await setFlag(practice.store, ods, tamsin, 'in-transit', '', 'test')
  const lists = (await record(allergies(), medication())).of('List')
  for (const list of lists) {
    expect(list.extension.map((one: { valueCode?: string }) => one.valueCode)).toContain('data-in-transit')
    expect(list.note[0].text).toContain('information recorded before 18-Jun-2012 may be missing.')
  }
})

test('ERR-GEN-06 STR-CFG-04 STR-CFG-05 an area that is switched off: 200, the others, and one warning', async () => {
  await setSwitch(practice.store, ods, 'area:medications', false, 'test')
  await expect.poll(async () => (await record(medication())).of('List').length).toBe(0)
  const { of } = await record(allergies(), medication())
  expect(of('MedicationStatement')).toEqual([])
  expect(of('AllergyIntolerance')).toHaveLength(1)
  expect(of('OperationOutcome')[0]?.issue).toMatchObject([
    {
      severity: 'warning',
      code: 'not-supported',
      details: { text: 'includeMedication has been disabled' },
      diagnostics: 'includeMedication',
    },
  ])
  await setSwitch(practice.store, ods, 'area:medications', true, 'test')
})

test('SEC-AUD-02 SEC-AUD-03 the audit says which areas were asked for, and holds nothing clinical', async () => {
  await record(allergies(), medication())
  const [row] = await readAudit(practice.store, { practice: ods, most: 1 })
  expect(row).toMatchObject({
    patient: tamsin,
    detail: 'includeAllergies includeResolvedAllergies=true; includeMedication',
  })
  expect(JSON.stringify(row)).not.toContain('enicillin')
})
