/** Who is a patient where, for the sandbox's PDS. */
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

/** The practices that have a patient with an NHS number. */
export async function practicesWithNumber(store: Store, nhsNumber: string): Promise<readonly string[]> {
  const found = await store.pool.query<{ practice: string }>({
    name: 'practices-with-number',
    text: `SELECT DISTINCT p.practice FROM patient p JOIN practice d ON p.practice = d.practice WHERE p.nhs_number = $1 ORDER BY 1`,
    values: [nhsNumber],
  })
  return found.rows.map(row => row.practice)
}
