/** What every clinical row of the extract has: who, when, in which consultation, and whether it is confidential. */
import type { Confidentiality, Entry } from '@gpc/clinical'
import type { PatientRows, SourceRow } from '../contract.ts'
import { enteredAt } from './dates.ts'

/** What the entries of one patient share. */
export interface PatientContext {
  /** The whole record is confidential. */
  readonly confidential: boolean
  readonly consultations: ReadonlyMap<string, SourceRow>
  /** The clinician's own wording, by ObservationGuid (custom extract). */
  readonly originalTerms: ReadonlyMap<string, string>
  /** Rows of CareRecord_ObservationReferral, by ObservationGuid. */
  readonly referrals: ReadonlyMap<string, SourceRow>
}

export function patientContext(rows: PatientRows): PatientContext {
  const terms = rows.table('Custom_OriginalTerm').flatMap(({ key, columns }): [string, string][] => {
    return columns.OriginalTerm === undefined ? [] : [[key, columns.OriginalTerm]]
  })
  return {
    confidential: rows.table('Admin_Patient')[0]?.columns.IsConfidential === 'true',
    consultations: new Map(rows.table('CareRecord_Consultation').map(row => [row.key, row])),
    originalTerms: new Map(terms),
    referrals: new Map(rows.table('CareRecord_ObservationReferral').map(row => [row.key, row])),
  }
}

/**
 * A row is confidential if it, its consultation or the whole record is marked so (STR-ERR-09); unknown while its consultation hasn't
 * arrived, since tables are sent independently of each other.
 */
export function confidentialityOf({ columns }: SourceRow, context: PatientContext): Confidentiality {
  if (columns.IsConfidential === 'true' || context.confidential) return 'confidential'
  if (columns.ConsultationGuid === undefined) return 'none'
  const consultation = context.consultations.get(columns.ConsultationGuid)
  if (consultation === undefined) return 'unknown'
  return consultation.columns.IsConfidential === 'true' ? 'confidential' : 'none'
}

export const consultationKey = (guid: string): string => `CareRecord_Consultation:${guid}`
export const documentKey = (guid: string): string => `CareRecord_Document:${guid}`
export const problemKey = (guid: string): string => `CareRecord_Problem:${guid}`
export const entryKey = (row: SourceRow): string => `${row.table}:${row.key}`

export function entryOf(row: SourceRow, context: PatientContext): Entry {
  const { columns } = row
  const recorded = enteredAt(columns.EnteredDate, columns.EnteredTime)
  return {
    source: 'emis',
    key: entryKey(row),
    confidentiality: confidentialityOf(row, context),
    ...(recorded === undefined ? {} : { recorded }),
    ...(columns.EnteredByUserInRoleGuid === undefined ? {} : { recorder: columns.EnteredByUserInRoleGuid }),
    ...(columns.ClinicianUserInRoleGuid === undefined ? {} : { clinician: columns.ClinicianUserInRoleGuid }),
    ...(columns.ConsultationGuid === undefined ? {} : { encounter: consultationKey(columns.ConsultationGuid) }),
  }
}

/** `Label: text`, or nothing where there is no text. */
export function labelled(label: string, text: string | undefined): string[] {
  return text === undefined || text.trim() === '' ? [] : [`${label}: ${text}`]
}
