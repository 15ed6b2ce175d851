/** Times of the neutral file: London wall clocks, or instants with an offset. */
import { isLocalDate, londonInstant, londonTime } from '@gpc/fhir'

const shape = /^(\d{4}-\d\d-\d\d)[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/

/**
 * `2026-03-02T09:00` (London's wall clock; in the hour that the clocks repeat the first one) or with an offset, `2026-10-25T01:30:00+00:00`.
 * Undefined for anything else, and for a wall clock that the clocks skip.
 */
export function instantIn(text: string): string | undefined {
  const [, day = '', hour = '', minute = '', second = '00', offset] = shape.exec(text.trim()) ?? []
  if (!isLocalDate(day)) return undefined
  const time = `${hour}:${minute}:${second}`
  if (offset !== undefined) return londonTime(Date.parse(`${day}T${time}${offset}`))
  const instant = londonTime(Date.parse(londonInstant(day, time)))
  return instant.startsWith(`${day}T${time}`) ? instant : undefined
}
