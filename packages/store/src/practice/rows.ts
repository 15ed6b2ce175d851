/** What earlier imports left of a practice's own rows: what the reader of a delta asks for. */
import type { SourceName } from '@gpc/clinical'
import { sourceTables } from '../import/tables.ts'
import type { Store } from '../store.ts'

export interface PracticeRow {
  readonly table: string
  readonly key: string
  readonly owner: ''
  readonly shared: false
  readonly columns: Readonly<Record<string, string>>
}

/** Rows of one source table that belong to the practice itself, in key order; none if nothing of it was ever imported. */
export async function practiceRows(
  store: Store,
  practice: string,
  source: SourceName,
  table: string,
): Promise<readonly PracticeRow[]> {
  const tables = await sourceTables(store.pool)
  const id = tables.known(source, table)
  if (id === undefined) return []
  const found = await store.pool.query<{ key: string; cells: string }>(
    "SELECT key, cells FROM source_row WHERE practice = $1 AND tbl = $2 AND owner = '' AND NOT shared ORDER BY key",
    [practice, id],
  )
  return found.rows.map(({ key, cells }) => ({
    table,
    key,
    owner: '',
    shared: false,
    columns: tables.unpack(id, cells),
  }))
}

/** Rows of one source table that are one patient's, whether they wait under the NHS number or belong to the practice's patient with it. */
export async function patientRows(
  store: Store,
  practice: string,
  source: SourceName,
  table: string,
  nhsNumber: string,
): Promise<readonly { readonly key: string; readonly columns: Readonly<Record<string, string>> }[]> {
  const tables = await sourceTables(store.pool)
  const id = tables.known(source, table)
  if (id === undefined) return []
  const found = await store.pool.query<{ key: string; cells: string }>(
    `SELECT key, cells FROM source_row WHERE practice = $1 AND tbl = $2 AND NOT shared
       AND (owner = 'nhs:' || $3 OR owner IN (SELECT owner FROM patient WHERE practice = $1 AND nhs_number = $3)) ORDER BY key`,
    [practice, id, nhsNumber],
  )
  return found.rows.map(({ key, cells }) => ({ key, columns: tables.unpack(id, cells) }))
}
