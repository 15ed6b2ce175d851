/** Cells of clinical rows to values and words. */
import type { Value } from '@gpc/clinical'
import { displayDate } from '@gpc/fhir'
import type { Lookup, SourceRow } from '../contract.ts'
import { mapped } from './codes.ts'
import { dateOf } from './dates.ts'
import { isLink } from './files.ts'

type Cells = SourceRow['columns']

/** What a column holds when there is no number. */
const none = /^(0|-1)(\.0+)?$/
const comparators = new Map<string, '<' | '<=' | '>=' | '>'>([
  ['<', '<'],
  ['<=', '<='],
  ['>=', '>='],
  ['>', '>'],
])

/**
 * The number of a row of SRCode. From layout 90 on IsNumeric tells a real number, a genuine 0 among them; before, 0 and -1 are none. A
 * number that isn't decimal or has another comparator stays as written; one that is marked as none is told in `note`.
 */
export function numberOf({ NumericValue, IsNumeric, NumericComparator, NumericUnit }: Cells): {
  readonly value?: Value
  readonly note?: string
} {
  if (NumericValue === undefined) return {}
  const written = [`${NumericComparator ?? ''}${NumericValue}`, NumericUnit]
    .filter(part => part !== undefined)
    .join(' ')
  const numeric = IsNumeric === undefined ? !none.test(NumericValue) : IsNumeric === 'TRUE'
  if (!numeric) return none.test(NumericValue) ? {} : { note: `Marked as not numeric: ${written}` }
  const comparator = NumericComparator === undefined ? undefined : comparators.get(NumericComparator)
  if (!/^-?\d+(\.\d+)?$/.test(NumericValue) || (NumericComparator !== undefined && comparator === undefined)) {
    return { value: { kind: 'text', text: written } }
  }
  return {
    value: {
      kind: 'quantity',
      value: NumericValue,
      ...(comparator === undefined ? {} : { comparator }),
      ...(NumericUnit === undefined ? {} : { unit: NumericUnit }),
    },
  }
}

/** The words of a cell that holds a row of SRMapping; the number itself where the extract has no such row. */
export function mappedOrNumber(cell: string | undefined, lookup: Lookup): string | undefined {
  return mapped(cell, lookup) ?? (isLink(cell) ? cell : undefined)
}

/** The words of a cell that holds a row of SRConfiguredListOption; undefined for no link, or where the extract has no such row. */
export function optionText(cell: string | undefined, lookup: Lookup): string | undefined {
  if (!isLink(cell)) return cell === undefined || /^-?\d+$/.test(cell) ? undefined : cell
  return lookup('SRConfiguredListOption', cell)[0]?.columns.ConfiguredListOption
}

/** As `optionText`; the number itself where the extract has no such row. */
export function optionOrNumber(cell: string | undefined, lookup: Lookup): string | undefined {
  return optionText(cell, lookup) ?? (isLink(cell) ? cell : undefined)
}

/** `Label: words`, for what has no element of its own; nothing where there are no words. */
export function labelled(label: string, words: string | undefined): readonly string[] {
  return words === undefined ? [] : [`${label}: ${words}`]
}

/** `Label: 12-Jan-2026`. */
export function labelledDate(label: string, cell: string | undefined): readonly string[] {
  const date = dateOf(cell)
  return date === undefined ? [] : [`${label}: ${displayDate(date)}`]
}
