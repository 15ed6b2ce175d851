/** What imports left to look at: their reports, rejects, and what is withheld. */
import type { Store } from '../store.ts'

export interface RejectRow {
  readonly source: string
  readonly file: string
  readonly line: number
  readonly column: string | null
  readonly reason: string
  readonly row: string
}

/** Rejects of a practice, in file order, a page at a time. */
export async function rejects(store: Store, practice: string, most: number, skip = 0): Promise<readonly RejectRow[]> {
  const found = await store.pool.query<RejectRow>(
    'SELECT source, file, line, col AS "column", reason, row FROM reject WHERE practice = $1 ORDER BY file, line, id LIMIT $2 OFFSET $3',
    [practice, most, skip],
  )
  return found.rows
}

export interface WithheldRow {
  readonly owner: string
  readonly source: string
  readonly key: string
  readonly reason: string
}

/** Entries of a practice that no API gives, with the reason. */
export async function withheldEntries(
  store: Store,
  practice: string,
  most: number,
  skip = 0,
): Promise<readonly WithheldRow[]> {
  const found = await store.pool.query<WithheldRow>(
    'SELECT owner, source, key, reason FROM withheld WHERE practice = $1 ORDER BY owner, source, key LIMIT $2 OFFSET $3',
    [practice, most, skip],
  )
  return found.rows
}

export interface ImportRow {
  readonly id: number
  readonly system: string
  readonly finished: Date
  readonly seconds: number
  readonly report: unknown
}

/** Imports of a practice, newest first. */
export async function imports(store: Store, practice: string, most: number): Promise<readonly ImportRow[]> {
  const found = await store.pool.query<ImportRow>(
    'SELECT id, system, finished, seconds, report FROM import WHERE practice = $1 ORDER BY id DESC LIMIT $2',
    [practice, most],
  )
  return found.rows
}
