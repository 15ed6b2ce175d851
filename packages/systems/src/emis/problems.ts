/** Problem rows with the observations that they were made of (STR-PRB). */
import type { Problem, Unreadable } from '@gpc/clinical'
import { displayDate } from '@gpc/fhir'
import type { PatientRows, SourceRow } from '../contract.ts'
import { partialDate } from './dates.ts'
import {
  confidentialityOf,
  consultationKey,
  documentKey,
  entryKey,
  entryOf,
  labelled,
  type PatientContext,
  problemKey,
} from './entry.ts'
import type { Sorted } from './sorting.ts'

/** A row whose problem row has been deleted is a problem no longer; what it is besides stays (emis.md 1.2). */
export function problemsOf(rows: PatientRows, sorted: Sorted, context: PatientContext) {
  const table = rows.table('CareRecord_Problem')
  const observations = new Map(rows.table('CareRecord_Observation').map(row => [row.key, row]))
  const children = Map.groupBy(table, row => row.columns.ParentProblemObservationGuid)
  const linked = linkedRows(rows)
  const requests = new Set(sorted.testRequests.map(({ row }) => row.key))
  const problems: Problem[] = []
  const unreadable: Unreadable[] = []
  for (const row of table) {
    const observation = observations.get(row.key)
    const code = sorted.codes.get(row.key)
    if (observation === undefined || code === undefined) {
      const reason =
        observation === undefined ? 'its observation has not arrived' : 'the code of its observation is not known'
      unreadable.push({ key: entryKey(row), column: 'ObservationGuid', reason })
      continue
    }
    const onset = partialDate(observation.columns.EffectiveDate, observation.columns.EffectiveDatePrecision)
    const items = (linked.get(row.key) ?? []).filter(one => one.key !== row.key)
    problems.push({
      ...entryOf(observation, context),
      key: problemKey(row.key),
      concept: code.concept,
      ...courseOf(row),
      ...(onset === undefined ? {} : { onset }),
      ...(requests.has(row.key) ? {} : { actual: entryKey(observation) }),
      related: relatedOf(observation, items, requests, context),
      problems: familyOf(row, children.get(row.key) ?? []),
    })
  }
  return { problems, unreadable }
}

/** Rows by the problem that they name, in the order that they were entered. */
function linkedRows(rows: PatientRows): ReadonlyMap<string, readonly SourceRow[]> {
  const all = [
    ...rows.table('CareRecord_Observation'),
    ...rows.table('Prescribing_DrugRecord'),
    ...rows.table('Prescribing_IssueRecord'),
  ].filter(({ columns }) => (columns.ProblemGuid ?? columns.ProblemObservationGuid) !== undefined)
  const entered = ({ columns }: SourceRow) => `${columns.EnteredDate ?? ''}T${columns.EnteredTime ?? ''}`
  const inOrder = all.toSorted((a, b) => (entered(a) < entered(b) ? -1 : entered(a) > entered(b) ? 1 : 0))
  return Map.groupBy(inOrder, ({ columns }) => columns.ProblemGuid ?? columns.ProblemObservationGuid ?? '')
}

/**
 * What names the problem (reviews of it too), and documents of that; the consultations of these are added by the rules of problems
 * (STR-PRB-09). A bare test request isn't named, its consultation is, unless the request is confidential (STR-PRB-17, STR-ERR-10).
 */
function relatedOf(
  own: SourceRow,
  items: readonly SourceRow[],
  requests: ReadonlySet<string>,
  context: PatientContext,
): string[] {
  const isRequest = ({ table, key }: SourceRow) => table === 'CareRecord_Observation' && requests.has(key)
  const named = items.filter(row => !isRequest(row)).map(entryKey)
  const documents = [own, ...items].flatMap(({ columns }) => columns.DocumentGuid ?? []).map(documentKey)
  const consultations = [own, ...items]
    .filter(row => isRequest(row) && confidentialityOf(row, context) !== 'confidential')
    .flatMap(({ columns }) => columns.ConsultationGuid ?? [])
  return [...new Set([...named, ...documents, ...consultations.map(consultationKey)])]
}

/** Grouped, Combined, Evolved, Replaced: a problem stands above or below another, whatever the word (STR-PRB-10). */
function familyOf(row: SourceRow, children: readonly SourceRow[]): Problem['problems'] {
  const { ParentProblemObservationGuid: parent } = row.columns
  return [
    ...(parent === undefined || parent === row.key ? [] : [{ type: 'parent', key: problemKey(parent) } as const]),
    ...children
      .filter(child => child.key !== row.key)
      .map(child => ({ type: 'child', key: problemKey(child.key) }) as const),
  ]
}

/** Status, significance, end and notes: words that aren't known are told in notes. */
function courseOf({ columns }: SourceRow): Pick<Problem, 'status' | 'significance' | 'ended' | 'notes'> {
  const { ProblemStatusDescription: statusText, SignificanceDescription: significanceText } = columns
  const end = partialDate(columns.EndDate, columns.EndDatePrecision)
  const known = statuses.get(statusText?.trim().toLowerCase() ?? '')
  const status = known ?? (columns.EndDate === undefined ? 'active' : 'inactive')
  const significance = significances.get(significanceText?.trim().toLowerCase() ?? '')
  const reviewed = partialDate(columns.LastReviewDate, columns.LastReviewDatePrecision)
  const { ExpectedDuration: duration } = columns
  return {
    status,
    ...(significance === undefined ? {} : { significance }),
    ...(end === undefined ? {} : { ended: end }),
    notes: [
      ...(columns.Comment === undefined ? [] : [columns.Comment]),
      ...labelled('Status', known === undefined ? statusText : undefined),
      ...labelled('Significance', significance === undefined ? significanceText : undefined),
      ...labelled('Expected duration', duration?.trim() === '0' ? undefined : duration),
      ...labelled('Last reviewed', reviewed === undefined ? undefined : displayDate(reviewed)),
    ],
  }
}

const statuses: ReadonlyMap<string, Problem['status']> = new Map([
  ['active problem', 'active'],
  ['past problem', 'inactive'],
])

const significances: ReadonlyMap<string, NonNullable<Problem['significance']>> = new Map([
  ['significant problem', 'major'],
  ['minor problem', 'minor'],
])
