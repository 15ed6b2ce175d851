/**
 * Dates of the record. A clinical date is the FHIR text itself, as precise as it is known: `1987`, `1987-03`,
 * `1987-03-09`, or an instant with its offset, `2026-01-12T09:12:31+00:00`. Nothing here makes a date more precise than its
 * source, and no clinical date ever goes through `new Date(string)`.
 */

/** A FHIR date, partial date, or instant with offset. */
export type ClinicalDate = string

/** A whole calendar day, `yyyy-MM-dd`; compares as text. */
export type LocalDate = string

const day = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/
const daysInMonth = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** True for a real calendar day written as `yyyy-MM-dd` (29 February only in leap years). */
export function isLocalDate(text: string): boolean {
  if (!day.test(text)) return false
  return Number(text.slice(8)) <= lengthOfMonth(Number(text.slice(0, 4)), Number(text.slice(5, 7)))
}

function lengthOfMonth(year: number, month: number): number {
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return (daysInMonth[month - 1] ?? 0) + (leap ? 1 : 0)
}

/** The first day that a clinical date can mean: `1987` → `1987-01-01` (STR-DATE-03). Instants give their local day. */
export function firstDay(date: ClinicalDate): LocalDate {
  if (date.length === 4) return `${date}-01-01`
  if (date.length === 7) return `${date}-01`
  return date.slice(0, 10)
}

/** The last day that a clinical date can mean: `1987-02` → `1987-02-28` (STR-DATE-03). */
export function lastDay(date: ClinicalDate): LocalDate {
  if (date.length === 4) return `${date}-12-31`
  if (date.length === 7) return `${date}-${lengthOfMonth(Number(date.slice(0, 4)), Number(date.slice(5, 7)))}`
  return date.slice(0, 10)
}

/** A day so many days later (or earlier, if negative). */
export function addDays(date: LocalDate, days: number): LocalDate {
  const at = Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10)) + days)
  return new Date(at).toISOString().slice(0, 10)
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `dd-Mmm-yyyy`, the way that warnings show a date to people (STR-WARN-03); a partial date stays partial. */
export function displayDate(date: ClinicalDate): string {
  const month = date.length >= 7 ? (months[Number(date.slice(5, 7)) - 1] ?? '??') : ''
  if (date.length === 4) return date
  return date.length === 7 ? `${month}-${date.slice(0, 4)}` : `${date.slice(8, 10)}-${month}-${date.slice(0, 4)}`
}
