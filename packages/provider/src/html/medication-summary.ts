/** All Medication: a distinct list of what was prescribed (HTM-SEC-01, HTM-SEC-14, HTM-SEC-15). */
import { dosageText, ended, informationLines, issuedCount, lastIssued, quantityText } from './medication-words.ts'
import { type Plan, startOf, typeText } from './plans.ts'
import { grouped } from './sort-groups.ts'
import type { TableView } from './view.ts'

/**
 * One row for the plans that differ in nothing but their dates and issues, as where a repeat was authorised again: since when, the last issue,
 * and the issues of all (the table is the specification's summary; its issues stand below, one by one).
 */
export function allMedication(plans: readonly Plan[]): TableView {
  const alike = Map.groupBy(plans, plan =>
    JSON.stringify([
      [typeText(plan), plan.item, dosageText(plan.request), quantityText(plan.request)],
      [ended(plan), informationLines(plan)],
    ]),
  )
  const rows = [...alike.values()].flatMap(all => {
    const [plan] = all
    if (plan === undefined) return []
    const date = earliest(all.flatMap(one => startOf(one) ?? []))
    const last = all.map(lastIssued).toSorted().at(-1) ?? ''
    const what = [typeText(plan), date ?? '', plan.item, dosageText(plan.request), quantityText(plan.request)]
    return [
      {
        group: plan.item,
        date,
        cells: [...what, last, total(all.map(issuedCount)), ended(plan), informationLines(plan)],
      },
    ]
  })
  return {
    title: 'All Medication',
    id: 'med-tab-all-sum',
    columns: [
      { name: 'Type' },
      { name: 'Start Date', date: true },
      { name: 'Medication Item' },
      { name: 'Dosage Instruction' },
      { name: 'Quantity' },
      { name: 'Last Issued Date', date: true },
      { name: 'Number of Prescriptions Issued' },
      { name: 'Discontinuation Details' },
      { name: 'Additional Information' },
    ],
    rows: grouped(rows),
    parts: ['medications'],
    filtered: true,
  }
}

const earliest = (dates: readonly string[]): string | undefined => dates.toSorted()[0]

/** Nothing, where none of them has any. */
function total(counts: readonly string[]): string {
  const told = counts.filter(count => count !== '')
  return told.length === 0 ? '' : String(told.reduce((sum, count) => sum + Number(count), 0))
}
