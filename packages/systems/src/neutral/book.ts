/** What a neutral file says, whichever of its two forms it has, and the checks that both share. */
import {
  type DeliveryChannel,
  deliveryChannels,
  type HeldAppointment,
  jobRole,
  type Offer,
  type Schedule,
  type Slot,
  type SlotState,
  slotStates,
} from '@gpc/clinical'
import { isNhsNumber, type LocalDate } from '@gpc/fhir'
import { instantIn } from './instants.ts'
import type { PracticePlaces } from './places.ts'

/** Where it stands: in a CSV file the line, in a Bundle the number of the entry, both from 1. */
export interface NeutralReject {
  readonly file: string
  readonly line: number
  readonly column: string
  readonly reason: string
  readonly row: string
}

export interface NeutralBook {
  readonly schedules: readonly Schedule[]
  readonly rejects: readonly NeutralReject[]
  /** Keys of all sessions of the file, of those too that were rejected: what is stored of them stays. */
  readonly named: readonly string[]
  /** First and last day of the file's sessions; the file holds all sessions of these days. */
  readonly days: { readonly from: LocalDate; readonly to: LocalDate }
  readonly files: readonly string[]
}

/** What a reader needs to know of the practice. */
export interface NeutralContext {
  readonly places: PracticePlaces
  /** Logical ids of the practice's patients with some NHS numbers. */
  patients(nhsNumbers: readonly string[]): Promise<ReadonlyMap<string, string>>
}

/** A session or a slot in words, as either form has it; empty texts for what isn't given. */
export interface SessionText {
  readonly key: string
  readonly start: string
  readonly end: string
  readonly location: string
  readonly practitioners: readonly string[]
  readonly role: string
  readonly category: string
  readonly service: string
  readonly offer?: Offer
  /** What made it impossible to read the rest. */
  readonly fault?: Fault
}

export interface SlotText {
  readonly key: string
  readonly session: string
  readonly start: string
  readonly end: string
  readonly channel: string
  readonly type: string
  readonly state: string
  readonly nhsNumber: string
  readonly attendance: string
  readonly booked: string
  readonly description: string
}

/** A column and why its value can't be used. */
export interface Fault {
  readonly column: string
  readonly reason: string
}

export const isFault = (found: object): found is Fault => 'reason' in found

const longest = 200

export function sessionIn(text: SessionText, places: PracticePlaces): Omit<Schedule, 'slots'> | Fault {
  const fault = (column: string, reason: string): Fault => ({ column, reason })
  const { key, category, service, offer } = text
  if (text.fault !== undefined) return text.fault
  if (key.trim() === '' || key.length > longest) return fault('SessionId', `must have 1 to ${longest} characters`)
  const starts = instantIn(text.start)
  const ends = instantIn(text.end)
  if (starts === undefined) return fault('Start', noTime)
  if (ends === undefined) return fault('End', noTime)
  if (Date.parse(ends) <= Date.parse(starts)) return fault('End', 'is not after the start')
  const location = places.location(text.location)
  if (typeof location === 'string') {
    return fault(
      'Location',
      location === 'none' ? 'the practice has no such surgery' : 'several surgeries are named so',
    )
  }
  const staff: string[] = []
  for (const name of text.practitioners) {
    const found = places.practitioner(name)
    if (typeof found === 'string')
      return fault('Practitioners', `${found === 'none' ? 'nobody' : 'more than one'} at the practice is ${name}`)
    if (!staff.includes(found.id)) staff.push(found.id)
  }
  const role = text.role === '' ? (staff.map(places.roleOf).find(one => one !== '') ?? '') : text.role
  if (role !== '' && jobRole(role) === undefined) return fault('Role', 'is no job role of the Spine directory')
  return {
    key,
    location: location.id,
    staff,
    role,
    category,
    ...(service === '' ? {} : { service }),
    starts,
    ends,
    ...(offer === undefined ? {} : { offer }),
  }
}

const noTime = 'is no time like 2026-03-02T09:00, or one that the clocks skip'

