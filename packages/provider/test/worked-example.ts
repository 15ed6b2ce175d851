/** The worked example of the EMIS reference with changes to its files, in a temporary folder. */
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { emis } from '@gpc/systems'
import { importFolder, type TestPractice } from './practice.ts'

const example = fileURLToPath(new URL('../../systems/src/emis/fixtures/worked-example', import.meta.url))

/** A row of a table: which one, by what its text begins with, and what of it is replaced. */
export interface Change {
  readonly table: string
  readonly row: string
  readonly from: string | RegExp
  readonly to: string
}

/** Marks an observation of the example as confidential. */
export const confidential = (row: string): Change => ({
  table: 'CareRecord_Observation',
  row,
  from: /"false","false",("\d+"\r?)$/,
  to: '"false","true",$1',
})

/** Imports the example with these changes: each must change something. */
export async function importChanged(practice: TestPractice, changes: readonly Change[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'gpc-emis-'))
  await cp(example, folder, { recursive: true })
  const names = await readdir(folder)
  for (const { table, row, from, to } of changes) {
    const path = join(folder, names.find(name => name.includes(`_${table}_`)) ?? '')
    const lines = (await readFile(path, 'utf8')).split('\n')
    const changed = lines.map(line => (line.startsWith(`"${row}"`) ? line.replace(from, to) : line))
    if (changed.join() === lines.join()) throw new Error(`${table} has no ${row} to change.`)
    await writeFile(path, changed.join('\n'))
  }
  await importFolder(practice.store, emis, folder)
  await rm(folder, { recursive: true })
}
