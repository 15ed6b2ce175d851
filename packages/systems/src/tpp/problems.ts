/** Problems: each names the code that it was made of. */
import type { EntryKey, Problem, Unreadable } from '@gpc/clinical'
import { displayDate } from '@gpc/fhir'
import type { Lookup, PatientRows, SourceRow } from '../contract.ts'
import { codedConcept } from './codes.ts'
import { dateOf } from './dates.ts'
import { entryKey, entryOf } from './entries.ts'
import { isLink } from './files.ts'
import { doneAtNotes, type Place } from './places.ts'
import type { NamedStaff } from './staff.ts'
import { labelled, mappedOrNumber } from './values.ts'

export interface Problems {
  readonly entries: readonly Problem[]
  /** Events that a problem was opened in before it was opened again: they hold it too. */
  readonly earlier: readonly { readonly event: EntryKey; readonly problem: EntryKey }[]
  readonly unreadable: readonly Unreadable[]
}

/**
 * Problems of a patient. [I] Several rows with the same code row and the same code are one problem that was opened again: the last row
 * counts, the earlier ones are told in notes. `coded` are the entries that rows of SRCode have become.
 */
export function problemsOf(
  rows: PatientRows,
  coded: ReadonlySet<EntryKey>,
  lookup: Lookup,
  named: NamedStaff,
  place: Place,
): Problems {
  const codes = new Map(rows.table('SRCode').map(row => [row.key, row]))
  const opened = Map.groupBy(rows.table('SRProblem'), ({ key, columns: { IDCode, CTV3Code } }) =>
    isLink(IDCode) ? `${IDCode} ${CTV3Code ?? ''}` : `row ${key}`,
  )
  const entries: Problem[] = []
  const earlier: { event: EntryKey; problem: EntryKey }[] = []
  const unreadable: Unreadable[] = []
  for (const group of opened.values()) {
    const [last, ...before] = [...group].sort(latestFirst)
    if (last === undefined) continue
    const code = isLink(last.columns.IDCode) ? codes.get(last.columns.IDCode) : undefined
    const { CTV3Code } = last.columns
    const same = code !== undefined && (CTV3Code === undefined || CTV3Code === code.columns.CTV3Code)
    const concept = codedConcept(same ? code.columns : last.columns, lookup)
    if (concept.codings.length === 0 && concept.text === undefined) {
      unreadable.push(
        ...group.map(row => ({ key: entryKey(row), column: 'IDCode', reason: 'names no code that is there' })),
      )
      continue
    }
    const entry = entryOf(last, concept, lookup, named)
    const actual = code === undefined ? undefined : entryKey(code)
    const events = before.flatMap(({ columns: { IDEvent } }) => (isLink(IDEvent) ? [`SREvent:${IDEvent}`] : []))
    const onset = dateOf(last.columns.DateEvent)
    const ended = dateOf(last.columns.DateEnd)
    entries.push({
      ...entry,
      concept,
      status: ended === undefined ? 'active' : 'inactive',
      ...significance(last, lookup),
      ...(onset === undefined ? {} : { onset }),
      ...(ended === undefined ? {} : { ended }),
      ...(actual === undefined || !coded.has(actual) ? {} : { actual }),
      related: [...new Set([...(entry.encounter === undefined ? [] : [entry.encounter]), ...events])],
      problems: [],
      notes: [
        ...severityNote(last, lookup),
        ...before.map(row => `Opened before: ${opening(row)}`),
        ...doneAtNotes(last, lookup, place),
      ],
    })
    earlier.push(...events.filter(event => event !== entry.encounter).map(event => ({ event, problem: entry.key })))
  }
  return { entries, earlier, unreadable }
}

const latestFirst = (a: SourceRow, b: SourceRow): number => {
  const [x, y] = [a, b].map(({ columns }) => dateOf(columns.DateEventRecorded) ?? '')
  return (x ?? '') < (y ?? '') ? 1 : (x ?? '') > (y ?? '') ? -1 : Number(b.key) - Number(a.key)
}

function opening({ columns }: SourceRow): string {
  const from = dateOf(columns.DateEvent) ?? dateOf(columns.DateEventRecorded)
  const to = dateOf(columns.DateEnd)
  return [from === undefined ? 'date not known' : displayDate(from), to === undefined ? undefined : displayDate(to)]
    .filter(text => text !== undefined)
    .join(' to ')
}

const severityOf = ({ columns }: SourceRow, lookup: Lookup) => mappedOrNumber(columns.Severity, lookup)

function significance(row: SourceRow, lookup: Lookup): Pick<Problem, 'significance'> {
  const severity = severityOf(row, lookup)?.trim().toLowerCase()
  return severity === 'major' || severity === 'minor' ? { significance: severity } : {}
}

/** Words other than major and minor: they are told, for nothing says which of the two they are. */
function severityNote(row: SourceRow, lookup: Lookup): readonly string[] {
  return 'significance' in significance(row, lookup) ? [] : labelled('Severity', severityOf(row, lookup))
}
