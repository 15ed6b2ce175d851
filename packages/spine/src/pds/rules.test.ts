import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { PdsPerson } from './person.ts'
import { isVerifiedByPds, type LocalDemographics, verifiesDemographics } from './rules.ts'

function local(birthDate: string | undefined, family?: string, given: string[] = []): LocalDemographics {
  return {
    ...(birthDate === undefined ? {} : { birthDate }),
    name: { ...(family === undefined ? {} : { family }), given },
  }
}

function pds(birthDate: string | undefined, family: string, given: string, more: Partial<PdsPerson> = {}): PdsPerson {
  return {
    nhsNumber: '9990000018',
    superseded: false,
    invalid: false,
    sensitive: false,
    names: [
      { use: 'nickname', family: 'Zzz', given: ['Zed'] },
      { use: 'usual', family, given: [given] },
    ],
    gender: 'female',
    ...(birthDate === undefined ? {} : { birthDate }),
    addresses: [],
    ...more,
  }
}

describe('FND-PAT-04 verified when', () => {
  test.each<[string, boolean, LocalDemographics, PdsPerson]>([
    [
      'the date of birth matches exactly, whatever the name',
      true,
      local('1970-03-09', 'X', ['Y']),
      pds('1970-03-09', 'Smith', 'Ann'),
    ],
    ['the date matches exactly and there is no name', true, local('1970-03-09'), pds('1970-03-09', 'Smith', 'Ann')],
    [
      'year and month match, and the names',
      true,
      local('1970-03-10', 'Smith', ['Ann']),
      pds('1970-03-09', 'Smith', 'Ann'),
    ],
    [
      'year and day match, and the names',
      true,
      local('1970-04-09', 'Smith', ['Ann']),
      pds('1970-03-09', 'Smith', 'Ann'),
    ],
    [
      'month and day match, and the names',
      true,
      local('1971-03-09', 'Smith', ['Ann']),
      pds('1970-03-09', 'Smith', 'Ann'),
    ],
    [
      'three characters and an initial are enough',
      true,
      local('1970-03-10', 'SMITHSON', ['amy']),
      pds('1970-03-09', 'Smith', 'Ann'),
    ],
    ['a short family name matches whole', true, local('1970-03-10', 'Li', ['A']), pds('1970-03-09', 'Li', 'Ann')],
    [
      'year and month are all that is known here',
      true,
      local('1970-03', 'Smith', ['Ann']),
      pds('1970-03-09', 'Smith', 'Ann'),
    ],
    [
      'not: two parts, another family name',
      false,
      local('1970-03-10', 'Smyth', ['Ann']),
      pds('1970-03-09', 'Smith', 'Ann'),
    ],
    ['not: two parts, another initial', false, local('1970-03-10', 'Smith', ['Jo']), pds('1970-03-09', 'Smith', 'Ann')],
    [
      'not: a family name that is shorter',
      false,
      local('1970-03-10', 'Sm', ['Ann']),
      pds('1970-03-09', 'Smith', 'Ann'),
    ],
    ['not: the nickname', false, local('1970-03-10', 'Zzz', ['Zed']), pds('1970-03-09', 'Smith', 'Ann')],
    ['not: one part only', false, local('1970-04-10', 'Smith', ['Ann']), pds('1970-03-09', 'Smith', 'Ann')],
    [
      'not: day and month changed about',
      false,
      local('1970-09-03', 'Smith', ['Ann']),
      pds('1970-03-09', 'Smith', 'Ann'),
    ],
    ['not: only the year known on both sides', false, local('1970', 'Smith', ['Ann']), pds('1970', 'Smith', 'Ann')],
    ['not: no date here', false, local(undefined, 'Smith', ['Ann']), pds('1970-03-09', 'Smith', 'Ann')],
    ['not: no date at PDS', false, local('1970-03-09', 'Smith', ['Ann']), pds(undefined, 'Smith', 'Ann')],
    ['not: no names here', false, local('1970-03-10'), pds('1970-03-09', 'Smith', 'Ann')],
    ['not: no names on either side', false, local('1970-03-10'), pds('1970-03-09', 'x', 'y', { names: [] })],
    ['not: a year as day', false, local('19-70', 'Smith', ['Ann']), pds('1970-03-09', 'Smith', 'Ann')],
  ])('%s', (_, expected, ours, theirs) => expect(verifiesDemographics(ours, theirs)).toBe(expected))

  test('any two dates that differ in two parts or more never verify', () => {
    const date = fc.tuple(
      fc.integer({ min: 1900, max: 2026 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 28 }),
    )
    const written = ([y, m, d]: [number, number, number]) =>
      `${y}-${String(m).padStart(2, '0')}-${String(d).padStart(2, '0')}`
    fc.assert(
      fc.property(date, date, (a, b) => {
        const same = a.filter((part, i) => part === b[i]).length
        expect(verifiesDemographics(local(written(a), 'Smith', ['Ann']), pds(written(b), 'Smith', 'Ann'))).toBe(
          same >= 2,
        )
      }),
    )
  })
})

describe('FND-PAT-05 PDS must show neither death nor a flag', () => {
  const ours = local('1970-03-09', 'Smith', ['Ann'])
  test.each<[string, boolean, Partial<PdsPerson>]>([
    ['nothing', true, {}],
    ['deceased, with a day', false, { deceased: '2020-01-01' }],
    ['deceased, day unknown', false, { deceased: true }],
    ['Invalid', false, { invalid: true }],
    ['Sensitive', false, { sensitive: true }],
    ['Superseded', false, { superseded: true }],
  ])('%s', (_, expected, more) => expect(isVerifiedByPds(ours, pds('1970-03-09', 'Smith', 'Ann', more))).toBe(expected))

  test('demographics that disagree', () => expect(isVerifiedByPds(ours, pds('1999-01-01', 'Smith', 'Ann'))).toBe(false))
})
