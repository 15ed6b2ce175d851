/** Brings a database to the newest schema: numbered SQL files, each run once, in one transaction. */
import { readdir, readFile } from 'node:fs/promises'
import type pg from 'pg'

const lock = 4_701_001

/**
 * Runs what hasn't been run yet. Two processes that start at once do it once.
 * @throws Error if the database is newer than this program, or older than PostgreSQL 15
 */
export async function migrate(pool: pg.Pool): Promise<void> {
  const folder = new URL('./', import.meta.url)
  const files = (await readdir(folder)).filter(name => /^\d{3}-.*\.sql$/.test(name)).sort()
  const client = await pool.connect()
  try {
    const version = Number(
      (await client.query<{ v: string }>("SELECT current_setting('server_version_num') AS v")).rows[0]?.v,
    )
    if (version < 150_000) throw new Error('PostgreSQL 15 or later is needed: upgrade it, or leave DATABASE_URL unset.')
    await client.query('BEGIN')
    await client.query('SELECT pg_advisory_xact_lock($1)', [lock])
    await client.query(
      'CREATE TABLE IF NOT EXISTS schema_version (name text PRIMARY KEY, run timestamptz NOT NULL DEFAULT now())',
    )
    const done = new Set(
      (await client.query<{ name: string }>('SELECT name FROM schema_version')).rows.map(row => row.name),
    )
    const unknown = [...done].filter(name => !files.includes(name))
    if (unknown.length > 0)
      throw new Error(`The database is newer than this program (${unknown.join(', ')}): update the program.`)
    for (const name of files.filter(one => !done.has(one))) {
      await client.query(await readFile(new URL(name, folder), 'utf8'))
      await client.query('INSERT INTO schema_version (name) VALUES ($1)', [name])
    }
    await client.query('COMMIT')
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    client.release()
  }
}
