/**
 * Observations, Clinical Items and Administrative Items (HTM-SEC-02, HTM-SEC-06). Every coded entry of the record stands in exactly one of the
 * three: what has a measured value, what chapter 9 of the Read codes has (administration), and all else.
 */
import { codeSystems } from '@gpc/fhir'
import { investigationRows } from './investigations.ts'
import type { Column } from './markup.ts'
import { dateOf, detailLines, rangeLines, valueLines } from './observation-words.ts'
import { falls, type TimePeriod } from './period.ts'
import { plannedRows } from './planned.ts'
import type { CareRecord } from './record.ts'
import type { Immunization, Observation } from './resources.ts'
import { type SectionCode, sections } from './sections.ts'
import { type DatedRow, rowsOf } from './sort.ts'
import type { SectionView, TableView } from './view.ts'
import { labelled, lines, linkedProblems, names, notes, term, terms, titled, valueText } from './words.ts'

export function observations(record: CareRecord, period: TimePeriod | undefined): SectionView {
  const coded = codedRows(record, 'OBS').map(({ one, problems }): DatedRow => {
    const date = dateOf(one)
    return {
      date,
      cells: [date ?? '', titled(one.code), valueLines(one), rangeLines(one), [...detailLines(one), ...problems]],
    }
  })
  const tests = investigationRows(record)
  return single('OBS', {
    id: 'obs-tab',
    columns: [date, { name: 'Entry' }, { name: 'Value' }, { name: 'Range' }, { name: 'Details' }],
    rows: rowsOf([...coded, ...tests].filter(row => falls(period, row.date))),
    notes: record.awaitsFiling('investigations')
      ? ['Results that the practice has received and not yet filed are not shown']
      : [],
    parts: ['uncategorised-data', 'investigations'],
  })
}

export function clinicalItems(record: CareRecord, period: TimePeriod | undefined): SectionView {
  const rows = [
    ...codedRows(record, 'CLI').map(itemRow),
    ...notGivenRows(record),
    ...statusRows(record),
    ...looseComments(record),
  ]
  return single('CLI', {
    id: 'cli-tab',
    columns: itemColumns,
    rows: rowsOf(rows.filter(row => falls(period, row.date))),
    notes: ['Measurements and test results are shown under Observations only'],
    parts: ['uncategorised-data', 'immunisations'],
  })
}

export function administrativeItems(record: CareRecord, period: TimePeriod | undefined): SectionView {
  const rows = [...codedRows(record, 'ADM').map(itemRow), ...plannedRows(record)]
  return single('ADM', {
    id: 'adm-tab',
    columns: itemColumns,
    rows: rowsOf(rows.filter(row => falls(period, row.date))),
    parts: ['uncategorised-data', 'diary-entries', 'documents'],
  })
}

const date: Column = { name: 'Date', date: true }
const itemColumns: readonly Column[] = [date, { name: 'Entry' }, { name: 'Details' }]

function single(code: SectionCode, view: Omit<TableView, 'title' | 'filtered'>): SectionView {
  const { title } = sections[code]
  return { title, tables: { ...view, title, filtered: true } }
}

interface Coded {
  readonly one: Observation
  readonly problems: readonly string[]
}

const codedRows = (record: CareRecord, section: 'OBS' | 'CLI' | 'ADM'): readonly Coded[] =>
  record.items('uncategorised-data').flatMap(({ resources, problems }) =>
    resources
      .filter(one => one.resourceType === 'Observation')
      .filter(one => sectionOf(one) === section)
      .map(one => ({ one, problems: linkedProblems(problems) })),
  )

/** Where a coded entry stands. */
export function sectionOf(one: Observation): 'OBS' | 'CLI' | 'ADM' {
  const { component, referenceRange } = one
  if (valueText(one) !== '' || component !== undefined || referenceRange !== undefined) return 'OBS'
  return isAdministrative(one) ? 'ADM' : 'CLI'
}

/** Chapter 9 of the Read codes, whose codes CTV3 has kept. */
const isAdministrative = ({ code }: Observation): boolean =>
  (code.coding ?? []).some(
    ({ system, code = '' }) => (system === codeSystems.readV2 || system === codeSystems.ctv3) && code.startsWith('9'),
  )

function itemRow({ one, problems }: Coded): DatedRow {
  const date = dateOf(one)
  return { date, cells: [date ?? '', titled(one.code), [...detailLines(one), ...problems]] }
}

/** Vaccinations that were meant and not given: never among those given. */
function notGivenRows(record: CareRecord): readonly DatedRow[] {
  return record.items('immunisations-not-given').flatMap(({ resources, problems }) =>
    resources
      .filter(one => one.resourceType === 'Immunization')
      .map(one => {
        const entry = `Not given: ${vaccinationOf(one)}`
        const details = lines(
          labelled('Reason', terms(one.explanation?.reasonNotGiven)),
          ...notes(one.note),
          labelled(
            'Recorded by',
            names(
              record,
              one.practitioner?.map(({ actor }) => actor),
            ),
          ),
          ...linkedProblems(problems),
        )
        return { date: one.date, cells: [one.date ?? '', entry, details] }
      }),
  )
}

/** The procedure as it was coded. */
export function vaccinationOf({ extension = [], vaccineCode }: Immunization): string {
  const procedure = extension.find(({ valueCodeableConcept }) => valueCodeableConcept !== undefined)
  return term(procedure?.valueCodeableConcept) || titled(vaccineCode)
}

/** Consents to vaccinations, and dissents. */
function statusRows(record: CareRecord): readonly DatedRow[] {
  return record.items('immunisation-status').flatMap(({ resources, problems }) =>
    resources
      .filter(one => one.resourceType === 'Observation')
      .map(one => {
        const date = dateOf(one)
        const details = lines(...valueLines(one), ...detailLines(one), ...linkedProblems(problems))
        return { date, cells: [date ?? '', titled(one.code), details] }
      }),
  )
}

/** Free text that no consultation holds: it would be in no view otherwise. */
function looseComments(record: CareRecord): readonly DatedRow[] {
  const held = new Set(
    record
      .items('consultation-lists')
      .flatMap(({ resources }) => resources.filter(one => one.resourceType === 'List'))
      .flatMap(({ entry = [] }) => entry.map(({ item }) => item.reference)),
  )
  return record
    .items('comments')
    .filter(({ ref }) => !held.has(ref))
    .flatMap(({ resources }) => resources.filter(one => one.resourceType === 'Observation'))
    .map(one => ({ date: dateOf(one), cells: [dateOf(one) ?? '', 'Comment', lines(one.comment)] }))
}
