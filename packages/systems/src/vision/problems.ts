/** Rows of SUBSET P: a problem each, made of the entry that the row is besides. */
import type { Concept, EntryKey, Problem } from '@gpc/clinical'
import type { Lookup, SourceRow } from '../contract.ts'
import { dayOf } from './files.ts'
import { entryOf, eventDate, qualifierNotes } from './journal.ts'
import { textNotes } from './observations.ts'

export const problemKey = (row: SourceRow): EntryKey => `problem:${row.key}`

/** What links say of a problem. */
export interface ProblemLinks {
  readonly related: readonly EntryKey[]
  /** Keys of other problems, where one of the two names the other. */
  readonly siblings: readonly EntryKey[]
}

/** Active until END_DATE is filled. The format doesn't know its significance. */
export function problemOf(
  row: SourceRow,
  actual: EntryKey,
  concept: Concept,
  links: ProblemLinks,
  lookup: Lookup,
): Problem {
  const cells = row.columns
  const onset = eventDate(cells)
  const ended = dayOf(cells, 'END_DATE')
  return {
    ...entryOf(row, lookup),
    key: problemKey(row),
    concept,
    status: ended === undefined ? 'active' : 'inactive',
    ...(onset === undefined ? {} : { onset }),
    ...(ended === undefined ? {} : { ended }),
    actual,
    related: links.related,
    problems: links.siblings.map(key => ({ type: 'sibling', key })),
    notes: [...qualifierNotes(cells), ...textNotes(cells)],
  }
}
