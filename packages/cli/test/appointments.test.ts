/** Appointments as a consumer has them: several practices of the sandbox at once, through SDS and SSP, over real HTTP. */
import { createGpConnect, type FreeSlot, inTimeOrder, type SlotAnswer } from '@gpc/client'
import { addDays, londonDay } from '@gpc/fhir'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase } from '../../store/test/database.ts'
import { consumerOf } from '../src/consumer.ts'
import { type Sandbox, startSandbox } from '../src/sandbox/start.ts'
import { stepsOn } from '../src/sandbox/steps.ts'
import { type Gpc, gpcOn } from './context.ts'

let gpc: Gpc
let sandbox: Sandbox
const practices = 'A99001,A99002,A99003,A99004'
const from = addDays(londonDay(), 1)
const to = addDays(from, 20)

beforeAll(async () => {
  gpc = await gpcOn(await freshDatabase())
  const context = gpc.context()
  const anywhere = { port: 0, host: '127.0.0.1', fresh: false }
  sandbox = await startSandbox(
    context,
    anywhere,
    stepsOn(context.err, (_, text) => text),
  )
}, 300_000)
afterAll(async () => {
  await sandbox.close()
  await gpc.remove()
})

interface Line {
  readonly slot: string
  readonly practice: string
  readonly start: string
  readonly channel?: string
}

async function found(...more: readonly string[]): Promise<readonly Line[]> {
  const ran = await gpc.run('slots', '--practices', practices, '--from', from, '--to', to, '--json', ...more)
  expect(ran.code, ran.err).toBe(0)
  return ran.out
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line))
}

function patientOf(ods: string, trait: string): string {
  const person = sandbox.practices.find(one => one.ods === ods)?.patients.find(one => one.traits.includes(trait))
  if (person === undefined) throw new Error(`${ods} has nobody with the trait ${trait}.`)
  return person.nhsNumber
}

describe('gpc slots', () => {
  test('APT-SRCH-01, APT-SRCH-03, APT-SRCH-21 three weeks of four practices, in order of their begin', async () => {
    const ran = await gpc.run('slots', '--practices', practices, '--from', from, '--to', to)
    expect(ran.code, ran.err).toBe(0)
    for (const ods of practices.split(',')) expect(ran.err).toContain(`${ods}: `)
    expect(ran.out).toMatch(/Practice +When +Min +How +Slot type +Session type/)
    const lines = await found()
    expect(new Set(lines.map(one => one.practice)).size).toBe(4)
    expect(new Set(lines.map(one => one.slot)).size).toBe(lines.length)
  })

  test('by a word of type or role, and by channel', async () => {
    const all = await found()
    const nurse = await found('--type', 'nurse')
    expect(nurse.length).toBeGreaterThan(0)
    expect(nurse.length).toBeLessThan(all.length)
    const telephone = await found('--channel', 'telephone')
    expect(new Set(telephone.map(one => one.channel))).toEqual(new Set(['Telephone']))
  })

  test('APT-SRCH-22 says that a practice does not filter by service', async () => {
    const ran = await gpc.run('slots', '--practices', 'A99001', '--from', from, '--to', from, '--service', '2000099999')
    expect(ran.err).toMatch(/NOT filtered by service|does not have what was asked for/)
  })

  test.each([
    ['A99001,A00000', 3, 'A00000 does not offer appointments'],
    ['A00000', 1, 'A00000 does not offer appointments'],
  ])('APT-GEN-08 of %s, exit code %i', async (ods, code, words) => {
    const ran = await gpc.run('slots', '--practices', ods, '--from', from)
    expect(ran.code).toBe(code)
    expect(ran.err).toContain(words)
  })
})

