import { addDays, londonDay, londonInstant } from '@gpc/fhir'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AvailabilityRule, deliveryChannels, type Offer, organisationTypes } from './model.ts'
import { type BookableSlot, decide, isInTime, isOfferedTo, notAdjacent, notOffered } from './rules.ts'

const open: Offer = { ...notOffered, bookable: true }
const traits = {
  source: 'own',
  category: 'General',
  type: 'GP',
  channel: 'In-person',
  role: 'R0260',
  location: 'l',
} as const

describe('filters', () => {
  const types = fc.subarray([...organisationTypes, 'oncology'])
  const organisations = fc.subarray(['A', 'B', 'C'])

  test('APT-FLT-01 each row of the table', () => {
    fc.assert(
      fc.property(
        types,
        organisations,
        types,
        organisations,
        (onTypes, onOrganisations, sentTypes, sentOrganisations) => {
          const met = (restriction: string[], sent: string[]) =>
            restriction.length === 0 || (sent.length > 0 && restriction.some(one => sent.includes(one)))
          const offered = isOfferedTo(
            { types: onTypes, organisations: onOrganisations },
            { types: sentTypes, organisations: sentOrganisations },
          )
          expect(offered).toBe(met(onTypes, sentTypes) && met(onOrganisations, sentOrganisations))
        },
      ),
    )
  })

  test('APT-FLT-01 whoever sends more is never offered less; without restrictions everybody is', () => {
    fc.assert(
      fc.property(
        types,
        organisations,
        types,
        organisations,
        (onTypes, onOrganisations, sentTypes, sentOrganisations) => {
          const restricted = { types: onTypes, organisations: onOrganisations }
          const sent = { types: sentTypes, organisations: sentOrganisations }
          if (isOfferedTo(restricted, { types: [], organisations: [] }))
            expect(isOfferedTo(restricted, sent)).toBe(true)
          expect(isOfferedTo({ types: [], organisations: [] }, sent)).toBe(true)
        },
      ),
    )
  })
})

describe('decisions', () => {
  test('APT-CFG-01 no rule, no offer', () => {
    expect(decide(traits, []).bookable).toBe(false)
  })

  test('APT-CFG-04 APT-CFG-07 APT-CFG-11 nothing is offered without role, channel or place; a visit never is', () => {
    const rules: AvailabilityRule[] = [{ offer: open }]
    expect(decide(traits, rules).bookable).toBe(true)
    for (const lacking of [
      { role: '' },
      { role: 'R9999' },
      { channel: '' },
      { channel: 'Visit' },
      { location: '' },
    ] as const)
      expect(decide({ ...traits, ...lacking }, rules).bookable).toBe(false)
  })

  const condition = fc.record(
    {
      category: fc.constantFrom('General', 'Other'),
      type: fc.constantFrom('GP', 'Nurse'),
      channel: fc.constantFrom(...deliveryChannels),
      role: fc.constantFrom('R0260', 'R0600'),
    },
    { requiredKeys: [] },
  )
  const rule = fc.record({ conditions: condition, bookable: fc.boolean(), embargoMinutes: fc.nat() })

  test('APT-CFG-02 the first rule that fits decides, and what comes after it changes nothing', () => {
    fc.assert(
      fc.property(fc.array(rule), fc.array(rule), (before, after) => {
        const rules = [...before, ...after].map(
          ({ conditions, bookable, embargoMinutes }): AvailabilityRule => ({
            ...conditions,
            offer: { ...open, bookable, embargoMinutes },
          }),
        )
        const fits = ({ offer: _, ...conditions }: AvailabilityRule) =>
          Object.entries(conditions).every(([name, value]) => Object(traits)[name] === value)
        const first = rules.find(fits)
        expect(decide(traits, rules).offer).toEqual(first?.offer ?? notOffered)
        if (rules.slice(0, before.length).some(fits))
          expect(decide(traits, rules)).toEqual(decide(traits, rules.slice(0, before.length)))
      }),
    )
  })

  test('APT-FLT-03 a rule keeps its profile as long as its conditions are the same', () => {
    const rules = (offer: Offer): AvailabilityRule[] => [
      { type: 'Nurse', offer },
      { type: 'GP', category: 'General', offer },
    ]
    const one = decide(traits, rules(open)).profile
    expect(decide(traits, [{ category: 'General', type: 'GP', offer: { ...open, limit: 3 } }]).profile).toBe(one)
    expect(decide({ ...traits, type: 'Nurse' }, rules(open)).profile).not.toBe(one)
  })
})

