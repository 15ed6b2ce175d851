/** A plan for issues whose drug record the extract doesn't have: every order must be based on one (STR-MED-02). */
import type { Concept, MedicationIssue, MedicationPlan } from '@gpc/clinical'
import type { SourceRow } from '../contract.ts'
import { courseEnd } from './dates.ts'

/**
 * Made of the issues alone: its type isn't known, it begins with the first issue and ends with the last one's course. Where the issues
 * name a drug record, it has that record's key, so that its id stays when the record arrives.
 * @param issues oldest first, at least one
 */
export function impliedPlan(
  issues: readonly MedicationIssue[],
  drug: Concept,
  rows: readonly SourceRow[],
): MedicationPlan {
  const record = rows[0]?.columns.DrugRecordGuid
  const open = issues.filter(one => one.confidentiality !== 'confidential')
  const shown = open.length > 0 ? open : issues
  const first = shown[0]
  const last = shown.at(-1)
  const end = courseEnd(last?.issued, last?.supplyDays) ?? last?.issued
  const start = first?.issued
  return {
    source: 'emis',
    key:
      record === undefined ? `Prescribing_IssueRecord:${rows[0]?.key ?? ''}/plan` : `Prescribing_DrugRecord:${record}`,
    confidentiality:
      open.length === 0 ? 'confidential' : record === undefined ? (first?.confidentiality ?? 'unknown') : 'unknown',
    ...(first?.recorded === undefined ? {} : { recorded: first.recorded }),
    ...(first?.recorder === undefined ? {} : { recorder: first.recorder }),
    ...(first?.clinician === undefined ? {} : { clinician: first.clinician }),
    ...(first?.encounter === undefined ? {} : { encounter: first.encounter }),
    drug,
    agency: 'prescribed-at-gp-practice',
    ...(start === undefined ? {} : { authorised: start }),
    ...(end === undefined ? { inactive: true } : { end }),
    ...(last?.dosage === undefined ? {} : { dosage: last.dosage }),
    ...(last?.quantity === undefined ? {} : { quantity: last.quantity }),
    ...(last?.supplyDays === undefined ? {} : { supplyDays: last.supplyDays }),
    notes: [{ kind: 'other', text: 'The source has no authorisation for this; it is made of what was issued.' }],
    issues,
  }
}
