import type { LocalRegistration, Patient } from '@gpc/clinical'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ImportRefused, type SourceItem } from '../contract.ts'
import { local, registrationItem } from './index.ts'
import { registeredAgain } from './registered-again.ts'

const registration: LocalRegistration = {
  nhsNumber: '9990101035',
  demographics: {
    name: { prefix: 'Dr', given: ['Wren', 'Ada'], family: 'Marlow' },
    gender: 'female',
    birthDate: '1984-02-29',
    addresses: [
      {
        use: 'home',
        type: 'physical',
        lines: ['1 Quay', 'Old Town'],
        city: 'Leeds',
        county: 'WY',
        postcode: 'ZZ99 1AA',
      },
      { use: 'temp', lines: [], country: 'England', postcode: 'ZZ99 2BB' },
    ],
    contacts: [
      { system: 'phone', value: '1', use: 'home' },
      { system: 'phone', value: '2', use: 'work' },
      { system: 'phone', value: '3', use: 'mobile' },
      { system: 'phone', value: '4', use: 'temp' },
      { system: 'email', value: 'w@example.org', use: 'home' },
    ],
    language: 'de',
    interpreterRequired: false,
  },
  start: '2026-01-15',
  end: '2026-04-15',
  provenance: {
    at: '2026-01-15T09:00:00+00:00',
    traceId: 't',
    interaction: 'i',
    userId: 'u',
    userName: 'A',
    roleProfile: '',
    organisation: 'X',
    device: '',
    sent: '{}',
  },
}

const rowOf = (item: SourceItem) => {
  if (item.kind !== 'upsert') throw new Error('A registration is a row.')
  return item.row
}

function assembled(...items: readonly LocalRegistration[]): Patient | undefined {
  const rows = items.map(one => rowOf(registrationItem(one)))
  const table = (name: string) => rows.filter(row => row.table === name)
  return local.assemble({ owner: 'nhs:9990101035', table }, () => [], 'X99001').patient
}

test('REG-DUP-08 REG-FLD-03 a registration comes back out of its row; what is temporary ends with it', () => {
  const { demographics, end } = registration
  const ends = <T extends { readonly use?: string }>(one: T) => (one.use === 'temp' ? { ...one, end } : one)
  expect(assembled(registration)).toEqual({
    source: 'local',
    key: '9990101035',
    nhsNumber: '9990101035',
    nhsNumberStatus: 'verified',
    ...demographics,
    addresses: demographics.addresses.map(ends),
    contacts: demographics.contacts.map(ends),
    relations: [],
    registration: { type: 'temporary', start: '2026-01-15', end },
    sensitive: false,
  })
})

test('REG-RSP-06 the row holds who asked for it, and what was sent', () => {
  expect(rowOf(registrationItem(registration))).toMatchObject({
    owner: 'nhs:9990101035',
    columns: { at: '2026-01-15T09:00:00+00:00', userId: 'u', organisation: 'X', sent: '{}' },
  })
})

test('names and addresses of any text come back', () => {
  const word = fc.string({ minLength: 1, maxLength: 8 }).filter(text => !text.includes('\n'))
  fc.assert(
    fc.property(
      word,
      fc.array(word, { minLength: 1, maxLength: 4 }),
      fc.array(word, { minLength: 1 }),
      (family, given, lines) => {
        const demographics = {
          name: { given, family },
          gender: 'other' as const,
          addresses: [{ use: 'temp' as const, lines }],
          contacts: [],
        }
        const found = assembled({ ...registration, demographics })
        expect(found?.name).toEqual({ given, family })
        expect(found?.addresses).toEqual([{ use: 'temp', lines, end: '2026-04-15' }])
      },
    ),
  )
})

test('of several registrations the last one counts', () => {
  const earlier = { ...registration, start: '2025-01-15', end: '2025-04-15' }
  expect(assembled(earlier, registration)?.registration.end).toBe('2026-04-15')
})

test('there is no file of registrations', async () => {
  await expect(local.open('x', { ods: 'X99001', options: new Map() })).rejects.toThrow(ImportRefused)
})

describe('a patient of the practice who has a registration besides', () => {
  const own: Patient = {
    source: 'emis',
    key: 'E1',
    nhsNumber: '9990101035',
    nhsNumberStatus: 'unknown',
    name: { given: ['W'], family: 'OLD' },
    gender: 'other',
    birthDate: '1984-02-28',
    addresses: [{ lines: ['Old home'] }, { use: 'work', lines: ['Works'] }],
    contacts: [
      { system: 'phone', value: 'old', use: 'mobile' },
      { system: 'email', value: 'old@example.org', use: 'work' },
    ],
    relations: [{ name: { given: [], family: 'Kin' }, contacts: [] }],
    usualGp: 'gp',
    registration: { type: 'regular', start: '2010-01-01', end: '2021-06-30', branch: 'branch' },
    sensitive: false,
  }
  const temporary = assembled(registration)
  if (temporary === undefined) throw new Error('A registration gives a patient.')

  test('REG-DUP-04 REG-DUP-07 REG-RSP-03 REG-PDS-07 is temporary again: new demographics, and the rest as it was', () => {
    const found = registeredAgain(own, temporary)
    expect(found).toMatchObject({
      source: 'emis',
      key: 'E1',
      nhsNumberStatus: 'verified',
      name: { family: 'Marlow' },
      gender: 'female',
      birthDate: '1984-02-29',
      relations: own.relations,
      usualGp: 'gp',
      registration: { type: 'temporary', start: '2026-01-15', end: '2026-04-15', branch: 'branch' },
    })
    expect(found.addresses.map(one => one.use)).toEqual(['home', 'temp', 'work'])
    expect(found.contacts.map(one => one.value)).toEqual(['1', '2', '3', '4', 'w@example.org', 'old@example.org'])
  })

  test.each<[string, Partial<Patient>]>([
    ['goes on', { registration: { type: 'regular', start: '2010-01-01' } }],
    ['ended later', { registration: { type: 'temporary', start: '2026-01-15', end: '2026-02-01' } }],
    ['ended with their death', { deceased: '2026-01-20' }],
  ])("REG-DUP-07 is as the practice's system says when their registration there %s", (_, fields) => {
    expect(registeredAgain({ ...own, ...fields }, temporary)).toEqual({ ...own, ...fields })
  })
})
