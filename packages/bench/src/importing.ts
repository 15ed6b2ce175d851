/** Imports that are measured, and their yardstick. */
import { openStore, savePractice } from '@gpc/store'
import { z } from 'zod'
import { askOnce } from './children.ts'
import type { NativeFiles } from './native.ts'
import { usage } from './usage.ts'

const imported = usage.extend({
  rows: z.number(),
  inserted: z.number(),
  rejected: z.number(),
  patients: z.number(),
  entries: z.number(),
  unreadable: z.number(),
  waiting: z.number(),
  seconds: z.number(),
})

export type Imported = z.infer<typeof imported>

const copied = z.object({ lines: z.number(), bytes: z.number(), seconds: z.number() })

export type Copied = z.infer<typeof copied>

/** Imports files in a process of its own into a practice that is new. @throws Error if anything of them couldn't be read */
export async function importFiles(database: string, native: NativeFiles): Promise<Imported> {
  const { system, practice, folder } = native
  const store = await openStore(database)
  await savePractice(store, { ...practice, system, asid: practiceAsid, partyKey: `${practice.ods}-990001` })
  await store.close()
  const message = { database, system, practice: { ods: practice.ods, name: practice.name }, folder }
  const found = await askOnce('import-process.ts', message, imported)
  const { patients, rejected, unreadable, waiting } = found
  if (patients !== native.patients || rejected + unreadable + waiting > 0) {
    throw new Error(
      `Of ${native.patients} invented patients ${patients} arrived; ${rejected} rows were rejected, ${unreadable} unreadable, ${waiting} patients wait.`,
    )
  }
  return found
}

/** ASID of the practice that is measured. */
export const practiceAsid = '918999000002'

/** Copies the same files' lines into one table, in a process of its own. */
export function copyFiles(database: string, { files }: NativeFiles): Promise<Copied> {
  return askOnce('copy-process.ts', { database, files }, copied)
}
