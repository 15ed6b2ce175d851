/** Allergies and Adverse Reactions (HTM-SEC-01, HTM-SEC-04). */
import { type ClinicalDate, extensions } from '@gpc/fhir'
import type { CareRecord, Item } from './record.ts'
import { type AllergyIntolerance, extensionOf } from './resources.ts'
import { sections } from './sections.ts'
import { rowsOf } from './sort.ts'
import type { SectionView, TableView } from './view.ts'
import { dated, labelled, lines, linkedProblems, notes, terms, titled } from './words.ts'

export function allergies(record: CareRecord): SectionView {
  return { title: sections.ALL.title, tables: [currentAllergies(record), historical(record)] }
}

const startOf = ({ onsetDateTime, assertedDate }: AllergyIntolerance): ClinicalDate | undefined =>
  onsetDateTime ?? assertedDate

/** The systems of which it is known which allergies have ended. */
const tellsEnds: ReadonlySet<string> = new Set(['tpp'])

/** The systems that don't record ends at all, as they have told. */
const knowsNoEnds: ReadonlySet<string> = new Set(['vision'])

export function currentAllergies(record: CareRecord): TableView {
  const rows = record.items('allergies').flatMap(item =>
    resourcesOf(item).map(one => {
      const date = startOf(one)
      return { date, cells: [date ?? '', allergyLines(one, item)] }
    }),
  )
  const ends = tellsEnds.has(record.system)
  return {
    title: 'Current Allergies and Adverse Reactions',
    id: 'all-tab-curr',
    columns: [{ name: 'Start Date', date: true }, { name: 'Details' }],
    rows: rowsOf(rows),
    notes: ends || rows.length === 0 ? [] : ['The source may not tell which of these have ended'],
    parts: ['allergies'],
    filtered: false,
  }
}

function historical(record: CareRecord): TableView {
  const rows = record.items('ended-allergies').flatMap(item =>
    resourcesOf(item).map(one => {
      const end = endOf(one)
      return {
        date: end.date,
        cells: [startOf(one) ?? '', end.date ?? '', [...allergyLines(one, item), ...end.reason]],
      }
    }),
  )
  const none = rows.length === 0 && !tellsEnds.has(record.system) && !record.withheld('ended-allergies')
  return {
    title: 'Historical Allergies and Adverse Reactions',
    id: 'all-tab-hist',
    columns: [{ name: 'Start Date', date: true }, { name: 'End Date', date: true }, { name: 'Details' }],
    rows: rowsOf(rows),
    parts: ['ended-allergies'],
    filtered: false,
    ...(none ? { instead: knowsNoEnds.has(record.system) ? 'not-supported' : 'not-retrievable' } : {}),
  }
}

const resourcesOf = ({ resources }: Item): readonly AllergyIntolerance[] =>
  resources.filter(one => one.resourceType === 'AllergyIntolerance')

/** What is known of an allergy, term first. */
export function allergyLines(one: AllergyIntolerance, { problems }: Pick<Item, 'problems'>): readonly string[] {
  const { onsetDateTime, assertedDate, criticality, reaction = [], lastOccurrence } = one
  return lines(
    titled(one.code),
    labelled('Type', one.type),
    // medication also stands for what the source can't tell (STR-ALG-08)
    labelled('Category', one.category?.filter(category => category !== 'medication').join(', ')),
    ...reaction.flatMap(({ manifestation, description, severity }) => [
      labelled('Reaction', [terms(manifestation), description ?? ''].filter(text => text !== '').join('; ')),
      labelled('Severity', criticality === 'high' ? 'life-threatening' : severity),
    ]),
    dated('Last occurrence', lastOccurrence),
    onsetDateTime === undefined ? '' : dated('Recorded', assertedDate),
    ...notes(one.note),
    ...linkedProblems(problems),
  )
}

function endOf(one: AllergyIntolerance): {
  readonly date: ClinicalDate | undefined
  readonly reason: readonly string[]
} {
  const end = extensionOf(one, extensions.allergyEnd)
  const reason = extensionOf(end, 'reasonEnded')?.valueString
  return { date: extensionOf(end, 'endDate')?.valueDateTime, reason: lines(labelled('Reason ended', reason)) }
}
