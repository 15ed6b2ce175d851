/** For tests: the record that rows of one patient make. */
import type { PatientRecord } from '@gpc/clinical'
import { emptyFolder, extract, load, patient } from './test-delivery.ts'

export type Row = Readonly<Record<string, string>>

export const organisation = '{E0000001-0000-4000-8000-000000000001}'
export const owner = { PatientGuid: `{${patient}}`, OrganisationGuid: organisation, Deleted: 'false' }
export const guid = (n: number): string => `{${bare(n)}}`
export const bare = (n: number): string => `E0000000-0000-4000-8000-${String(n).padStart(12, '0')}`
export const observationKey = (n: number): string => `CareRecord_Observation:${bare(n)}`

/** A code of the dictionary: its number is its term as well. */
export const code = (CodeId: string, EmisCodeCategoryDescription: string, more: Row = {}): Row => ({
  CodeId,
  Term: `Term of ${CodeId}`,
  ReadTermId: `X${CodeId}`,
  EmisCodeCategoryDescription,
  ...more,
})

export const observation = (n: number, more: Row): Row => ({
  ...owner,
  ObservationGuid: guid(n),
  EffectiveDate: '2025-01-02',
  EffectiveDatePrecision: 'YMD',
  EnteredDate: '2025-01-02',
  IsConfidential: 'false',
  ...more,
})

export const consultation = (n: number, more: Row = {}): Row => ({
  ...owner,
  ConsultationGuid: guid(n),
  EffectiveDate: '2025-01-02',
  EffectiveDatePrecision: 'YMDT',
  ConsultationSourceTerm: 'GP Surgery',
  Complete: 'true',
  ...more,
})

/** Everything else is empty; no row may be rejected. */
export async function recordOf(tables: Readonly<Record<string, readonly Row[]>>): Promise<PatientRecord> {
  const folder = await extract(await emptyFolder(), {
    Admin_Patient: [{ ...owner, PatientTypeDescription: 'Regular' }],
    ...tables,
  })
  const { records, rejects } = await load(folder, { options: new Map([['organisation', organisation]]) })
  const found = records.get(patient)
  if (rejects.length > 0 || found === undefined) throw new Error(`No record, ${rejects.length} rejects.`)
  return found
}
