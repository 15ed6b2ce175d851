/** Patients of a practice by demographics, for the sandbox's PDS. */
import type { Store } from '../store.ts'

/** NHS numbers of the practice's patients with a family name (in any letter case) and a date of birth. */
export async function numbersByDemographics(
  store: Store,
  practice: string,
  { family, birthDate }: { readonly family: string; readonly birthDate: string },
): Promise<readonly string[]> {
  const found = await store.pool.query<{ nhsNumber: string }>(
    `SELECT DISTINCT nhs_number AS "nhsNumber" FROM patient
     WHERE practice = $1 AND nhs_number <> '' AND birth_date = $3 AND lower(family) = lower($2) ORDER BY 1 LIMIT 10`,
    [practice, family, birthDate],
  )
  return found.rows.map(row => row.nhsNumber)
}

/** How many patients a practice has. */
export async function countPatients(store: Store, practice: string): Promise<number> {
  const found = await store.pool.query<{ n: number }>('SELECT count(*)::int AS n FROM patient WHERE practice = $1', [
    practice,
  ])
  return found.rows[0]?.n ?? 0
}
