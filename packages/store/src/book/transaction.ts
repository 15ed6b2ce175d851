import type pg from 'pg'
import type { Store } from '../store.ts'

/** A connection, or the pool: what a query can be asked of. */
export type Client = Pick<pg.ClientBase, 'query'>

/** Does something in one transaction. */
export async function inTransaction<T>(store: Store, work: (client: Client) => Promise<T>): Promise<T> {
  const client = await store.pool.connect()
  try {
    await client.query('BEGIN')
    const done = await work(client)
    await client.query('COMMIT')
    client.release()
    return done
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined)
    client.release(error instanceof Error ? error : true)
    throw error
  }
}
