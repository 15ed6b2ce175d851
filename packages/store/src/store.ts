/** The store: one pool of connections to one PostgreSQL database. */
import pg from 'pg'
import { migrate } from './schema/migrate.ts'

export interface Store {
  readonly pool: pg.Pool
  close(): Promise<void>
}

/**
 * Opens the store and brings its schema up to date.
 * @param url a PostgreSQL connection URL
 * @param connections how many at most
 */
export async function openStore(url: string, connections = 10): Promise<Store> {
  const pool = new pg.Pool({ connectionString: url, max: connections, application_name: 'gpc' })
  pool.on('error', () => {})
  // a connection that is lost fails its query; without a listener it would end the process
  pool.on('connect', client => client.on('error', () => {}))
  try {
    await migrate(pool)
  } catch (error) {
    await pool.end()
    throw error
  }
  return { pool, close: () => pool.end() }
}
