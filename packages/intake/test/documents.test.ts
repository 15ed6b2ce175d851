import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Store } from '@gpc/store'
import { sampleDay } from '@gpc/synth'
import { documents } from '@gpc/systems'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeEmis } from '../../synth/src/emis/index.ts'
import { importDelivery, openPractice, patients, practice, temporaryFolder } from './practice.ts'

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

const [someone] = patients(1)
const number = someone?.nhsNumber ?? ''
const give = (lines: readonly string[]) =>
  writeFile(join(folder, 'documents.csv'), ['DocumentId,NhsNumber,File,Confidential', ...lines].join('\n'))
const hand = (mode?: 'bulk' | 'delta') => importDelivery(store, folder, mode, documents)
const registered = async () => {
  const path = join(folder, 'emis')
  await writeEmis(practice, patients(3), path, { today: sampleDay })
  return importDelivery(store, path)
}
const served = async () =>
  (
    await store.pool.query(
      'SELECT a.key, s.confidential FROM served_document s JOIN attachment a USING (practice, id) JOIN patient p ON p.id = s.patient ORDER BY 1',
    )
  ).rows

test('documents of somebody whom the practice doesn’t have wait, listed, and are served as soon as they come', async () => {
  await give([`d1,${number},a.txt,`, `d2,${number},a.txt,true`])
  await writeFile(join(folder, 'a.txt'), 'a')
  expect(await hand()).toMatchObject({ waiting: 1, rejected: 0 })
  expect(await served()).toEqual([])
  expect((await store.pool.query('SELECT count(*)::int AS n FROM reject')).rows[0].n).toBe(2)
  await registered()
  expect(await served()).toEqual([
    { key: 'd1', confidential: false },
    { key: 'd2', confidential: true },
  ])
  expect((await store.pool.query('SELECT count(*)::int AS n FROM reject')).rows[0].n).toBe(0)
})

test('the same again renders nobody; other bytes render their patient; a bulk takes away what it doesn’t name', async () => {
  await registered()
  await give([`d1,${number},a.txt,`, `d2,${number},b.txt,`])
  await writeFile(join(folder, 'a.txt'), 'a')
  await writeFile(join(folder, 'b.txt'), 'b')
  expect(await hand()).toMatchObject({ patients: 1 })
  expect(await hand()).toMatchObject({ patients: 0, unchanged: 2 })
  await writeFile(join(folder, 'a.txt'), 'another')
  expect(await hand()).toMatchObject({ patients: 1 })
  await give([`d2,${number},b.txt,`])
  expect(await hand()).toMatchObject({ patients: 0 })
  expect(await served()).toHaveLength(2)
  expect(await hand('bulk')).toMatchObject({ patients: 1, deleted: 1 })
  expect((await served()).map(one => one.key)).toEqual(['d2'])
  expect((await store.pool.query('SELECT count(*)::int AS n FROM attachment_chunk')).rows[0].n).toBe(1)
})
