import { notOffered, type Schedule, type SessionTemplate, sessionsOf, slotId, trusting } from '@gpc/clinical'
import { addDays, londonDay, londonTime } from '@gpc/fhir'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  addSessions,
  bookingConflicts,
  bookingRules,
  bookingWriter,
  changeSlots,
  inTransaction,
  openStore,
  type Store,
  savePractice,
  saveSchedules,
  sessionSlots,
  sessionSummaries,
  setBookingRules,
} from '../src/index.ts'
import { freshDatabase } from './database.ts'

const ods = 'A99001'
const by = 'test'
const day = addDays(londonDay(), 7)
const template: SessionTemplate = {
  day,
  from: '09:00',
  to: '10:00',
  minutes: 10,
  channel: 'In-person',
  type: 'Routine',
  category: 'GP surgery',
  role: 'R0260',
  location: 'surgery',
  staff: ['gp'],
  offer: { ...notOffered, bookable: true },
}

let store: Store
beforeEach(async () => {
  store = await openStore(await freshDatabase())
  await savePractice(store, { ods, name: 'A', system: 'emis', asid: '1', partyKey: 'A-1' })
})
afterEach(() => store.close())

const summaries = () => sessionSummaries(store, ods, day, addDays(day, 60))

/** Books slots for a patient. */
async function book(id: string, patient: string, slots: readonly { id: string; starts: string; ends: string }[]) {
  return bookingWriter(store)({
    practice: ods,
    appointment: {
      id,
      version: 1,
      status: 'booked',
      patient,
      starts: slots[0]?.starts ?? '',
      ends: slots.at(-1)?.ends ?? '',
      created: londonTime(),
      description: 'Cough',
      comment: '',
      cancellationReason: '',
      organisation: { ods: 'B99001', name: 'B', type: '', id: 'org', json: '{}' },
      slots: slots.map(one => one.id),
      channel: 'In-person',
      type: 'Routine',
      category: 'GP surgery',
      role: 'R0260',
      location: 'surgery',
      staff: ['gp'],
      service: '',
    },
    nhsNumber: '9990000018',
    service: '',
    bookedBy: { userId: 'u', userName: 'U', organisation: 'B99001' },
    traceId: 'trace',
    profile: '',
    profileLimit: null,
    now: Date.now(),
  })
}

describe('APT-CFG-01 APT-CFG-12 sessions kept here', () => {
  test('are added once: again, they stay as they are, with what was done to them', async () => {
    const sessions = sessionsOf(template, addDays(day, 21))
    expect((await addSessions(store, ods, sessions, by)).added).toHaveLength(4)
    const [first] = await summaries()
    expect(first).toMatchObject({ source: 'own', slots: 6, free: 6, offered: 6, fileDay: londonDay() })
    const session = first?.id ?? ''
    expect(await changeSlots(store, ods, { session, state: 'blocked', bookedToo: false }, by)).toEqual({
      outcome: 'changed',
      slots: 6,
    })
    const again = await addSessions(store, ods, [...sessions, ...sessionsOf({ ...template, from: '08:00' })], by)
    expect([again.added.length, again.already.length]).toEqual([1, 4])
    const after = await summaries()
    expect(after.find(one => one.id === session)).toMatchObject({ blocked: 6, offered: 0 })
    const kept = await store.pool.query('SELECT what, changed_by FROM book_change WHERE practice = $1', [ods])
    expect(kept.rows.filter(row => row.what === 'session')).toHaveLength(5)
    expect(kept.rows.filter(row => row.what === 'slot')).toHaveLength(1)
  })

  test('part of a session is blocked and released', async () => {
    const { added } = await addSessions(store, ods, sessionsOf(template), by)
    const session = added[0] ?? ''
    const slots = (await sessionSlots(store, ods, session)) ?? []
    const part = { session, from: slots[1]?.starts ?? '', to: slots[3]?.starts ?? '' }
    await changeSlots(store, ods, { ...part, state: 'blocked', bookedToo: false }, by)
    expect((await sessionSlots(store, ods, session))?.map(one => one.state).join(' ')).toBe(
      'free blocked blocked free free free',
    )
    expect(await changeSlots(store, ods, { session, state: 'free', bookedToo: false }, by)).toMatchObject({ slots: 2 })
    expect((await summaries())[0]).toMatchObject({ free: 6, offered: 6 })
  })

  test('with bookings are cancelled only if that is asked for; nobody’s appointment disappears', async () => {
    const { added } = await addSessions(store, ods, sessionsOf(template), by)
    const session = added[0] ?? ''
    const slots = (await sessionSlots(store, ods, session)) ?? []
    expect(await book('a1', 'p1', slots.slice(0, 1))).toBe('booked')
    const cancel = { session, state: 'cancelled' as const }
    expect(await changeSlots(store, ods, { ...cancel, bookedToo: false }, by)).toEqual({
      outcome: 'booked',
      appointments: ['a1'],
    })
    expect((await summaries())[0]).toMatchObject({ free: 5, booked: 1 })
    expect(await changeSlots(store, ods, { ...cancel, bookedToo: true }, by)).toMatchObject({ outcome: 'changed' })
    expect((await summaries())[0]).toMatchObject({ cancelled: 5, booked: 1, offered: 0 })
    expect(await bookingConflicts(store, ods)).toMatchObject([{ appointment: 'a1', reason: 'slot cancelled' }])
    await changeSlots(store, ods, { session, state: 'free', bookedToo: true }, by)
    expect(await bookingConflicts(store, ods)).toEqual([])
    expect((await summaries())[0]).toMatchObject({ free: 5, booked: 1, offered: 5 })
  })

  test('those of the practice’s own system are not changed here, and unknown ones are told apart', async () => {
    await save([])
    const [imported] = await summaries()
    const session = imported?.id ?? ''
    expect(await changeSlots(store, ods, { session, state: 'blocked', bookedToo: false }, by)).toEqual({
      outcome: 'imported',
      source: 'emis',
    })
    expect(await changeSlots(store, ods, { session: 'x', state: 'blocked', bookedToo: false }, by)).toEqual({
      outcome: 'missing',
    })
    expect(await sessionSlots(store, ods, 'x')).toBeUndefined()
  })
})

