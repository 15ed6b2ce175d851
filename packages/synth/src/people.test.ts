import { isNhsNumber } from '@gpc/fhir'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sampleDay } from './calendar.ts'
import type { SystemName } from './model.ts'
import { testNhsNumber, testNhsNumbers } from './nhs-numbers.ts'
import { inventPatients } from './people.ts'
import { inventPractice } from './practices.ts'
import { seeded } from './random.ts'
import { entriesOf, faultsOf } from './testing.ts'

const systems: readonly SystemName[] = ['emis', 'tpp', 'vision', 'microtest']
const list = (count: number, from = 1, seed = 'a') => [
  ...inventPatients({ seed, practice: inventPractice('A99002', 'tpp'), count, from }),
]

describe('random numbers', () => {
  test('the same seed gives the same row; a fork is not changed by what the whole draws', () => {
    const [one, other] = [seeded('x'), seeded('x')]
    expect([one.next(), one.next()]).toEqual([other.next(), other.next()])
    expect(one.fork('part').next()).toBe(seeded('x').fork('part').next())
    expect(seeded('x').next()).not.toBe(seeded('y').next())
  })

  test('whole numbers lie within their bounds and reach both', () => {
    const random = seeded('bounds')
    const drawn = new Set(Array.from({ length: 500 }, () => random.int(3, 7)))
    expect([...drawn].sort()).toEqual([3, 4, 5, 6, 7])
  })
})

describe('NHS numbers', () => {
  test('each index gives a number of the test range with a right check digit, and no two the same', () => {
    const step = 7
    const numbers = Array.from({ length: Math.floor(testNhsNumbers / step) }, (_, at) => testNhsNumber(at * step))
    expect(numbers.every(one => isNhsNumber(one) && one >= '9990000000')).toBe(true)
    expect(new Set(numbers).size).toBe(numbers.length)
  })

  test('neighbours differ', () => {
    fc.assert(fc.property(fc.nat(testNhsNumbers - 2), at => testNhsNumber(at) < testNhsNumber(at + 1)))
  })

  test('beyond the last one there is an error', () => {
    expect(() => testNhsNumber(testNhsNumbers)).toThrow('test NHS numbers')
  })
})

describe('invented patients', () => {
  test('are the same each time, whatever the count and wherever one begins', () => {
    const twenty = list(20)
    expect(list(20)).toEqual(twenty)
    expect(list(3, 8)).toEqual(twenty.slice(7, 10))
    expect(list(20, 1, 'b')).not.toEqual(twenty)
  })

  test.each(systems)('keep the rules that writers rely on: %s', system => {
    const practice = inventPractice('A99999', system)
    for (const patient of inventPatients({ seed: 'rules', practice, count: 300 })) {
      expect(faultsOf(practice, patient, sampleDay)).toEqual([])
    }
  })

  test('keep the rules on any day, for any seed', () => {
    const days = fc.date({ min: new Date('2000-01-01'), max: new Date('2040-12-31'), noInvalidDate: true })
    const property = fc.property(fc.string(), days, fc.constantFrom(...systems), (seed, date, system) => {
      const today = date.toISOString().slice(0, 10)
      const practice = inventPractice('A99001', system)
      const faults = [...inventPatients({ seed, practice, count: 5, today })].flatMap(one =>
        faultsOf(practice, one, today),
      )
      expect(faults).toEqual([])
    })
    fc.assert(property, { numRuns: 60 })
  })

  test('are mostly healthy; some have long records', () => {
    const sizes = list(1500).map(one => entriesOf(one).length)
    const sorted = sizes.sort((a, b) => a - b)
    expect(sorted[750]).toBeLessThan(40)
    expect(sorted.at(-1)).toBeGreaterThan(500)
  })

  test('come as a stream: the last of many is there at once', () => {
    const [last] = inventPatients({ seed: 'a', practice: inventPractice('A99002', 'tpp'), count: 1, from: 700_000 })
    expect(last?.number).toBe(700_000)
  })

  test('names for a format in Windows-1252 have its characters only', () => {
    const beyond = /[^\u0020-\u007e\u00a0-\u00ff]/
    expect(list(2000).filter(one => beyond.test(`${one.given}${one.middle}${one.family}${one.formerFamily}`))).toEqual(
      [],
    )
  })
})
