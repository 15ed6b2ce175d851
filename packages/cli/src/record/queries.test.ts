import { structuredParameters } from '@gpc/client'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { areaNames, queries } from './queries.ts'

const all = new Set(areaNames)

test('STR-OP-20, STR-IMM-20 everything comes in two requests, vaccinations that were not given included', () => {
  expect(queries(all, undefined).map(one => [...one.asked])).toEqual([
    ['allergies', 'medication', 'investigations', 'immunisations', 'uncategorised', 'referrals', 'diary'],
    ['problems', 'consultations'],
  ])
  expect(queries(all, undefined)[0].request.immunisations).toEqual({ notGiven: true })
})

test('one request where one Bundle is wanted', () => {
  expect(queries(all, undefined, true)).toHaveLength(1)
})

test('STR-PAR-23 whatever is asked for may be sent, and each area is asked for once', () => {
  fc.assert(
    fc.property(
      fc.subarray([...areaNames], { minLength: 1 }),
      fc.option(fc.constant('2024-01-31'), { nil: undefined }),
      (names, from) => {
        const found = queries(new Set(names), from)
        for (const { request } of found) expect(() => structuredParameters('9990000018', request)).not.toThrow()
        expect(found.flatMap(one => [...one.asked]).toSorted()).toEqual(names.toSorted())
      },
    ),
  )
})
