/** HL7 v3 time stamps: `yyyy[MM[dd[HH[mm[ss[.SSS]]]]]]` with or without an offset; without one, London's wall clock. */
import { type ClinicalDate, isLocalDate, londonInstant, londonTime } from '@gpc/fhir'
import { attribute, child, type Element } from './xml.ts'

const stamp = /^(\d{4})(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:(\d\d)(?:\.\d+)?)?)?)?)?)?(Z|[+-]\d\d(?::?\d\d)?)?$/

/**
 * A time stamp as precise as it is; undefined where it isn't one. An hour without minutes gives the day, since a FHIR time
 * needs minutes; a minute without seconds gets `:00`, as FHIR wants.
 */
export function clinicalDate(value: string): ClinicalDate | undefined {
  const [, year, month, day, hour, minute, second = '00', offset] = stamp.exec(value.trim()) ?? []
  if (year === undefined || year === '0000') return undefined
  if (month === undefined) return year
  if (!isLocalDate(`${year}-${month}-${day ?? '01'}`)) return undefined
  if (day === undefined) return `${year}-${month}`
  const date = `${year}-${month}-${day}`
  if (hour === undefined) return date
  if (Number(hour) > 23 || Number(minute ?? 0) > 59 || Number(second) > 59) return undefined
  if (minute === undefined) return date
  if (offset === undefined) return londonInstant(date, `${hour}:${minute}:${second}`)
  const wall = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  return londonTime(wall - offsetMinutes(offset) * 60_000)
}

function offsetMinutes(offset: string): number {
  if (offset === 'Z') return 0
  const [hours, minutes] = [offset.slice(1, 3), offset.slice(3).replace(':', '')]
  return (offset.startsWith('-') ? -1 : 1) * (Number(hours) * 60 + Number(minutes || 0))
}

/** Takes what couldn't be read, as a sentence for the entry's notes. */
export type Complain = (sentence: string) => void

/** The time of an element such as `availabilityTime`; absent if null. What isn't a time goes to `complain`, as written. */
export function timeOf(element: Element | undefined, complain: Complain, end = false): ClinicalDate | undefined {
  const value = attribute(element, 'value')
  if (element === undefined || value === undefined) return undefined
  const date = clinicalDate(end && /^\d{8}000000$/.test(value) ? value.slice(0, 8) : value)
  if (date === undefined) complain(`${element.name}: ${value} (not a date)`)
  return date
}

/** When an `effectiveTime` begins: low, then center, then its own value. */
export function beginning(effective: Element | undefined, complain: Complain): ClinicalDate | undefined {
  return (
    timeOf(child(effective, 'low'), complain) ??
    timeOf(child(effective, 'center'), complain) ??
    timeOf(effective, complain)
  )
}

/** When an `effectiveTime` ends. Senders append a spurious midnight to days: it is dropped. */
export function ending(effective: Element | undefined, complain: Complain): ClinicalDate | undefined {
  return timeOf(child(effective, 'high'), complain, true)
}
