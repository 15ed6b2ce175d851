import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ClinicalEntries, renderRecord } from '../src/index.ts'
import { records } from './record-arbitrary.ts'
import { context, patientRef } from './sample.ts'

/** Every entry and part of an entry, marked as not to be disclosed to the patient. */
function marked<T>(value: T): T
function marked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(marked)
  if (typeof value !== 'object' || value === null) return value
  const inside = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, marked(one)]))
  return 'confidentiality' in value ? { ...inside, confidentiality: 'nopat' } : inside
}

test('MIG-STR-11 STR-COM-05 DOC-REF-08 every resource of an entry so marked has the label, lists and medicines have none', () => {
  fc.assert(
    fc.property(records, (record: ClinicalEntries) => {
      for (const { groups, shared } of renderRecord(marked(record), context, patientRef)) {
        for (const { json } of [...groups.flatMap(({ resources }) => resources), ...shared]) {
          const { resourceType, meta } = JSON.parse(json)
          const labels = (meta.security ?? []).map(({ code }: { code: string }) => code)
          const none = resourceType === 'List' || resourceType === 'Medication'
          expect(labels, json).toEqual(none ? [] : ['NOPAT'])
        }
      }
    }),
    { numRuns: 60 },
  )
})
