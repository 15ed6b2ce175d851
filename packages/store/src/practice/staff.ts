/** SDS ids of staff, where the practice's own files don't carry them. They count from the next import on. */
import type { SourceName } from '@gpc/clinical'
import type { Store } from '../store.ts'

export interface StaffIdentity {
  readonly source: SourceName
  /** The key of the member of staff in the source. */
  readonly staff: string
  readonly sdsUserId: string
  readonly roleProfileIds: readonly string[]
}

export async function setStaffIdentity(
  store: Store,
  practice: string,
  identity: StaffIdentity,
  by: string,
): Promise<void> {
  const { source, staff, sdsUserId, roleProfileIds } = identity
  await store.pool.query(
    `INSERT INTO staff_identity (practice, source, staff, sds_user_id, role_profile_ids, set_by) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (practice, source, staff) DO UPDATE
     SET sds_user_id = excluded.sds_user_id, role_profile_ids = excluded.role_profile_ids, set_by = excluded.set_by`,
    [practice, source, staff, sdsUserId, roleProfileIds, by],
  )
}

export async function staffIdentities(store: Store, practice: string): Promise<readonly StaffIdentity[]> {
  const found = await store.pool.query<StaffIdentity>(
    `SELECT source, staff, sds_user_id AS "sdsUserId", role_profile_ids AS "roleProfileIds" FROM staff_identity WHERE practice = $1`,
    [practice],
  )
  return found.rows
}
