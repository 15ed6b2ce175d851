/** Who else uses the database: the last one out turns the embedded server off. */
import type { Store } from '../store.ts'

/** How many connections other programs have open to this database; `own` is this one's `application_name`. */
export async function otherConnections(store: Store, own: string): Promise<number> {
  const found = await store.pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity
     WHERE datname = current_database() AND backend_type = 'client backend' AND application_name <> $1`,
    [own],
  )
  return found.rows[0]?.n ?? 0
}
