/** Medicines: repeat templates with their issues, acute items, and what others prescribe. */
import type { Concept, MedicationIssue, MedicationNote, MedicationPlan, Quantity, Unreadable } from '@gpc/clinical'
import { displayDate } from '@gpc/fhir'
import type { Lookup, PatientRows, SourceRow } from '../contract.ts'
import { optionOn } from '../shared/options.ts'
import { drugConcept } from './codes.ts'
import { dateOf } from './dates.ts'
import { entryKey, entryOf } from './entries.ts'
import { isLink } from './files.ts'
import type { NamedStaff } from './staff.ts'

export interface Medications {
  readonly plans: readonly MedicationPlan[]
  readonly unreadable: readonly Unreadable[]
}

/** [I] A repeat that ended before its review was stopped (STR-MED-24). */
export const stoppedOption = 'ended-repeats-stopped'

export function medicationsOf(rows: PatientRows, lookup: Lookup, named: NamedStaff): Medications {
  const plans: MedicationPlan[] = []
  const unreadable: Unreadable[] = []
  const issues = new Map<string, MedicationIssue[]>()
  const templates = new Map(rows.table('SRRepeatTemplate').map(row => [row.key, row]))
  const drugOf = (row: SourceRow): Concept | undefined => {
    const drug = drugConcept(row.columns, lookup)
    if (drug === undefined) {
      unreadable.push({ key: entryKey(row), column: 'NameOfMedication', reason: 'names no medicine' })
    }
    return drug
  }
  const items: MedicationPlan[] = []
  for (const row of rows.table('SRPrimaryCareMedication')) {
    const drug = drugOf(row)
    if (drug === undefined) continue
    const { IsRepeatMedication, IDRepeatTemplate } = row.columns
    const elsewhere = otherPrescriber(row)
    const template =
      IsRepeatMedication === 'TRUE' && isLink(IDRepeatTemplate) ? templates.get(IDRepeatTemplate) : undefined
    if (template === undefined || elsewhere !== undefined || drugConcept(template.columns, lookup) === undefined) {
      items.push(item(row, drug, elsewhere, lookup, named))
      continue
    }
    const ofPlan = issues.get(template.key) ?? []
    ofPlan.push(issue(row, drug, sameDrug(row, template), lookup, named))
    issues.set(template.key, ofPlan)
  }
  for (const row of templates.values()) {
    const drug = drugOf(row)
    if (drug !== undefined) plans.push(template(row, drug, issues.get(row.key) ?? [], lookup, named))
  }
  return { plans: [...plans, ...items], unreadable }
}

/** A repeat template with its issues. */
function template(
  row: SourceRow,
  drug: Concept,
  issues: readonly MedicationIssue[],
  lookup: Lookup,
  named: NamedStaff,
): MedicationPlan {
  const {
    DateMedicationTemplateStart,
    DateMedicationTemplateEnd,
    DateMedicationTemplateReview,
    MaxIssues,
    CourseLengthPerIssue,
  } = row.columns
  const end = dateOf(DateMedicationTemplateEnd)
  const review = dateOf(DateMedicationTemplateReview)
  const stopped = end !== undefined && review !== undefined && end < review && optionOn(lookup, stoppedOption)
  const allowed = MaxIssues !== undefined && /^[1-9]\d{0,5}$/.test(MaxIssues) ? Number(MaxIssues) : undefined
  const days = CourseLengthPerIssue
  return {
    ...entryOf(row, drug, lookup, named),
    drug,
    type: 'repeat',
    agency: 'prescribed-at-gp-practice',
    ...authorised(row, DateMedicationTemplateStart),
    ...(end === undefined ? {} : stopped ? { stopped: { date: end } } : { end }),
    ...direction(row),
    ...(days !== undefined && /^\d+(\.\d+)?$/.test(days) && Number(days) > 0 ? { supplyDays: days } : {}),
    ...(allowed === undefined ? {} : { repeatsAllowed: allowed }),
    notes: [
      ...eventNote(row, DateMedicationTemplateStart),
      ...(review === undefined ? [] : [{ kind: 'other' as const, text: `Review date: ${displayDate(review)}` }]),
    ],
    issues: [...issues].sort(byDate),
  }
}

const byDate = (a: MedicationIssue, b: MedicationIssue): number =>
  (a.issued ?? '') < (b.issued ?? '') ? -1 : (a.issued ?? '') > (b.issued ?? '') ? 1 : a.key < b.key ? -1 : 1

/**
 * An item that stands by itself: an acute one, with its issue; what somebody else prescribed, without one (STR-MED-05); or the issue of a
 * repeat whose template isn't there. Its end often lies ahead: the item is complete once it has passed. One row makes two entries: the
 * issue has the row's key, the plan that key with `:plan`.
 */
