import fc from 'fast-check'
import { expect, test } from 'vitest'
import { latencies, mean, percentile } from './statistics.ts'

test('a percentile is one of the values, by nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1)
  expect(percentile(hundred, 0.5)).toBe(50)
  expect(percentile(hundred, 0.99)).toBe(99)
  expect(percentile(hundred, 1)).toBe(100)
  expect(percentile([7], 0.01)).toBe(7)
  expect(() => percentile([], 0.5)).toThrow(RangeError)
})

test('at least the share of all values is at or below a percentile, and less than the share is below it', () => {
  const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 })
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 100 }), (all, hundredths) => {
      const sorted = all.toSorted((a, b) => a - b)
      const found = percentile(sorted, hundredths / 100)
      expect(all.filter(one => one <= found).length).toBeGreaterThanOrEqual(Math.ceil((all.length * hundredths) / 100))
      expect(all.filter(one => one < found).length).toBeLessThan((all.length * hundredths) / 100)
    }),
  )
})

test('latencies take values in any order and leave them as they are', () => {
  const values = [30, 10, 20]
  expect(latencies(values)).toEqual({ p50: 20, p99: 30, max: 30 })
  expect(values).toEqual([30, 10, 20])
})

test('a mean of nothing is 0', () => {
  expect(mean([])).toBe(0)
  expect(mean([1, 2, 6])).toBe(3)
})
