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

/** JSON for a jsonb parameter. PostgreSQL's text holds neither U+0000 nor halves of surrogate pairs: they become U+FFFD. */
export function jsonb(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) => (typeof one === 'string' ? storable(one) : one))
}

/** Text that PostgreSQL can hold. */
export const storable = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\ufffd')
