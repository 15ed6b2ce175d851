import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isSnomedId } from './snomed.ts'

test('takes real concept and dm+d ids', () => {
  for (const id of ['44054006', '91936005', '716186003', '325278007', '39732311000001104', '999000011000001104']) {
    expect(isSnomedId(id), id).toBe(true)
  }
})

test('refuses what is too long, too short or fails the check digit', () => {
  for (const id of ['29993973518322896898', '39217345555177672708', '44054007', '44054', '', '044054006', '4405400x']) {
    expect(isSnomedId(id), id).toBe(false)
  }
})

test('one changed digit is always found', () => {
  const changed = fc.tuple(fc.constantFrom('44054006', '39732311000001104'), fc.nat(), fc.integer({ min: 1, max: 9 }))
  fc.assert(
    fc.property(changed, ([id, place, by]) => {
      const at = place % id.length
      const other = `${id.slice(0, at)}${(Number(id[at]) + by) % 10}${id.slice(at + 1)}`
      return !isSnomedId(other)
    }),
  )
})
