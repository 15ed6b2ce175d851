import { notOffered, type Schedule, type SessionTemplate, sessionsOf } from '@gpc/clinical'
import { addDays, londonDay, londonInstant, londonTime } from '@gpc/fhir'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  addSessions,
  bookingWriter,
  type CapacityRow,
  capacity,
  changeAppointment,
  changeSlots,
  inTransaction,
  openStore,
  refreshCapacity,
  type Store,
  savePractice,
  saveSchedules,
  sessionSlots,
  setBookingRules,
} from '../src/index.ts'
import { freshDatabase } from './database.ts'

const ods = 'A99001'
const by = 'test'
const today = londonDay()
const day = addDays(today, 7)
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

describe('capacity', () => {
  let store: Store
  beforeEach(async () => {
    store = await openStore(await freshDatabase())
    await savePractice(store, { ods, name: 'A', system: 'emis', asid: '1', partyKey: 'A-1' })
  })
  afterEach(() => store.close())

  async function counts(): Promise<readonly Partial<CapacityRow>[]> {
    await refreshCapacity(store)
    const { rows } = await capacity(store, { from: today, to: addDays(today, 60) }, { now: Date.now(), today })
    return rows.map(({ practice: _, ...rest }) => rest)
  }

  async function book(
    id: string,
    organisation: string,
    slots: readonly { id: string; starts: string; ends: string }[],
  ) {
    const outcome = await bookingWriter(store)({
      practice: ods,
      appointment: {
        id,
        version: 1,
        status: 'booked',
        patient: 'patient',
        starts: slots[0]?.starts ?? '',
        ends: slots.at(-1)?.ends ?? '',
        created: londonTime(),
        description: 'Cough',
        comment: '',
        cancellationReason: '',
        organisation: { ods: organisation, name: 'B', type: '', id: 'org', json: '{}' },
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
      bookedBy: { userId: 'u', userName: 'U', organisation },
      traceId: 'trace',
      profile: '',
      profileLimit: null,
      now: Date.now(),
    })
    expect(outcome).toBe('booked')
  }

  test('follows bookings by others and by the practice, cancellations and blocked slots', async () => {
    const { added } = await addSessions(store, ods, sessionsOf(template), by)
    const session = added[0] ?? ''
    const kind = { day, sessionType: 'GP surgery', channel: 'In-person', service: '' }
    expect(await counts()).toEqual([
      {
        ...kind,
        slots: 6,
        offered: 6,
        bookedByPractice: 0,
        bookedByOthers: 0,
        unused: 6,
        withheld: 0,
        cancelled: 0,
        didNotAttend: undefined,
      },
    ])
    const slots = (await sessionSlots(store, ods, session)) ?? []
    await book('one', 'B99001', slots.slice(0, 2))
    await book('two', ods, slots.slice(2, 3))
    expect(await counts()).toMatchObject([{ slots: 6, offered: 6, bookedByOthers: 2, bookedByPractice: 1, unused: 3 }])
    await changeAppointment(store, {
      practice: ods,
      id: 'one',
      version: 1,
      status: 'cancelled',
      description: 'Cough',
      comment: '',
      cancellationReason: 'Better',
      request: 'r',
      traceId: 't',
      userId: 'u',
    })
    expect(await counts()).toMatchObject([{ bookedByOthers: 0, bookedByPractice: 1, unused: 5, cancelled: 1 }])
    const last = slots.at(-1)?.starts ?? ''
    await changeSlots(store, ods, { session, from: last, state: 'blocked', bookedToo: false }, by)
    expect(await counts()).toMatchObject([{ slots: 5, withheld: 1, offered: 5, unused: 4 }])
    expect(await refreshCapacity(store)).toBe(0)
  })

  test("follows imports: the practice's own appointments, who did not attend, slots that are unknown or gone", async () => {
    const [made] = sessionsOf(template)
    if (made === undefined) throw new Error('no session')
    const held = (key: string, attendance: 'noshow' | 'fulfilled', status: 'booked' | 'cancelled' = 'booked') => ({
      key,
      patient: key,
      status,
      attendance,
      description: '',
    })
    const states = [
      { state: 'booked' as const, held: held('a', 'noshow') },
      { state: 'booked' as const, held: held('b', 'fulfilled') },
      { state: 'free' as const, held: held('c', 'fulfilled', 'cancelled') },
      { state: 'unknown' as const },
      { state: 'embargoed' as const },
      { state: 'free' as const },
    ]
    const schedule: Schedule = { ...made, slots: made.slots.map((slot, i) => ({ ...slot, ...states[i] })) }
    const save = (...schedules: readonly Schedule[]) =>
      inTransaction(store, client =>
        saveSchedules(client, { practice: ods, source: 'emis', fileDay: today, schedules }),
      )
    await save(schedule)
    expect(await counts()).toMatchObject([
      { slots: 5, offered: 2, bookedByPractice: 2, unused: 3, withheld: 1, cancelled: 1, didNotAttend: 1 },
    ])
    await save({ ...schedule, category: 'Nurse clinic', slots: schedule.slots.slice(0, 4) })
    const rows = await counts()
    expect(rows.reduce((sum, one) => sum + (one.slots ?? 0), 0)).toBe(4)
    expect(rows).toContainEqual(expect.objectContaining({ sessionType: 'Nurse clinic', slots: 4 }))
  })

  test('APT-CFG-09 follows the rules of the practice', async () => {
    const { offer: _, ...plain } = template
    await addSessions(store, ods, sessionsOf(plain), by)
    expect(await counts()).toMatchObject([{ slots: 6, offered: 0 }])
    await setBookingRules(store, ods, [{ offer: { ...notOffered, bookable: true } }], by)
    await store.pool.query("UPDATE slot SET bookable = true WHERE channel = 'In-person'")
    expect(await counts()).toMatchObject([{ slots: 6, offered: 6 }])
  })

  test('the third next available appointment, of each kind, without those that have begun', async () => {
    const two = { ...template, to: '09:20' }
    await addSessions(store, ods, sessionsOf({ ...two, day: today }), by)
    await addSessions(store, ods, sessionsOf(two, addDays(day, 7)), by)
    await refreshCapacity(store)
    const at = (clock: string) => Date.parse(londonInstant(today, `${clock}:00`))
    const kind = { practice: ods, sessionType: 'GP surgery', channel: 'In-person', service: '' }
    const next = async (clock: string) =>
      (await capacity(store, { from: day, to: day }, { now: at(clock), today })).thirdNext
    expect(await next('08:00')).toEqual([{ ...kind, day, leadDays: 7 }])
    expect(await next('09:05')).toEqual([{ ...kind, day, leadDays: 7 }])
    expect(await next('12:00')).toEqual([{ ...kind, day: addDays(day, 7), leadDays: 14 }])
  })
})

describe('capacity of 1,000 practices over 90 days', () => {
  let store: Store
  beforeAll(async () => {
    store = await openStore(await freshDatabase())
    await store.pool.query(
      `INSERT INTO practice (practice, name, system, asid, party_key) SELECT 'P' || n, 'P' || n, 'emis', n::text, 'P' || n FROM generate_series(1, 1000) n`,
    )
    await store.pool.query(
      `INSERT INTO capacity_day (practice, day, kinds)
       SELECT 'P' || n, $1::date - 45 + d, (SELECT json_agg(json_build_array('Session type ' || k, (ARRAY['In-person', 'Telephone'])[1 + k % 2],
         '', 20, 10, 8, 4, 8, 1, 1, 1, 1)) FROM generate_series(1, 4) k)
       FROM generate_series(1, 1000) n, generate_series(0, 89) d ORDER BY 1, 2`,
      [today],
    )
    await store.pool.query('ANALYZE capacity_day')
  })
  afterAll(() => store.close())

  test('a report takes under a second where the machine is not shared, and never much more', async () => {
    const took: number[] = []
    for (let i = 0; i < 3; i++) {
      const started = performance.now()
      await refreshCapacity(store)
      const report = { from: addDays(today, -45), to: addDays(today, 44) }
      const { rows, thirdNext } = await capacity(store, report, { now: Date.now(), today })
      took.push(performance.now() - started)
      expect(rows).toHaveLength(360_000)
      expect(thirdNext).toHaveLength(4000)
      expect(thirdNext[0]).toMatchObject({ leadDays: 3 })
    }
    expect(Math.min(...took)).toBeLessThan(6000)
  })
})
