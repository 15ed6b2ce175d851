/** Periods as FHIR allows them, out of the dates that a source has. */
import { type ClinicalDate, displayDate } from '@gpc/fhir'
import { unknownValue } from './json.ts'

export interface Period {
  readonly start?: ClinicalDate
  readonly _start?: typeof unknownValue
  readonly end?: ClinicalDate
}

/** The day of an instant; a day or partial date as it is. Instants carry their local offset, so this is the local day. */
export function dayOf(date: ClinicalDate): ClinicalDate {
  return date.length > 10 ? date.slice(0, 10) : date
}

/**
 * A period of days. FHIR wants a start that is certainly not after the end, so where a date can't be shown in the period
 * (the end lies before the start, one of the two is known less exactly and they overlap, or no start is known at all), the
 * dates as recorded go into `remarks`, which the caller puts into a note: nothing is lost and nothing made more exact.
 */
export function period(
  start: ClinicalDate | undefined,
  end: ClinicalDate | undefined,
): { readonly period: Period; readonly remarks: readonly string[] } {
  if (start === undefined) {
    const remarks = end === undefined ? [] : [`Recorded end date ${displayDate(end)}; no start date is recorded.`]
    return { period: { _start: unknownValue }, remarks }
  }
  const from = dayOf(start)
  if (end === undefined) return { period: { start: from }, remarks: [] }
  const to = dayOf(end)
  const length = Math.min(from.length, to.length)
  const [a, b] = [from.slice(0, length), to.slice(0, length)]
  if (b < a) {
    const remark = `Recorded end date ${displayDate(to)} is before the start date ${displayDate(from)}.`
    return { period: { start: from, end: from }, remarks: [remark] }
  }
  if (a < b || from.length === to.length) return { period: { start: from, end: to }, remarks: [] }
  const remark = `Recorded start date ${displayDate(from)}, end date ${displayDate(to)}.`
  return { period: { start: a, end: b }, remarks: [remark] }
}
