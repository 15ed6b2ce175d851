/** Rows in groups with titles (HTM-SEC-01). */
import type { Row } from './markup.ts'
import { type DatedRow, latestFirst } from './sort.ts'

export interface GroupedRow extends DatedRow {
  readonly group: string
}

const order = new Intl.Collator('en-GB', { sensitivity: 'base' })

/** Groups in alphabetical order, each after its title, its rows latest first. */
export function grouped(rows: readonly GroupedRow[]): readonly Row[] {
  const groups = [...Map.groupBy(rows, ({ group }) => group)]
  return groups
    .toSorted(([a], [b]) => order.compare(a, b))
    .flatMap(([group, members]) => [{ group }, ...latestFirst(members).map(({ cells }) => cells)])
}