describe('gpc book, appointments, amend, cancel', () => {
  test('APT-BOOK-01 to 05, APT-BOOK-23, APT-RETR-01, APT-RETR-11, APT-AMND-01, APT-CNCL-01 the whole walk', async () => {
    const number = patientOf('A99001', 'plain')
    const [slot] = (await found()).filter(one => one.practice === 'A99001')
    const booked = await gpc.run('book', slot?.slot ?? '', '--patient', number, '--reason', 'Dressing')
    expect(booked.code, booked.err).toBe(0)
    const name = /Booked: (\S+)/.exec(booked.out)?.[1] ?? ''
    expect(booked.out).toMatch(/When .*\n.*How /)

    const taken = await gpc.run('book', slot?.slot ?? '', '--patient', number, '--reason', 'Dressing')
    expect({ code: taken.code, out: taken.out }).toEqual({ code: 3, out: '' })

    const amended = await gpc.run('amend', name, '--comment', 'Second floor')
    expect(amended.code, amended.err).toBe(0)
    const list = await gpc.run('appointments', number, '--practices', 'A99001')
    expect(list.out).toContain('Dressing / Second floor')
    expect(list.out).toContain(name)

    const cancelled = await gpc.run('cancel', name, '--reason', 'Feels better')
    expect(cancelled.code, cancelled.err).toBe(0)
    expect((await gpc.run('appointments', number)).out).toContain('cancelled: Feels better')
    expect((await gpc.run('cancel', name, '--reason', 'Again')).err).toContain('is cancelled')
    expect((await found()).map(one => one.slot)).toContain(slot?.slot)
  })

  test('APT-BOOK-10 two slots that follow one another, as one appointment', async () => {
    const number = patientOf('A99002', 'plain')
    const [one, two] = (await found('--channel', 'telephone')).filter(line => line.practice === 'A99002')
    const booked = await gpc.run('book', two?.slot ?? '', one?.slot ?? '', '--patient', number, '--reason', 'Review')
    expect(booked.code, booked.err).toBe(0)
    expect(booked.out).toContain('20 minutes')
  })

  test('APT-GEN-07 whoever is unknown there is registered first, if asked', async () => {
    const number = sandbox.people[0]?.nhsNumber ?? ''
    const [slot] = (await found()).filter(one => one.practice === 'A99003')
    const args = ['book', slot?.slot ?? '', '--patient', number, '--reason', 'Sore throat']
    expect((await gpc.run(...args)).err).toContain('--register')
    const booked = await gpc.run(...args, '--register')
    expect(booked.code, booked.err).toBe(0)
    expect(booked.err).toContain('registered at A99003')
  })

  test.each([
    [['book', 'nonsense', '--patient', '9990000018', '--reason', 'x'], 2],
    [['cancel', 'A99001/00000000-0000-0000-0000-000000000000', '--reason', 'x'], 1],
    [['amend', 'A99001/x'], 2],
  ])('wrong use %j', async (args, code) => {
    expect(await gpc.run(...args)).toMatchObject({ code, out: '' })
  })
})

test('APT-GEN-02, APT-RETR-02 nothing in the past is asked for', async () => {
  const { options } = await consumerOf(gpc.context(), {})
  const client = createGpConnect(options)
  const call = client.patientAppointments({
    practice: 'A99001',
    patientId: 'x',
    from: addDays(londonDay(), -1),
    to: londonDay(),
  })
  await expect(call).rejects.toMatchObject({ name: 'InvalidRequestError' })
})

test('APT-BOOK-09 of bookings at the same time one gets the slot, the others are told that it is taken', async () => {
  const { options, organisationType } = await consumerOf(gpc.context(), {})
  const client = createGpConnect(options)
  const slots: FreeSlot[] = []
  const answers: SlotAnswer[] = []
  for await (const answer of client.slots({ practices: ['A99004'], from, to, organisationType })) answers.push(answer)
  for (const answer of answers) if ('slots' in answer) slots.push(...answer.slots)
  const [slot] = inTimeOrder(slots)
  const patient = await client.findPatient({ practice: 'A99004', nhsNumber: patientOf('A99004', 'plain') })
  const bookings = Array.from({ length: 10 }, () =>
    client.bookAppointment({
      slots: slot === undefined ? [] : [slot],
      patientId: patient?.id ?? '',
      description: 'Cough',
      telephone: '01632 960999',
    }),
  )
  const outcomes = await Promise.allSettled(bookings)
  expect(outcomes.filter(one => one.status === 'fulfilled')).toHaveLength(1)
  const names = outcomes.flatMap(one => (one.status === 'rejected' ? [one.reason.name] : []))
  expect(new Set(names)).toEqual(new Set(['SlotTakenError']))
})
