/** Medications (HTM-SEC-01, HTM-SEC-08 to HTM-SEC-17, HTM-DATE-03 to HTM-DATE-05). */
import { addDays, type ClinicalDate, firstDay, lastDay } from '@gpc/fhir'
import type { Cell, Column } from './markup.ts'
import { allIssues } from './medication-issues.ts'
import { allMedication } from './medication-summary.ts'
import {
  authoriser,
  dosageText,
  ended,
  informationLines,
  issuedCount,
  lastIssued,
  maximumIssues,
  quantityText,
  reviewDate,
  supplyDays,
} from './medication-words.ts'
import { falls, type TimePeriod } from './period.ts'
import { isAcute, type Plan, plansOf, startOf, typeText } from './plans.ts'
import type { CareRecord } from './record.ts'
import { sections } from './sections.ts'
import { rowsOf } from './sort.ts'
import type { SectionView, TableView } from './view.ts'

export function medications(record: CareRecord, period: TimePeriod | undefined): SectionView {
  const plans = plansOf(record)
  const within = plans.filter(plan => isWithin(plan, period))
  return {
    title: sections.MED.title,
    tables: [
      acuteMedication(record, plans),
      currentRepeats(record, plans),
      discontinued(record, plans),
      allMedication(within),
      allIssues(record, within),
    ],
  }
}

const column = (name: string): Column => (name.endsWith(' Date') ? { name, date: true } : { name })
const columns = (...names: readonly string[]): readonly Column[] => names.map(column)

/** Also without a start: it may have been within the year. */
export function acuteMedication(record: CareRecord, plans: readonly Plan[]): TableView {
  const limit = addDays(record.today, -365)
  const shown = plans.filter(plan => {
    const start = startOf(plan)
    return isAcute(plan) && (start === undefined || lastDay(start) > limit)
  })
  const rows = shown.map(plan => {
    const date = startOf(plan)
    const end = plan.period.end ?? ''
    const cells: Cell[] = [
      ...lead(plan),
      end,
      supplyDays(plan),
      informationLines(plan, { before: ended(plan), after: authoriser(record, plan) }),
    ]
    return { date, cells }
  })
  const derived = shown.some(({ period }) => period.end !== undefined)
  return {
    title: 'Acute Medication (Last 12 Months)',
    id: 'med-tab-acu-med',
    columns: columns(
      'Type',
      'Start Date',
      'Medication Item',
      'Dosage Instruction',
      'Quantity',
      'Scheduled End Date',
      'Days Duration',
      'Additional Information',
    ),
    rows: rowsOf(rows),
    notes: derived ? [derivedEnd] : [],
    parts: ['medications'],
    filtered: false,
  }
}

const derivedEnd =
  'Scheduled End Date is not always captured in the source; where it was not recorded, the displayed date is calculated from start date and days duration'

/** Type, start, item, dosage and quantity: how most of the tables begin. */
const lead = (plan: Plan, start = startOf(plan)): readonly Cell[] => [
  typeText(plan),
  start ?? '',
  plan.item,
  dosageText(plan.request),
  quantityText(plan.request),
]

/** HTM-SEC-10, HTM-SEC-16. One of unknown type is shown here: nobody can say that it isn't a repeat. */
function isCurrentRepeat(plan: Plan, today: string): boolean {
  const { period, request, stopped, previousPractice } = plan
  if (isAcute(plan) || previousPractice || stopped !== undefined || request.status !== 'active') return false
  return period.end === undefined || firstDay(period.end) > today
}

/** Of a repeat that was authorised again, the first time. */
const firstStart = (plan: Plan): ClinicalDate | undefined =>
  plan.first === plan.request ? startOf(plan) : (plan.first.authoredOn ?? startOf(plan))

export function currentRepeats(record: CareRecord, plans: readonly Plan[]): TableView {
  const shown = plans.filter(plan => isCurrentRepeat(plan, record.today))
  const rows = shown.map(plan => ({
    date: firstStart(plan),
    cells: [
      ...lead(plan, firstStart(plan)),
      lastIssued(plan),
      issuedCount(plan),
      maximumIssues(plan),
      reviewDate(plan),
      informationLines(plan, { after: authoriser(record, plan) }),
    ],
  }))
  return {
    title: 'Current Repeat Medication',
    id: 'med-tab-curr-rep',
    columns: columns(
      'Type',
      'Start Date',
      'Medication Item',
      'Dosage Instruction',
      'Quantity',
      'Last Issued Date',
      'Number of Prescriptions Issued',
      'Max Issues',
      'Review Date',
      'Additional Information',
    ),
    rows: rowsOf(rows),
    notes: [
      ...(shown.some(plan => reviewDate(plan) !== '') ? [reviews] : []),
      ...(shown.length > 0 ? [templates] : []),
    ],
    parts: ['medications'],
    filtered: false,
  }
}

const reviews =
  'The Review Date is that set for each Repeat Course. Reviews may be conducted according to a diary event which differs from the dates shown'
const templates =
  'The medication below is taken from the Repeat Medication Templates of the patient record, which may have been amended since they were last issued. All Medication Issues shows every repeat prescription issued'

function discontinued(record: CareRecord, plans: readonly Plan[]): TableView {
  const rows = plans.flatMap(plan => {
    const { stopped, item, request } = plan
    if (isAcute(plan) || stopped === undefined) return []
    const last = lastIssued(plan)
    const what = [typeText(plan), last, item, dosageText(request), quantityText(request)]
    const cells: Cell[] = [
      ...what,
      stopped.date ?? '',
      stopped.reason,
      informationLines(plan, { after: authoriser(record, plan) }),
    ]
    return [{ date: last, cells }]
  })
  return {
    title: 'Discontinued Repeat Medication',
    id: 'med-tab-dis-rep',
    columns: columns(
      'Type',
      'Last Issued Date',
      'Medication Item',
      'Dosage Instruction',
      'Quantity',
      'Discontinued Date',
      'Discontinuation Reason',
      'Additional Information',
    ),
    rows: rowsOf(rows),
    notes: ['All repeat medication ended by a clinician action'],
    parts: ['medications'],
    filtered: false,
  }
}

/** HTM-DATE-04. */
export function isWithin(plan: Plan, timePeriod: TimePeriod | undefined): boolean {
  const { period, request, statement } = plan
  const { start, end } = period
  if (start === undefined) {
    const recorded: ClinicalDate | undefined = statement.dateAsserted ?? request.authoredOn
    return falls(timePeriod, recorded, recorded)
  }
  if (end !== undefined) return falls(timePeriod, start, end)
  return isAcute(plan) ? falls(timePeriod, start) : falls(timePeriod, start, '')
}
