/** Dates and times as the periods that they can mean, in milliseconds since the epoch, to be compared (DOC-SRCH-04). */
import { addDays, type ClinicalDate, firstDay, isLocalDate, lastDay, londonInstant } from '@gpc/fhir'

export interface Period {
  /** The first and the last millisecond. */
  readonly from: number
  readonly to: number
}

const instant = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)$/

/** What a clinical date can mean: all of its day, month or year in London, or its second; undefined if it is no date. */
export function periodOf(date: ClinicalDate): Period | undefined {
  if (!date.includes('T')) {
    const [first, last] = [firstDay(date), lastDay(date)]
    if (!isLocalDate(first) || !isLocalDate(last) || ![4, 7, 10].includes(date.length)) return undefined
    return { from: midnight(first), to: midnight(addDays(last, 1)) - 1 }
  }
  const [, day = '', hour, minute, second, fraction, zone = ''] = instant.exec(date) ?? []
  if (!isLocalDate(day) || Number(hour) > 24 || Number(minute) > 59 || Number(second ?? 0) > 60) return undefined
  const milliseconds = Number((fraction ?? '').padEnd(3, '0').slice(0, 3))
  const from = utc(day, Number(hour), Number(minute), Number(second ?? 0)) - offset(zone) + milliseconds
  const length = second === undefined ? 60_000 : fraction === undefined ? 1000 : 1
  return { from, to: from + length - 1 }
}

/** A date as a search has it: a time may lack its offset (London's then), and a + that wasn't escaped arrives as a blank. */
export function searchedPeriod(text: string): Period | undefined {
  const date = text.replace(' ', '+')
  const local = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::(\d\d))?$/.exec(date)
  const [, day = '', time = '', second] = local ?? []
  if (local === null || !isLocalDate(day)) return periodOf(date)
  const period = periodOf(londonInstant(day, `${time}:${second ?? '00'}`))
  return period === undefined || second !== undefined ? period : { from: period.from, to: period.from + 59_999 }
}

function midnight(day: string): number {
  const text = londonInstant(day, '00:00:00')
  return utc(day, 0, 0, 0) - offset(text.slice(19))
}

const utc = (day: string, hour: number, minute: number, second: number): number =>
  Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10)), hour, minute, second)

function offset(zone: string): number {
  if (zone === 'Z' || zone === '') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}