/** A session of the practice's own system, some of its slots held by patients. */
function imported(held: readonly (string | undefined)[], state: 'free' | 'unknown' = 'free'): Schedule {
  const [session] = sessionsOf(template)
  if (session === undefined) throw new Error('no session')
  const { offer: _, ...rest } = session
  return {
    ...rest,
    key: 'S',
    slots: session.slots.map((slot, i) => {
      const patient = held[i]
      const base = { ...slot, key: `slot${i}` }
      if (patient === undefined) return { ...base, state }
      const one = { key: `slot${i}/${patient}`, patient, status: 'booked' as const, attendance: '' as const }
      return { ...base, state: 'booked' as const, held: { ...one, description: '' } }
    }),
  }
}

const save = (held: readonly (string | undefined)[], state: 'free' | 'unknown' = 'free') =>
  inTransaction(store, client =>
    saveSchedules(client, {
      practice: ods,
      source: 'emis',
      fileDay: addDays(londonDay(), -3),
      schedules: [imported(held, state)],
    }),
  )

const appointments = async () =>
  (
    await store.pool.query<{ id: string; patient: string; status: string; seen: boolean }>(
      `SELECT id, patient, status, seen_in_source IS NOT NULL AS seen FROM appointment WHERE practice = $1 ORDER BY patient, id`,
      [ods],
    )
  ).rows

describe('a later import of the practice’s own files', () => {
  const offer = { ...notOffered, bookable: true }
  beforeEach(() => setBookingRules(store, ods, [{ offer }], by))

  test('that holds what was booked here is recognised as the same appointment, of one slot or of several', async () => {
    await save([])
    const slots = (await sessionSlots(store, ods, (await summaries())[0]?.id ?? '')) ?? []
    expect(await book('one', 'p1', slots.slice(0, 1))).toBe('booked')
    expect(await book('two', 'p2', slots.slice(1, 3))).toBe('booked')
    await save(['p1', 'p2', 'p2'])
    expect(await appointments()).toEqual([
      { id: 'one', patient: 'p1', status: 'booked', seen: true },
      { id: 'two', patient: 'p2', status: 'booked', seen: true },
    ])
    expect(await bookingConflicts(store, ods)).toEqual([])
    await save(['p1', 'p2', 'p2'])
    expect(await appointments()).toHaveLength(2)
    await save(['p1'])
    expect(await bookingConflicts(store, ods)).toMatchObject([
      { appointment: 'two', reason: 'no longer in the system of the practice' },
      { appointment: 'two', reason: 'no longer in the system of the practice' },
    ])
    await save(['p1', 'p2', 'p2'])
    expect(await bookingConflicts(store, ods)).toEqual([])
  })

  test('that has somebody else in the slot is a conflict: both stay, and it is listed', async () => {
    await save([])
    const slots = (await sessionSlots(store, ods, (await summaries())[0]?.id ?? '')) ?? []
    await book('one', 'p1', slots.slice(0, 1))
    await save(['p9'])
    expect((await appointments()).map(one => [one.patient, one.status])).toEqual([
      ['p1', 'booked'],
      ['p9', 'booked'],
    ])
    expect(await bookingConflicts(store, ods)).toMatchObject([
      { slot: slotId(ods, 'emis', 'slot0'), appointment: 'one', reason: 'taken by another patient' },
    ])
    await save([])
    expect(await bookingConflicts(store, ods)).toEqual([])
  })

  test('APT-CFG-01 whose slots may be blocked or not are counted, and offered once the practice trusts them', async () => {
    await save([], 'unknown')
    expect((await summaries())[0]).toMatchObject({
      slots: 6,
      unknown: 6,
      offered: 0,
      fileDay: addDays(londonDay(), -3),
    })
    await setBookingRules(store, ods, trusting(await bookingRules(store.pool, ods), 'emis', true), by)
    expect((await summaries())[0]).toMatchObject({ unknown: 6, offered: 6 })
    await setBookingRules(store, ods, trusting(await bookingRules(store.pool, ods), 'emis', false), by)
    expect((await summaries())[0]).toMatchObject({ offered: 0 })
  })
})
