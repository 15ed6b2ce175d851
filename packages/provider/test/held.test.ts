import { randomUUID } from 'node:crypto'
import type { HeldAppointment, Schedule, Slot } from '@gpc/clinical'
import { interactions, londonDay, londonInstant } from '@gpc/fhir'
import { inTransaction, removeSchedules } from '@gpc/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Book,
  book,
  booking,
  cancelling,
  foundSlots,
  idOfSlot,
  put,
  readOne,
  save,
  search,
  session,
  slotsOn,
  sound,
  startBook,
  tomorrow,
} from './book.ts'
import { ask, ods } from './practice.ts'

let practice: Book
beforeAll(async () => {
  practice = await startBook()
})
afterAll(() => practice.close())

/** As if the practice's system gave these slots anew, changed. */
const resave = (schedule: Schedule, change: (slot: Slot) => Slot | undefined) =>
  save(practice.store, { ...schedule, slots: schedule.slots.flatMap(slot => change(slot) ?? []) })

const heldBy = (patient: string, key: string = randomUUID()): HeldAppointment => ({
  key,
  patient,
  status: 'booked',
  attendance: '',
  description: 'In the practice',
})

async function bookedSession(count = 1) {
  const schedule = session(practice, slotsOn(tomorrow(), count))
  await save(practice.store, schedule)
  const response = await book(practice, booking(practice, schedule.slots))
  expect(response.statusCode).toBe(201)
  return { schedule, appointment: response.json(), ids: schedule.slots.map(idOfSlot) }
}

const conflicts = async (appointment: string) =>
  (
    await practice.store.pool.query('SELECT reason FROM booking_conflict WHERE practice = $1 AND appointment = $2', [
      ods,
      appointment,
    ])
  ).rows.map(row => row.reason)

const own = async () => {
  const url = `gpconnect/Patient/${practice.patient}/Appointment?start=ge${londonDay()}&start=le2100-01-01`
  const { entry = [] } = (await ask(practice, { interaction: interactions.patientAppointments, url })).json()
  return entry.map((one: { resource: { id: string } }) => one.resource)
}

describe('what is booked here, and what the practice\u2019s files say later', () => {
  test('APT-BOOK-21 files that know nothing of the booking yet free nothing', async () => {
    const { schedule, appointment, ids } = await bookedSession(2)
    await resave(schedule, slot => ({ ...slot, type: 'Renamed' }))
    expect(await foundSlots(practice, String(sound()))).not.toEqual(expect.arrayContaining(ids))
    expect((await readOne(practice, appointment.id)).json()).toMatchObject({ status: 'booked' })
    expect(await conflicts(appointment.id)).toEqual([])
  })

  test('APT-RETR-03 the same patient in the slot is the same appointment; cancelled here, the slot is free', async () => {
    const { schedule, appointment, ids } = await bookedSession()
    const before = (await own()).length
    await resave(schedule, slot => ({ ...slot, state: 'booked', held: heldBy(practice.patient) }))
    expect(await own()).toHaveLength(before)
    expect(await conflicts(appointment.id)).toEqual([])
    expect((await put(practice, 'cancel', cancelling(appointment), '1')).statusCode).toBe(200)
    expect(await foundSlots(practice, String(sound()))).toEqual(expect.arrayContaining(ids))
  })

  test('APT-BOOK-09 another patient in the slot: both appointments stay, and the conflict is listed', async () => {
    const { schedule, appointment } = await bookedSession()
    const key = randomUUID()
    for (let time = 0; time < 2; time++)
      await resave(schedule, slot => ({ ...slot, state: 'booked', held: heldBy('another', key) }))
    expect((await readOne(practice, appointment.id)).json()).toMatchObject({ status: 'booked' })
    expect(await conflicts(appointment.id)).toEqual(['taken by another patient'])
    const { rows } = await practice.store.pool.query(
      'SELECT status FROM appointment WHERE practice = $1 AND patient = $2 AND source_key = $3',
      [ods, 'another', key],
    )
    expect(rows).toEqual([{ status: 'booked' }])
  })

  test('APT-BOOK-21 a slot that is blocked, or gone from the files: the appointment stays, and the conflict is listed', async () => {
    const blocked = await bookedSession()
    await resave(blocked.schedule, slot => ({ ...slot, state: 'blocked' }))
    expect(await conflicts(blocked.appointment.id)).toEqual(['slot blocked'])
    const gone = await bookedSession()
    await resave(gone.schedule, () => undefined)
    expect(await conflicts(gone.appointment.id)).toEqual(['slot gone'])
    const removed = await bookedSession()
    await inTransaction(practice.store, client => removeSchedules(client, ods, 'neutral', [removed.schedule.key]))
    for (const { appointment } of [blocked, gone, removed])
      expect((await readOne(practice, appointment.id)).json()).toMatchObject({ status: 'booked' })
    const cancelled = await put(practice, 'cancel', cancelling(gone.appointment), '1')
    expect(cancelled.statusCode).toBe(200)
    expect(await foundSlots(practice, String(sound()))).not.toEqual(expect.arrayContaining(gone.ids))
  })

  test('APT-RETR-03 APT-AMND-01 the practice\u2019s own appointments are shown, changed by others, and cancelled when the files let them go', async () => {
    const schedule = session(practice, slotsOn(tomorrow(), 1, { state: 'booked', held: heldBy(practice.patient) }))
    await save(practice.store, schedule)
    const [id = ''] = schedule.slots.map(idOfSlot)
    const shown = async () =>
      (await own()).find((one: { slot: { reference: string }[] }) => one.slot[0]?.reference === `Slot/${id}`)
    const found = await shown()
    expect(found).toMatchObject({ status: 'booked', description: 'In the practice', meta: { versionId: '1' } })
    const amended = await put(practice, 'amend', { ...found, comment: 'Ring first' }, '1')
    expect([amended.statusCode, amended.json().comment]).toEqual([200, 'Ring first'])
    await save(practice.store, schedule)
    expect((await shown()).comment).toBe('Ring first')
    await resave(schedule, ({ held: _, ...slot }) => ({ ...slot, state: 'free' }))
    expect(await shown()).toMatchObject({ status: 'cancelled' })
    expect(await foundSlots(practice, String(sound()))).toContain(id)
  })

  test('APT-BOOK-09 an import and bookings of its slots at the same time: nothing is lost, nothing is booked twice', async () => {
    const schedule = session(practice, slotsOn(tomorrow(), 30))
    await save(practice.store, schedule)
    const [, , bookings] = await Promise.all([
      resave(schedule, slot => ({ ...slot, type: 'Renamed' })),
      resave(schedule, slot => ({ ...slot, type: 'Renamed again' })),
      Promise.all(schedule.slots.map(slot => book(practice, booking(practice, [slot])))),
    ])
    await save(practice.store, schedule)
    expect(bookings.map(one => one.statusCode)).toEqual(schedule.slots.map(() => 201))
    const free = await foundSlots(practice, String(sound()))
    expect(schedule.slots.map(idOfSlot).filter(one => free.includes(one))).toEqual([])
  })
})

