/** Answers of real providers, taken: every entry comes out again in the own record. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { planTake, readRecord, takenAreas } from '@gpc/client'
import { fromBlock, layOutRecord, renderDirectory, renderRecord } from '@gpc/clinical'
import type { Bundle } from '@gpc/fhir'
import { type SourceRow, taken, takenDelivery } from '@gpc/systems'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

const folder = new URL('../../../../shared/data/provider-responses/', import.meta.url)
const files = existsSync(folder) ? readdirSync(folder).filter(one => one.endsWith('.json')) : []
const bundleSchema = z.looseObject({
  resourceType: z.literal('Bundle'),
  type: z.string(),
  entry: z.array(z.looseObject({ resource: z.looseObject({ resourceType: z.string() }) })),
})
const entries = z.array(z.looseObject({ resource: z.looseObject({ resourceType: z.string() }) }))

describe.skipIf(files.length === 0)('answers of real providers', () => {
  test.each(files)('MIG-STR-13, STR-COM-02 every entry of %s that is taken is in the record afterwards', async file => {
    const theirs = readRecord(bundleSchema.parse(JSON.parse(readFileSync(new URL(file, folder), 'utf8'))), 't')
    const nothing = readRecord({ resourceType: 'Bundle', type: 'collection' }, '')
    const { take, unusable } = planTake({
      theirs,
      ours: nothing,
      from: 'A82038',
      areas: new Set(takenAreas),
      taken: new Map(),
    })
    expect(unusable).toEqual([])
    const rows: SourceRow[] = []
    const about = {
      nhsNumber: '9990000018',
      from: { ods: 'A82038', name: 'Old' },
      at: '2026-11-23T10:00:00Z',
      by: 'Who',
    }
    for await (const items of takenDelivery(take.map(one => ({ ...one, ...about }))).items(() => {})) {
      for (const item of items) if (item.kind === 'upsert') rows.push(item.row)
    }
    expect(new Set(rows.map(one => one.key)).size).toBe(take.length)
    const record = taken.assemble({ owner: 'x', table: () => rows }, () => [], 'A99003')
    expect(record.unreadable).toEqual([])
    const staff = new Set(record.staff?.map(one => one.key))
    const context = { ods: 'A99003', today: '2026-11-23', hasStaff: (_: string, key: string) => staff.has(key) }
    const parts = layOutRecord(renderRecord(record, context, 'Patient/p'))
    const people = renderDirectory(
      { staff: record.staff ?? [], organisations: record.organisations ?? [], sites: [] },
      context,
    )
    expect(people.length).toBeGreaterThan(0)
    const resources = parts
      .filter(one => one.part !== 'ended-allergies')
      .flatMap(({ stored }) => entries.parse(JSON.parse(`[${fromBlock(stored.body).toString()}]`)))
    const bundle: Bundle = { resourceType: 'Bundle', type: 'collection', entry: resources }
    const { areas } = readRecord(bundle, 't')
    const count = (name: 'problems' | 'immunisations' | 'referrals' | 'diary' | 'investigations' | 'uncategorised') =>
      areas[name].linked.length
    for (const name of ['problems', 'immunisations', 'referrals', 'diary', 'investigations'] as const) {
      expect(count(name), name).toBe(theirs.areas[name].items.length)
    }
    expect(areas.uncategorised.linked.length).toBe(theirs.areas.uncategorised.items.length)
    expect(areas.allergies.linked.length).toBe(theirs.areas.allergies.items.length)
    expect(areas.medications.linked.length).toBeGreaterThanOrEqual(theirs.areas.medications.items.length)
    const words = JSON.stringify(resources)
    for (const one of take)
      if (one.area !== 'investigations') expect(words, one.title).toContain(JSON.stringify(one.title).slice(1, -1))
  })
})
