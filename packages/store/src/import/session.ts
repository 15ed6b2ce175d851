/**
 * One import of one practice, as one transaction: rows are staged, merged into what is stored, read again patient by patient,
 * and what was rendered of them is written. Nobody sees any of it before `commit`; a process that dies leaves nothing behind.
 */
import type { Schedule, SourceName } from '@gpc/clinical'
import type { LocalDate } from '@gpc/fhir'
import type pg from 'pg'
import { attachmentsOf, type OwnerAttachment } from '../attachment/owners.ts'
import { removeSchedules, saveSchedules, scheduleKeys } from '../book/save.ts'
import type { Store } from '../store.ts'
import { type Merged, merge } from './merge.ts'
import { type OwnerRows, readOwners } from './owners.ts'
import { type StagedItem, stage } from './stage.ts'
import { type SourceTables, sourceTables } from './tables.ts'
import { type RenderedAdmin, type RenderedOwner, rendererVersion, writeDirectory, writer } from './write.ts'

export interface ImportSession {
  readonly tables: SourceTables
  /** How far each table of a chained feed has come. */
  chain(source: SourceName): Promise<ReadonlyMap<string, string>>
  /** Takes the next rows of the delivery. */
  stage(items: readonly StagedItem[]): Promise<void>
  /** Merges what is staged; `whole` are the tables that the delivery holds whole. */
  merge(whole: readonly { source: SourceName; table: string }[]): Promise<Merged>
  /** Merges what was staged after the first merge; only the patients of these rows are affected then. */
  mergeMore(): Promise<Merged>
  /** Rows of the practice itself, of the tables that are named. */
  practiceRows(wanted: readonly { source: SourceName; table: string }[]): Promise<readonly StoredRow[]>
  /** Rows of some tables, the practice's own and patients' alike, some thousands at a time. */
  tableRows(wanted: readonly { source: SourceName; table: string }[]): AsyncIterable<readonly StoredRow[]>
  /**
   * Writes the schedules of a source that begin on a day or later; those that aren't named any more are removed.
   * @param fileDay the day that the source's file speaks of
   */
  saveBook(source: SourceName, schedules: readonly Schedule[], from: LocalDate, fileDay: LocalDate): Promise<void>
  /** True if renderings of another version of the renderers are stored: then everyone is rendered again. */
  rendererChanged(): Promise<boolean>
  /** Shared rows by table and what they are looked up by. */
  shared(wanted: ReadonlyMap<number, readonly string[]>): Promise<readonly StoredRow[]>
  /** All rows of each patient that must be rendered again, in batches; `everyone`: of every patient. */
  owners(everyone: boolean): AsyncIterable<readonly OwnerRows[]>
  countOwners(everyone: boolean): Promise<number>
  /** What is known of the documents of some patients, by owner. */
  attachments(owners: readonly string[]): Promise<ReadonlyMap<string, readonly OwnerAttachment[]>>
  /** Writes the directory's renderings; true if any changed, appeared or went. */
  writeDirectory(resources: readonly RenderedAdmin[]): Promise<boolean>
  /** Removes the renderings of the patients that will be written again. */
  clear(everyone: boolean): Promise<void>
  write(rendered: readonly RenderedOwner[]): Promise<void>
  /** Gives rows that wait under an NHS number to the practice's own patient with that number; how many patients gained rows. */
  adopt(): Promise<number>
  commit(report: ImportReport): Promise<void>
  rollback(): Promise<void>
}

export interface StoredRow {
  readonly tbl: number
  readonly key: string
  readonly owner: string
  readonly columns: Record<string, string>
}

export interface ImportReport {
  readonly system: string
  readonly seconds: number
  readonly counts: Readonly<Record<string, number>>
  readonly notices: readonly string[]
  readonly chain: readonly { source: SourceName; table: string; to: string }[]
}

/** Another import of the same practice is under way. */
export class ImportBusy extends Error {
  override readonly name = 'ImportBusy'
}

/**
 * Begins an import. A process that was killed a moment ago may still hold the practice: it is waited for.
 * @param patience milliseconds to wait for another import of the practice
 * @throws ImportBusy
 */
