/** Local time of the practices: Europe/London wall clocks to instants with offset, and back. */
import type { LocalDate } from './dates.ts'

const zone = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})

/** London's offset from UTC in minutes at an instant, from the time zone database (so 1968 to 1971 is right as well). */
function offsetAt(instant: number): number {
  const part = new Map(zone.formatToParts(instant).map(({ type, value }) => [type, Number(value)]))
  const get = (name: Intl.DateTimeFormatPartTypes) => part.get(name) ?? 0
  const wall = Date.UTC(get('year'), get('month') - 1, get('day'), get('hour'), get('minute'), get('second'))
  return Math.round((wall - Math.floor(instant / 1000) * 1000) / 60_000)
}

const hours = new Map<number, number>()
const days = new Map<number, number | 'changes'>()

/** As offsetAt, remembered by the day, or on the days of a change by the hour: the clocks only ever change on one. Bounded. */
function offset(instant: number): number {
  const day = Math.floor(instant / 86_400_000)
  let all = days.get(day)
  if (all === undefined) {
    const [first, last] = [offsetAt(day * 86_400_000), offsetAt((day + 1) * 86_400_000 - 3_600_000)]
    all = first === last ? first : 'changes'
    if (days.size > 50_000) days.clear()
    days.set(day, all)
  }
  return all === 'changes' ? hourly(instant) : all
}

function hourly(instant: number): number {
  const hour = Math.floor(instant / 3_600_000)
  const known = hours.get(hour)
  if (known !== undefined) return known
  if (hours.size > 50_000) hours.clear()
  const found = offsetAt(hour * 3_600_000)
  hours.set(hour, found)
  return found
}

const suffix = (minutes: number) => (minutes === 0 ? '+00:00' : minutes === 60 ? '+01:00' : '+02:00')

/**
 * A London wall-clock time as an instant with offset. `date` is `yyyy-MM-dd`, `time` `HH:mm:ss`. In the hour that the clocks
 * repeat in autumn the first one (summer time) is taken; a time in the hour that they skip in spring keeps winter's offset.
 */
export function londonInstant(date: LocalDate, time: string): string {
  const wall = Date.UTC(
    Number(date.slice(0, 4)),
    Number(date.slice(5, 7)) - 1,
    Number(date.slice(8, 10)),
    Number(time.slice(0, 2)),
    Number(time.slice(3, 5)),
  )
  const summer = [120, 60, 0].find(minutes => offset(wall - minutes * 60_000) === minutes)
  return `${date}T${time}${suffix(summer ?? 0)}`
}

/** The day in London at an instant (milliseconds since the epoch; now, if absent). */
export function londonDay(instant: number = Date.now()): LocalDate {
  return new Date(instant + offset(instant) * 60_000).toISOString().slice(0, 10)
}

/** The time in London at an instant as `yyyy-MM-ddTHH:mm:ss+01:00` (now, if absent). */
export function londonTime(instant: number = Date.now()): string {
  const minutes = offset(instant)
  return `${new Date(instant + minutes * 60_000).toISOString().slice(0, 19)}${suffix(minutes)}`
}
