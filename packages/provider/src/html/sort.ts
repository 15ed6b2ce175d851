/** Rows by date (HTM-SEC-01). */
import type { ClinicalDate } from '@gpc/fhir'
import type { Cell } from './markup.ts'

export interface DatedRow {
  /** What it is sorted by; absent: not known. */
  readonly date: ClinicalDate | undefined
  readonly cells: readonly Cell[]
}

/** Latest first, those without a date last; rows of one date stay in their order. */
export function latestFirst<T extends Pick<DatedRow, 'date'>>(rows: readonly T[]): readonly T[] {
  return rows.toSorted((a, b) => compare(b.date ?? '', a.date ?? ''))
}

export const rowsOf = (rows: readonly DatedRow[]): readonly (readonly Cell[])[] =>
  latestFirst(rows).map(({ cells }) => cells)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