export async function beginImport(store: Store, practice: string, patience = 5000): Promise<ImportSession> {
  const tables = await sourceTables(store.pool)
  const client = await store.pool.connect()
  try {
    await client.query('BEGIN')
    await lock(client, practice, patience)
    await client.query("SET LOCAL work_mem = '128MB'")
    await client.query(staging)
  } catch (error) {
    await client.query('ROLLBACK')
    client.release()
    throw error
  }
  const staged = stage(client, tables, practice)
  const writes = writer(client, practice)
  return {
    tables,
    async chain(source) {
      const found = await client.query<{ tbl: string; upto: string }>(
        'SELECT tbl, upto FROM import_chain WHERE practice = $1 AND source = $2',
        [practice, source],
      )
      return new Map(found.rows.map(({ tbl, upto }) => [tbl, upto]))
    },
    stage: staged.add,
    async merge(whole) {
      await staged.flush()
      return merge(client, tables, practice, whole)
    },
    async mergeMore() {
      await client.query('TRUNCATE staging, affected; DROP TABLE latest')
      await staged.flush()
      return merge(client, tables, practice, [])
    },
    practiceRows: wanted => {
      const ids = wanted.flatMap(({ source, table }) => tables.known(source, table) ?? [])
      return rows(client, tables, "tbl = ANY($2) AND owner = '' AND NOT shared", [practice, ids])
    },
    tableRows: wanted => {
      const ids = wanted.flatMap(({ source, table }) => tables.known(source, table) ?? [])
      return readTables(client, tables, practice, ids)
    },
    saveBook: (source, schedules, from, fileDay) => saveBook(client, practice, source, schedules, from, fileDay),
    async rendererChanged() {
      const found = await client.query('SELECT 1 FROM patient WHERE practice = $1 AND renderer <> $2 LIMIT 1', [
        practice,
        rendererVersion,
      ])
      return found.rowCount === 1
    },
    async shared(wanted) {
      const found: StoredRow[] = []
      for (const [tbl, owners] of wanted) {
        found.push(...(await rows(client, tables, 'tbl = $2 AND owner = ANY($3) AND shared', [practice, tbl, owners])))
      }
      return found
    },
    owners: everyone => readOwners(client, tables, practice, everyone),
    attachments: owners => attachmentsOf(client, practice, owners),
    countOwners: everyone => countOwners(client, practice, everyone),
    writeDirectory: resources => writeDirectory(client, practice, resources),
    async clear(everyone) {
      await writes.flush()
      await clear(client, practice, everyone)
    },
    write: writes.write,
    async adopt() {
      await writes.flush()
      return adopt(client, practice)
    },
    async commit(report) {
      await writes.flush()
      await saveReport(client, practice, report)
      await client.query('COMMIT')
      client.release()
    },
    async rollback() {
      await client.query('ROLLBACK').catch(() => undefined)
      client.release()
    },
  }
}

const lockNotAvailable = '55P03'

async function lock(client: pg.PoolClient, practice: string, patience: number): Promise<void> {
  try {
    await client.query("SELECT set_config('lock_timeout', $1, true)", [`${patience}ms`])
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended('import ' || $1, 0))", [practice])
    await client.query("SET LOCAL lock_timeout = '0'")
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === lockNotAvailable) {
      throw new ImportBusy(`Another import for ${practice} is running: wait until it has ended.`)
    }
    throw error
  }
}

const staging = `
  CREATE TEMPORARY TABLE staging (
    seq integer GENERATED ALWAYS AS IDENTITY, op text NOT NULL, tbl smallint NOT NULL, key text NOT NULL, owner text NOT NULL,
    shared boolean NOT NULL, file integer NOT NULL, line integer NOT NULL, cells text NOT NULL
  ) ON COMMIT DROP;
  CREATE TEMPORARY TABLE affected (owner text PRIMARY KEY) ON COMMIT DROP`

async function rows(
  client: pg.PoolClient,
  tables: SourceTables,
  where: string,
  values: readonly unknown[],
): Promise<StoredRow[]> {
  const found = await client.query<{ tbl: number; key: string; owner: string; cells: string }>(
    `SELECT tbl, key, owner, cells FROM source_row WHERE practice = $1 AND ${where} ORDER BY tbl, owner, key`,
    [...values],
  )
  return found.rows.map(({ tbl, key, owner, cells }) => ({ tbl, key, owner, columns: tables.unpack(tbl, cells) }))
}

