import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Store } from '@gpc/store'
import { sampleDay } from '@gpc/synth'
import { gp2gp, ImportRefused } from '@gpc/systems'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeEmis } from '../../synth/src/emis/index.ts'
import { runImport } from '../src/index.ts'
import { importDelivery, openPractice, patients, practice, systems, temporaryFolder, visible } from './practice.ts'

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

const example = new URL('../../systems/src/gp2gp/fixtures/worked-example.xml', import.meta.url)

/** Takes the worked example of the reference for a patient. */
async function take(nhsNumber: string, whoIs?: (number: string) => Promise<Record<string, string> | undefined>) {
  const path = join(folder, `${nhsNumber}.xml`)
  await writeFile(path, (await readFile(example, 'utf8')).replaceAll('9990101043', nhsNumber))
  return runImport(store, {
    practice,
    system: 'gp2gp',
    delivery: await gp2gp.open(path, { ods: practice.ods, options: new Map() }),
    systems,
    patientsMustBeKnown: true,
    ...(whoIs === undefined ? {} : { whoIs }),
  })
}

const numbers = async () =>
  (await store.pool.query('SELECT nhs_number AS n, count(*)::int AS patients FROM patient GROUP BY 1 ORDER BY 1')).rows
const plans = async (nhsNumber: string) =>
  (
    await store.pool.query(
      "SELECT entries FROM record_area a JOIN patient p ON p.id = a.patient WHERE p.nhs_number = $1 AND a.area = 'medications'",
      [nhsNumber],
    )
  ).rows[0]?.entries.split('MedicationStatement/').length - 1

const writeExtract = async (count: number) => {
  const path = join(folder, 'emis')
  await mkdir(path, { recursive: true })
  await writeEmis(practice, patients(count), path, { today: sampleDay })
  return path
}

test("an extract of a patient whom the practice has goes beside the practice's own entries; the same again changes nothing", async () => {
  await importDelivery(store, await writeExtract(5))
  const before = await numbers()
  const nhsNumber = before[2].n
  const own = await plans(nhsNumber)
  await take(nhsNumber)
  expect(await numbers()).toEqual(before)
  expect(await plans(nhsNumber)).toBe(own + 1)
  const state = await visible(store)
  expect(await take(nhsNumber)).toMatchObject({ inserted: 0, updated: 0, deleted: 0 })
  expect(await visible(store)).toBe(state)
})

test('an extract that comes before its patient is theirs as soon as they come', async () => {
  const [first] = patients(1)
  const nhsNumber = first?.nhsNumber ?? ''
  await take(nhsNumber, async number => ({
    nhsNumber: number,
    family: 'At',
    given: 'Pds',
    gender: 'female',
    birthDate: '1970-01-02',
  }))
  expect(await numbers()).toEqual([{ n: nhsNumber, patients: 1 }])
  await importDelivery(store, await writeExtract(1))
  expect(await numbers()).toEqual([{ n: nhsNumber, patients: 1 }])
  const family = (await store.pool.query('SELECT family FROM patient')).rows[0].family
  expect(family).toBe(first?.family)
  expect(await plans(nhsNumber)).toBeGreaterThan(0)
})

test('an extract of somebody whom nobody knows is refused, and nothing is kept of it', async () => {
  const before = await visible(store)
  await expect(take('9990101043')).rejects.toThrow(ImportRefused)
  expect(await visible(store)).toBe(before)
})
