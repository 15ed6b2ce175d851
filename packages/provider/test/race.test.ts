/** Bookings raced by many for few slots while the provider is killed and started again, again and again. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { interactions } from '@gpc/fhir'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Book, booking, idOfSlot, save, session, slotsOn, startBook, tomorrow } from './book.ts'
import { asid, ask, claims, ods, token } from './practice.ts'

const program = fileURLToPath(new URL('./book-process.ts', import.meta.url))

let practice: Book
let url = ''
beforeAll(async () => {
  practice = await startBook()
  // traced once: the processes that are killed have no PDS to ask
  await ask(practice, { interaction: interactions.readPatient, url: `gpconnect/Patient/${practice.patient}` })
  url = String(practice.store.pool.options.connectionString)
})
afterAll(() => practice.close())

/** A provider that runs, and where. */
async function start(): Promise<{ readonly process: ChildProcess; readonly base: string }> {
  const running = spawn(process.execPath, [program, url], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [port] = await once(createInterface({ input: running.stdout }), 'line')
  return { process: running, base: `http://127.0.0.1:${port}/${ods}/STU3/1/gpconnect` }
}

const slotCount = 60
const requestCount = 300
const connections = 16
const kills = [40, 120, 200]

test('APT-BOOK-09 APT-BOOK-24 raced and killed with kill -9: each slot is booked once, and every 201 is still there', async () => {
  const slots = slotsOn(tomorrow(), slotCount)
  await save(practice.store, session(practice, slots))
  let provider = start()
  let answered = 0
  const due = [...kills]
  /** Kills the provider once so many were answered, and starts another one. */
  const disturb = async (): Promise<void> => {
    const [next] = due
    if (next === undefined || answered < next) return
    due.shift()
    const old = await provider
    provider = start()
    old.process.kill('SIGKILL')
    await provider
  }
  const request = async (n: number) => {
    const slot = slots[n % slotCount]
    if (slot === undefined) throw new Error('few')
    const interaction = interactions.bookAppointment
    const headers = {
      'Ssp-TraceID': randomUUID(),
      'Ssp-From': '200000000099',
      'Ssp-To': asid,
      'Ssp-InteractionID': interaction.id,
      'Content-Type': 'application/fhir+json',
      Authorization: `Bearer ${token(claims(interaction))}`,
    }
    const body = JSON.stringify(booking(practice, [slot], { description: `Request ${n}` }))
    // no answer: the same request once more, as a consumer does that doesn't know what became of it
    for (;;) {
      const { base } = await provider
      try {
        const response = await fetch(`${base}/Appointment`, { method: 'POST', headers, body })
        const json: unknown = await response.json()
        answered++
        await disturb()
        return { n, status: response.status, id: String(Object(json).id), slot: idOfSlot(slot) }
      } catch {
        await disturb()
      }
    }
  }
  const waiting = Array.from({ length: requestCount }, (_, n) => n)
  const work = async () => {
    const done: Awaited<ReturnType<typeof request>>[] = []
    for (let n = waiting.shift(); n !== undefined; n = waiting.shift()) done.push(await request(n))
    return done
  }
  const all = (await Promise.all(Array.from({ length: connections }, work))).flat()
  const last = await provider
  last.process.kill('SIGKILL')
  expect(due).toEqual([])

  const created = all.filter(one => one.status === 201)
  expect(all.filter(one => one.status !== 201 && one.status !== 409)).toEqual([])
  expect(created).toHaveLength(slotCount)
  expect(new Set(created.map(one => one.slot)).size).toBe(slotCount)
  const { rows } = await practice.store.pool.query<{ id: string; description: string; slot: string }>(
    `SELECT a.id, a.description, l.slot FROM appointment a
     JOIN appointment_slot l ON l.practice = a.practice AND l.appointment = a.id AND l.active
     JOIN booking_event e ON e.practice = a.practice AND e.appointment = a.id AND e.kind = 'booked'
     WHERE a.practice = $1 AND a.status = 'booked' ORDER BY a.id`,
    [ods],
  )
  const expected = created.map(({ id, n, slot }) => ({ id, description: `Request ${n}`, slot }))
  expect(rows).toEqual(expected.sort((a, b) => (a.id < b.id ? -1 : 1)))
}, 300_000)
