/** Sessions that are kept in this product: made from a template, once or weekly. Wall clocks are London's. */
import { addDays, isLocalDate, type LocalDate, londonInstant, londonTime, versionOf } from '@gpc/fhir'
import type { DeliveryChannel, Offer, Schedule, Slot } from './model.ts'

/** A session and how it is divided into slots that are all alike. */
export interface SessionTemplate {
  readonly day: LocalDate
  /** Wall clocks, `HH:mm`; `to` may be `24:00`. */
  readonly from: string
  readonly to: string
  /** Length of a slot in minutes. */
  readonly minutes: number
  readonly channel: DeliveryChannel
  /** Slot type. */
  readonly type: string
  /** Session type. */
  readonly category: string
  readonly role: string
  /** Logical ids. */
  readonly location: string
  readonly staff: readonly string[]
  /** Id in the Directory of Services. */
  readonly service?: string
  readonly offer?: Offer
}

const wallClock = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/

/** What is wrong with a template, as one sentence that says what to do; undefined if it can be used. */
export function templateFault({ day, from, to, minutes }: SessionTemplate): string | undefined {
  if (!isLocalDate(day)) return `${day} is no day: give it like 2026-01-31.`
  if (!wallClock.test(from) || !wallClock.test(to) || from >= to)
    return 'A session is from one time to a later one of the same day: give them like 09:00 and 12:30.'
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > 720) return 'A slot lasts from 1 to 720 whole minutes.'
  return undefined
}

/**
 * The session of a template on a day. Slots follow one another in real minutes, so that a session over a change of clocks has as many as
 * fit between its two ends; a rest that is too short for a slot stays empty. The key is the same for the same session, and no other.
 */
export function sessionOn(template: SessionTemplate, day: LocalDate): Schedule {
  const { channel, type, category, role, location, staff, service, offer } = template
  const begin = instantOf(day, template.from)
  const end = instantOf(day, template.to)
  const kind = versionOf(JSON.stringify([location, staff, category, channel, type]))
  const key = `${day}T${template.from}/${kind}`
  const length = template.minutes * 60_000
  const slots: Slot[] = []
  for (let at = begin; at + length <= end; at += length) {
    const starts = londonTime(at)
    slots.push({ key: `${key}/${starts}`, starts, ends: londonTime(at + length), channel, type, state: 'free' })
  }
  return {
    key,
    location,
    staff,
    role,
    category,
    ...(service === undefined ? {} : { service }),
    starts: londonTime(begin),
    ends: londonTime(end),
    ...(offer === undefined ? {} : { offer }),
    slots,
  }
}

/**
 * The session of a template and, if `until` is given, those of the same weekday up to and including that day, at the same wall clocks.
 * Sessions that fall into the hour which the clocks skip have no slots, and are left out.
 */
export function sessionsOf(template: SessionTemplate, until: LocalDate = template.day): Schedule[] {
  const sessions: Schedule[] = []
  for (let day = template.day; day <= until; day = addDays(day, 7)) {
    const session = sessionOn(template, day)
    if (session.slots.length > 0) sessions.push(session)
  }
  return sessions
}

/** A wall clock as milliseconds since the epoch. */
function instantOf(day: LocalDate, time: string): number {
  return Date.parse(time === '24:00' ? londonInstant(addDays(day, 1), '00:00:00') : londonInstant(day, `${time}:00`))
}
