/** What a benchmark asks of the database beside the product's own work. */
import { copier } from './import/copy.ts'
import type { Store } from './store.ts'

/** PostgreSQL's version, such as `18.4`. */
export async function postgresVersion(store: Store): Promise<string> {
  const found = await store.pool.query<{ version: string }>("SELECT current_setting('server_version') AS version")
  return found.rows[0]?.version ?? ''
}

/** Does now what the server would do within minutes by itself, so that it doesn't do it during a measurement. */
export async function settle(store: Store): Promise<void> {
  await store.pool.query('VACUUM (ANALYZE)')
  await store.pool.query('CHECKPOINT')
}

/** Bytes on disk of all tables, with their indexes and large values. */
export async function diskUse(store: Store): Promise<number> {
  const found = await store.pool.query<{ bytes: number }>(
    `SELECT sum(pg_total_relation_size(oid))::float8 AS bytes FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`,
  )
  return found.rows[0]?.bytes ?? 0
}

const flushAt = 4 << 20

/** COPY of lines into one table without index or key, in one transaction: as fast as any import could be. The table is dropped again. */
export async function plainCopy(store: Store, lines: AsyncIterable<readonly Buffer[]>): Promise<void> {
  const client = await store.pool.connect()
  try {
    await client.query('CREATE TABLE plain_copy (line text)')
    await client.query('BEGIN')
    const rows = copier(client, 'plain_copy', { line: 'text' })
    for await (const batch of lines) {
      for (const line of batch) rows.row([line.toString('latin1')])
      if (rows.size > flushAt) await rows.flush()
    }
    await rows.flush()
    await client.query('COMMIT')
  } finally {
    await client.query('DROP TABLE IF EXISTS plain_copy')
    client.release()
  }
}