function item(
  row: SourceRow,
  drug: Concept,
  elsewhere: string | undefined,
  lookup: Lookup,
  named: NamedStaff,
): MedicationPlan {
  const { DateMedicationStart, DateMedicationEnd, IsRepeatMedication } = row.columns
  const end = dateOf(DateMedicationEnd)
  const repeat = IsRepeatMedication === 'TRUE'
  // Without an end an item prescribed elsewhere may be going on: only then can the extract not say that it was a single course.
  const type = repeat ? 'repeat' : elsewhere !== undefined && end === undefined ? undefined : 'acute'
  const entry = entryOf(row, drug, lookup, named)
  return {
    ...entry,
    key: `${entry.key}:plan`,
    drug,
    ...(type === undefined ? {} : { type }),
    ...(elsewhere === undefined
      ? { agency: 'prescribed-at-gp-practice' }
      : { agency: 'prescribed-by-another-organisation', agencyText: elsewhere }),
    ...authorised(row, DateMedicationStart),
    ...(end === undefined ? {} : { end }),
    ...direction(row),
    notes: [
      ...eventNote(row, DateMedicationStart),
      ...(repeat && elsewhere === undefined
        ? [{ kind: 'other' as const, text: 'The repeat template of this issue is not in the extract.' }]
        : []),
      ...supervision(row),
    ],
    issues: elsewhere === undefined ? [issue(row, drug, true, lookup, named)] : [],
  }
}

function issue(row: SourceRow, drug: Concept, planned: boolean, lookup: Lookup, named: NamedStaff): MedicationIssue {
  const { DateMedicationStart, DateEvent, DateMedicationEnd } = row.columns
  const issued = dateOf(DateMedicationStart) ?? dateOf(DateEvent)
  const end = dateOf(DateMedicationEnd)
  return {
    ...entryOf(row, drug, lookup, named),
    ...(planned ? {} : { drug }),
    ...(issued === undefined ? {} : { issued }),
    ...(end === undefined ? {} : { end }),
    status: 'active',
    ...direction(row),
    notes: supervision(row),
  }
}

function sameDrug({ columns: a }: SourceRow, { columns: b }: SourceRow): boolean {
  return (
    a.IDMultiLexDMD === b.IDMultiLexDMD &&
    a.IDMultiLexProduct === b.IDMultiLexProduct &&
    a.NameOfMedication === b.NameOfMedication
  )
}

/** The start column is the authorisation, for the plan runs from it; the event's own date counts where there is none. */
function authorised({ columns }: SourceRow, started: string | undefined): Pick<MedicationPlan, 'authorised'> {
  const date = dateOf(started) ?? dateOf(columns.DateEvent)
  return date === undefined ? {} : { authorised: date }
}

/** An event on another day than the start. */
function eventNote({ columns }: SourceRow, started: string | undefined): MedicationNote[] {
  const start = dateOf(started)
  const event = dateOf(columns.DateEvent)
  if (start === undefined || event === undefined || start.slice(0, 10) === event.slice(0, 10)) return []
  return [{ kind: 'other', text: `Entered for ${displayDate(event)}` }]
}

function direction({ columns }: SourceRow): Pick<MedicationPlan, 'dosage' | 'quantity'> {
  const { MedicationDosage, MedicationQuantity } = columns
  return {
    ...(MedicationDosage === undefined ? {} : { dosage: MedicationDosage }),
    ...(MedicationQuantity === undefined ? {} : { quantity: quantityOf(MedicationQuantity) }),
  }
}

/** `28 tablets` in number and unit; what isn't one number and one word of unit stays text (`2 x 28`, `1 op`, `as directed`). */
export function quantityOf(text: string): Quantity {
  const found = /^(\d{1,9}(?:\.\d{1,6})?)\s*([A-Za-z][A-Za-z .()/%-]*)?$/.exec(text.trim())
  const [, value, unit] = found ?? []
  if (value === undefined || /^(op|x)\b/i.test(unit ?? '')) return { text }
  return { value, ...(unit === undefined ? {} : { unit: unit.trim() }) }
}

/** Who prescribed, if it wasn't the practice. [I] for the agency: the flags say only where the item comes from. */
function otherPrescriber({ columns }: SourceRow): string | undefined {
  if (columns.IsHospitalMedication === 'TRUE') return 'Hospital medication'
  if (columns.IsDentalMedication === 'TRUE') return 'Dental medication'
  return columns.IsOtherMedication === 'TRUE' ? 'Other medication' : undefined
}

function supervision({ columns }: SourceRow): MedicationNote[] {
  const { IsSupervised, SupervisedDose, UnsupervisedDose } = columns
  const parts = [
    ...(IsSupervised === 'TRUE' ? ['Supervised: yes'] : []),
    ...(SupervisedDose === undefined ? [] : [`Supervised dose: ${SupervisedDose}`]),
    ...(UnsupervisedDose === undefined ? [] : [`Unsupervised dose: ${UnsupervisedDose}`]),
  ]
  return parts.length === 0 ? [] : [{ kind: 'other', text: parts.join('; ') }]
}
