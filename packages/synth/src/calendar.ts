/** Days of invented records. */
import { addDays, type LocalDate } from '@gpc/fhir'
import type { LocalDateTime } from './model.ts'
import type { Random } from './random.ts'

/** The day that the repository's samples are made for. */
export const sampleDay: LocalDate = '2026-11-20'

/** Whole years between two days. */
export function yearsBetween(from: LocalDate, to: LocalDate): number {
  const years = Number(to.slice(0, 4)) - Number(from.slice(0, 4))
  return to.slice(5) < from.slice(5) ? years - 1 : years
}

/** The same day so many years earlier; 29 February becomes the 28th. */
export function yearsBefore(day: LocalDate, years: number): LocalDate {
  const monthAndDay = day.slice(5) === '02-29' ? '02-28' : day.slice(5)
  return `${String(Number(day.slice(0, 4)) - years).padStart(4, '0')}-${monthAndDay}`
}

/** Days from one to another; negative if the second is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return Math.round((utc(to) - utc(from)) / 86_400_000)
}

function utc(day: LocalDate): number {
  return Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10)))
}

/** A day from the first to the last, both included. */
export function dayWithin(random: Random, first: LocalDate, last: LocalDate): LocalDate {
  return addDays(first, random.int(0, Math.max(0, daysBetween(first, last))))
}

/** A time in surgery hours on a day. */
export function atWork(random: Random, day: LocalDate): LocalDateTime {
  const two = (number: number) => String(number).padStart(2, '0')
  return `${day}T${two(random.int(8, 17))}:${two(random.int(0, 59))}:${two(random.int(0, 59))}`
}

export function earlier(a: LocalDate, b: LocalDate): LocalDate {
  return a < b ? a : b
}

export function later(a: LocalDate, b: LocalDate): LocalDate {
  return a < b ? b : a
}
