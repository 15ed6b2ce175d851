/** Referrals (HTM-SEC-05). */
import { identifiers } from '@gpc/fhir'
import { falls, type TimePeriod } from './period.ts'
import type { CareRecord, Item } from './record.ts'
import type { ReferralRequest } from './resources.ts'
import { sections } from './sections.ts'
import { rowsOf } from './sort.ts'
import type { SectionView } from './view.ts'
import { labelled, lines, linkedProblems, nameOf, names, notes, term, terms, titled } from './words.ts'

export function referrals(record: CareRecord, period: TimePeriod | undefined): SectionView {
  const rows = record.items('referrals').flatMap(item =>
    item.resources
      .filter(one => one.resourceType === 'ReferralRequest')
      .map(one => {
        const from = nameOf(record, one.requester?.agent)
        const to = names(record, one.recipient)
        const details = referralLines(one, item)
        return { date: one.authoredOn, cells: [one.authoredOn ?? '', from, to, priorityOf(one), details] }
      }),
  )
  const { title } = sections.REF
  return {
    title,
    tables: {
      title,
      id: 'ref-tab',
      columns: [
        { name: 'Date', date: true },
        { name: 'From' },
        { name: 'To' },
        { name: 'Priority' },
        { name: 'Details' },
      ],
      notes: [
        'Outgoing referrals; incoming ones are shown as they are recorded, under Clinical Items or Administrative Items',
      ],
      rows: rowsOf(rows.filter(row => falls(period, row.date))),
      parts: ['referrals'],
      filtered: true,
    },
  }
}

const priorities: ReadonlyMap<string, string> = new Map([
  ['routine', 'Routine'],
  ['urgent', 'Urgent'],
  ['asap', 'ASAP'],
])

const priorityOf = ({ priority = '' }: ReferralRequest): string => priorities.get(priority) ?? priority

/** The main coded term first, all else on lines of their own. */
export function referralLines(one: ReferralRequest, { problems }: Pick<Item, 'problems'>): readonly string[] {
  const [main, ...others] = one.reasonCode ?? []
  const ubrn = one.identifier?.find(({ system }) => system === identifiers.ubrn)?.value
  return lines(
    titled(main),
    labelled('Reason', terms(others)),
    one.description,
    labelled('Service', terms(one.serviceRequested)),
    labelled('Specialty', term(one.specialty)),
    labelled('UBRN', ubrn),
    ...notes(one.note),
    ...linkedProblems(problems),
  )
}
