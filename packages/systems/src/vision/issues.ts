/**
 * Which authorisation an issue belongs to. Vision's extract has no link from S rows to R rows; this is the inference that the
 * option `no-issue-match` switches off.
 */
import type { SourceRow } from '../contract.ts'
import type { Cells } from '../shared/table.ts'
import { readVisionCode } from './codes.ts'
import { dayOf } from './files.ts'
import { byId } from './journal.ts'

export interface Matched<Row> {
  readonly byRepeat: ReadonlyMap<Row, readonly Row[]>
  /** Issues without an authorisation: together those of the same drug and dosage. */
  readonly unmatched: readonly (readonly Row[])[]
}

/**
 * Matches each issue with the latest authorisation of the same drug whose day isn't after the issue's, and that hadn't ended by then; of
 * several of the same day, the one with the same dosage text and quantity, else the one entered last. The same drug is the same
 * DMD_CODE, or the same Read code where one of the two has no DMD_CODE, or the same name where neither has any code. Issues come in
 * order of their days.
 */
export function matchIssues<Row extends { readonly row: SourceRow }>(
  repeats: readonly Row[],
  issues: readonly Row[],
): Matched<Row> {
  const byRepeat = new Map<Row, Row[]>()
  const implied = new Map<string, Row[]>()
  const inOrder = [...issues].sort((a, b) => compare(dayText(a), dayText(b)) || byId(a.row, b.row))
  const repeatsByName = new Map<string, Row[]>()
  for (const repeat of repeats) for (const name of drugNames(repeat.row.columns)) push(repeatsByName, name, repeat)
  for (const issue of inOrder) {
    const cells = issue.row.columns
    const [surest, byCode] = candidates(repeatsByName, cells).map(rows => latest(rows, cells))
    const repeat = surest ?? byCode
    if (repeat !== undefined) push(byRepeat, repeat, issue)
    else push(implied, [drugNames(cells)[0], cells.TEXT].join('\u001f'), issue)
  }
  return { byRepeat, unmatched: [...implied.values()] }
}

/** True if two rows have the same dosage text. */
export const sameDosage = (a: Cells, b: Cells) => a.TEXT === b.TEXT

const sameQuantity = (a: Cells, b: Cells) => a.VALUE1 === b.VALUE1

/** What a row's drug goes by, the surest first. */
function drugNames(cells: Cells): readonly string[] {
  const code = cells.CODE === undefined ? undefined : readVisionCode(cells.CODE)
  const names = [
    ...(cells.DMD_CODE === undefined ? [] : [`dmd ${cells.DMD_CODE}`]),
    ...(code === undefined || code.kind === 'word' ? [] : [`code ${code.code}`]),
  ]
  return names.length > 0 ? names : [`name ${(cells.RUBRIC ?? code?.code ?? '').toLowerCase()}`]
}

/** The authorisations to choose from: those of the surest name first, then those that only the Read code tells. */
function candidates<Row extends { readonly row: SourceRow }>(
  byName: ReadonlyMap<string, readonly Row[]>,
  issue: Cells,
): readonly (readonly Row[])[] {
  const [surest = '', code] = drugNames(issue)
  const bySurest = byName.get(surest) ?? []
  if (code === undefined) return [bySurest]
  return [bySurest, (byName.get(code) ?? []).filter(repeat => repeat.row.columns.DMD_CODE === undefined)]
}

function latest<Row extends { readonly row: SourceRow }>(repeats: readonly Row[], issue: Cells): Row | undefined {
  const day = dayOf(issue, 'DATE')
  if (day === undefined) return undefined
  const rank = (row: Row) => {
    const cells = row.row.columns
    return Number(sameDosage(cells, issue)) * 2 + Number(sameQuantity(cells, issue))
  }
  return repeats
    .filter(repeat => {
      const start = dayOf(repeat.row.columns, 'DATE')
      const end = dayOf(repeat.row.columns, 'END_DATE')
      return start !== undefined && start <= day && (end === undefined || end >= day)
    })
    .reduce<Row | undefined>((best, one) => {
      if (best === undefined) return one
      const order = compare(dayText(one), dayText(best)) || rank(one) - rank(best) || byId(one.row, best.row)
      return order > 0 ? one : best
    }, undefined)
}

const dayText = (row: { readonly row: SourceRow }) => dayOf(row.row.columns, 'DATE') ?? ''

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const values = map.get(key)
  if (values === undefined) map.set(key, [value])
  else values.push(value)
}
