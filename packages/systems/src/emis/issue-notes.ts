/** What an issue says that has no element of its own (STR-MED-19). */
import type { MedicationNote } from '@gpc/clinical'
import type { SourceRow } from '../contract.ts'
import { labelled } from './entry.ts'

export function issueNotes(columns: SourceRow['columns']): MedicationNote[] {
  const { PatientMessage: forPatient, CourseDurationInDays: days } = columns
  const isNumber = days !== undefined && /^\s*-?\d+(\.\d+)?\s*$/.test(days)
  const others = [
    ...labelled('Pharmacy message', columns.PharmacyMessage),
    ...labelled('Pharmacy text', columns.PharmacyText),
    ...labelled('Course duration', isNumber ? undefined : days),
    ...labelled('Compliance', columns.Compliance),
    ...labelled('Average compliance', columns.AverageCompliance),
    ...labelled('Review date', columns.ReviewDate),
    ...labelled('Expiry date', columns.ExpiryDate),
    ...labelled('Issue method', columns.IssueMethodDescription),
    ...(columns.IsPrivatelyPrescribed === 'true' ? ['Privately prescribed'] : []),
    ...(columns.IsPrescribedAsContraceptive === 'true' ? ['Prescribed as contraceptive'] : []),
  ]
  return [
    ...(forPatient === undefined ? [] : [{ kind: 'patient', text: forPatient } as const]),
    ...others.map(text => ({ kind: 'other', text }) as const),
  ]
}