describe('time', () => {
  const now = Date.UTC(2026, 2, 10, 9, 0, 0)
  const minute = 60_000

  test('APT-CFG-08 APT-CFG-09 APT-GEN-02 embargo to the millisecond, never the past', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 5000 }),
        fc.integer({ min: -5000 * minute, max: 9000 * minute }),
        (embargoMinutes, ahead) => {
          expect(isInTime(now + ahead, { embargoMinutes }, now)).toBe(ahead > 0 && ahead >= embargoMinutes * minute)
        },
      ),
    )
  })

  test('APT-CFG-08 the window ends with a day in London, also where the clocks change', () => {
    const at = (text: string) => Date.parse(text)
    const saturday = at(londonInstant('2026-03-28', '12:00:00'))
    const last = at(londonInstant('2026-03-29', '23:59:00'))
    const next = at(londonInstant('2026-03-30', '00:00:00'))
    expect(isInTime(last, { embargoMinutes: 0, windowDays: 1 }, saturday)).toBe(true)
    expect(isInTime(next, { embargoMinutes: 0, windowDays: 1 }, saturday)).toBe(false)
    expect(londonDay(next)).toBe(addDays('2026-03-28', 2))
  })
})

describe('adjacency', () => {
  const start = Date.UTC(2026, 2, 10, 9)
  /** Slots that follow one another, of lengths in minutes. */
  const run = (lengths: readonly number[]): BookableSlot[] => {
    let at = start
    return lengths.map(length => {
      const starts = at
      at += length * 60_000
      return { schedule: 's', channel: 'In-person', type: 'GP', starts, ends: at }
    })
  }
  const lengths = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 })

  test('APT-BOOK-10 slots that follow one another are adjacent, in whatever order they come', () => {
    fc.assert(
      fc.property(
        lengths.chain(all => fc.shuffledSubarray(run(all), { minLength: all.length })),
        slots => {
          expect(notAdjacent(slots)).toBeUndefined()
        },
      ),
    )
  })

  test('APT-BOOK-10 one left out in the middle, one twice, one moved: not adjacent', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 3, maxLength: 8 }),
        fc.nat(),
        fc.integer({ min: 1, max: 30 }),
        (all, which, shift) => {
          const slots = run(all)
          const middle = 1 + (which % (slots.length - 2))
          expect(notAdjacent(slots.filter((_, n) => n !== middle))).toBeDefined()
          expect(notAdjacent([...slots, ...slots.slice(middle, middle + 1)])).toBeDefined()
          const moved = slots.map((one, n) =>
            n < middle ? one : { ...one, starts: one.starts + shift * 1000, ends: one.ends + shift * 1000 },
          )
          expect(notAdjacent(moved)).toBeDefined()
        },
      ),
    )
  })

  test('APT-BOOK-10 another schedule, channel or type: not adjacent', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 2, maxLength: 8 }),
        fc.nat(),
        fc.constantFrom({ schedule: 'other' }, { channel: 'Video' as const }, { type: 'other' }),
        (all, which, other) => {
          const slots = run(all)
          expect(
            notAdjacent(slots.map((one, n) => (n === which % slots.length ? { ...one, ...other } : one))),
          ).toBeDefined()
        },
      ),
    )
  })
})
