import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beginImport, ImportBusy, type Store } from '@gpc/store'
import { sampleDay } from '@gpc/synth'
import { ImportRefused } from '@gpc/systems'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeEmis } from '../../synth/src/emis/index.ts'
import { importDelivery, openPractice, patients, practice, temporaryFolder, visible } from './practice.ts'

let store: Store
let folder: string
let remove: () => Promise<void>
beforeEach(async () => {
  store = await openPractice()
  ;({ path: folder, remove } = await temporaryFolder())
})
afterEach(async () => {
  await store.close()
  await remove()
})

const write = async (name: string, count: number, from = 1) => {
  await writeEmis(practice, patients(count, from), join(folder, name), { today: sampleDay })
  return join(folder, name)
}
const fileOf = async (delivery: string, table: string) => {
  const name = (await readdir(delivery)).find(one => one.includes(`_${table}_`))
  if (name === undefined) throw new Error(`no ${table}`)
  return join(delivery, name)
}
/** Changes a table's rows (the header stays). */
const edit = async (delivery: string, table: string, change: (rows: string[]) => string[]) => {
  const path = await fileOf(delivery, table)
  const [header = '', ...rows] = (await readFile(path, 'utf8')).trimEnd().split('\r\n')
  await writeFile(path, [header, ...change(rows)].join('\r\n').concat('\r\n'))
}
const deleted = (row: string): string => row.replace(/"false","(\d+)"$/, '"true","$1"')

test('every entry that goes in is stored, and the same delivery again changes nothing', async () => {
  const delivery = await write('a', 30)
  const first = await importDelivery(store, delivery)
  expect(first).toMatchObject({ rejected: 0, unreadable: 0, waiting: 0, patients: 30 })
  expect(first.entries).toBeGreaterThan(100)
  const before = await visible(store)
  const second = await importDelivery(store, delivery)
  expect(second).toMatchObject({ inserted: 0, updated: 0, deleted: 0, unchanged: first.inserted, patients: 0 })
  expect(await visible(store)).toBe(before)
})

test('deltas in turn end where one bulk ends: nothing is lost, nothing twice', async () => {
  await importDelivery(store, await write('first', 10))
  await importDelivery(store, await write('second', 10, 11))
  await importDelivery(store, await write('second again', 10, 11))
  const inTurn = await visible(store)
  const other = await openPractice()
  await importDelivery(other, await write('all', 20), 'bulk')
  const columns = (text: string) => text.split('\n').slice(0, 4).join('\n')
  expect(columns(inTurn)).toBe(columns(await visible(other)))
  await other.close()
})

test('a bulk takes away what it no longer names; a delta does not', async () => {
  await importDelivery(store, await write('twenty', 20))
  const ten = await write('ten', 10)
  await importDelivery(store, ten)
  expect((await store.pool.query('SELECT count(*)::int AS n FROM patient')).rows[0].n).toBe(20)
  const result = await importDelivery(store, ten, 'bulk')
  expect(result.deleted).toBeGreaterThan(10)
  expect((await store.pool.query('SELECT count(*)::int AS n FROM patient')).rows[0].n).toBe(10)
  const alone = await openPractice()
  await importDelivery(alone, ten, 'bulk')
  const renderings = (text: string) => text.split('\n').slice(0, 4).join('\n')
  expect(renderings(await visible(store))).toBe(renderings(await visible(alone)))
  await alone.close()
})

test('a row that is deleted goes, and with a deleted patient all that is theirs', async () => {
  const delivery = await write('a', 12)
  await importDelivery(store, delivery)
  const issues = async () =>
    (
      await store.pool.query(
        "SELECT count(*)::int AS n FROM source_row r JOIN source_table t ON t.id = r.tbl WHERE t.name = 'Prescribing_IssueRecord'",
      )
    ).rows[0].n
  const before = await issues()
  const delta = join(folder, 'delta')
  await cp(delivery, delta, { recursive: true })
  await edit(delta, 'Prescribing_IssueRecord', rows => rows.map(row => (rows.indexOf(row) < 5 ? deleted(row) : row)))
  expect(await importDelivery(store, delta)).toMatchObject({ deleted: 5 })
  expect(await issues()).toBe(before - 5)

  const gone = join(folder, 'gone')
  await cp(delivery, gone, { recursive: true })
  for (const table of [
    'CareRecord_Observation',
    'CareRecord_Consultation',
    'Prescribing_DrugRecord',
    'Prescribing_IssueRecord',
    'CareRecord_Problem',
  ]) {
    await edit(gone, table, () => []).catch(() => undefined)
  }
  await edit(gone, 'Admin_Patient', rows =>
    rows.slice(0, 3).map(row => row.replace(/("(?:\d{4}-\d\d-\d\d)?"),"false","(true|false)"/, '$1,"true","$2"')),
  )
  const result = await importDelivery(store, gone)
  expect(result.deleted).toBeGreaterThanOrEqual(3)
  expect((await store.pool.query('SELECT count(*)::int AS n FROM patient')).rows[0].n).toBe(9)
  const left = await store.pool.query(
    "SELECT count(*)::int AS n FROM source_row WHERE owner <> '' AND NOT shared AND owner NOT IN (SELECT owner FROM patient)",
  )
  expect(left.rows[0].n).toBe(0)
})

