import { addDays } from '@gpc/fhir'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AvailabilityRule, Offer } from './model.ts'
import { notOffered } from './rules.ts'
import { type SessionTemplate, sessionOn, sessionsOf, templateFault } from './session.ts'
import { trusting } from './trust.ts'

const template: SessionTemplate = {
  day: '2026-03-22',
  from: '09:00',
  to: '12:00',
  minutes: 10,
  channel: 'In-person',
  type: 'Routine',
  category: 'GP surgery',
  role: 'R0260',
  location: 'surgery',
  staff: ['gp'],
}

describe('APT-GEN-03 sessions from a template', () => {
  test('repeat weekly at the same wall clock over both changes of clocks', () => {
    expect(sessionsOf(template, '2026-04-05').map(one => [one.starts, one.ends, one.slots.length])).toEqual([
      ['2026-03-22T09:00:00+00:00', '2026-03-22T12:00:00+00:00', 18],
      ['2026-03-29T09:00:00+01:00', '2026-03-29T12:00:00+01:00', 18],
      ['2026-04-05T09:00:00+01:00', '2026-04-05T12:00:00+01:00', 18],
    ])
    const autumn = sessionsOf({ ...template, day: '2026-10-18' }, '2026-10-25')
    expect(autumn.map(one => one.slots[0]?.starts)).toEqual(['2026-10-18T09:00:00+01:00', '2026-10-25T09:00:00+00:00'])
  })

  test('over the hour that is skipped or repeated have as many slots as there are real minutes', () => {
    const night = { ...template, from: '00:30', to: '03:00', minutes: 30 }
    expect(sessionOn(night, '2026-03-22').slots).toHaveLength(5)
    expect(sessionOn(night, '2026-03-29').slots.map(one => one.starts)).toEqual([
      '2026-03-29T00:30:00+00:00',
      '2026-03-29T02:00:00+01:00',
      '2026-03-29T02:30:00+01:00',
    ])
    expect(sessionOn(night, '2026-10-25').slots.map(one => one.starts)).toEqual([
      '2026-10-25T00:30:00+01:00',
      '2026-10-25T01:00:00+01:00',
      '2026-10-25T01:30:00+01:00',
      '2026-10-25T01:00:00+00:00',
      '2026-10-25T01:30:00+00:00',
      '2026-10-25T02:00:00+00:00',
      '2026-10-25T02:30:00+00:00',
    ])
  })

  test('a session in the hour that does not exist is left out, and the others stay', () => {
    const skipped = { ...template, from: '01:00', to: '02:00' }
    expect(sessionsOf(skipped, '2026-04-05').map(one => one.starts.slice(0, 10))).toEqual(['2026-03-22', '2026-04-05'])
  })

  test('a day may end at midnight', () => {
    const late = sessionOn({ ...template, from: '23:00', to: '24:00', minutes: 30 }, '2026-06-01')
    expect(late.slots.map(one => one.ends)).toEqual(['2026-06-01T23:30:00+01:00', '2026-06-02T00:00:00+01:00'])
  })

  test('say what is wrong with a template', () => {
    expect(templateFault(template)).toBeUndefined()
    expect(templateFault({ ...template, to: '09:00' })).toMatch(/later one/)
    expect(templateFault({ ...template, minutes: 0 })).toMatch(/minutes/)
    expect(templateFault({ ...template, day: '2026-02-30' })).toMatch(/no day/)
  })

  test('property: same wall clocks each week, slots without gap or overlap, keys all different, the same keys again', () => {
    const clock = fc.integer({ min: 4 * 60, max: 23 * 60 })
    const text = (minutes: number) =>
      `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4000 }),
        clock,
        fc.integer({ min: 5, max: 60 }),
        fc.integer({ min: 1, max: 40 }),
        (ahead, begin, minutes, weeks) => {
          const end = Math.min(begin + 3 * minutes + 4, 24 * 60 - 1)
          const day = addDays('2020-01-01', ahead)
          const one = { ...template, day, from: text(begin), to: text(end), minutes }
          const sessions = sessionsOf(one, addDays(day, 7 * weeks))
          expect(sessions.map(session => session.starts.slice(0, 16))).toEqual(
            Array.from({ length: sessions.length }, (_, i) => `${addDays(day, 7 * i)}T${one.from}`),
          )
          const slots = sessions.flatMap(session => session.slots)
          expect(new Set(slots.map(slot => slot.key)).size).toBe(slots.length)
          for (const session of sessions) {
            expect(session.slots).toHaveLength(Math.floor((end - begin) / minutes))
            let before = session.starts
            for (const slot of session.slots) {
              expect(slot.starts).toBe(before)
              expect(Date.parse(slot.ends) - Date.parse(slot.starts)).toBe(minutes * 60_000)
              before = slot.ends
            }
          }
          expect(sessionsOf(one, addDays(day, 7 * weeks))).toEqual(sessions)
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('APT-CFG-01 slots whose state is unknown', () => {
  const offer: Offer = { ...notOffered, bookable: true }
  const rules: readonly AvailabilityRule[] = [{ source: 'tpp', offer }, { category: 'GP', offer }, { offer }]

  test('are offered for the one source that the practice trusts, and no longer when it does not', () => {
    const trusted = trusting(rules, 'emis', true)
    const too = { ...offer, unknownToo: true }
    expect(trusted).toEqual([
      { source: 'tpp', offer },
      { category: 'GP', source: 'emis', offer: too },
      { category: 'GP', offer },
      { source: 'emis', offer: too },
      { offer },
    ])
    expect(trusting(trusted, 'emis', true)).toEqual(trusted)
    expect(trusting(trusted, 'emis', false).every(rule => !rule.offer.unknownToo)).toBe(true)
  })
})
