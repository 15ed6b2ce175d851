import { describe, expect, test } from 'vitest'
import { context, extension, type Json, parsed } from '../../test/sample.ts'
import type { Patient, RegistrationType } from '../model/patient.ts'
import { practiceRef } from './identity.ts'
import { renderPatient } from './patient.ts'

const jane: Patient = {
  source: 'emis',
  key: 'E1',
  nhsNumber: '9990000018',
  nhsNumberStatus: 'verified',
  name: { prefix: 'Miss', given: ['Jane', 'Ann'], family: 'Larch' },
  gender: 'female',
  birthDate: '1987-03-09',
  addresses: [{ lines: ['12 Larch Rise'], city: 'Leeds', county: 'West Yorkshire', postcode: 'LS1 1AA' }],
  contacts: [],
  relations: [],
  registration: { type: 'regular', start: '2010-06-23' },
  sensitive: false,
}
const render = (fields: Partial<Patient> = {}) => renderPatient({ ...jane, ...fields }, context)
const json = (fields: Partial<Patient> = {}): Json => parsed(render(fields).json)

test('FND-PAT-12 the NHS number, present and verified, and no other identifier', () => {
  const { identifier } = json()
  expect(identifier).toHaveLength(1)
  expect(identifier[0]).toMatchObject({ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000018' })
  expect(extension(identifier[0], 'NHSNumberVerificationStatus').valueCodeableConcept.coding[0]).toEqual({
    system: 'https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-NHSNumberVerificationStatus-1',
    code: '01',
    display: 'Number present and verified',
  })
})

test('FND-PAT-13 FND-RES-08 one official name; former ones are old', () => {
  expect(json({ formerNames: [{ given: [], family: 'Elm' }, { given: [] }] }).name).toEqual([
    { use: 'official', family: 'Larch', given: ['Jane', 'Ann'], prefix: ['Miss'] },
    { use: 'old', family: 'Elm' },
  ])
  const unnamed = json({ name: { given: [], text: 'Known as Jo' } }).name[0]
  expect(unnamed).toMatchObject({ text: 'Known as Jo', _family: { extension: [{ valueCode: 'unknown' }] } })
})

test('FND-PAT-14 FND-RES-05 FND-RES-07 birth date, sex, address, telecom, each with its use', () => {
  const found = json({
    contacts: [
      { system: 'phone', value: '07700 900123' },
      { system: 'phone', value: '0113 496 0000' },
      { system: 'email', value: 'jane@example.com', use: 'work' },
      { system: 'phone', value: ' ' },
    ],
  })
  expect(found).toMatchObject({ birthDate: '1987-03-09', gender: 'female' })
  expect(found.address).toEqual([
    { use: 'home', line: ['12 Larch Rise'], city: 'Leeds', district: 'West Yorkshire', postalCode: 'LS1 1AA' },
  ])
  expect(found.telecom.map((one: Json) => one.use)).toEqual(['mobile', 'home', 'work'])
})

test('FND-RES-05 REG-DUP-08 the type, country and end of an address, and the end of a telecom, where they are held', () => {
  const found = json({
    addresses: [{ use: 'temp', type: 'physical', lines: ['1 Quay'], country: 'England', end: '2026-04-15' }],
    contacts: [{ system: 'phone', value: '1', use: 'temp', end: '2026-04-15' }],
  })
  const period = { end: '2026-04-15' }
  expect(found.address).toEqual([{ use: 'temp', type: 'physical', line: ['1 Quay'], country: 'England', period }])
  expect(found.telecom).toEqual([{ system: 'phone', value: '1', use: 'temp', period }])
})

test('FND-PAT-15 contacts: the relationship as text, a name with a use', () => {
  const { contact } = json({
    relations: [
      { name: { given: ['Tom'], family: 'Larch' }, relationship: 'Son', contacts: [{ system: 'phone', value: '1' }] },
      { relationship: 'Carer', contacts: [] },
    ],
  })
  expect(contact[0]).toMatchObject({ relationship: [{ text: 'Son' }], name: { use: 'usual', family: 'Larch' } })
  expect(contact[1].name).toEqual({ use: 'usual', text: 'Not recorded' })
})

describe('FND-PAT-16 language', () => {
  const spoken = (language: string) =>
    extension(extension(json({ language, interpreterRequired: true }), 'NHSCommunication'), 'language')
      ?.valueCodeableConcept.coding[0]
  test.each([
    ['en-GB', 'en', 'English'],
    ['cy', 'cy', 'Welsh'],
    ['polish', 'pl', 'Polish'],
    ['Flemish', 'nl', 'Dutch; Flemish'],
  ])('%s', (words, code, display) => {
    expect(spoken(words)).toMatchObject({ code, display })
  })

  test('none that the profile has no code for', () => {
    expect(spoken('Elvish')).toBeUndefined()
  })
})

describe('FND-PAT-17 registration', () => {
  const details = (fields: Partial<Patient> = {}) => extension(json(fields), 'RegistrationDetails')
  test.each<[RegistrationType, string, string]>([
    ['regular', 'R', 'Regular'],
    ['temporary', 'T', 'Temporary'],
    ['private', 'P', 'Private'],
    ['emergency', 'E', 'Emergency'],
    ['immediately-necessary', 'IN', 'Immediately necessary'],
    ['other', 'O', 'Other'],
    ['pre-registration', 'O', 'Other'],
  ])('%s', (type, code, display) => {
    const concept = extension(details({ registration: { type } }), 'registrationType').valueCodeableConcept
    expect(concept.coding[0]).toMatchObject({ code, display })
  })

  test('its period, the words of the source, and the branch', () => {
    const found = details({ registration: { type: 'other', typeText: 'Walk-in', start: '2020-01-01', branch: 'b' } })
    expect(extension(found, 'registrationPeriod').valuePeriod).toEqual({ start: '2020-01-01' })
    expect(extension(found, 'registrationType').valueCodeableConcept.text).toBe('Walk-in')
    expect(extension(found, 'preferredBranchSurgery').valueReference.reference).toMatch(/^Location\//)
  })

  test('STR-OP-16 no branch that the directory does not have', () => {
    const registration = { type: 'regular', branch: 'gone' } as const
    const found = renderPatient({ ...jane, registration }, { ...context, hasSite: () => false })
    expect(found.json).not.toContain('Location/')
  })
})

test('FND-PAT-18 STR-OP-10 the practice manages; the usual GP is the general practitioner, if known; both come along', () => {
  const { json: text, refs } = render({ usualGp: 'gp' })
  const found = parsed(text)
  expect(found.managingOrganization.reference).toBe(practiceRef('A81001'))
  expect(refs).toEqual([practiceRef('A81001'), found.generalPractitioner[0].reference])
  expect(json({ usualGp: 'gone' }).generalPractitioner).toBeUndefined()
})

test('FND-PAT-19 nothing that must not be there', () => {
  const urls = json({ language: 'en', usualGp: 'gp' }).extension.map((one: Json) => one.url.split('/').at(-1))
  expect(urls).toEqual([
    'Extension-CareConnect-GPC-RegistrationDetails-1',
    'Extension-CareConnect-GPC-NHSCommunication-1',
  ])
  for (const name of ['maritalStatus', 'multipleBirthBoolean', 'photo', 'link']) expect(json()).not.toHaveProperty(name)
})

test.each<[string, Partial<Patient>, boolean]>([
  ['registered', {}, true],
  ['leaving tomorrow', { registration: { type: 'regular', end: '2026-03-11' } }, true],
  ['left', { registration: { type: 'regular', end: '2026-03-10' } }, false],
  ['deceased', { deceased: '2025' }, false],
  ['deceased, nobody knows when', { deceased: true }, false],
])('FND-PAT-20 active: %s', (_, fields, active) => {
  expect(json(fields).active).toBe(active)
})

test('FND-PAT-20 the date of death as exact as it is known', () => {
  expect(json({ deceased: '2025' }).deceasedDateTime).toBe('2025')
  expect(json({ deceased: true })._deceasedDateTime.extension[0].valueCode).toBe('unknown')
})

test('FND-RES-15 FND-SRCH-03 the id stays, the version changes with the content', () => {
  const [first, same, other] = [render(), render(), render({ gender: 'unknown' })]
  expect(same).toEqual(first)
  expect(other.id).toBe(first.id)
  expect(other.versionId).not.toBe(first.versionId)
  expect(parsed(first.json).meta.versionId).toBe(first.versionId)
})
