/** Dates of the extract: a whole date with a column for its precision; the time of entry in a column of its own. */
import { addDays, type ClinicalDate, isLocalDate, type LocalDate, londonInstant } from '@gpc/fhir'

/** A date as precise as its precision column says: `U` is no date at all. No precision column's value: the day as it stands. */
export function partialDate(date: string | undefined, precision: string | undefined): ClinicalDate | undefined {
  if (date === undefined || precision === 'U') return undefined
  if (precision === 'Y') return date.slice(0, 4)
  if (precision === 'YM') return date.slice(0, 7)
  return date
}

/** When a row was entered: London wall clock, or the day alone where there is no time (layout 5.0). */
export function enteredAt(date: string | undefined, time: string | undefined): ClinicalDate | undefined {
  if (date === undefined || time === undefined) return date
  return londonInstant(date, time)
}

/**
 * The day that a course ends: day of issue + CourseDurationInDays (a decimal as text; part of a day counts as one). Undefined where
 * either isn't known, or the issue isn't dated to the day.
 */
export function courseEnd(issued: ClinicalDate | undefined, days: string | undefined): LocalDate | undefined {
  if (issued === undefined || days === undefined || !isLocalDate(issued)) return undefined
  const whole = Math.ceil(Number(days))
  return whole <= longestCourse ? addDays(issued, whole) : undefined
}

/** A hundred years of days: what is beyond is no course but a mistake, and dates end at the year 9999. */
const longestCourse = 36_525
