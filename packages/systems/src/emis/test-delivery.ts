/** For tests: deliveries made of the worked example with changes, and the rows of one table. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OpenOptions } from '../contract.ts'
import { practice } from '../shared/testing.ts'
import { emisTables } from './columns.ts'
import { emis } from './index.ts'

export const example = join(import.meta.dirname, 'fixtures', 'worked-example')
export const patient = 'E0000005-0000-4000-8000-000000000005'

type Change = (text: string) => string | Uint8Array | undefined

const folders: string[] = []

export async function removeFolders(): Promise<void> {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
}

export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'emis-'))
  folders.push(folder)
  return folder
}

export const fileName = (table: string, ids = '291', stamp = '20260113020000'): string =>
  `${ids}_${table}_${stamp}_11111111-2222-4333-8444-555555555555.csv`

/** The worked example with CRLF, in which tables are changed, or (undefined) taken away. */
export async function changed(changes: Record<string, Change> = {}): Promise<string> {
  const folder = await emptyFolder()
  await cp(example, folder, { recursive: true })
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const text = (await readFile(path, 'utf8')).replaceAll('\n', '\r\n')
    const change = Object.entries(changes).find(([table]) => name === fileName(table))?.[1]
    const content = change === undefined ? text : change(text)
    if (content === undefined) await rm(path)
    else await writeFile(path, content)
  }
  return folder
}

export function replaced(...pairs: readonly (readonly [string, string])[]): (text: string) => string {
  return text =>
    pairs.reduce((all, [from, to]) => {
      if (!all.includes(from)) throw new Error(`The text has no ${from}.`)
      return all.replaceAll(from, to)
    }, text)
}

/** A table as the extract writes it; columns that aren't given are empty. */
export function tableText(
  table: string,
  rows: readonly Readonly<Record<string, string>>[],
  leaveOut: readonly string[] = [],
) {
  const columns = emisTables.find(one => one.name === table)?.columns.map(one => one.name) ?? []
  const kept = columns.filter(name => !leaveOut.includes(name))
  const line = (values: readonly string[]) => `${values.map(value => `"${value.replaceAll('"', '""')}"`).join(',')}\r\n`
  return line(kept) + rows.map(row => line(kept.map(name => row[name] ?? ''))).join('')
}

/** An extract of the tables given, all others empty, into a folder. */
export async function extract(
  folder: string,
  tables: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>,
  ids = '292',
): Promise<string> {
  for (const { name } of emisTables) {
    await writeFile(join(folder, fileName(name, ids)), tableText(name, tables[name] ?? []))
  }
  return folder
}

export const load = (folder: string, options: Partial<Omit<OpenOptions, 'ods'>> = {}) =>
  practice(emis, 'X99001').load(folder, options)

export const inMemory = () => practice(emis, 'X99001')
