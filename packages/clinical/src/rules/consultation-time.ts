/** When a consultation took place, and how long it lasted (STR-CON-02, STR-CON-17). */
import { type ClinicalDate, firstDay, lastDay, londonTime } from '@gpc/fhir'
import type { Consultation } from '../model/consultation.ts'

export interface Spell {
  readonly start?: ClinicalDate
  readonly end?: ClinicalDate
  /** Minutes, a decimal as text. */
  readonly minutes?: string
}

/**
 * Start, end and length: an end that isn't recorded is start and length, a length that isn't recorded is what lies between instants. An end that may
 * lie before the start is left out, as FHIR has no place for it: an end of the same day that says no more than the day.
 */
export function spellOf({ start, end, minutes }: Pick<Consultation, 'start' | 'end' | 'minutes'>): Spell {
  const from = start === undefined ? undefined : millisOf(start)
  const given = minutes !== undefined && /^\d+(\.\d+)?$/.test(minutes) ? minutes : undefined
  const shown = end ?? (from === undefined || given === undefined ? undefined : later(from, given))
  const until = shown === undefined ? undefined : millisOf(shown)
  const between =
    end === undefined || from === undefined || until === undefined || until < from
      ? undefined
      : String(Math.round((until - from) / 60_000))
  const length = given ?? between
  return {
    ...(start === undefined ? {} : { start }),
    ...(shown === undefined || !follows(start, shown) ? {} : { end: shown }),
    ...(length === undefined ? {} : { minutes: length }),
  }
}

const later = (from: number, minutes: string): ClinicalDate => londonTime(from + Number(minutes) * 60_000)

/** True if the end is certainly not before the start. */
function follows(start: ClinicalDate | undefined, end: ClinicalDate): boolean {
  if (start === undefined || start === end) return true
  const [from, until] = [millisOf(start), millisOf(end)]
  if (from !== undefined && until !== undefined) return from <= until
  return lastDay(start) < firstDay(end)
}

/** Milliseconds since the epoch of an instant with offset; undefined for a day or a partial date. */
export function millisOf(date: ClinicalDate): number | undefined {
  const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?[.\d]*(Z|[+-]\d\d:\d\d)$/.exec(date)
  if (found === null) return undefined
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map(part => Number(part ?? 0))
  const zone = found[7] ?? 'Z'
  const offset = zone === 'Z' ? 0 : Number(`${zone[0]}1`) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4)))
  return Date.UTC(year, month - 1, day, hour, minute - offset, second)
}

/** Most recent first, those without a date last; of the same time as the source has them. */
export function mostRecentFirst<T extends Pick<Consultation, 'start'>>(consultations: readonly T[]): readonly T[] {
  const keyed = consultations.map(one => {
    const day = one.start === undefined ? '' : firstDay(one.start)
    return { one, day, millis: one.start === undefined ? 0 : (millisOf(one.start) ?? 0) }
  })
  return keyed.sort((a, b) => (a.day === b.day ? b.millis - a.millis : a.day > b.day ? -1 : 1)).map(({ one }) => one)
}
