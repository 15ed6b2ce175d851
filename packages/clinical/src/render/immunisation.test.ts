import { codeSystems } from '@gpc/fhir'
import { describe, expect, test } from 'vitest'
import { consultation, observation, rendered, secret } from '../../test/record-sample.ts'
import { context, extension, type Json } from '../../test/sample.ts'
import type { Immunisation } from '../model/immunisation.ts'
import type { ClinicalEntries } from '../model/record.ts'

const snomed = (code: string, display: string) => ({ codings: [{ system: codeSystems.snomed, code, display }] })
const vaccination = (fields: Partial<Immunisation> = {}): Immunisation => ({
  source: 'emis',
  key: 'I',
  confidentiality: 'none',
  recorded: '2026-01-12T09:12:31+00:00',
  recorder: 'gp',
  procedure: snomed('170378007', 'First hepatitis A vaccination'),
  date: '2026-01-12',
  notes: [],
  ...fields,
})
const render = (fields: Partial<Immunisation> = {}, others: Partial<ClinicalEntries> = {}) =>
  rendered({ immunisations: [vaccination(fields)], ...others }, { ...context, hasSite: () => true })
const one = (fields: Partial<Immunisation> = {}): Json => render(fields).resource('I')

test('STR-IMM-04 STR-IMM-05 STR-IMM-06 STR-IMM-08 STR-IMM-10 what every one has', () => {
  const found = one()
  expect(found).toMatchObject({
    resourceType: 'Immunization',
    meta: { profile: ['https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-GPC-Immunization-1'] },
    status: 'completed',
    notGiven: false,
    vaccineCode: { coding: [{ system: codeSystems.nullFlavor, code: 'UNK' }] },
    date: '2026-01-12',
    primarySource: true,
  })
  expect(extension(found, 'DateRecorded').valueDateTime).toBe('2026-01-12T09:12:31+00:00')
  expect(extension(found, 'VaccinationProcedure').valueCodeableConcept.coding[0].code).toBe('170378007')
  expect(one({ date: '1987' }).date).toBe('1987')
})

test('STR-IMM-07 STR-IMM-13 a parent, the product, and what the vial said', () => {
  const found = one({
    vaccine: snomed('1', 'Havrix'),
    parentPresent: true,
    manufacturer: 'GSK',
    batch: 'A1',
    expires: '2027-01-31T00:00:00+00:00',
    bodySite: snomed('2', 'Left arm'),
    route: snomed('3', 'Intramuscular'),
    dose: { value: '0.50', unit: 'mL' },
  })
  expect(extension(found, 'ParentPresent').valueBoolean).toBe(true)
  expect(found).toMatchObject({
    vaccineCode: { coding: [{ display: 'Havrix' }] },
    manufacturer: { display: 'GSK' },
    lotNumber: 'A1',
    expirationDate: '2027-01-31',
    site: { coding: [{ code: '2' }] },
    route: { coding: [{ code: '3' }] },
    doseQuantity: { value: 0.5, unit: 'mL' },
  })
})

