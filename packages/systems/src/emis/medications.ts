/** Drug records as plans, and issue records as their issues (STR-MED-01). */
import type { Concept, MedicationIssue, MedicationNote, MedicationPlan, Quantity, Unreadable } from '@gpc/clinical'
import type { Lookup, PatientRows, SourceRow } from '../contract.ts'
import { drugCode } from './codes.ts'
import { courseEnd, partialDate } from './dates.ts'
import { entryKey, entryOf, type PatientContext } from './entry.ts'
import { impliedPlan } from './implied-plan.ts'
import { issueNotes } from './issue-notes.ts'

/** A patient's plans with their issues; an issue without a drug record gets a plan made of it. */
export function medicationsOf(rows: PatientRows, lookup: Lookup, context: PatientContext) {
  const plans = rows.table('Prescribing_DrugRecord')
  const known = new Set(plans.map(row => row.key))
  const oldestFirst = rows.table('Prescribing_IssueRecord').toSorted(byDate)
  const issues = Map.groupBy(oldestFirst, row => row.columns.DrugRecordGuid ?? `of ${row.key}`)
  const medications: MedicationPlan[] = []
  const unreadable: Unreadable[] = []
  for (const row of plans) {
    const own = issues.get(row.key) ?? []
    const drug = drugCode(lookup, row.columns.CodeId)
    const instead = own.map(issue => drugCode(lookup, issue.columns.CodeId)).findLast(one => one !== undefined)
    if (drug === undefined && instead === undefined) {
      unreadable.push(noDrug(row), ...own.map(noDrug))
      continue
    }
    const found = issuesOf(own, row.columns.CodeId, lookup, context)
    unreadable.push(...found.unreadable)
    medications.push(planOf(row, drug ?? instead ?? { codings: [] }, drug === undefined, found.issues, context))
  }
  for (const [plan, own] of issues) {
    if (known.has(plan)) continue
    const readable = own.filter(row => drugCode(lookup, row.columns.CodeId) !== undefined)
    unreadable.push(...own.filter(row => !readable.includes(row)).map(noDrug))
    const codeId = readable.at(-1)?.columns.CodeId
    const drug = drugCode(lookup, codeId)
    if (drug === undefined) continue
    medications.push(impliedPlan(issuesOf(readable, codeId, lookup, context).issues, drug, readable))
  }
  return { medications, unreadable }
}

function noDrug(row: SourceRow): Unreadable {
  const { CodeId: codeId } = row.columns
  const reason =
    codeId === undefined ? 'it names no drug' : `${codeId} is not in Coding_DrugCode, so its drug is not known`
  return { key: entryKey(row), column: 'CodeId', reason }
}

function issuesOf(rows: readonly SourceRow[], planCode: string | undefined, lookup: Lookup, context: PatientContext) {
  const issues: MedicationIssue[] = []
  const unreadable: Unreadable[] = []
  for (const row of rows) {
    const differs = row.columns.CodeId !== undefined && row.columns.CodeId !== planCode
    const drug = differs ? drugCode(lookup, row.columns.CodeId) : undefined
    if (differs && drug === undefined) unreadable.push(noDrug(row))
    else issues.push(issueOf(row, drug, context))
  }
  return { issues, unreadable }
}

