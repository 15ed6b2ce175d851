/** Rows of the referral file: outbound referrals. */
import type { Concept, EntryKey, Referral } from '@gpc/clinical'
import type { Lookup, SourceRow } from '../contract.ts'
import { dayOf } from './files.ts'
import { entryOf, labelled } from './journal.ts'
import { staffKey } from './people.ts'
import { specialties } from './specialties.ts'

const types: Readonly<Record<string, string>> = {
  O: 'Outpatient',
  A: 'Admission',
  D: 'Day case',
  I: 'Investigation',
  V: 'Domiciliary visit',
}

/** What a referral's LINKS name. */
export interface ReferralLinks {
  /** The problems' terms, in the order of LINKS. */
  readonly problems: readonly Concept[]
  /** Keys of other entries. */
  readonly supporting: readonly EntryKey[]
}

/** A referral. The format has no reason but the linked problem: the first is the reason, further ones are told in notes. */
export function referralOf(row: SourceRow, links: ReferralLinks, lookup: Lookup): Referral {
  const cells = row.columns
  const date = dayOf(cells, 'DATE')
  const [reason = { codings: [], text: 'Referral' }, ...further] = links.problems
  const { TYPE: type, SPECIALTY: specialty } = cells
  const recipient = staffKey(cells.TO_HCP)
  return {
    ...entryOf(row, lookup),
    reason,
    ...(date === undefined ? {} : { date }),
    ...(specialty === undefined ? {} : { specialty: { codings: [], text: specialties[specialty] ?? specialty } }),
    ...(recipient === undefined ? {} : { recipients: [{ kind: 'staff', key: recipient }] }),
    ...(links.supporting.length === 0 ? {} : { supporting: links.supporting }),
    notes: [
      ...(type === undefined ? [] : [`Type of referral: ${types[type] ?? type}`]),
      ...(specialty === undefined || specialties[specialty] === undefined ? [] : [`Specialty code: ${specialty}`]),
      ...further.map(one => `Linked problem: ${one.text ?? one.codings[0]?.code ?? ''}`),
      ...labelled(cells, {
        UNIT: 'Unit',
        CONTRACTOR: 'Contractor',
        CONTRACT: 'Contract',
        ACTION_DATE: 'Action date (yyyyMMdd)',
      }),
    ],
  }
}
