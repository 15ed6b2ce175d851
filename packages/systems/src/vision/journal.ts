/** What rows of a patient have in common: key, dates, people, links, qualifiers. */
import type { Entry } from '@gpc/clinical'
import { type ClinicalDate, londonInstant } from '@gpc/fhir'
import type { Lookup, SourceRow } from '../contract.ts'
import type { Cells } from '../shared/table.ts'
import { dayOf, visionTime } from './files.ts'
import { staffKey } from './people.ts'

/** DATE, with TIME where that is a time of day (9999 isn't). */
export function eventDate(cells: Cells): ClinicalDate | undefined {
  const day = dayOf(cells, 'DATE')
  const time = visionTime(cells.TIME ?? '')
  return day !== undefined && time !== undefined ? londonInstant(day, time) : day
}

/**
 * The common part of an entry. Vision's extract has no mark of confidential entries: `unknown`. Its one member of staff is taken for
 * the clinician and for who recorded it.
 */
export function entryOf(row: SourceRow, lookup: Lookup): Entry {
  const cells = row.columns
  const recorded = dayOf(cells, 'RECORDED_DATE')
  const clinician = clinicianOf(cells, lookup)
  const { encounter } = linksOf(cells)
  return {
    source: 'vision',
    key: entryKey(row),
    confidentiality: 'unknown',
    ...(recorded === undefined ? {} : { recorded }),
    ...(clinician === undefined ? {} : { clinician, recorder: clinician }),
    ...(encounter === undefined ? {} : { encounter }),
  }
}

export const entryKey = (row: SourceRow) => `${row.table}:${row.key}`

/** HCP is the key of a member of staff; the test pack's HCP_CODE is a GMP code, kept as it is if no member of staff has it. */
function clinicianOf(cells: Cells, lookup: Lookup): string | undefined {
  const code = cells.HCP_CODE
  if (code !== undefined) return lookup('staff_gmp', code)[0]?.columns.ID ?? code
  return staffKey(cells.HCP)
}

/** LINKS is `E501|601|…`: an encounter's id after an E, and ids of rows of the journal, which are problems, of the same patient. */
export function linksOf(cells: Cells): {
  /** Key of the encounter; the first, if there are several. */
  readonly encounter?: string
  /** Ids of rows of the journal, each once. */
  readonly ids: readonly string[]
} {
  const links = (cells.LINKS ?? '').split('|').map(one => one.trim())
  const encounter = links.find(one => /^E\S/.test(one))
  const ids = new Set(links.filter(one => one !== '' && !one.startsWith('E')))
  return {
    ...(encounter === undefined ? {} : { encounter: `encounter:${cells.PID}:${encounter.slice(1)}` }),
    ids: [...ids],
  }
}

/** Rows in the order that they were entered: by ID, numbers by their size. */
export function byId(a: SourceRow, b: SourceRow): number {
  const [one, other] = [a.columns.ID ?? '', b.columns.ID ?? '']
  return one.length - other.length || (one < other ? -1 : one > other ? 1 : 0)
}

/** `Label: value` for each column that is filled. */
export function labelled(cells: Cells, labels: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(labels).flatMap(([column, label]) => {
    const value = cells[column]
    return value === undefined ? [] : [`${label}: ${value}`]
  })
}

const certainties: Readonly<Record<string, string>> = {
  '255545003': 'definite',
  '385433004': 'consistent with',
  '385434005': 'unlikely',
}

const severities: Readonly<Record<string, string>> = {
  '255604002': 'mild',
  '6736007': 'moderate',
  '24484000': 'severe',
  '442452003': 'life-threatening',
}

const episodes: Readonly<Record<string, string>> = { F: 'first', N: 'new', O: 'other', D: 'cause of death' }

/** `Episode: first`; a letter without a meaning as it is. */
export const episodeNote = ({ EPISODE: episode }: Cells): readonly string[] =>
  episode === undefined ? [] : [`Episode: ${episodes[episode] ?? episode}`]

/** `Certainty: definite`; another code as it is. */
export const certaintyNote = ({ CERTAINTY: certainty }: Cells): readonly string[] =>
  certainty === undefined ? [] : [`Certainty: ${certainties[certainty] ?? certainty}`]

/** SEVERITY in words, if it is one of the four. */
export const severityOf = ({ SEVERITY: severity }: Cells): string | undefined => severities[severity ?? '']

/** Qualifiers in words (STR-UNC-07). */
export function qualifierNotes(cells: Cells): readonly string[] {
  const severity = severityOf(cells) ?? cells.SEVERITY
  return [...episodeNote(cells), ...(severity === undefined ? [] : [`Severity: ${severity}`]), ...certaintyNote(cells)]
}
