import { londonTime } from '@gpc/fhir'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { periodOf, searchedPeriod } from './period.ts'

const iso = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString())

test.each([
  ['2024', '2024-01-01T00:00:00.000Z', '2024-12-31T23:59:59.999Z'],
  ['2024-07', '2024-06-30T23:00:00.000Z', '2024-07-31T22:59:59.999Z'],
  ['2024-03-31', '2024-03-31T00:00:00.000Z', '2024-03-31T22:59:59.999Z'],
  ['2024-10-27', '2024-10-26T23:00:00.000Z', '2024-10-27T23:59:59.999Z'],
  ['2024-05-31T14:30:15+01:00', '2024-05-31T13:30:15.000Z', '2024-05-31T13:30:15.999Z'],
  ['2024-05-31T14:30:15.25Z', '2024-05-31T14:30:15.250Z', '2024-05-31T14:30:15.250Z'],
  ['2024-05-31T14:30-05:00', '2024-05-31T19:30:00.000Z', '2024-05-31T19:30:59.999Z'],
])('DOC-SRCH-04 %s is from %s to %s', (date, from, to) => {
  const period = periodOf(date)
  expect([iso(period?.from), iso(period?.to)]).toEqual([from, to])
})

test.each([
  '',
  '24',
  '2024-13',
  '2024-02-30',
  '2024-1-1',
  '2024-05-31T',
  '2024-05-31T25:00:00Z',
  '2024-05-31T10:61:00Z',
  'x',
])('DOC-SRCH-03 %s is no date', date => {
  expect(periodOf(date)).toBeUndefined()
  expect(searchedPeriod(date)).toBeUndefined()
})

test('DOC-SRCH-03 a search may leave the offset out, which is London’s then, and forget to escape the plus', () => {
  expect(searchedPeriod('2024-05-31T14:30:00')).toEqual(periodOf('2024-05-31T14:30:00+01:00'))
  expect(searchedPeriod('2024-01-31T14:30')).toEqual(periodOf('2024-01-31T14:30+00:00'))
  expect(searchedPeriod('2024-05-31T14:30:00 01:00')).toEqual(periodOf('2024-05-31T14:30:00+01:00'))
})

test('any second is within its own period, and within those of its day, month and year', () => {
  const seconds = fc.integer({ min: 0, max: 4_000_000_000 })
  fc.assert(
    fc.property(seconds, second => {
      const text = londonTime(second * 1000)
      for (const date of [text, text.slice(0, 10), text.slice(0, 7), text.slice(0, 4)]) {
        const { from, to } = periodOf(date) ?? { from: Number.NaN, to: Number.NaN }
        expect(from <= second * 1000 && second * 1000 <= to).toBe(true)
      }
      expect(periodOf(text)?.from).toBe(second * 1000)
    }),
  )
})
