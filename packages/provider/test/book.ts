/** A practice with an appointment book to ask: sessions that begin tomorrow at nine, each with slots of ten minutes. */
import { randomUUID } from 'node:crypto'
import { type Offer, type Schedule, type Slot, scheduleId, slotId } from '@gpc/clinical'
import { addDays, extensions, interactions, londonDay, londonInstant, londonTime, profiles } from '@gpc/fhir'
import { inTransaction, type Store, saveSchedules, setSwitch } from '@gpc/store'
import { ask, ods, startPractice, type TestPractice } from './practice.ts'

export interface Book extends TestPractice {
  /** Logical ids. */
  readonly location: string
  readonly practitioner: string
  readonly patient: string
}

/** Where these sessions come from: a file, so that it may tell who holds a slot. */
export const source = 'neutral'

export const open: Offer = {
  bookable: true,
  organisationTypes: [],
  organisations: [],
  embargoMinutes: 0,
  unknownToo: false,
}

export async function startBook(): Promise<Book> {
  const practice = await startPractice()
  const { store } = practice
  await setSwitch(store, ods, 'appointments', true, 'test')
  const first = async (type: string) => {
    const found = await store.pool.query<{ ref: string }>(
      `SELECT ref FROM admin_resource WHERE practice = $1 AND ref LIKE $2 ORDER BY length(refs) DESC, ref LIMIT 1`,
      [ods, `${type}/%`],
    )
    return found.rows[0]?.ref.slice(type.length + 1) ?? ''
  }
  const patients = await store.pool.query<{ id: string }>('SELECT id FROM patient WHERE practice = $1', [ods])
  return {
    ...practice,
    location: await first('Location'),
    practitioner: await first('Practitioner'),
    patient: patients.rows[0]?.id ?? '',
  }
}

export const tomorrow = (): string => addDays(londonDay(), 1)

/** Ten minutes each, from nine o'clock on. */
export function slotsOn(day: string, count: number, of: Partial<Slot> = {}): Slot[] {
  const at = (minutes: number) => {
    const hour = String(9 + Math.floor(minutes / 60)).padStart(2, '0')
    return londonInstant(day, `${hour}:${String(minutes % 60).padStart(2, '0')}:00`)
  }
  return Array.from({ length: count }, (_, n) => ({
    key: `${randomUUID()}`,
    starts: at(n * 10),
    ends: at(n * 10 + 10),
    channel: 'In-person',
    type: 'GP appointment',
    state: 'free',
    ...of,
  }))
}

export function session(
  book: Pick<Book, 'location' | 'practitioner'>,
  slots: readonly Slot[],
  of: Partial<Schedule> = {},
) {
  const schedule: Schedule = {
    key: randomUUID(),
    location: book.location,
    staff: [book.practitioner],
    role: 'R0260',
    category: 'General surgery',
    starts: slots[0]?.starts ?? '',
    ends: slots.at(-1)?.ends ?? '',
    offer: open,
    slots,
    ...of,
  }
  return schedule
}

export async function save(store: Store, ...schedules: readonly Schedule[]): Promise<void> {
  await inTransaction(store, client =>
    saveSchedules(client, { practice: ods, source, fileDay: londonDay(), schedules }),
  )
}

export const idOfSlot = (slot: Slot): string => slotId(ods, source, slot.key)
export const idOfSchedule = (schedule: Schedule): string => scheduleId(ods, source, schedule.key)

export const organisation = (of: Record<string, unknown> = {}) => ({
  resourceType: 'Organization',
  id: '1',
  meta: { profile: [profiles.organization] },
  identifier: [{ system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: 'X99999' }],
  name: 'Invented Hospital',
  telecom: [{ system: 'phone', value: '01632 960000' }],
  ...of,
})

/** A sound booking of slots; what is given replaces elements, undefined removes them. */
export function booking(
  book: Pick<Book, 'location' | 'patient'>,
  slots: readonly Slot[],
  of: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    resourceType: 'Appointment',
    meta: { profile: [profiles.appointment] },
    contained: [organisation()],
    extension: [{ url: extensions.bookingOrganisation, valueReference: { reference: '#1' } }],
    status: 'booked',
    description: 'Cough for two weeks',
    start: slots[0]?.starts,
    end: slots.at(-1)?.ends,
    slot: slots.map(slot => ({ reference: `Slot/${idOfSlot(slot)}` })),
    created: londonTime(),
    participant: [`Patient/${book.patient}`, `Location/${book.location}`].map(reference => ({
      actor: { reference },
      status: 'accepted',
    })),
    ...of,
  }
}

export const book = (practice: TestPractice, body: unknown, headers: Record<string, string | undefined> = {}) =>
  ask(practice, { interaction: interactions.bookAppointment, url: 'gpconnect/Appointment', body, headers })

export const readOne = (practice: TestPractice, id: string) =>
  ask(practice, { interaction: interactions.readAppointment, url: `gpconnect/Appointment/${id}` })

export const put = (
  practice: TestPractice,
  what: 'amend' | 'cancel',
  body: { readonly id?: string; readonly [name: string]: unknown },
  version: string | undefined,
  headers: Record<string, string | undefined> = {},
) =>
  ask(practice, {
    interaction: what === 'amend' ? interactions.amendAppointment : interactions.cancelAppointment,
    url: `gpconnect/Appointment/${body.id}`,
    body,
    headers: { 'If-Match': version === undefined ? undefined : `W/"${version}"`, ...headers },
  })

/** An appointment as it was read, with a reason to cancel it. */
export const cancelling = (appointment: Record<string, unknown>, reason = 'Feels better') => ({
  ...appointment,
  status: 'cancelled',
  extension: [
    ...(Array.isArray(appointment.extension) ? appointment.extension : []),
    { url: extensions.appointmentCancellationReason, valueString: reason },
  ],
})

export interface Asked {
  readonly start?: string
  readonly end?: string
  readonly more?: string
}

export const sound = (day = tomorrow()) =>
  new URLSearchParams({ start: `ge${day}`, end: `le${addDays(day, 7)}`, status: 'free', _include: 'Slot:schedule' })

export const search = (practice: TestPractice, query: string) =>
  ask(practice, { interaction: interactions.searchSlots, url: `gpconnect/Slot?${query}` })

/** Ids of the slots in an answer. */
export async function foundSlots(practice: TestPractice, query: string): Promise<string[]> {
  const { entry = [] } = (await search(practice, query)).json()
  return entry.flatMap((one: { resource: { resourceType: string; id: string } }) =>
    one.resource.resourceType === 'Slot' ? [one.resource.id] : [],
  )
}