export function slotIn(text: SlotText, patients: ReadonlyMap<string, string>): Slot | Fault {
  const fault = (column: string, reason: string): Fault => ({ column, reason })
  const { key, type } = text
  if (key.trim() === '' || key.length > longest) return fault('SlotId', `must have 1 to ${longest} characters`)
  const starts = instantIn(text.start)
  const ends = instantIn(text.end)
  if (starts === undefined) return fault('Start', noTime)
  if (ends === undefined) return fault('End', noTime)
  if (Date.parse(ends) <= Date.parse(starts)) return fault('End', 'is not after the start')
  const channel = channelOf(text.channel)
  if (channel === undefined) return fault('Channel', `is none of ${deliveryChannels.join(', ')}`)
  const state = stateOf(text)
  if (state === undefined) return fault('State', `is none of ${slotStates.join(', ')}`)
  const attendance = attendances.find(one => one === text.attendance.toLowerCase())
  if (attendance === undefined) return fault('Attendance', 'is none of arrived, fulfilled, noshow')
  const created = text.booked === '' ? undefined : instantIn(text.booked)
  if (text.booked !== '' && created === undefined) return fault('Booked', noTime)
  const number = nhsNumberOf(text)
  if (number !== '' && !isNhsNumber(number)) return fault('NhsNumber', 'is no NHS number')
  const patient = patients.get(number) ?? ''
  if (number !== '' && patient === '') return fault('NhsNumber', 'the practice has no patient with that NHS number')
  if (number !== '' && state !== 'booked' && state !== 'cancelled')
    return fault('State', 'is neither booked nor cancelled, but there is an NHS number')
  const held: HeldAppointment | undefined =
    number === '' || (state !== 'booked' && state !== 'cancelled')
      ? undefined
      : {
          key: `${key}/${number}`,
          patient,
          status: state,
          attendance,
          ...(created === undefined ? {} : { created }),
          description: text.description,
        }
  return {
    key,
    starts,
    ends,
    ...(channel === '' ? {} : { channel }),
    type,
    state,
    ...(held === undefined ? {} : { held }),
  }
}

const attendances = ['', 'arrived', 'fulfilled', 'noshow'] as const

export const nhsNumberOf = ({ nhsNumber }: Pick<SlotText, 'nhsNumber'>): string => nhsNumber.replaceAll(/[\s-]/g, '')

function channelOf(text: string): DeliveryChannel | '' | undefined {
  if (text === '') return ''
  return deliveryChannels.find(one => one.toLowerCase() === text.toLowerCase())
}

/** Nothing said is unknown: such a slot isn't offered until the practice says that it may be. */
function stateOf({ state, nhsNumber }: SlotText): SlotState | undefined {
  if (state === '') return nhsNumber === '' ? 'unknown' : 'booked'
  return slotStates.find(one => one === state.toLowerCase())
}

/** Sessions with their slots; slots of sessions that the file doesn't have, and keys that come twice, are rejected. */
export async function joinBook(
  sessions: readonly Placed<SessionText>[],
  slots: readonly Placed<SlotText>[],
  before: readonly NeutralReject[],
  files: readonly string[],
  context: NeutralContext,
): Promise<NeutralBook> {
  const rejects = [...before]
  const reject = ({ at, row }: Placed<unknown>, { column, reason }: Fault) =>
    void rejects.push({ file: at.file, line: at.line, column, reason, row })
  const numbers = new Set(slots.map(one => nhsNumberOf(one.text)).filter(isNhsNumber))
  const patients = numbers.size === 0 ? new Map<string, string>() : await context.patients([...numbers])
  const found = new Map<string, Omit<Schedule, 'slots'> & { readonly slots: Slot[] }>()
  const named = new Set<string>()
  for (const one of sessions) {
    const session = sessionIn(one.text, context.places)
    if (isFault(session)) reject(one, session)
    else if (named.has(session.key)) reject(one, { column: 'SessionId', reason: 'another session has the same id' })
    else found.set(session.key, { ...session, slots: [] })
    named.add(one.text.key)
  }
  const keys = new Set<string>()
  for (const one of slots) {
    const session = found.get(one.text.session)
    if (session === undefined) {
      const reason = named.has(one.text.session) ? 'its session was rejected' : 'there is no such session in the file'
      reject(one, { column: 'SessionId', reason })
      continue
    }
    const slot = slotIn(one.text, patients)
    if (isFault(slot)) reject(one, slot)
    else if (keys.has(slot.key)) reject(one, { column: 'SlotId', reason: 'another slot has the same id' })
    else if (!within(slot, session)) reject(one, { column: 'Start', reason: 'is not within its session' })
    else {
      keys.add(slot.key)
      session.slots.push(slot)
    }
  }
  const schedules = [...found.values()]
  const days = schedules.map(one => one.starts.slice(0, 10)).sort()
  const everyDay = { from: days[0] ?? '', to: days.at(-1) ?? '' }
  return { schedules, rejects, named: [...named], days: everyDay, files }
}

const within = (slot: Slot, session: Pick<Schedule, 'starts' | 'ends'>): boolean =>
  Date.parse(slot.starts) >= Date.parse(session.starts) && Date.parse(slot.ends) <= Date.parse(session.ends)

/** Something with its place in the file, and as it stands there. */
export interface Placed<T> {
  readonly text: T
  readonly at: { readonly file: string; readonly line: number }
  readonly row: string
}