test('STR-IMM-02 STR-IMM-13 STR-IMM-14 STR-IMM-15 one that was not given has its reason, and what was meant as words', () => {
  const found = render({
    notGiven: true,
    reasonNotGiven: snomed('4', 'Declined'),
    reason: snomed('5', 'Travel'),
    bodySite: snomed('2', 'Left arm'),
    dose: { value: '0.5', unit: 'mL' },
    doseSequence: 1,
  })
  expect(found.group('I')?.tag).toBe('not-given')
  const resource = found.resource('I')
  expect(resource).toMatchObject({
    notGiven: true,
    explanation: { reasonNotGiven: [{ coding: [{ code: '4' }] }] },
    note: [{ text: 'Dose: 0.5 mL\nSite: Left arm\nReason: Travel\nDose number: 1' }],
  })
  expect(resource.explanation.reason).toBeUndefined()
  expect([resource.site, resource.route, resource.doseQuantity, resource.vaccinationProtocol]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

test('STR-IMM-09 told by somebody else, with the origin; of a primary record the origin is a note', () => {
  const reportOrigin = { codings: [], text: 'Parent' }
  expect(one({ secondHand: true, reportOrigin })).toMatchObject({
    primarySource: false,
    reportOrigin: { text: 'Parent' },
  })
  expect(one({ reportOrigin }).reportOrigin).toBeUndefined()
  expect(one({ reportOrigin }).note).toEqual([{ text: 'Report origin: Parent' }])
})

describe('STR-IMM-11 where', () => {
  const at = (fields: Partial<Immunisation>, start = '2026-01-12T09:05:00+00:00'): Json =>
    render(
      { encounter: 'C', ...fields },
      { consultations: [consultation('C', { start, site: 'main', topics: [{ headings: [{ items: ['I'] }] }] })] },
    ).resource('I')

  test('the place recorded, else the one of the consultation that it was given in', () => {
    expect(at({ site: 'branch' }).location.reference).toMatch(/^Location\//)
    expect(at({}).location.reference).toMatch(/^Location\//)
    expect(at({}).encounter.reference).toMatch(/^Encounter\//)
    expect(at({ site: 'branch' }).location).not.toEqual(at({}).location)
  })

  test.each<[string, Partial<Immunisation>]>([
    ['another day', { date: '2025-12-01' }],
    ['an inexact day', { date: '2026-01' }],
    ['told by somebody else', { secondHand: true }],
  ])('unknown: %s', (_, fields) => {
    expect(at(fields).location).toBeUndefined()
  })
})

describe('STR-IMM-12 who', () => {
  const roles = (fields: Partial<Immunisation>) =>
    one(fields).practitioner.map(({ role }: Json) => role?.coding[0].code)
  test.each<[string, Partial<Immunisation>, unknown[]]>([
    ['who gave it is not told', {}, [undefined]],
    ['another clinician is responsible', { clinician: 'nurse' }, [undefined, 'EP']],
    ['somebody else gave it', { administrator: 'nurse' }, ['AP', 'EP']],
    ['one person did both', { administrator: 'gp' }, ['AP']],
  ])('%s', (_, fields, expected) => {
    expect(roles(fields)).toEqual(expected)
  })
})

test('STR-IMM-14 STR-IMM-15 the reason, and the course; what is mandatory in it and not known says so', () => {
  expect(one({ reason: snomed('5', 'Travel') }).explanation).toMatchObject({ reason: [{ coding: [{ code: '5' }] }] })
  const targetDiseases = [snomed('40468003', 'Viral hepatitis, type A')]
  expect(one({ doseSequence: 1, dosesInCourse: 2, targetDiseases }).vaccinationProtocol).toMatchObject([
    {
      doseSequence: 1,
      seriesDoses: 2,
      targetDisease: [{ coding: [{ code: '40468003' }] }],
      doseStatus: { coding: [{ code: 'count' }] },
    },
  ])
  const [part] = one({ targetDiseases }).vaccinationProtocol
  expect(part._doseSequence.extension[0].valueCode).toBe('unknown')
  expect(one({ doseSequence: 2 }).vaccinationProtocol[0].targetDisease[0].coding[0].code).toBe('UNK')
  expect(one().vaccinationProtocol).toBeUndefined()
})

test('STR-IMM-16 STR-IMM-17 a dose in words is a note, labelled', () => {
  const found = one({ dose: { text: 'half a vial' }, notes: ['Sore arm before'] })
  expect(found.note).toEqual([{ text: 'Sore arm before\nDose: half a vial' }])
  expect(found.reaction).toBeUndefined()
})

describe('consents, dissents, invitations', () => {
  const consent = (key: string, fields = {}) => observation(key, { kind: 'immunisation-status', ...fields })

  test('STR-IMM-01 STR-IMM-03 are of this area only, as observations', () => {
    const found = rendered({ observations: [consent('A'), consent('B', secret)] })
    expect(found.area('immunisations').groups).toMatchObject([{ tag: 'status', entry: found.ref('A') }])
    expect(found.area('immunisations').withheld).toMatchObject([{ key: 'B' }])
    expect(found.area('uncategorised-data')).toMatchObject({ groups: [], withheld: [] })
  })

  test('STR-IMM-18 an ended one has both dates', () => {
    const found = rendered({ observations: [consent('A', { effective: '2020-01-01', effectiveEnd: '2021-05-04' })] })
    expect(found.resource('A').effectivePeriod).toEqual({ start: '2020-01-01', end: '2021-05-04' })
  })

  test('STR-IMM-19 one without a code has the degrade code, and its words', () => {
    const found = rendered({ observations: [consent('A', { concept: { codings: [], text: 'MMR: no' } })] })
    expect(found.resource('A').code).toMatchObject({
      coding: [{ code: '196411000000103', extension: [{ extension: [{ valueId: '294691000000115' }] }] }],
      text: 'MMR: no',
    })
  })
})

test('STR-ERR-09 STR-WARN-06 a confidential one is withheld; NOPAT is a label', () => {
  expect(render(secret).area('immunisations')).toMatchObject({ groups: [], withheld: [{ key: 'I' }] })
  expect(one({ confidentiality: 'nopat' }).meta.security[0].code).toBe('NOPAT')
})
