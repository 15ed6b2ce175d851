/** Problems and Issues (HTM-SEC-01, HTM-SEC-03, HTM-DATE-03). */
import { extensions } from '@gpc/fhir'
import type { Column } from './markup.ts'
import { falls, type TimePeriod } from './period.ts'
import type { CareRecord, Item } from './record.ts'
import { type Condition, extensionOf } from './resources.ts'
import { sections } from './sections.ts'
import { rowsOf } from './sort.ts'
import type { SectionView, TableView } from './view.ts'
import { dated, labelled, lines, nameOf, notes, titled } from './words.ts'

export function problems(record: CareRecord, period: TimePeriod | undefined): SectionView {
  return {
    title: sections.PRB.title,
    tables: [activeProblems(record), majorInactiveProblems(record, period), otherInactive(record, period)],
  }
}

interface Problem {
  readonly item: Item
  readonly condition: Condition
  readonly significance: 'Major' | 'Minor' | 'Not recorded'
}

/** What rendering says of a problem whose source has no significance. */
const unknownSignificance = 'Significance: not recorded (sent as minor).'

function problemsOf(record: CareRecord, status: 'active' | 'inactive'): readonly Problem[] {
  return record.items('problems').flatMap(item =>
    item.resources
      .filter(one => one.resourceType === 'Condition')
      .filter(one => (one.clinicalStatus === 'active') === (status === 'active'))
      .map(condition => ({ item, condition, significance: significanceOf(condition) })),
  )
}

function significanceOf(condition: Condition): Problem['significance'] {
  if (extensionOf(condition, extensions.problemSignificance)?.valueCode === 'major') return 'Major'
  const told = notes(condition.note).flatMap(text => text.split('\n'))
  return told.includes(unknownSignificance) ? 'Not recorded' : 'Minor'
}

const start: Column = { name: 'Start Date', date: true }
const entry: readonly Column[] = [{ name: 'Entry' }, { name: 'Significance' }, { name: 'Details' }]
const inactiveColumns: readonly Column[] = [start, { name: 'End Date', date: true }, ...entry]

export function activeProblems(record: CareRecord): TableView {
  const shown = problemsOf(record, 'active')
  return {
    title: 'Active Problems and Issues',
    id: 'prb-tab-act',
    columns: [start, ...entry],
    rows: rowsOf(
      shown.map(problem => {
        const date = problem.condition.onsetDateTime
        return { date, cells: [date ?? '', ...entryCells(record, problem)] }
      }),
    ),
    parts: ['problems'],
    excluded: shown.some(({ item }) => item.withheld.length > 0),
    filtered: false,
  }
}

/** Of two levels, and of more, everything above minor counts as major. */
export const majorInactiveProblems = (record: CareRecord, period?: TimePeriod): TableView =>
  inactive(record, period, 'Major Inactive Problems and Issues', 'prb-tab-majinact', true)

const otherInactive = (record: CareRecord, period: TimePeriod | undefined): TableView =>
  inactive(record, period, 'Other Inactive Problems and Issues', 'prb-tab-othinact', false)

function inactive(
  record: CareRecord,
  period: TimePeriod | undefined,
  title: string,
  id: string,
  major: boolean,
): TableView {
  const shown = problemsOf(record, 'inactive')
    .filter(({ significance }) => (significance === 'Major') === major)
    .filter(({ condition }) => falls(period, condition.onsetDateTime, condition.abatementDateTime ?? ''))
  return {
    title,
    id,
    columns: inactiveColumns,
    rows: rowsOf(
      shown.map(problem => {
        const { onsetDateTime = '', abatementDateTime: date } = problem.condition
        return { date, cells: [onsetDateTime, date ?? '', ...entryCells(record, problem)] }
      }),
    ),
    parts: ['problems'],
    excluded: shown.some(({ item }) => item.withheld.length > 0),
    filtered: true,
  }
}

function entryCells(record: CareRecord, { condition, significance }: Problem) {
  const related = (condition.extension ?? [])
    .filter(({ url }) => url === extensions.relatedProblemHeader)
    .flatMap(({ extension = [] }) => {
      const problem = record.find(extensionOf({ extension }, 'target')?.valueReference?.reference)
      return problem?.resourceType === 'Condition' ? [labelled('Related problem', titled(problem.code))] : []
    })
  const said = notes(condition.note)
    .flatMap(text => text.split('\n'))
    .filter(text => text !== unknownSignificance)
  const details = lines(
    ...said,
    ...related,
    dated('Recorded', condition.assertedDate),
    labelled('Recorded by', nameOf(record, condition.asserter)),
  )
  return [titled(condition.code), significance, details]
}
