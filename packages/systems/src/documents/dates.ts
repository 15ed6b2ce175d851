/** Dates of documents.csv. */
import { type ClinicalDate, isLocalDate, lastDay, londonInstant } from '@gpc/fhir'

/** A day, month or year stays one; a time is London's. Undefined for anything else. */
export function dateOf(text: string): ClinicalDate | undefined {
  if (/^\d{4}(-\d\d(-\d\d)?)?$/.test(text)) return isLocalDate(lastDay(text)) ? text : undefined
  const [, day = '', hour = '', minute = '', second = '00'] =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d):(\d\d)(?::(\d\d))?$/.exec(text) ?? []
  if (!isLocalDate(day) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  return londonInstant(day, `${hour}:${minute}:${second}`)
}
