/** Rows of the encounter file: consultations, with one topic made of all that was recorded in them. */
import type { Consultation, EntryKey, Topic, Unreadable } from '@gpc/clinical'
import { type ClinicalDate, type LocalDate, londonTime } from '@gpc/fhir'
import type { Lookup, SourceRow } from '../contract.ts'
import type { Cells } from '../shared/table.ts'
import { entryKey, entryOf, eventDate } from './journal.ts'

const sessions: Readonly<Record<string, string>> = {
  G: 'General',
  V: 'Visit',
  N: 'Night visit',
  A: 'Antenatal',
  H: 'Health promotion',
  C: 'Child health surveillance',
  '3': 'Three-year check',
  '7': '75-plus check',
  O: 'Other',
}

const locations: Readonly<Record<string, string>> = { S: 'Surgery', C: 'Clinic', A: 'A&E', H: 'Hospital', O: 'Other' }

/** What was recorded in a consultation. */
export interface Content {
  /** In the order that it is shown. */
  readonly items: readonly EntryKey[]
  /** Keys of the problems that every item is of. */
  readonly problems: readonly EntryKey[]
  /** The latest day that any of it was recorded. */
  readonly edited?: LocalDate
}

/** Consultations have no structure in this format: one flat topic (STR-CON-06), and none where nothing was recorded (STR-CON-09). */
export function consultationOf(
  row: SourceRow,
  { items, problems, edited }: Content,
  lookup: Lookup,
  ods: string,
): Consultation {
  const cells = row.columns
  const start = eventDate(cells)
  const minutes = minutesOf(cells)
  const end = start === undefined || minutes === undefined ? undefined : later(start, Number(minutes))
  const site = cells.LOCATION === 'S' ? lookup('practice_site', ods)[0]?.columns.ID : undefined
  const topic: Topic = { ...(problems.length === 0 ? {} : { problems }), headings: [{ items }] }
  return {
    ...entryOf(row, lookup),
    type: { codings: [], text: typeOf(cells) },
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    ...(minutes === undefined ? {} : { minutes }),
    ...(site === undefined ? {} : { site }),
    ...(edited === undefined ? {} : { edited }),
    topics: items.length === 0 ? [] : [topic],
  }
}

/** A duration that is no number of minutes is told as unreadable; the consultation stays. */
export function durationFault(row: SourceRow): readonly Unreadable[] {
  const { DURATION: duration } = row.columns
  if (duration === undefined || minutesOf(row.columns) !== undefined) return []
  return [{ key: entryKey(row), column: 'DURATION', reason: `"${duration}" is no number of minutes` }]
}

/** SESSION in words, and LOCATION behind it where that isn't the surgery: the consultation has no other place for it. */
function typeOf({ SESSION: session, LOCATION: location }: Cells): string {
  const type = session === undefined ? 'Consultation' : (sessions[session] ?? `Session type ${session}`)
  if (location === undefined || location === 'S') return type
  return `${type} (location: ${locations[location] ?? location})`
}

const minutesOf = ({ DURATION: duration }: Cells) =>
  duration !== undefined && /^\d{1,4}(\.\d+)?$/.test(duration) ? duration : undefined

/** An instant so many minutes later; nothing for a day without a time. */
function later(start: ClinicalDate, minutes: number): ClinicalDate | undefined {
  const [, year, month, day, hour, minute, offset] = /^(\d+)-(\d+)-(\d+)T(\d+):(\d+):\d+\+(\d+):00$/.exec(start) ?? []
  if (offset === undefined) return undefined
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute))
  return londonTime(wall + (minutes - Number(offset) * 60) * 60_000)
}
