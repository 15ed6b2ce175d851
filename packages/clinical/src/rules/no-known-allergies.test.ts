import { describe, expect, test } from 'vitest'
import { allergy } from '../../test/sample.ts'
import type { Allergy } from '../model/allergy.ts'
import { isNoKnownAllergy, sortAllergies } from './no-known-allergies.ts'

const none = (fields: Partial<Allergy> = {}) => allergy({ key: 'none', negation: true, ...fields })
const sorted = (...entries: readonly Allergy[]) => {
  const { active, ended, confidential, leftOut } = sortAllergies(entries, { today: '2026-03-10' })
  const keys = (list: readonly Allergy[]) => list.map(({ key }) => key).join(' ')
  return {
    active: keys(active),
    ended: keys(ended),
    confidential: keys([...confidential.active, ...confidential.ended]),
    leftOut: keys(leftOut.map(one => one.allergy)),
  }
}
const nothing = { active: '', ended: '', confidential: '', leftOut: '' }
const past = { ended: { date: '2020-01-01' } }
const secret = { confidentiality: 'confidential' } as const

describe('STR-ALG-21 STR-ALG-22 "no known allergies" is sent beside nothing else', () => {
  test.each<[string, readonly Allergy[], Partial<typeof nothing>]>([
    ['alone', [none()], { active: 'none' }],
    ['twice', [none(), none({ key: 'drugs' })], { active: 'none drugs' }],
    ['not beside an allergy', [none(), allergy({ key: 'a' })], { active: 'a', leftOut: 'none' }],
    ['not beside an ended one', [none(), allergy({ key: 'a', ...past })], { ended: 'a', leftOut: 'none' }],
    ['not beside a withheld one', [none(), allergy({ key: 'a', ...secret })], { confidential: 'a', leftOut: 'none' }],
    [
      'beside a withheld one of its kind',
      [none(), none({ key: 'n', ...secret })],
      { active: 'none', confidential: 'n' },
    ],
    ['itself confidential', [none(secret)], { confidential: 'none' }],
    ['itself ended', [none(past)], { leftOut: 'none' }],
    ['ended, beside a current one', [none(past), none({ key: 'now' })], { active: 'now', leftOut: 'none' }],
  ])('%s', (_, entries, expected) => {
    expect(sorted(...entries)).toEqual({ ...nothing, ...expected })
  })
})

test('STR-ALG-22 it is known by its code too, where a reader did not mark it', () => {
  const coded = allergy({ concept: { codings: [{ system: 'http://snomed.info/sct', code: '716186003' }] } })
  expect(isNoKnownAllergy(coded)).toBe(true)
  expect(isNoKnownAllergy(allergy())).toBe(false)
})

describe('STR-ALG-04 STR-ALG-05 an allergy is active until it has ended', () => {
  test.each<[string, Allergy['ended'], 'active' | 'ended']>([
    ['no end', undefined, 'active'],
    ['ended, on a day that nobody knows', {}, 'ended'],
    ['ended today', { date: '2026-03-10' }, 'ended'],
    ['ended this year', { date: '2026' }, 'ended'],
    ['to end tomorrow', { date: '2026-03-11' }, 'active'],
  ])('%s', (_, ended, list) => {
    expect(sorted(allergy({ key: 'a', ...(ended === undefined ? {} : { ended }) }))).toEqual({
      ...nothing,
      [list]: 'a',
    })
  })
})
