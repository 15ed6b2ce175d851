/** Codes of no other area: findings, measurements (a blood pressure in two rows), procedures, family history. */
import type { Concept, EntryKey, Observation, Unreadable } from '@gpc/clinical'
import type { Lookup, PatientRows, SourceRow } from '../contract.ts'
import { codedConcept } from './codes.ts'
import { dateOf } from './dates.ts'
import { entryKey, entryOf } from './entries.ts'
import { doneElsewhere, type Place } from './places.ts'
import type { NamedStaff } from './staff.ts'
import { labelled, mappedOrNumber, numberOf } from './values.ts'

export interface Observations {
  readonly entries: readonly Observation[]
  readonly unreadable: readonly Unreadable[]
}

/** Observations of the rows of SRCode that `taken` doesn't name. */
export function observationsOf(
  rows: PatientRows,
  taken: ReadonlySet<EntryKey>,
  lookup: Lookup,
  named: NamedStaff,
  place: Place,
): Observations {
  const entries: Observation[] = []
  const unreadable: Unreadable[] = []
  for (const row of rows.table('SRCode')) {
    if (taken.has(entryKey(row))) continue
    const concept = codedConcept(row.columns, lookup)
    if (concept.codings.length > 0 || concept.text !== undefined) {
      entries.push(observation(row, concept, lookup, named, place))
    } else unreadable.push({ key: entryKey(row), column: 'CTV3Code', reason: 'names no code' })
  }
  return { entries, unreadable }
}

function observation(row: SourceRow, concept: Concept, lookup: Lookup, named: NamedStaff, place: Place): Observation {
  const effective = dateOf(row.columns.DateEvent)
  const { value } = numberOf(row.columns)
  const { organisation, notes } = doneElsewhere(row, lookup, place)
  return {
    ...entryOf(row, concept, lookup, named),
    kind: 'coded',
    concept,
    ...(effective === undefined ? {} : { effective }),
    ...(value === undefined ? {} : { value }),
    ...(organisation === undefined ? {} : { organisation }),
    notes: [...codeNotes(row, lookup), ...notes],
  }
}

/** What a row of SRCode says besides its code and its number. */
export function codeNotes({ columns }: SourceRow, lookup: Lookup): readonly string[] {
  const { note } = numberOf(columns)
  return [...labelled('Episode', mappedOrNumber(columns.EpisodeType, lookup)), ...(note === undefined ? [] : [note])]
}
