/** What every entry of the extract has in common. */
import type { Concept, Entry } from '@gpc/clinical'
import type { Lookup, SourceRow } from '../contract.ts'
import { dateOf } from './dates.ts'
import { isLink } from './files.ts'
import { type NamedStaff, peopleOf } from './staff.ts'
import { confidentialityOf } from './withheld.ts'

/** Key of an entry: `SRDrugSensitivity:6301`. */
export const entryKey = ({ table, key }: SourceRow): string => `${table}:${key}`

/** Key, people, dates and confidentiality of a row with the leading event columns. */
export function entryOf(row: SourceRow, concept: Concept, lookup: Lookup, named: NamedStaff): Entry {
  const { DateEventRecorded, IDEvent } = row.columns
  const recorded = dateOf(DateEventRecorded)
  return {
    source: 'tpp',
    key: entryKey(row),
    confidentiality: confidentialityOf(concept, lookup),
    ...(recorded === undefined ? {} : { recorded }),
    ...peopleOf(row.columns, lookup, named),
    ...(isLink(IDEvent) ? { encounter: `SREvent:${IDEvent}` } : {}),
  }
}
