/** The supplier's switch of service filtering (APT-SVC-01). The practice's own is `service-filtering` among its switches. */
import { announceAll } from '../practice/practices.ts'
import type { Store } from '../store.ts'
import { inTransaction } from './transaction.ts'

export interface ServiceFilteringSwitch {
  /** `selected`: on at the practices that are listed. */
  readonly state: 'off' | 'selected' | 'on'
  /** ODS codes; they are kept whatever the state. */
  readonly selected: readonly string[]
}

export async function serviceFilteringSwitch(store: Store): Promise<ServiceFilteringSwitch> {
  const found = await store.pool.query<ServiceFilteringSwitch>('SELECT state, selected FROM service_filtering')
  return found.rows[0] ?? { state: 'off', selected: [] }
}

/** Sets the switch; every server process sees it at once, and it is kept who did it. */
export async function setServiceFilteringSwitch(store: Store, to: ServiceFilteringSwitch, by: string): Promise<void> {
  await inTransaction(store, async client => {
    const before = await client.query<{ row: ServiceFilteringSwitch }>(
      `SELECT jsonb_build_object('state', state, 'selected', selected) AS row FROM service_filtering FOR UPDATE`,
    )
    await client.query('UPDATE service_filtering SET state = $1, selected = $2', [to.state, to.selected])
    await client.query('INSERT INTO service_filtering_change (before, after, changed_by) VALUES ($1, $2, $3)', [
      JSON.stringify(before.rows[0]?.row),
      JSON.stringify(to),
      by,
    ])
  })
  await announceAll(store)
}
