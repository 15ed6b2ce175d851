/** Writes a neutral file of sessions and slots: all of it in one transaction, as any import is. */
import type { Schedule } from '@gpc/clinical'
import { type LocalDate, londonDay } from '@gpc/fhir'
import type { RejectRow } from '../import/reports.ts'
import type { Store } from '../store.ts'
import { removeSchedules, saveSchedules } from './save.ts'
import { type Client, inTransaction } from './transaction.ts'

export interface NeutralImport {
  readonly practice: string
  readonly schedules: readonly Schedule[]
  /** Keys of sessions that stay as they are stored, besides those of `schedules`. */
  readonly named: readonly string[]
  /** Other sessions that begin on these days are removed. */
  readonly days: { readonly from: LocalDate; readonly to: LocalDate }
  /** Names of the files; what earlier files of these names left in the rejects goes. */
  readonly files: readonly string[]
  readonly rejects: readonly (Omit<RejectRow, 'source' | 'column'> & { readonly column: string })[]
}

export interface NeutralResult {
  readonly sessions: number
  readonly slots: number
  readonly removed: number
  readonly rejected: number
}

const source = 'neutral'
/** Schedules that are written in one go. */
const batch = 200

/** Imports what a neutral file says. Another import of the practice that is under way is waited for. */
export async function saveNeutral(store: Store, found: NeutralImport): Promise<NeutralResult> {
  const { practice, schedules, named, days } = found
  const began = performance.now()
  return inTransaction(store, async client => {
    await client.query("SELECT pg_advisory_xact_lock(hashtextextended('import ' || $1, 0))", [practice])
    const fileDay = londonDay()
    for (let at = 0; at < schedules.length; at += batch)
      await saveSchedules(client, { practice, source, fileDay, schedules: schedules.slice(at, at + batch) })
    const stored = await client.query<{ key: string }>(
      `SELECT key FROM schedule WHERE practice = $1 AND source = 'neutral' AND NOT key = ANY($2)
         AND starts >= $3::timestamp AT TIME ZONE 'Europe/London'
         AND starts < ($4::date + 1)::timestamp AT TIME ZONE 'Europe/London' ORDER BY key`,
      [practice, [...named, ...schedules.map(one => one.key)], days.from, days.to],
    )
    const gone = stored.rows.map(row => row.key)
    if (gone.length > 0) await removeSchedules(client, practice, source, gone)
    await saveRejects(client, found)
    const result = {
      sessions: schedules.length,
      slots: schedules.reduce((sum, one) => sum + one.slots.length, 0),
      removed: gone.length,
      rejected: found.rejects.length,
    }
    await client.query('INSERT INTO import (practice, system, seconds, report) VALUES ($1, $2, $3, $4)', [
      practice,
      'sessions',
      (performance.now() - began) / 1000,
      JSON.stringify({ counts: result, notices: [] }),
    ])
    return result
  })
}

async function saveRejects(client: Client, { practice, files, rejects }: NeutralImport): Promise<void> {
  await client.query("DELETE FROM reject WHERE practice = $1 AND source = 'neutral' AND file = ANY($2)", [
    practice,
    files,
  ])
  await client.query(
    `INSERT INTO reject (practice, source, file, line, col, reason, row)
     SELECT $1, 'neutral', file, line, nullif("column", ''), reason, row
     FROM jsonb_to_recordset($2::jsonb) AS r(file text, line integer, "column" text, reason text, row text)`,
    [practice, JSON.stringify(rejects.map(one => ({ ...one, row: printable(one.row) })))],
  )
}

/** PostgreSQL's text holds no U+0000; a reject shows it as U+2400. */
const printable = (text: string): string => text.replaceAll('\u0000', '\u2400').slice(0, 100_000)

/** Logical ids of a practice's patients, by NHS number; whom the practice has twice is left out. */
export async function patientIds(
  store: Store,
  practice: string,
  nhsNumbers: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = await store.pool.query<{ nhs_number: string; id: string }>(
    `SELECT nhs_number, min(id) AS id FROM patient WHERE practice = $1 AND nhs_number = ANY($2)
     GROUP BY nhs_number HAVING count(*) = 1`,
    [practice, nhsNumbers],
  )
  return new Map(found.rows.map(row => [row.nhs_number, row.id]))
}
