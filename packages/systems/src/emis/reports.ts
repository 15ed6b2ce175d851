/** Laboratory reports among observations: a heading of a laboratory's category, without a value, with what stands under it. */
import type { CodedRow } from './codes.ts'

/** A row with the rows under it. */
export interface Tree extends CodedRow {
  readonly children: readonly Tree[]
}

/** The tree of a report. */
export type Report = Tree

/**
 * Categories of laboratories. Radiology and health management are headings in the extract as well, but no laboratory reports (STR-INV-01): they
 * stay observations with their hierarchy.
 */
const laboratory: ReadonlySet<string> = new Set([
  'biochemistry',
  'cytology/histology',
  'haematology',
  'immunology',
  'microbiology',
])

/** Levels under a heading that are taken into its report; what lies deeper stays an observation. */
const deepest = 8

export const isSpecimen = ({ code }: CodedRow): boolean => /^pathology specimens?$/i.test(code.category)
export const isTestRequest = ({ code }: CodedRow): boolean => /^investigation requests?$/i.test(code.category)

/** Parts reports from other observations; a heading with nothing under it stays an observation. */
export function reportsOf(rows: readonly CodedRow[]): { reports: Report[]; others: CodedRow[] } {
  const byParent = Map.groupBy(rows, ({ row }) => row.columns.ParentObservationGuid ?? '')
  const heads = new Map<string, CodedRow>()
  for (const one of rows) if (isHead(one, byParent.get(one.row.key) ?? [])) heads.set(one.row.key, one)
  if (heads.size === 0) return { reports: [], others: [...rows] }
  const parents = new Map(rows.map(({ row }) => [row.key, row.columns.ParentObservationGuid]))
  const taken = new Set<string>()
  const treeOf = (one: CodedRow, level: number): Tree => {
    taken.add(one.row.key)
    const under = level === deepest ? [] : (byParent.get(one.row.key) ?? [])
    return { ...one, children: under.map(child => treeOf(child, level + 1)) }
  }
  const reports = [...heads.values()].filter(({ row }) => !isUnder(row.key, heads, parents)).map(one => treeOf(one, 0))
  return { reports, others: rows.filter(({ row }) => !taken.has(row.key)) }
}

function isHead({ row, code }: CodedRow, children: readonly CodedRow[]): boolean {
  if (row.columns.Value !== undefined || !laboratory.has(code.category.toLowerCase())) return false
  return children.some(child => !isSpecimen(child) && !isTestRequest(child))
}

/** True if a heading stands above a row, or the row stands above itself. */
function isUnder(
  key: string,
  heads: ReadonlyMap<string, CodedRow>,
  parents: ReadonlyMap<string, string | undefined>,
): boolean {
  const seen = new Set([key])
  for (let above = parents.get(key); above !== undefined; above = parents.get(above)) {
    if (heads.has(above) || seen.has(above)) return true
    seen.add(above)
  }
  return false
}
