/** Rows of SUBSET A (acute therapy), R (repeat authorisation) and S (issue of a repeat): plans with their issues. */
import type { MedicationIssue, MedicationNote, MedicationPlan, Quantity, Unreadable } from '@gpc/clinical'
import type { Lookup, SourceRow } from '../contract.ts'
import { optionOn } from '../shared/options.ts'
import type { Cells } from '../shared/table.ts'
import { type VisionConcept, visionConcept } from './codes.ts'
import { dayOf } from './files.ts'
import { matchIssues, sameDosage } from './issues.ts'
import { entryOf, eventDate } from './journal.ts'

export interface Medications {
  readonly plans: readonly MedicationPlan[]
  readonly unreadable: readonly Unreadable[]
}

const impliedNote = 'No repeat authorisation of this issue was found in the record received.'

interface DrugRow {
  readonly row: SourceRow
  readonly drug: VisionConcept
}

/** All medicines of a patient out of the journal's rows. */
export function medicationsOf(journal: readonly SourceRow[], lookup: Lookup): Medications {
  const bySubset: Record<string, DrugRow[]> = { A: [], R: [], S: [] }
  const unreadable: Unreadable[] = []
  for (const row of journal) {
    const rows = bySubset[row.columns.SUBSET ?? '']
    if (rows === undefined) continue
    const drug = visionConcept(row.columns, [
      { column: 'DMD_CODE', termIsRubric: true },
      { column: 'SNOMED_CODE', termIsRubric: true },
    ])
    if (drug === undefined) {
      unreadable.push({ key: `journal:${row.key}`, column: 'RUBRIC', reason: 'neither a drug code nor a drug name' })
    } else rows.push({ row, drug })
  }
  const { A: acutes = [], R: repeats = [], S: issues = [] } = bySubset
  const matched = optionOn(lookup, 'no-issue-match')
    ? { byRepeat: new Map<DrugRow, DrugRow[]>(), unmatched: issues.map(issue => [issue]) }
    : matchIssues(repeats, issues)
  return {
    plans: [
      ...acutes.map(one => acutePlan(one, lookup)),
      ...repeats.map(one => repeatPlan(one, matched.byRepeat.get(one) ?? [], lookup)),
      ...matched.unmatched.map(group => impliedPlan(group, lookup)),
    ],
    unreadable,
  }
}

/** An acute therapy is its own single issue. END_DATE ends both; without one nothing says when the course ends. */
function acutePlan(acute: DrugRow, lookup: Lookup): MedicationPlan {
  const plan = planOf(acute, 'acute', lookup)
  return { ...plan, issues: [issueOf(acute, acute, 'order', lookup)] }
}

function repeatPlan(repeat: DrugRow, issues: readonly DrugRow[], lookup: Lookup): MedicationPlan {
  return { ...planOf(repeat, 'repeat', lookup), issues: issues.map(issue => issueOf(issue, repeat, undefined, lookup)) }
}

/** Issues without an authorisation: the plan that they imply has their drug and dosage, and no date of its own. */
function impliedPlan(issues: readonly DrugRow[], lookup: Lookup): MedicationPlan {
  const [first] = issues
  if (first === undefined) throw new Error('a plan is implied by at least one issue')
  const { authorised: _authorised, end: _end, notes: _notes, ...plan } = planOf(first, 'repeat', lookup)
  return {
    ...plan,
    key: `${plan.key}:plan`,
    notes: [{ kind: 'other', text: impliedNote }],
    issues: issues.map(issue => issueOf(issue, first, undefined, lookup)),
  }
}

function planOf({ row, drug }: DrugRow, type: 'acute' | 'repeat', lookup: Lookup): Omit<MedicationPlan, 'issues'> {
  const cells = row.columns
  const authorised = eventDate(cells)
  const end = dayOf(cells, 'END_DATE')
  const quantity = quantityOf(cells)
  const dosage = cells.TEXT
  return {
    ...entryOf(row, lookup),
    drug: drug.concept,
    type,
    agency: 'prescribed-at-gp-practice',
    ...(authorised === undefined ? {} : { authorised }),
    ...(end === undefined ? {} : { end }),
    ...(dosage === undefined ? {} : { dosage }),
    ...(quantity === undefined ? {} : { quantity }),
    notes: notesOf(cells, drug),
  }
}

/** An issue as far as it differs from its plan; `suffix` tells it from the plan where one row is both. */
function issueOf(issue: DrugRow, plan: DrugRow, suffix: string | undefined, lookup: Lookup): MedicationIssue {
  const cells = issue.row.columns
  const entry = entryOf(issue.row, lookup)
  const issued = eventDate(cells)
  const end = dayOf(cells, 'END_DATE')
  const quantity = quantityOf(cells)
  const sameDrug = JSON.stringify(issue.drug.concept) === JSON.stringify(plan.drug.concept)
  const dosage = sameDosage(cells, plan.row.columns) ? undefined : cells.TEXT
  return {
    ...entry,
    ...(suffix === undefined ? {} : { key: `${entry.key}:${suffix}` }),
    ...(sameDrug ? {} : { drug: issue.drug.concept }),
    ...(issued === undefined ? {} : { issued }),
    ...(end === undefined ? {} : { end }),
    status: 'completed',
    ...(dosage === undefined ? {} : { dosage }),
    ...(quantity === undefined ? {} : { quantity }),
    notes: suffix === undefined ? notesOf(cells, issue.drug) : [],
  }
}

/** VALUE1, if it is the QUANTITY, with DRUG_PACKSIZE as its unit. The test pack has VALUE1 only. */
function quantityOf(cells: Cells): Quantity | undefined {
  const value = cells.VALUE1
  if (value === undefined || !isQuantity(cells)) return undefined
  const unit = cells.DRUG_PACKSIZE
  if (!/^-?\d+(\.\d+)?$/.test(value)) return { text: unit === undefined ? value : `${value} ${unit}` }
  return { value, ...(unit === undefined ? {} : { unit }) }
}

const isQuantity = (cells: Cells) => (cells.VALUE1_NAME ?? 'QUANTITY') === 'QUANTITY'

/** What the row says besides, labelled: values that are no quantity; form and strength where the drug's name doesn't have them. */
function notesOf(cells: Cells, drug: VisionConcept): readonly MedicationNote[] {
  const name = (drug.concept.text ?? '').toLowerCase()
  const value = (number: 'VALUE1' | 'VALUE2') => {
    const unit = cells[`${number}_UNITS`]
    return `${cells[`${number}_NAME`] ?? number}: ${cells[number]}${unit === undefined ? '' : ` ${unit}`}`
  }
  const descriptive = (column: string, label: string) => {
    const text = cells[column]
    return text === undefined || name.includes(text.toLowerCase()) ? [] : [`${label}: ${text}`]
  }
  return [
    ...descriptive('DRUG_FORM', 'Form'),
    ...descriptive('DRUG_STRENGTH', 'Strength'),
    ...(cells.VALUE1 === undefined || isQuantity(cells) ? [] : [value('VALUE1')]),
    ...(cells.VALUE2 === undefined ? [] : [value('VALUE2')]),
    ...drug.leftOver,
  ].map(text => ({ kind: 'other', text }))
}
