/** Organisations that a record names: they are looked up by their ODS code, and come with the record. */
import type { Organisation } from '@gpc/clinical'
import type { Lookup, SourceRow } from '../contract.ts'
import { organisationTable } from './files.ts'
import { organisationOf } from './staff.ts'

/** Organisations that a record names, by ODS code. */
export type NamedOrganisations = Map<string, Organisation>

/** Where a record is assembled. */
export interface Place {
  /** ODS code of the practice. */
  readonly ods: string
  readonly named: NamedOrganisations
}

/** The organisation of an ODS code, which is added to those that the record names; undefined if the extract doesn't describe it. */
export function organisationNamed(code: string | undefined, lookup: Lookup, place: Place): string | undefined {
  if (code === undefined || code === place.ods) return undefined
  const rows = lookup(organisationTable, code)
  const row = rows.find(({ columns }) => columns.MadeObsolete !== 'TRUE') ?? rows[0]
  if (row === undefined) return undefined
  place.named.set(code, organisationOf(code, row.columns))
  return code
}

/** Where an entry was made, if not at the practice: the organisation, or a note where the extract doesn't describe it. */
export function doneElsewhere(
  { columns }: SourceRow,
  lookup: Lookup,
  place: Place,
): { readonly organisation?: string; readonly notes: readonly string[] } {
  const code = columns.IDOrganisationDoneAt
  if (code === undefined || code === place.ods || /^-?\d+$/.test(code)) return { notes: [] }
  const organisation = organisationNamed(code, lookup, place)
  return organisation === undefined ? { notes: [`Done at: ${code}`] } : { organisation, notes: [] }
}

/** Where an entry was made, if not at the practice, in words: for entries that have no organisation of their own. */
export function doneAtNotes(row: SourceRow, lookup: Lookup, place: Place): readonly string[] {
  const { organisation, notes } = doneElsewhere(row, lookup, place)
  return organisation === undefined ? notes : [`Done at: ${place.named.get(organisation)?.name ?? organisation}`]
}
