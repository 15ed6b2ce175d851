import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, displayDate, firstDay, isLocalDate, lastDay } from './dates.ts'
import { isUuid, logicalId, versionOf } from './ids.ts'
import { interactionById, interactions } from './interactions.ts'
import { londonDay, londonInstant, londonTime } from './london.ts'
import { checkDigit, isNhsNumber } from './nhs-number.ts'

describe('NFR-LIM-03 NFR-LIM-04 FND-RES-14 local time of London as instants with offset', () => {
  test.each([
    ['2026-01-12', '09:12:31', '2026-01-12T09:12:31+00:00'],
    ['2026-07-12', '09:12:31', '2026-07-12T09:12:31+01:00'],
    ['2026-03-29', '00:59:59', '2026-03-29T00:59:59+00:00'],
    ['2026-03-29', '02:00:00', '2026-03-29T02:00:00+01:00'],
    ['2026-10-25', '00:59:59', '2026-10-25T00:59:59+01:00'],
    ['2026-10-25', '01:30:00', '2026-10-25T01:30:00+01:00'],
    ['2026-10-25', '02:00:00', '2026-10-25T02:00:00+00:00'],
    // summer time all the year round
    ['1970-01-15', '12:00:00', '1970-01-15T12:00:00+01:00'],
  ])('%s %s → %s', (day, time, instant) => {
    expect(londonInstant(day, time)).toBe(instant)
  })

  test('an instant and its London day and time agree', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), seconds => {
        const text = londonTime(seconds * 1000)
        expect(Date.parse(text)).toBe(seconds * 1000)
        expect(text.slice(0, 10)).toBe(londonDay(seconds * 1000))
      }),
    )
  })
})

test('STR-DATE-03 a partial date is the interval of all days that it can mean', () => {
  expect([firstDay('1987'), lastDay('1987')]).toEqual(['1987-01-01', '1987-12-31'])
  expect([firstDay('2024-02'), lastDay('2024-02')]).toEqual(['2024-02-01', '2024-02-29'])
  expect([firstDay('1900-02'), lastDay('1900-02')]).toEqual(['1900-02-01', '1900-02-28'])
  expect([firstDay('2026-07-12T00:30:00+01:00'), lastDay('2026-07-12T00:30:00+01:00')]).toEqual([
    '2026-07-12',
    '2026-07-12',
  ])
})

test('days that are not in the calendar are no days', () => {
  for (const text of ['2026-02-29', '2026-13-01', '2026-00-10', '2026-04-31', '2026-1-1', '20260101', ''])
    expect(isLocalDate(text)).toBe(false)
  expect(isLocalDate('2024-02-29')).toBe(true)
  expect(addDays('2024-02-28', 2)).toBe('2024-03-01')
  expect([displayDate('2012-06-18'), displayDate('2012-06'), displayDate('2012')]).toEqual([
    '18-Jun-2012',
    'Jun-2012',
    '2012',
  ])
})

test('NFR-LIM-05 an NHS number has ten digits, the last of them a modulus 11 check digit', () => {
  expect(['9990101019', '9990101027', '9990101035', '9990101043'].every(isNhsNumber)).toBe(true)
  for (const text of ['9990101018', '999010101', '99901010190', '999 010 1019', '', 'abcdefghij'])
    expect(isNhsNumber(text)).toBe(false)
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999_999 }), n => {
      const nine = String(n).padStart(9, '0')
      const right = [...'0123456789'].filter(digit => isNhsNumber(nine + digit))
      const digit = checkDigit(nine)
      expect(right).toEqual(digit === undefined ? [] : [String(digit)])
    }),
  )
})

test('NFR-VER-08 NFR-VER-09 NFR-FHIR-05 FND-RES-15 logical ids are stable, opaque, lower case and short', () => {
  fc.assert(
    fc.property(fc.array(fc.string()), fc.array(fc.string()), (a, b) => {
      const id = logicalId(...a)
      expect(id).toMatch(/^[a-z0-9-]{36}$/)
      expect(isUuid(id)).toBe(true)
      expect(id === logicalId(...b)).toBe(a.join('\u001f') === b.join('\u001f'))
    }),
  )
})

test('NFR-VER-06 the version changes with the content', () => {
  expect(versionOf('a')).not.toBe(versionOf('b'))
  expect(versionOf('a')).toBe(versionOf('a'))
})

test('SEC-IID-01 NFR-VER-04 interaction ids are exact, unique, and carry the major version', () => {
  const all = Object.values(interactions)
  expect(new Set(all.map(one => one.id)).size).toBe(all.length)
  for (const one of all) {
    expect(one.id).toMatch(
      one.capability === 'html'
        ? /^urn:nhs:names:services:gpconnect:fhir:[a-z.:]+$/
        : /^urn:nhs:names:services:gpconnect:.+-1$/,
    )
    expect(interactionById(one.id)).toBe(one)
  }
  expect(interactionById(interactions.metadata.id.toUpperCase())).toBeUndefined()
})
