/** All Medication Issues (HTM-DATE-05, HTM-SEC-15). */
import { dosageText, issueDate, orderLines, quantityText } from './medication-words.ts'
import { hasIssues, itemName, type Plan, typeText } from './plans.ts'
import type { CareRecord } from './record.ts'
import { grouped } from './sort-groups.ts'
import type { TableView } from './view.ts'

/** @param plans those shown under All Medication: every issue of theirs, whatever its date */
export function allIssues(record: CareRecord, plans: readonly Plan[]): TableView {
  const rows = plans.filter(hasIssues).flatMap(plan =>
    plan.orders.map(order => {
      const item = itemName(record, order.medicationReference)
      const date = issueDate(order)
      const days = order.dispenseRequest?.expectedSupplyDuration?.value ?? ''
      const what = [typeText(plan), date, item, dosageText(order), quantityText(order)]
      return { group: item, date, cells: [...what, days, orderLines(plan, order)] }
    }),
  )
  return {
    title: 'All Medication Issues',
    id: 'med-tab-all-iss',
    columns: [
      { name: 'Type' },
      { name: 'Issue Date', date: true },
      { name: 'Medication Item' },
      { name: 'Dosage Instruction' },
      { name: 'Quantity' },
      { name: 'Days Duration' },
      { name: 'Additional Information' },
    ],
    rows: grouped(rows),
    parts: ['medications'],
    filtered: true,
  }
}
