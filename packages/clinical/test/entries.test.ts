/** What must be true of any record, of observations, vaccinations, reports, referrals and diary entries. */
import { logicalId } from '@gpc/fhir'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { joinBloodPressures } from '../src/rules/blood-pressure.ts'
import { areasOf, hospital as context, entries } from './entries-arbitrary.ts'
import { parsed, referencesIn } from './sample.ts'

test('STR-OP-16 every reference out of a group is named, and leads to a resource of its type', () => {
  fc.assert(
    fc.property(entries, record => {
      for (const { groups } of areasOf(record)) {
        for (const { entry, resources } of groups) {
          const own = new Set(resources.map(({ ref }) => ref))
          expect(own.has(entry)).toBe(true)
          for (const { ref, json, refs } of resources) {
            const resource = parsed(json)
            expect(`${resource.resourceType}/${resource.id}`).toBe(ref)
            const out = referencesIn(resource).filter(one => !own.has(one))
            expect(new Set(refs)).toEqual(new Set(out))
          }
        }
      }
    }),
  )
})

test('STR-ERR-09 STR-ERR-10 what is confidential leaves no trace but the warning, and all of it is there when everything is asked for', () => {
  fc.assert(
    fc.property(entries, record => {
      const areas = areasOf(record)
      const text = areas
        .flatMap(({ groups }) => groups.flatMap(({ resources }) => resources.map(one => one.json)))
        .join()
      for (const { source, key } of areas.flatMap(({ withheld, leftOut = [] }) => [...withheld, ...leftOut])) {
        expect(text.includes(logicalId('A81001', source, key))).toBe(false)
      }
      const everything = areasOf(record, { ...context, everything: true })
      expect(everything.flatMap(({ withheld }) => withheld)).toEqual([])
    }),
  )
})

test('STR-LIST-06 every entry is in its area once, withheld, or left out with a reason', () => {
  fc.assert(
    fc.property(entries, record => {
      const { observations } = joinBloodPressures(record.observations)
      const count = [observations, record.immunisations, record.investigations, record.referrals, record.diary].flat()
      const found = areasOf(record).flatMap(({ groups, withheld, leftOut = [] }) => [
        ...groups.map(({ entry }) => entry.slice(entry.indexOf('/') + 1)),
        ...[...withheld, ...leftOut].map(({ source, key }) => logicalId('A81001', source, key)),
      ])
      for (const { source, key } of count) {
        expect(found.filter(id => id === logicalId('A81001', source, key))).toHaveLength(1)
      }
    }),
  )
})
