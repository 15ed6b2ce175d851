import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore, readAudit } from '@gpc/store'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase } from '../../store/test/database.ts'
import { copyFiles } from './importing.ts'
import { runLoad } from './load/load.ts'
import type { LoadPlan } from './load/plan.ts'
import { type NativeFiles, writeLong } from './native.ts'
import { type ServedRecords, serveRecords } from './records.ts'

let folder: string
let database: string
let native: NativeFiles
let served: ServedRecords

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gpc-bench-test-'))
  database = await freshDatabase()
  native = await writeLong('emis', join(folder, 'native'), 2, 'medicines')
  served = await serveRecords(database, native, folder, 'medicines')
})

afterAll(async () => {
  await served.stop()
  await rm(folder, { recursive: true, force: true })
})

const plan = (kind: LoadPlan['kind'], more: Partial<LoadPlan> = {}): LoadPlan => ({
  kind,
  gzip: false,
  connections: 2,
  seconds: 0.3,
  warmUp: 0,
  port: served.port,
  practice: served.practice,
  patients: served.patients.map(one => ({ ...one, ...(kind === 'medicines' ? {} : { bytes: undefined }) })),
  ...more,
})

test('long records arrive whole: about 500 resources each, imported, counted and on disk', () => {
  expect(served.patients).toHaveLength(2)
  for (const { resources, bytes } of served.patients) {
    expect(resources).toBeGreaterThan(400)
    expect(bytes).toBeGreaterThan(300_000)
  }
  expect(served.imported.patients).toBe(2)
  expect(served.disk).toBeGreaterThan(100_000)
})

test.each([
  ['medicines', false],
  ['medicines', true],
  ['find', false],
  ['read', false],
] as const)('%s requests (gzip: %s) are answered, checked, and each leaves an audit row', async (kind, gzip) => {
  const store = await openStore(database, 1)
  const rows = async () => Number((await readAudit(store, { practice: served.practice.ods, most: 1 }))[0]?.seq ?? 0)
  const before = await rows()
  const result = await runLoad(plan(kind, { gzip }))
  expect(result.requests).toBeGreaterThan(0)
  expect(result.rate).toBeCloseTo(result.requests / 0.3)
  expect(result.p50).toBeLessThanOrEqual(result.p99)
  expect((await rows()) - before).toBe(result.sent)
  await store.close()
})

test('an answer that is wrong ends the run: no figure hides a failure', async () => {
  const longer = served.patients.map(one => ({ ...one, bytes: one.bytes + 1 }))
  await expect(runLoad(plan('medicines', { patients: longer }))).rejects.toThrow(/bytes, not/)
  const nobody = [{ nhsNumber: '9990000018', id: 'nobody' }]
  await expect(runLoad(plan('read', { patients: nobody }))).rejects.toThrow(/status 404/)
})

test('the yardstick of an import copies each line of the same files', async () => {
  const copied = await copyFiles(database, native)
  expect(copied.bytes).toBeGreaterThan(100_000)
  expect(copied.lines).toBeGreaterThanOrEqual(served.imported.rows)
})