async function* readTables(
  client: pg.PoolClient,
  tables: SourceTables,
  practice: string,
  ids: readonly number[],
): AsyncGenerator<readonly StoredRow[]> {
  await client.query(
    `DECLARE book_rows NO SCROLL CURSOR FOR SELECT tbl, key, owner, cells FROM source_row
     WHERE practice = $1 AND tbl = ANY($2) AND NOT shared ORDER BY tbl, key`,
    [practice, ids],
  )
  for (;;) {
    const found = await client.query<{ tbl: number; key: string; owner: string; cells: string }>(
      'FETCH 5000 FROM book_rows',
    )
    if (found.rows.length === 0) break
    yield found.rows.map(({ tbl, key, owner, cells }) => ({ tbl, key, owner, columns: tables.unpack(tbl, cells) }))
  }
  await client.query('CLOSE book_rows')
}

/** Schedules that are written in one go. */
const schedulesAtOnce = 200

async function saveBook(
  client: pg.PoolClient,
  practice: string,
  source: SourceName,
  schedules: readonly Schedule[],
  from: LocalDate,
  fileDay: LocalDate,
): Promise<void> {
  const named = new Set(schedules.map(one => one.key))
  const gone = (await scheduleKeys(client, practice, source, from)).filter(key => !named.has(key))
  for (let at = 0; at < schedules.length; at += schedulesAtOnce) {
    const batch = { practice, source, fileDay, schedules: schedules.slice(at, at + schedulesAtOnce) }
    await saveSchedules(client, batch)
  }
  if (gone.length > 0) await removeSchedules(client, practice, source, gone)
}

async function countOwners(client: pg.PoolClient, practice: string, everyone: boolean): Promise<number> {
  const found = everyone
    ? await client.query<{ n: number }>(
        "SELECT count(DISTINCT owner)::int AS n FROM source_row WHERE practice = $1 AND owner <> '' AND NOT shared",
        [practice],
      )
    : await client.query<{ n: number }>('SELECT count(*)::int AS n FROM affected')
  return found.rows[0]?.n ?? 0
}

async function clear(client: pg.PoolClient, practice: string, everyone: boolean): Promise<void> {
  const these = everyone ? '' : 'AND owner IN (SELECT owner FROM affected)'
  const ofThese = everyone ? '' : `AND patient IN (SELECT id FROM patient WHERE practice = $1 ${these})`
  await client.query(`DELETE FROM served_document WHERE practice = $1 ${ofThese}`, [practice])
  await client.query(`DELETE FROM record_area WHERE practice = $1 ${ofThese}`, [practice])
  await client.query(`DELETE FROM patient WHERE practice = $1 ${these}`, [practice])
  await client.query(`DELETE FROM withheld WHERE practice = $1 ${these}`, [practice])
  await client.query(`DELETE FROM reject WHERE practice = $1 AND owner IS NOT NULL ${these}`, [practice])
}

async function adopt(client: pg.PoolClient, practice: string): Promise<number> {
  await client.query('TRUNCATE affected')
  await client.query(
    `WITH moved AS (
       UPDATE source_row r SET owner = p.owner FROM patient p
       WHERE r.practice = $1 AND p.practice = $1 AND p.nhs_number <> '' AND NOT r.shared
         AND r.owner >= 'nhs:' AND r.owner < 'nhs;' AND r.owner = 'nhs:' || p.nhs_number AND p.owner NOT LIKE 'nhs:%'
       RETURNING p.owner, p.nhs_number),
     attached AS (
       UPDATE attachment a SET owner = p.owner FROM patient p
       WHERE a.practice = $1 AND p.practice = $1 AND p.nhs_number <> '' AND a.owner >= 'nhs:' AND a.owner < 'nhs;'
         AND a.owner = 'nhs:' || p.nhs_number AND p.owner NOT LIKE 'nhs:%'
       RETURNING p.owner, p.nhs_number)
     INSERT INTO affected SELECT owner FROM moved UNION SELECT 'nhs:' || nhs_number FROM moved
       UNION SELECT owner FROM attached UNION SELECT 'nhs:' || nhs_number FROM attached`,
    [practice],
  )
  return countOwners(client, practice, false)
}

async function saveReport(client: pg.PoolClient, practice: string, report: ImportReport): Promise<void> {
  for (const { source, table, to } of report.chain) {
    await client.query(
      `INSERT INTO import_chain (practice, source, tbl, upto) VALUES ($1, $2, $3, $4)
       ON CONFLICT (practice, source, tbl) DO UPDATE SET upto = excluded.upto`,
      [practice, source, table, to],
    )
  }
  const { system, seconds, counts, notices } = report
  await client.query('INSERT INTO import (practice, system, seconds, report) VALUES ($1, $2, $3, $4)', [
    practice,
    system,
    seconds,
    JSON.stringify({ counts, notices }),
  ])
}
