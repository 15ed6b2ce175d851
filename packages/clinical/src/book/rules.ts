/** Which slots are offered to whom (APT-CFG, APT-FLT), and which may be booked as one (APT-BOOK-10). Times are milliseconds since the epoch. */
import { addDays, londonDay, versionOf } from '@gpc/fhir'
import { jobRole } from '../render/sds-job-roles.ts'
import type { AvailabilityRule, DeliveryChannel, Offer, SlotTraits } from './model.ts'

/** What slots are that no rule says anything of: for the practice alone (APT-CFG-01). */
export const notOffered: Offer = {
  bookable: false,
  organisationTypes: [],
  organisations: [],
  embargoMinutes: 0,
  unknownToo: false,
}

export interface Decision {
  readonly offer: Offer
  /** False whatever the offer says, if role, channel or place aren't known, or for a visit (APT-CFG-04, APT-CFG-07, APT-CFG-11). */
  readonly bookable: boolean
  /** What the offer's limit counts by: slots of the same profile count together. */
  readonly profile: string
}

/** How a slot is offered: as its own session is marked, else by the first rule whose conditions hold. */
export function decide(
  traits: SlotTraits,
  rules: readonly AvailabilityRule[],
  own?: { readonly offer: Offer; readonly schedule: string },
): Decision {
  const rule = own === undefined ? rules.find(one => holds(one, traits)) : undefined
  const offer = own?.offer ?? rule?.offer ?? notOffered
  const described = traits.channel !== '' && traits.channel !== 'Visit' && traits.location !== ''
  return {
    offer,
    bookable: offer.bookable && described && jobRole(traits.role) !== undefined,
    profile: own?.schedule ?? (rule === undefined ? '' : profileOf(rule)),
  }
}

/** The same as long as the rule's conditions are the same. */
const profileOf = ({ offer: _, ...conditions }: AvailabilityRule): string =>
  versionOf(JSON.stringify(Object.entries(conditions).sort(([a], [b]) => (a < b ? -1 : 1))))

const conditions = ['source', 'category', 'type', 'channel', 'role', 'location'] as const

const holds = (rule: AvailabilityRule, traits: SlotTraits): boolean =>
  conditions.every(name => rule[name] === undefined || rule[name] === traits[name])

/** What an organisation says of itself: `searchFilter`s of a search, or the booking organisation. */
export interface Asking {
  readonly types: readonly string[]
  readonly organisations: readonly string[]
}

/** APT-FLT-01: a restriction is met by one of what was sent; nothing sent meets none. */
export function isOfferedTo(restricted: Asking, asking: Asking): boolean {
  return meets(restricted.types, asking.types) && meets(restricted.organisations, asking.organisations)
}

const meets = (restriction: readonly string[], sent: readonly string[]): boolean =>
  restriction.length === 0 || restriction.some(one => sent.includes(one))

/** APT-CFG-08, APT-CFG-09, APT-GEN-02: neither too near, nor too far ahead, nor in the past. */
export function isInTime(
  starts: number,
  { windowDays, embargoMinutes }: Pick<Offer, 'windowDays' | 'embargoMinutes'>,
  now: number,
): boolean {
  if (starts <= now || starts - embargoMinutes * 60_000 < now) return false
  return windowDays === undefined || londonDay(starts) <= addDays(londonDay(now), windowDays)
}

/** A slot as it is booked. */
export interface BookableSlot {
  readonly schedule: string
  readonly channel: DeliveryChannel | ''
  readonly type: string
  readonly starts: number
  readonly ends: number
}

/**
 * Why slots can't be booked as one appointment, or undefined (APT-BOOK-10): in order of their start each begins when the one before
 * ends, all of one schedule, channel and type.
 */
export function notAdjacent(slots: readonly BookableSlot[]): string | undefined {
  const [first, ...others] = slots.toSorted((a, b) => a.starts - b.starts)
  let before = first
  for (const slot of others) {
    if (before === undefined) break
    if (slot.schedule !== before.schedule) return 'The slots belong to different schedules.'
    if (slot.channel !== before.channel) return 'The slots have different delivery channels.'
    if (slot.type !== before.type) return 'The slots have different types.'
    if (slot.starts !== before.ends) return 'The slots are not adjacent: each must begin when the one before it ends.'
    before = slot
  }
  return undefined
}
