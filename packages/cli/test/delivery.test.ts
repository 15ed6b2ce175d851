/** Write-back of bookings: a real database, real folders, and webhooks over real HTTP. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { notOffered, sessionsOf } from '@gpc/clinical'
import { addDays, londonDay, londonTime } from '@gpc/fhir'
import {
  addSessions,
  bookingEvents,
  bookingWriter,
  changeAppointment,
  openStore,
  retryEvents,
  type Store,
  savePractice,
  sessionSlots,
  setEventDestination,
  takeDueEvents,
} from '@gpc/store'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { freshDatabase } from '../../store/test/database.ts'
import { backOff, deliverDue, startDelivery } from '../src/delivery/deliver.ts'
import { targetOf } from '../src/delivery/send.ts'
import { type Gpc, gpcOn } from './context.ts'

const by = 'test'
const all = { failed: false, most: 100 }
const failures = { failed: true, most: 100 }
let store: Store
let folder: string
let gpc: Gpc
let servers: Server[]

beforeEach(async () => {
  const database = await freshDatabase()
  store = await openStore(database)
  gpc = await gpcOn(database)
  folder = await mkdtemp(join(tmpdir(), 'gpc-events-'))
  servers = []
  for (const [i, ods] of ['A99001', 'A99002'].entries())
    await savePractice(store, { ods, name: ods, system: 'emis', asid: String(i), partyKey: ods })
})
afterEach(async () => {
  for (const server of servers) {
    server.closeAllConnections()
    server.close()
  }
  await store.close()
  await gpc.remove()
  await rm(folder, { recursive: true, force: true })
})

const eventSchema = z.object({
  practice: z.string(),
  id: z.number(),
  kind: z.string(),
  appointment: z.looseObject({ id: z.string(), version: z.number(), status: z.string() }),
})

/** A webhook that answers with the statuses given, the last one again and again; undefined: never. */
async function webhook(...statuses: readonly (number | undefined)[]) {
  const seen: { readonly key: unknown; readonly event: z.infer<typeof eventSchema> }[] = []
  const server = createServer((request, response) => {
    void json(request).then(body => {
      const status = statuses[Math.min(seen.length, statuses.length - 1)]
      seen.push({ key: request.headers['idempotency-key'], event: eventSchema.parse(body) })
      if (status !== undefined) response.writeHead(status).end()
    })
  })
  servers.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/events`, seen }
}

async function book(ods: string, id: string, place = 0): Promise<void> {
  const day = addDays(londonDay(), 7)
  const [session] = sessionsOf({
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
  })
  const { added, already } = await addSessions(store, ods, session === undefined ? [] : [session], by)
  const slots = (await sessionSlots(store, ods, [...added, ...already][0] ?? '')) ?? []
  const slot = slots[place]
  if (slot === undefined) throw new Error('no slot')
  const outcome = await bookingWriter(store)({
    practice: ods,
    appointment: {
      id,
      version: 1,
      status: 'booked',
      patient: 'patient',
      starts: slot.starts,
      ends: slot.ends,
      created: londonTime(),
      description: 'Cough',
      comment: '',
      cancellationReason: '',
      organisation: { ods: 'B99001', name: 'B', type: 'urgent-care', id: 'org', json: '{}' },
      slots: [slot.id],
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
    bookedBy: { userId: 'u', userName: 'Dr U', organisation: 'B99001' },
    traceId: 'trace',
    profile: '',
    profileLimit: null,
    now: Date.now(),
  })
  expect(outcome).toBe('booked')
}

async function change(ods: string, id: string, version: number, cancel: boolean): Promise<void> {
  const outcome = await changeAppointment(store, {
    practice: ods,
    id,
    version,
    status: cancel ? 'cancelled' : 'booked',
    description: 'Cough, worse',
    comment: '',
    cancellationReason: cancel ? 'Better' : '',
    request: `${version}`,
    traceId: 'trace',
    userId: 'u',
  })
  expect(outcome).toBe('changed')
}

const files = async (path = folder) =>
  Promise.all((await readdir(path)).sort().map(async name => JSON.parse(await readFile(join(path, name), 'utf8'))))

describe('write-back of bookings', () => {
  test('APT-BOOK-26 one file an event, each with the appointment as it was then, in order', async () => {
    await setEventDestination(store, 'A99001', folder, by)
    await book('A99001', 'one')
    await change('A99001', 'one', 1, false)
    await change('A99001', 'one', 2, true)
    expect(await deliverDue(store, 'A99001')).toBe(3)
    const found = await files()
    expect(found.map(one => [one.kind, one.appointment.version, one.appointment.status])).toEqual([
      ['booked', 1, 'booked'],
      ['amended', 2, 'booked'],
      ['cancelled', 3, 'cancelled'],
    ])
    expect(found.map(one => one.appointment.description)).toEqual(['Cough', 'Cough, worse', 'Cough, worse'])
    expect(found[0]).toMatchObject({
      practice: 'A99001',
      by: 'u',
      traceId: 'trace',
      appointment: {
        id: 'one',
        nhsNumber: '9990000018',
        bookingOrganisation: { ods: 'B99001', name: 'B', type: 'urgent-care' },
        slots: [{ source: 'own', key: expect.any(String) }],
        start: expect.stringMatching(/T09:00:00\+0[01]:00$/),
      },
    })
    expect(await deliverDue(store, 'A99001')).toBe(0)
  })

  test('what fails is tried again, later events of the appointment wait for it, and others do not', async () => {
    const { url, seen } = await webhook(500, 204)
    await setEventDestination(store, 'A99001', url, by)
    await book('A99001', 'one')
    await change('A99001', 'one', 1, true)
    await book('A99001', 'two', 1)
    expect(await deliverDue(store, 'A99001')).toBe(1)
    expect(seen.map(one => [one.event.appointment.id, one.event.kind])).toEqual([
      ['one', 'booked'],
      ['two', 'booked'],
    ])
    expect(await bookingEvents(store, 'A99001', failures)).toMatchObject([
      { appointment: 'one', version: 1, tries: 1, failure: 'The webhook answered HTTP 500.' },
    ])
    expect(await retryEvents(store, 'A99001')).toBe(1)
    expect(await deliverDue(store, 'A99001')).toBe(2)
    expect(seen.map(one => one.event.kind)).toEqual(['booked', 'booked', 'booked', 'cancelled'])
    expect(seen[2]?.key).toBe(seen[0]?.key)
    expect(await bookingEvents(store, 'A99001', failures)).toEqual([])
  })

  test('an event whose delivery was broken off comes again, with the same id', async () => {
    await setEventDestination(store, 'A99001', folder, by)
    await book('A99001', 'one')
    const [taken] = await takeDueEvents(store, 'A99001', { most: 5, seconds: 60 })
    expect(await deliverDue(store, 'A99001')).toBe(0)
    await store.pool.query("UPDATE booking_event SET next_try = now() - interval '1 second'")
    expect(await deliverDue(store, 'A99001')).toBe(1)
    expect(await files()).toMatchObject([{ id: taken?.id }])
  })

  test('events wait until there is a destination', async () => {
    await book('A99001', 'one')
    expect(await deliverDue(store, 'A99001')).toBe(0)
    await setEventDestination(store, 'A99001', folder, by)
    expect(await deliverDue(store, 'A99001')).toBe(1)
  })

  test('a destination that never answers, and one that is gone, hold up no other practice', async () => {
    const { url, seen } = await webhook(undefined)
    await setEventDestination(store, 'A99001', url, by)
    await setEventDestination(store, 'A99002', folder, by)
    await book('A99001', 'one')
    await book('A99002', 'two')
    const errors: unknown[] = []
    const stop = startDelivery(store, error => errors.push(error))
    await vi.waitFor(async () => expect(await files()).toHaveLength(1), { timeout: 20_000 })
    await vi.waitFor(() => expect(seen).toHaveLength(1), { timeout: 20_000 })
    await stop()
    expect(errors).toEqual([])
    expect((await bookingEvents(store, 'A99001', all))[0]?.delivered).toBeUndefined()
  })

  test('a folder that cannot be written is a failure to be listed', async () => {
    const path = join(folder, 'file')
    await writeFile(path, '')
    await setEventDestination(store, 'A99001', join(path, 'below'), by)
    await book('A99001', 'one')
    expect(await deliverDue(store, 'A99001')).toBe(0)
    const { out, code } = await gpc.run('events', '--practice', 'A99001', '--failed')
    expect(code).toBe(0)
    expect(out).toMatch(/booked +one +1 +next .* 1 +ENOTDIR/)
  })

  test('gpc events sets the destination, lists and retries', async () => {
    await book('A99001', 'one')
    const set = await gpc.run('events', '--practice', 'A99001', '--to', `folder:${folder}`)
    expect(set).toMatchObject({ code: 0, err: `Events of A99001 go to ${folder}.\n` })
    expect(set.out).toContain(`Destination: ${folder}`)
    await deliverDue(store, 'A99001')
    const { out } = await gpc.run('events', '--practice', 'A99001', '--json')
    expect(JSON.parse(out)).toMatchObject([{ kind: 'booked', appointment: 'one', tries: 1, failure: '' }])
    expect((await gpc.run('events', '--practice', 'A99001', '--retry')).err).toContain('0 events')
    expect((await gpc.run('events', '--practice', 'A99001', '--to', 'http://example.org/x')).code).toBe(2)
  })
})

test.each([
  ['https://practice.example/events', 'https://practice.example/events'],
  ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080/'],
  ['http://practice.example/events', undefined],
  ['https://user:secret@practice.example/', undefined],
  ['folder:relative/path', undefined],
  ['folder:/srv/events', '/srv/events'],
  ['file:///srv/events', undefined],
])('a destination %s is %s', (text, target) => {
  expect(targetOf(text)).toBe(target)
})

test('pauses between tries grow up to an hour', () => {
  expect([1, 2, 5, 20, 1000].map(backOff)).toEqual([2, 4, 32, 3600, 3600])
})

test('gpc capacity: a table, CSV and JSON', async () => {
  await book('A99001', 'one')
  const table = await gpc.run('capacity')
  expect(table.out).toMatch(/A99001 +\S+ +GP surgery +In-person +6 +6 +0 +1 +5 +0 +0 +7\n/)
  const csv = await gpc.run('capacity', '--csv', '--practices', 'A99001,A99002')
  expect(csv.out.split('\r\n')).toHaveLength(3)
  expect(JSON.parse((await gpc.run('capacity', '--json')).out)).toMatchObject({
    rows: [{ practice: 'A99001', slots: 6, bookedByOthers: 1 }],
    thirdNext: [{ leadDays: 7 }],
  })
  expect((await gpc.run('capacity', '--practices', 'A99002')).out).toContain('No practice has slots')
})
