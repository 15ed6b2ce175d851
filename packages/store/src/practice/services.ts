/** The services that a practice offers, as the Directory of Services names them (FND-HCS, APT-SVC-05). */
import { logicalId } from '@gpc/fhir'
import type { Store } from '../store.ts'

export interface HealthcareService {
  /** Logical id. */
  readonly id: string
  /** Its id in the Directory of Services. */
  readonly dosServiceId: string
  readonly name: string
  /** Logical id of the surgery where it is given, or the empty text. */
  readonly location: string
}

const columns = 'id, dos_service_id AS "dosServiceId", name, location'

/** The services of a practice by their ids in the Directory of Services, whatever its switches say. */
export async function healthcareServices(store: Store, practice: string): Promise<readonly HealthcareService[]> {
  const found = await store.pool.query<HealthcareService>({
    name: 'healthcare-services',
    text: `SELECT ${columns} FROM healthcare_service WHERE practice = $1 ORDER BY dos_service_id`,
    values: [practice],
  })
  return found.rows
}

/**
 * Adds a service to a practice's list, or changes its name and surgery; it is kept who did it, and what stood there before.
 * The same service id has the same logical id, also after it was removed for a while.
 */
export async function saveHealthcareService(
  store: Store,
  practice: string,
  { dosServiceId, name, location }: Omit<HealthcareService, 'id'>,
  by: string,
): Promise<HealthcareService> {
  const service = { id: logicalId(practice, 'HealthcareService', dosServiceId), dosServiceId, name, location }
  await store.pool.query(
    `WITH old AS (SELECT to_jsonb(s) - 'practice' AS row FROM healthcare_service s WHERE practice = $1 AND id = $2),
     new AS (
       INSERT INTO healthcare_service AS s (practice, id, dos_service_id, name, location) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (practice, id) DO UPDATE SET name = excluded.name, location = excluded.location
       WHERE (s.name, s.location) IS DISTINCT FROM (excluded.name, excluded.location)
       RETURNING to_jsonb(s) - 'practice' AS row)
     INSERT INTO healthcare_service_change (practice, id, before, after, changed_by)
     SELECT $1, $2, (SELECT row FROM old), new.row, $6 FROM new`,
    [practice, service.id, dosServiceId, name, location, by],
  )
  return service
}

/** Removes a service from a practice's list; false if it isn't on it. */
export async function removeHealthcareService(
  store: Store,
  practice: string,
  dosServiceId: string,
  by: string,
): Promise<boolean> {
  const removed = await store.pool.query(
    `WITH gone AS (
       DELETE FROM healthcare_service s WHERE practice = $1 AND dos_service_id = $2 RETURNING id, to_jsonb(s) - 'practice' AS row)
     INSERT INTO healthcare_service_change (practice, id, before, changed_by) SELECT $1, id, row, $3 FROM gone`,
    [practice, dosServiceId, by],
  )
  return removed.rowCount === 1
}
