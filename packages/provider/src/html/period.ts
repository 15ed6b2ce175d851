/** The time period of a request (HTM-OP-05, HTM-OP-06) and what falls into it (HTM-DATE-01, HTM-DATE-02). */
import { type ClinicalDate, firstDay, GpConnectError, isLocalDate, type LocalDate, lastDay, londonDay } from '@gpc/fhir'
import { z } from 'zod'

/** Whole days, both included; one without a start or an end is open there. */
export interface TimePeriod {
  readonly start?: LocalDate
  readonly end?: LocalDate
}

const schema = z.looseObject({ start: z.string().optional(), end: z.string().optional() })

/** Partial dates are widened to the whole month or year. @throws GpConnectError INVALID_PARAMETER */
export function timePeriod(value: unknown): TimePeriod {
  const found = schema.safeParse(value)
  if (!found.success) throw invalid('must be a valuePeriod with a start, an end or both')
  const start = dayOf(found.data.start, 'start', firstDay)
  const end = dayOf(found.data.end, 'end', lastDay)
  if (start === undefined && end === undefined) throw invalid('must have a start, an end or both')
  if (start !== undefined && end !== undefined && start > end) throw invalid('must not start after its end')
  return { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) }
}

const partial = /^\d{4}(-(0[1-9]|1[0-2]))?$/
const instant = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-](0\d|1[0-4]):[0-5]\d)$/

/** FHIR's dateTime: a date, partial or whole, or an instant with its offset, of which the day in London counts. */
function dayOf(
  text: string | undefined,
  name: string,
  widen: (date: ClinicalDate) => LocalDate,
): LocalDate | undefined {
  if (text === undefined || text === '') return undefined
  if (partial.test(text) || isLocalDate(text)) return widen(text)
  const day = instant.exec(text)?.[1]
  if (day !== undefined && isLocalDate(day)) return londonDay(Date.parse(text))
  throw invalid(`has a ${name} that is no FHIR date`)
}

const invalid = (why: string): GpConnectError =>
  new GpConnectError('INVALID_PARAMETER', `The parameter timePeriod ${why}.`)

/** True if a date, or what lasted from one to another, can fall into the period; what has no date always can. */
export function falls(
  period: TimePeriod | undefined,
  from: ClinicalDate | undefined,
  to: ClinicalDate | undefined = from,
): boolean {
  if (period === undefined) return true
  const { start, end } = period
  if (start !== undefined && to !== undefined && to !== '' && lastDay(to) < start) return false
  return !(end !== undefined && from !== undefined && from !== '' && firstDay(from) > end)
}
