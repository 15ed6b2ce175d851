/** Reading back: all rows of each patient, patient by patient, by a cursor, so that memory stays flat. */
import type pg from 'pg'
import type { SourceTables } from './tables.ts'

export interface OwnerRow {
  readonly tbl: number
  readonly key: string
  readonly columns: Record<string, string>
  readonly file: number
  readonly line: number
}

export interface OwnerRows {
  readonly owner: string
  readonly rows: readonly OwnerRow[]
}

const batchRows = 5000
/** A batch ends early when its cells reach so many characters: GP2GP messages are large. */
type Raw = [owner: string, tbl: number, key: string, cells: string, file: number, line: number]

/**
 * Batches of patients with all their rows; the patients of `affected`, or everyone. A patient whose last row has gone comes with none.
 * The next batch is fetched while this one is worked on.
 */
export async function* readOwners(
  client: pg.PoolClient,
  tables: SourceTables,
  practice: string,
  everyone: boolean,
): AsyncGenerator<readonly OwnerRows[]> {
  const from = everyone
    ? `SELECT owner, tbl, key, cells, file, line FROM source_row WHERE practice = $1 AND owner <> '' AND NOT shared`
    : `SELECT a.owner, r.tbl, r.key, r.cells, r.file, r.line FROM affected a
       JOIN source_row r ON r.practice = $1 AND r.owner = a.owner AND NOT r.shared`
  await client.query('ANALYZE affected')
  await client.query(`DECLARE owners NO SCROLL CURSOR FOR ${from} ORDER BY owner, tbl, key`, [practice])
  const next = (rows: number) => client.query<Raw>({ text: `FETCH ${rows} FROM owners`, rowMode: 'array' })
  let size = 50
  let pending = next(size)
  let current: { owner: string; rows: OwnerRow[] } | undefined
  for (;;) {
    const { rows } = await pending
    if (rows.length === 0) break
    const characters = rows.reduce((sum, [, , , cells]) => sum + cells.length, 0)
    size = Math.max(1, Math.min(batchRows, Math.floor((1 << 20) / (characters / rows.length))))
    pending = next(size)
    const complete: OwnerRows[] = []
    for (const [owner, tbl, key, cells, file, line] of rows) {
      if (current?.owner !== owner) {
        if (current !== undefined) complete.push(current)
        current = { owner, rows: [] }
      }
      current.rows.push({ tbl, key, columns: tables.unpack(tbl, cells), file, line })
    }
    if (complete.length > 0) yield complete
  }
  if (current !== undefined) yield [current]
  await client.query('CLOSE owners')
}
