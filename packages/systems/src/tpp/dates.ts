/** Dates of the extract: `dd MMM yyyy`, `dd MMM yyyy HH:mm` and `dd MMM yyyy HH:mm:ss`, Europe/London wall clock. */
import { type ClinicalDate, isLocalDate, type LocalDate, londonInstant } from '@gpc/fhir'

const months = new Map(
  ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'].map((name, i) => [
    name,
    String(i + 1).padStart(2, '0'),
  ]),
)

const digit = (code: number): boolean => code >= 48 && code <= 57

function twoDigits(text: string, at: number, below: number): boolean {
  const tens = text.charCodeAt(at)
  const ones = text.charCodeAt(at + 1)
  return digit(tens) && digit(ones) && (tens - 48) * 10 + ones - 48 < below
}

/** The day of a cell as `yyyy-MM-dd`, or undefined if the cell isn't a real date in one of the three forms. */
export function dayOf(cell: string): LocalDate | undefined {
  const { length } = cell
  if (length !== 11 && length !== 17 && length !== 20) return undefined
  const month = months.get(cell.slice(3, 6))
  if (month === undefined || cell[2] !== ' ' || cell[6] !== ' ') return undefined
  const day = `${cell.slice(7, 11)}-${month}-${cell.slice(0, 2)}`
  if (!isLocalDate(day)) return undefined
  if (length === 11) return day
  if (cell[11] !== ' ' || !twoDigits(cell, 12, 24) || cell[14] !== ':' || !twoDigits(cell, 15, 60)) return undefined
  if (length === 20 && (cell[17] !== ':' || !twoDigits(cell, 18, 60))) return undefined
  return day
}

/**
 * A cell as a clinical date: an instant, or the day alone where the time is midnight, which is how an extract writes a time that isn't
 * known. Undefined for an empty cell, or one that isn't a date (the reader has rejected such rows already).
 */
export function dateOf(cell: string | undefined): ClinicalDate | undefined {
  if (cell === undefined) return undefined
  const day = dayOf(cell)
  if (day === undefined) return undefined
  const time = cell.length === 20 ? cell.slice(12) : cell.length === 17 ? `${cell.slice(12)}:00` : '00:00:00'
  return time === '00:00:00' ? day : londonInstant(day, time)
}
