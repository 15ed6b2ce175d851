/** What must be true of every record as a whole, however its entries are linked. */
import { checkResource, fromXml, logicalId, toXml } from '@gpc/fhir'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ClinicalEntries, type RenderContext, type RenderedArea, renderRecord } from '../src/index.ts'
import { records } from './record-arbitrary.ts'
import { parsed, patientRef, context as practice, referencesIn } from './sample.ts'

const context: RenderContext = {
  ...practice,
  hasSite: (_source, key) => key === 'main',
  organisation: (_source, key) => (key === 'hospital' ? 'Organization/hospital' : undefined),
  attachment: key => (key === 'file' ? { id: 'b', contentType: 'image/tiff', size: 12 } : undefined),
}
const render = (record: ClinicalEntries, under = context) => renderRecord(record, under, patientRef)
const groupsOf = (areas: readonly RenderedArea[]) => areas.flatMap(({ groups }) => groups)
const resourcesOf = (areas: readonly RenderedArea[]) => [
  ...groupsOf(areas).flatMap(({ resources }) => resources),
  ...areas.flatMap(({ shared }) => shared),
]
const administrative = /^(Practitioner|Organization|Location)\//
const runs = { numRuns: 60 }

test('STR-OP-16 every reference leads to a resource of the record, of people or of places, and is named where it must be', () => {
  fc.assert(
    fc.property(records, record => {
      const areas = render(record)
      const known = new Set(resourcesOf(areas).map(({ ref }) => ref))
      for (const { area, groups } of areas) {
        for (const { resources, links = [], problems = [] } of groups) {
          const own = new Set(resources.map(({ ref }) => ref))
          for (const ref of [...links, ...problems]) expect(known).toContain(ref)
          for (const { json, refs } of resources) {
            const out = referencesIn(parsed(json)).filter(ref => !own.has(ref))
            for (const ref of out) expect(administrative.test(ref) || known.has(ref), ref).toBe(true)
            const held = area === 'consultations' || area === 'problems' ? [...links, ...problems] : []
            const named = new Set([...refs, ...held])
            expect(out.filter(ref => !named.has(ref))).toEqual([])
          }
        }
      }
    }),
    runs,
  )
})

test('STR-ERR-09 STR-ERR-10 STR-PRB-18 STR-CON-22 nothing that is withheld is named, and a migration of everything withholds nothing', () => {
  fc.assert(
    fc.property(records, record => {
      const areas = render(record)
      const text = JSON.stringify(areas.map(({ groups, shared }) => [groups, shared]))
      for (const { source, key } of areas.flatMap(({ withheld, leftOut = [] }) => [...withheld, ...leftOut])) {
        expect(text.includes(logicalId('A81001', source, key)), key).toBe(false)
      }
      const everything = render(record, { ...context, everything: true })
      expect(everything.flatMap(({ withheld }) => withheld)).toEqual([])
      expect(groupsOf(everything).flatMap(({ withheld = [] }) => withheld)).toEqual([])
    }),
    runs,
  )
})

test('STR-COM-07 consultations, problems and documents are each sent once, withheld or left out; all resources are sound', () => {
  fc.assert(
    fc.property(records, record => {
      const areas = render(record)
      for (const name of ['consultations', 'problems', 'documents'] as const) {
        const area = areas.find(one => one.area === name)
        const sent = area?.groups.map(({ entry }) => entry.slice(entry.indexOf('/') + 1)) ?? []
        const kept = [...(area?.withheld ?? []), ...(area?.leftOut ?? [])]
        expect([...sent, ...kept.map(({ source, key }) => logicalId('A81001', source, key))].toSorted()).toEqual(
          record[name].map(({ source, key }) => logicalId('A81001', source, key)).toSorted(),
        )
        for (const { json } of area?.groups.flatMap(({ resources }) => resources) ?? []) {
          const resource = parsed(json)
          expect(checkResource(resource, resource.resourceType)).toEqual([])
          expect(JSON.stringify(fromXml(toXml(json)))).toBe(JSON.stringify(resource))
        }
      }
    }),
    runs,
  )
})

test('STR-CON-05 STR-CON-09 no list of a consultation is empty or mixes lists with items', () => {
  fc.assert(
    fc.property(records, record => {
      const lists = resourcesOf(render(record)).filter(({ structure }) => structure === true)
      for (const { json } of lists) {
        const { entry } = parsed(json)
        expect(entry.length).toBeGreaterThan(0)
        const inner = entry.filter(({ item }: { item: { reference: string } }) => /^List\/[^#]+$/.test(item.reference))
        expect([0, entry.length]).toContain(inner.length)
      }
    }),
    runs,
  )
})
