/** What PostgreSQL's planner knows of the tables. */
import type { Store } from '../store.ts'

/**
 * Counts again after much has changed. Without it, plans made for a small table go on being used until autovacuum comes round:
 * a look-up then reads the whole table.
 */
export async function refreshStatistics(store: Store): Promise<void> {
  await store.pool.query(
    'ANALYZE patient, patient_trace, patient_flag, record_area, source_row, admin_resource, attachment, served_document',
  )
}