describe('APT-GEN-03 the clocks change', () => {
  /** The next night on which they do, from tomorrow on: in March, and in October. */
  const change = (month: 3 | 10): string => {
    const year = Number(londonDay().slice(0, 4))
    for (const y of [year, year + 1]) {
      const last = new Date(Date.UTC(y, month, 0))
      const sunday = new Date(Date.UTC(y, month - 1, last.getUTCDate() - last.getUTCDay())).toISOString().slice(0, 10)
      if (sunday > tomorrow()) return sunday
    }
    throw new Error('no such night')
  }
  const minutes = (text: string) => Date.parse(text) / 60_000

  test('APT-GEN-03 in spring slots before and after the change are an hour apart by the clock, and adjacent', async () => {
    const day = change(3)
    const slots: Slot[] = [
      {
        key: randomUUID(),
        starts: `${day}T00:50:00+00:00`,
        ends: `${day}T02:00:00+01:00`,
        channel: 'Telephone',
        type: 'Night',
        state: 'free',
      },
      {
        key: randomUUID(),
        starts: `${day}T02:00:00+01:00`,
        ends: `${day}T02:10:00+01:00`,
        channel: 'Telephone',
        type: 'Night',
        state: 'free',
      },
    ]
    await save(practice.store, session(practice, slots))
    const query = String(
      new URLSearchParams({ start: `ge${day}`, end: `le${day}`, status: 'free', _include: 'Slot:schedule' }),
    )
    const { entry } = (await search(practice, query)).json()
    expect(
      entry.slice(0, 2).map(({ resource }: { resource: Record<string, string> }) => [resource.start, resource.end]),
    ).toEqual(slots.map(slot => [slot.starts, slot.ends]))
    const booked = (await book(practice, booking(practice, slots))).json()
    expect([booked.start, booked.end]).toEqual([`${day}T00:50:00+00:00`, `${day}T02:10:00+01:00`])
    expect(minutes(booked.end) - minutes(booked.start)).toBe(20)
  })

  test('APT-GEN-03 in autumn the repeated hour is two hours: each slot keeps its own', async () => {
    const day = change(10)
    const [first, second] = ['+01:00', '+00:00'].map(
      (offset): Slot => ({
        key: randomUUID(),
        starts: `${day}T01:10:00${offset}`,
        ends: `${day}T01:20:00${offset}`,
        channel: 'Telephone',
        type: 'Night',
        state: 'free',
      }),
    )
    if (first === undefined || second === undefined) throw new Error('few')
    await save(practice.store, session(practice, [first, second], { starts: londonInstant(day, '00:00:00') }))
    const range = (start: string, end: string) =>
      String(new URLSearchParams({ start: `ge${start}`, end: `le${end}`, status: 'free', _include: 'Slot:schedule' }))
    expect(await foundSlots(practice, range(day, day))).toEqual([idOfSlot(first), idOfSlot(second)])
    expect(await foundSlots(practice, range(`${day}T01:00:00+00:00`, `${day}T02:00:00+00:00`))).toEqual([
      idOfSlot(second),
    ])
    const booked = (await book(practice, booking(practice, [second]))).json()
    expect(booked.start).toBe(`${day}T01:10:00+00:00`)
    expect((await readOne(practice, booked.id)).json().start).toBe(`${day}T01:10:00+00:00`)
    expect(await foundSlots(practice, range(day, day))).toEqual([idOfSlot(first)])
  })
})
