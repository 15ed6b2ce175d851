/** The worked example as tests change it. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { practice } from '../shared/testing.ts'
import { tpp } from './index.ts'

export const example = join(import.meta.dirname, 'fixtures', 'worked-example')
const folders: string[] = []

/** Removes the copies that were made. */
export async function clean(): Promise<void> {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
}

/** A copy of the worked example in which files are changed, added or (undefined) taken away. */
export async function changed(
  changes: Record<string, (text: string) => string | Uint8Array | undefined> = {},
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tpp-'))
  folders.push(folder)
  await cp(example, folder, { recursive: true })
  for (const [name, change] of Object.entries(changes)) {
    const file = join(folder, `${name}.csv`)
    const content = change((await readFile(file, 'latin1').catch(() => '')).replaceAll(/\r?\n/g, '\r\n'))
    if (content === undefined) await rm(file)
    else await writeFile(file, content, typeof content === 'string' ? 'latin1' : null)
  }
  return folder
}

/** A change of every such text in a file, which must be there. */
export const replace = (from: string, to: string) => (text: string) => {
  if (!text.includes(from)) throw new Error(`There is no ${from}.`)
  return text.replaceAll(from, to)
}

export const load = (folder: string, options: Record<string, string> = {}) =>
  practice(tpp, 'X99002').load(folder, { options: new Map(Object.entries(options)) })

export const recordOf = async (folder: string, options: Record<string, string> = {}) => {
  const { records } = await load(folder, options)
  const record = records.get('5001')
  if (record === undefined) throw new Error('no record')
  return record
}

/** The first line of a file. */
export const header = (text: string) => text.slice(0, text.indexOf('\n') + 1)