test('entries whose patient comes later wait, listed, and count as soon as the patient comes', async () => {
  const delivery = await write('a', 10)
  const early = join(folder, 'early')
  await cp(delivery, early, { recursive: true })
  let last = ''
  await edit(early, 'Admin_Patient', rows => {
    last = rows.at(-1) ?? ''
    return rows.slice(0, -1)
  })
  const first = await importDelivery(store, early)
  expect(first.waiting).toBe(1)
  const rejects = await store.pool.query(
    "SELECT DISTINCT split_part(reason, ' ', 1) AS why FROM reject WHERE practice = $1",
    [practice.ods],
  )
  expect(rejects.rows).toEqual([{ why: 'the' }])
  expect(last).not.toBe('')
  await importDelivery(store, delivery)
  const other = await openPractice()
  await importDelivery(other, delivery)
  const renderings = (text: string) => text.split('\n').slice(0, 5).join('\n')
  expect(renderings(await visible(store))).toBe(renderings(await visible(other)))
  await other.close()
})

test('a bad row is kept as a reject with file, line and text; the others are imported', async () => {
  const delivery = await write('a', 10)
  const lines: string[] = []
  await edit(delivery, 'Prescribing_IssueRecord', rows =>
    rows.map((row, i) => {
      if (i !== 2 && i !== 7) return row
      const bad = i === 2 ? row.replace(/"\d{4}-\d\d-\d\d"/, '"2026-02-31"') : row.slice(0, row.length / 2)
      lines.push(bad)
      return bad
    }),
  )
  const result = await importDelivery(store, delivery)
  expect(result.rejected).toBe(2)
  const found = await store.pool.query('SELECT line, col, reason, row FROM reject WHERE practice = $1 ORDER BY line', [
    practice.ods,
  ])
  expect(found.rows.map(one => [one.line, one.row])).toEqual([
    [4, lines[0]],
    [9, lines[1]],
  ])
  expect(found.rows[0].col).toBeTruthy()
})

test('a delivery that is refused changes nothing and says what to do', async () => {
  await importDelivery(store, await write('a', 5))
  const before = await visible(store)
  await expect(importDelivery(store, join(folder, 'nowhere'))).rejects.toThrow(ImportRefused)
  const wrong = await write('wrong', 5)
  await edit(wrong, 'Admin_Organisation', rows => rows.map(row => row.replaceAll(practice.ods, 'Z12345')))
  await expect(importDelivery(store, wrong)).rejects.toThrow(ImportRefused)
  expect(await visible(store)).toBe(before)
})

test('readers see the old record until all of the new one is there', async () => {
  await importDelivery(store, await write('a', 10))
  const before = await visible(store)
  const seen: string[] = []
  const delivery = await write('b', 10, 11)
  const { emis } = await import('@gpc/systems')
  const { runImport } = await import('../src/index.ts')
  const { systems } = await import('./practice.ts')
  const looks: Promise<void>[] = []
  await runImport(store, {
    practice,
    system: 'emis',
    delivery: await emis.open(delivery, { ods: practice.ods, options: new Map() }),
    systems,
    progress: () => {
      if (looks.length < 3) looks.push(visible(store).then(text => void seen.push(text)))
    },
  })
  await Promise.all(looks)
  const after = await visible(store)
  expect(after).not.toBe(before)
  expect(seen.length).toBeGreaterThan(0)
  const patientsSeen = (text: string) => text.split('\n')[0]
  for (const text of seen) expect([patientsSeen(before), patientsSeen(after)]).toContain(patientsSeen(text))
})

test('renderings of an older renderer are made again by the next import, whatever it brings', async () => {
  const delivery = await write('a', 5)
  await importDelivery(store, delivery)
  const before = await visible(store)
  await store.pool.query("UPDATE patient SET renderer = 0, body = ''")
  expect(await importDelivery(store, delivery)).toMatchObject({ inserted: 0, updated: 0, patients: 5 })
  expect(await visible(store)).toBe(before)
})

test('a second import of the same practice at the same time is told to wait', async () => {
  const session = await beginImport(store, practice.ods)
  await expect(beginImport(store, practice.ods, 50)).rejects.toThrow(ImportBusy)
  await session.rollback()
  await (await beginImport(store, practice.ods)).rollback()
})
