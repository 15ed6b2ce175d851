/** Merging: staged rows into stored ones. Only what differs is written, and whose record that touches is remembered. */
import type { SourceName } from '@gpc/clinical'
import type pg from 'pg'
import { mergeAttachments, rememberBodies, removeOfOwners } from '../attachment/merge.ts'
import type { SourceTables } from './tables.ts'

export interface Merged {
  readonly inserted: number
  readonly updated: number
  readonly deleted: number
  readonly unchanged: number
  /** Rows of the practice itself changed: staff, organisations, sites. */
  readonly practiceChanged: boolean
  /** Rows that are looked up changed: dictionaries. */
  readonly sharedChanged: boolean
}

/** The last word of the delivery on each row, then the changes in the order: owners gone, rows written, rows gone. */
export async function merge(
  client: pg.PoolClient,
  tables: SourceTables,
  practice: string,
  whole: readonly { source: SourceName; table: string }[],
): Promise<Merged> {
  await client.query('ANALYZE staging')
  await rememberBodies(client)
  await client.query(
    `DELETE FROM staging s USING staging o WHERE o.op = 'o' AND s.op IN ('u', 'a') AND s.owner = o.owner AND s.seq < o.seq`,
  )
  await client.query(
    `CREATE TEMPORARY TABLE latest ON COMMIT DROP AS
       SELECT DISTINCT ON (tbl, key) op, tbl, key, owner, shared, file, line, cells FROM staging WHERE op <> 'o' ORDER BY tbl, key, seq DESC`,
  )
  await adoptStaged(client, practice)
  const staged =
    (await client.query<{ n: number }>(`SELECT count(*)::int AS n FROM latest WHERE op = 'u'`)).rows[0]?.n ?? 0
  const ownersGone = await change(
    client,
    `DELETE FROM source_row r USING staging o WHERE o.op = 'o' AND r.practice = $1 AND r.owner = o.owner AND NOT r.shared`,
    [practice],
  )
  await removeOfOwners(client, practice)
  const empty = (await client.query('SELECT 1 FROM source_row WHERE practice = $1 LIMIT 1', [practice])).rowCount === 0
  if (!empty) {
    await client.query('CREATE INDEX ON latest (tbl, key)')
    await client.query('ANALYZE latest')
    await client.query(
      `INSERT INTO affected SELECT DISTINCT r.owner FROM source_row r JOIN latest l ON l.tbl = r.tbl AND l.key = r.key
       WHERE r.practice = $1 AND l.op = 'u' AND r.owner <> l.owner AND NOT r.shared AND r.owner <> '' ON CONFLICT DO NOTHING`,
      [practice],
    )
  }
  const written = await change(
    client,
    `INSERT INTO source_row AS r (practice, tbl, key, owner, shared, file, line, cells)
     SELECT $1, tbl, key, owner, shared, file, line, cells FROM latest WHERE op = 'u'
     ${
       empty
         ? ''
         : `ON CONFLICT (practice, tbl, key) DO UPDATE
            SET owner = excluded.owner, shared = excluded.shared, file = excluded.file, line = excluded.line, cells = excluded.cells
            WHERE (r.owner, r.shared, r.cells) IS DISTINCT FROM (excluded.owner, excluded.shared, excluded.cells)`
}`,
    [practice],
    '(r.xmax = 0)',
  )
  const rowsGone = empty
    ? none
    : await change(
        client,
        `DELETE FROM source_row r USING latest l WHERE l.op = 'd' AND r.practice = $1 AND r.tbl = l.tbl AND r.key = l.key`,
        [practice],
      )
  const wholeIds = whole.flatMap(({ source, table }) => tables.known(source, table) ?? [])
  const missing =
    empty || wholeIds.length === 0
      ? none
      : await change(
          client,
          `DELETE FROM source_row r WHERE r.practice = $1 AND r.tbl = ANY($2)
           AND NOT EXISTS (SELECT FROM latest l WHERE l.op = 'u' AND l.tbl = r.tbl AND l.key = r.key)`,
          [practice, wholeIds],
        )
  await mergeAttachments(client, practice)
  const all = [ownersGone, written, rowsGone, missing]
  return {
    inserted: written.inserted,
    updated: written.rows - written.inserted,
    deleted: ownersGone.rows + rowsGone.rows + missing.rows,
    unchanged: staged - written.rows,
    practiceChanged: all.some(one => one.practice),
    sharedChanged: all.some(one => one.shared),
  }
}

/** Rows that name their patient by NHS number go to the practice's own patient with that number, if there is one. */
async function adoptStaged(client: pg.PoolClient, practice: string): Promise<void> {
  await client.query(
    `UPDATE latest l SET owner = p.owner FROM patient p
     WHERE p.practice = $1 AND p.nhs_number <> '' AND l.owner = 'nhs:' || p.nhs_number AND p.owner NOT LIKE 'nhs:%'`,
    [practice],
  )
}

interface Change {
  readonly rows: number
  readonly inserted: number
  readonly practice: boolean
  readonly shared: boolean
}

const none: Change = { rows: 0, inserted: 0, practice: false, shared: false }

/** Runs a change of source_row (as `r`) and enters the patients that it touches in `affected`. */
async function change(
  client: pg.PoolClient,
  statement: string,
  values: readonly unknown[],
  inserted = 'false',
): Promise<Change> {
  const found = await client.query<Change>(
    `WITH changed AS (${statement} RETURNING r.owner, r.shared, ${inserted} AS inserted),
     patients AS (INSERT INTO affected SELECT DISTINCT owner FROM changed WHERE NOT shared AND owner <> '' ON CONFLICT DO NOTHING)
     SELECT count(*)::int AS rows, (count(*) FILTER (WHERE inserted))::int AS inserted,
       coalesce(bool_or(owner = '' AND NOT shared), false) AS practice, coalesce(bool_or(shared), false) AS shared FROM changed`,
    [...values],
  )
  return found.rows[0] ?? none
}