/** Undated ones first, so that the last one is the latest that is known. */
function byDate(a: SourceRow, b: SourceRow): number {
  const day = ({ columns }: SourceRow) => partialDate(columns.EffectiveDate, columns.EffectiveDatePrecision) ?? ''
  return compare(day(a), day(b)) || compare(a.key, b.key)
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/**
 * The extract has no status of an issue: it has been issued, so it is completed, as EMIS Web itself sends it. Only the last issue of an
 * acute that the source calls active is active, for there the plan's status and the issue's are one.
 */
function issueOf(row: SourceRow, drug: Concept | undefined, context: PatientContext): MedicationIssue {
  const { columns } = row
  const issued = partialDate(columns.EffectiveDate, columns.EffectiveDatePrecision)
  return {
    ...entryOf(row, context),
    ...(drug === undefined ? {} : { drug }),
    ...(issued === undefined ? {} : { issued }),
    status: 'completed',
    ...supplyOf(columns),
    notes: issueNotes(columns),
  }
}

function planOf(
  row: SourceRow,
  drug: Concept,
  drugAsIssued: boolean,
  issues: readonly MedicationIssue[],
  context: PatientContext,
): MedicationPlan {
  const { columns } = row
  const entry = entryOf(row, context)
  const hidden = entry.confidentiality === 'confidential'
  const authorised = partialDate(columns.EffectiveDate, columns.EffectiveDatePrecision)
  const type = prescriptionTypes.get(columns.PrescriptionType?.trim().toLowerCase() ?? '')
  const allowed = count(columns.NumberOfIssuesAuthorised)
  const issued = count(columns.NumberOfIssues)
  const note = (text: string): MedicationNote => ({ kind: 'other', text })
  const asText = (label: string, text: string | undefined, read: unknown) =>
    text !== undefined && read === undefined ? [note(`${label}: ${text}`)] : []
  return {
    ...entry,
    drug,
    ...(type === undefined ? {} : { type }),
    agency: 'prescribed-at-gp-practice',
    ...(authorised === undefined ? {} : { authorised }),
    ...endingOf(columns, hidden ? issues : issues.filter(one => one.confidentiality !== 'confidential')),
    ...supplyOf(columns),
    ...(allowed === undefined || allowed === 0 ? {} : { repeatsAllowed: allowed }),
    ...(issued === undefined ? {} : { repeatsIssued: issued }),
    ...(columns.ExpiryDate === undefined ? {} : { authorisationExpires: columns.ExpiryDate }),
    notes: [
      ...asText('Prescription type', columns.PrescriptionType, type),
      ...asText('Issues authorised', columns.NumberOfIssuesAuthorised, allowed),
      ...asText('Issues made', columns.NumberOfIssues, issued),
      ...(drugAsIssued ? [note('The drug of the authorisation is not known; it is shown as it was issued.')] : []),
    ],
    issues: issues.map((one, i) => ({
      ...one,
      ...(hidden ? { confidentiality: 'confidential' } : {}),
      ...(type === 'acute' && columns.IsActive === 'true' && i === issues.length - 1 ? { status: 'active' } : {}),
    })),
  }
}

const prescriptionTypes: ReadonlyMap<string, NonNullable<MedicationPlan['type']>> = new Map([
  ['acute', 'acute'],
  ['repeat', 'repeat'],
  ['repeat dispensing', 'repeat-dispensing'],
])

/**
 * Active: no end, whatever CancellationDate still says. Else stopped on CancellationDate; without one it has ended with its last issue
 * (date and course), as far as that is known.
 */
function endingOf(columns: SourceRow['columns'], issues: readonly MedicationIssue[]) {
  if (columns.IsActive === 'true') return {}
  const cancelled = columns.CancellationDate
  if (cancelled !== undefined) return { end: cancelled, stopped: { date: cancelled } }
  const last = issues.at(-1)
  const end = courseEnd(last?.issued, last?.supplyDays)
  return end === undefined ? { inactive: true } : { end, inactive: true }
}

const decimal = /^-?\d+(\.\d+)?$/

function supplyOf(columns: SourceRow['columns']) {
  const { Dosage: dosage, Quantity: amount, QuantityUnit: unit, CourseDurationInDays: days } = columns
  const quantity = quantityOf(amount?.trim(), unit)
  const supplyDays = days?.trim()
  return {
    ...(dosage === undefined ? {} : { dosage }),
    ...(quantity === undefined ? {} : { quantity }),
    ...(supplyDays !== undefined && decimal.test(supplyDays) && Number(supplyDays) > 0 ? { supplyDays } : {}),
  }
}

function quantityOf(amount: string | undefined, unit: string | undefined): Quantity | undefined {
  if (amount !== undefined && decimal.test(amount)) return { value: amount, ...(unit === undefined ? {} : { unit }) }
  const text = [amount, unit].filter(part => part !== undefined && part !== '').join(' ')
  return text === '' ? undefined : { text }
}

function count(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,6}$/.test(text.trim()) ? Number(text) : undefined
}
