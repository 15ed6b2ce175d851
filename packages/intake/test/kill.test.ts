import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sampleDay } from '@gpc/synth'
import { expect, test } from 'vitest'
import { freshDatabase } from '../../store/test/database.ts'
import { writeEmis } from '../../synth/src/emis/index.ts'
import { importDelivery, openPractice, patients, practice, temporaryFolder, visible } from './practice.ts'

const script = fileURLToPath(new URL('./import-process.ts', import.meta.url))

/** Starts an import and kills it with SIGKILL as soon as it says that it has come to a step (or lets it end). */
function importUntil(url: string, folder: string, step: string): Promise<number | null> {
  const child: ChildProcess = spawn(process.execPath, [script, url, folder, practice.ods, practice.name], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    if (text.split('\n').includes(step)) child.kill('SIGKILL')
  })
  return new Promise(resolve => child.once('exit', resolve))
}

test('killed at any step, an import leaves everything as it was, and can be run again', async () => {
  const { path, remove } = await temporaryFolder()
  const url = await freshDatabase()
  const store = await openPractice(url)
  const write = async (name: string, count: number) => {
    await writeEmis(practice, patients(count), join(path, name), { today: sampleDay })
    return join(path, name)
  }
  await importDelivery(store, await write('before', 20))
  const before = await visible(store)
  const delivery = await write('after', 120)
  for (const step of ['reading', 'merging', 'rendering']) {
    expect(await importUntil(url, delivery, step)).toBeNull()
    expect(await visible(store)).toBe(before)
  }
  expect(await importUntil(url, delivery, 'never')).toBe(0)
  const other = await openPractice()
  await importDelivery(other, delivery)
  const renderings = (text: string) => text.split('\n').slice(0, 5).join('\n')
  expect(renderings(await visible(store))).toBe(renderings(await visible(other)))
  await other.close()
  await store.close()
  await remove()
}, 60_000)
