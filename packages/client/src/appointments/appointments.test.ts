/** Appointments by real SDS and SSP, against practices that answer well, late, never, or lose their answers. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { addDays, extensions, interactions, londonDay, londonInstant } from '@gpc/fhir'
import { type RunningServer, startSds, startSsp } from '@gpc/spine'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createGpConnect, type GpConnect } from '../gp-connect.ts'
import { type FreeSlot, inTimeOrder, isWished } from './free-slot.ts'
import type { Appointment } from './resources.ts'
import { rangesOf } from './slot-query.ts'
import type { SlotAnswer } from './slots.ts'

interface Seen {
  readonly ods: string
  readonly method: string
  readonly url: URL
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

type Answering = (seen: Seen, response: ServerResponse) => void

let seen: Seen[]
/** How each practice answers. */
let practice: Record<string, Answering>
let provider: Server
let running: RunningServer[]
let gpc: GpConnect

const day = addDays(londonDay(), 3)
const at = (time: string) => londonInstant(day, `${time}:00`)
const send = (response: ServerResponse, status: number, body: unknown) =>
  response.writeHead(status, { 'Content-Type': 'application/fhir+json' }).end(JSON.stringify(body))
const bundle = (...resources: readonly object[]) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: resources.map(resource => ({ resource })),
})
const outcome = (code: string) => ({
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'invalid', details: { coding: [{ code }] }, diagnostics: 'The reason.' }],
})
const slot = (id: string, from: string, to: string) => ({
  resourceType: 'Slot',
  id,
  extension: [{ url: extensions.deliveryChannel, valueCode: 'Telephone' }],
  serviceType: [{ text: 'Review' }],
  schedule: { reference: 'Schedule/s' },
  status: 'free',
  start: at(from),
  end: at(to),
})
const schedule = {
  resourceType: 'Schedule',
  id: 's',
  extension: [
    { url: extensions.practitionerRole, valueCodeableConcept: { coding: [{ code: 'R0620', display: 'Staff Nurse' }] } },
  ],
  serviceCategory: { text: 'Clinic' },
  actor: [{ reference: 'Location/l' }, { reference: 'Practitioner/p' }, { reference: 'HealthcareService/h' }],
}
const others = [
  schedule,
  {
    resourceType: 'Location',
    id: 'l',
    name: 'Main surgery',
    address: { line: ['1 High Street'], city: 'Leeds', postalCode: 'LS1 1AA' },
    managingOrganization: { reference: 'Organization/o' },
  },
  {
    resourceType: 'Practitioner',
    id: 'p',
    name: [{ prefix: ['Ms'], given: ['Ada'], family: 'Okafor' }],
    gender: 'female',
  },
  { resourceType: 'HealthcareService', id: 'h', name: 'Dressings' },
  { resourceType: 'Organization', id: 'o', name: 'Alder Surgery' },
]
const freeSlots = (response: ServerResponse) =>
  send(response, 200, bundle(slot('2', '09:10', '09:20'), slot('1', '09:00', '09:10'), ...others))
const answersWell: Answering = (_, response) => freeSlots(response)

const good = ['A11111', 'A22222']
const silent = 'B11111'
const dead = 'B22222'
const off = 'B33333'
const unregistered = 'B44444'

beforeAll(async () => {
  provider = createServer((request, response) => {
    void text(request).then(body => {
      const url = new URL(request.url ?? '', 'http://provider')
      const ods = url.pathname.split('/')[1] ?? ''
      const one = { ods, method: request.method ?? '', url, headers: request.headers, body }
      seen.push(one)
      practice[ods]?.(one, response)
    })
  })
  await new Promise<void>(resolve => provider.listen(0, '127.0.0.1', resolve))
  const address = provider.address()
  const origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const common = { organisationType: 'x', manufacturerOds: 'X0001' }
  const endpoints = (ods: string) =>
    Object.values(interactions).map(({ id }) => ({
      interactionId: id,
      url: `${ods === dead ? 'http://127.0.0.1:9' : origin}/${ods}/STU3/1/gpconnect`,
    }))
  const registry = async () => ({
    systems: [
      ...[...good, silent, dead, off].map((ods, i) => ({
        ...common,
        ods,
        name: ods,
        asid: String(10 + i),
        partyKey: `${ods}-1`,
        role: 'provider' as const,
        endpoints: endpoints(ods),
      })),
      { ...common, ods: 'C33333', name: 'C', asid: '1', partyKey: 'C-1', role: 'consumer' as const, endpoints: [] },
    ],
    disallowed: [],
  })
  const here = { host: '127.0.0.1', port: 0, registry }
  const ssp = await startSsp({ ...here, timeoutMs: 20_000 })
  const sds = await startSds(here)
  running = [ssp, sds]
  gpc = createGpConnect({
    ssp: ssp.url,
    sds: sds.url,
    asid: '1',
    organisation: { ods: 'C33333', name: 'Centre' },
    user: { id: 'u', family: 'Who', given: ['Jo'], idSystem: 'https://consumer.example/Id/user' },
    device: { identifier: { system: 'https://consumer.example/Id/device', value: 'd' }, model: 'App', version: '1' },
    issuer: 'https://consumer.example/',
  })
})
beforeEach(() => {
  seen = []
  practice = {
    A11111: answersWell,
    A22222: answersWell,
    [silent]: () => undefined,
    [off]: (_, response) => send(response, 403, outcome('ACCESS DENIED')),
  }
})
afterAll(async () => {
  for (const one of running) await one.close()
  provider.closeAllConnections()
  await new Promise(resolve => provider.close(resolve))
})

async function search(practices: readonly string[], more: Partial<Parameters<GpConnect['slots']>[0]> = {}) {
  const answers: SlotAnswer[] = []
  for await (const answer of gpc.slots({ practices, from: day, to: day, ...more })) answers.push(answer)
  return answers
}

const slotsOf = (answers: readonly SlotAnswer[]): readonly FreeSlot[] =>
  inTimeOrder(answers.flatMap(one => ('slots' in one ? one.slots : [])))

describe('search for free slots', () => {
  test('APT-SRCH-01, APT-SRCH-02, APT-SRCH-04 to 07 what is sent', async () => {
    await search(['A11111'], { organisationType: 'urgent-care', serviceId: '2000001', from: at('08:00') })
    const [one] = seen
    expect(one?.headers['ssp-interactionid']).toBe(interactions.searchSlots.id)
    const all = (name: string) => one?.url.searchParams.getAll(name)
    expect(all('start')).toEqual([`ge${at('08:00')}`])
    expect(all('end')).toEqual([`le${day}`])
    expect(all('status')).toEqual(['free'])
    expect(all('_include')).toEqual(['Slot:schedule'])
    expect(all('_include:recurse')).toContain('Location:managingOrganization')
    expect(all('searchFilter')).toEqual([
      'https://fhir.nhs.uk/Id/ods-organization-code|C33333',
      'https://fhir.nhs.uk/STU3/CodeSystem/GPConnect-OrganisationType-1|urgent-care',
    ])
    expect(all('service.identifier')).toEqual(['https://fhir.nhs.uk/Id/uec-dos-service-id|2000001'])
    expect(one?.url.search).toContain('%2B')
  })

  test('APT-SRCH-21 what is there to choose by, in order of time', async () => {
    const slots = slotsOf(await search(good))
    expect(slots.map(one => [one.practice, one.id])).toEqual([
      ['A11111', '1'],
      ['A22222', '1'],
      ['A11111', '2'],
      ['A22222', '2'],
    ])
    expect(slots[0]).toMatchObject({
      minutes: 10,
      channel: 'Telephone',
      slotType: 'Review',
      sessionType: 'Clinic',
      role: 'Staff Nurse',
      practitioner: { id: 'p', name: 'Ms Ada Okafor', gender: 'female' },
      location: { id: 'l', name: 'Main surgery', address: '1 High Street, Leeds, LS1 1AA' },
      service: { id: 'h', name: 'Dressings' },
      organisation: { name: 'Alder Surgery' },
    })
    expect(slots.every(one => isWished(one, { type: 'NURSE', channel: 'telephone' }))).toBe(true)
    expect(slots.some(one => isWished(one, { channel: 'Video' }))).toBe(false)
  })

  test('APT-SRCH-23 slots without practitioner, service or place, and some that cannot be read', async () => {
    practice.A11111 = (_, response) =>
      send(response, 200, bundle(slot('1', '09:00', '09:10'), { ...slot('2', '09:00', '09:10'), start: '2026' }))
    const [answer] = await search(['A11111'])
    expect(answer).toMatchObject({ unreadable: 1, slots: [{ id: '1', slotType: 'Review' }] })
    expect(slotsOf(answer === undefined ? [] : [answer])[0]).not.toHaveProperty('location')
  })

  test.each([
    ['enabled'],
    ['organization-disabled'],
    ['supplier-disabled'],
    ['not-told'],
  ])('APT-SRCH-22 the filter by service is %s', async status => {
    const extension = [{ url: extensions.serviceFilteringStatus, valueCode: status }]
    practice.A11111 = (_, response) =>
      send(response, 200, { ...bundle(), meta: status === 'not-told' ? {} : { extension } })
    expect(await search(['A11111'], { serviceId: '1' })).toMatchObject([{ filter: status }])
  })

  test('one slow and one dead practice hold up nothing, and each says why it did not answer', async () => {
    const practices = [silent, dead, off, unregistered, ...good]
    const answers = await search(practices, { timeoutMs: 4000 })
    const first = answers.slice(0, 2).map(one => one.practice)
    expect(first.every(one => [...good, off, unregistered].includes(one))).toBe(true)
    expect(slotsOf(answers)).toHaveLength(4)
    const failed = new Map(answers.flatMap(one => ('failed' in one ? [[one.practice, one.failed]] : [])))
    expect(failed.get(silent)).toBe('timeout')
    expect(['unreachable', 'timeout']).toContain(failed.get(dead))
    expect(failed.get(off)).toBe('switched-off')
    expect(failed.get(unregistered)).toBe('not-offered')
    expect(answers.at(-1)?.practice).toSatisfy((one: string) => [silent, dead].includes(one))
  })

  test('whoever has seen enough stops, and nothing goes on', async () => {
    for await (const answer of gpc.slots({ practices: [silent, 'A11111'], from: day, to: day })) {
      expect(answer.practice).toBe('A11111')
      break
    }
  })

  test('a signal ends it with its reason', async () => {
    await expect(search([silent], { signal: AbortSignal.timeout(200) })).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  test('APT-SRCH-03 ranges are of two weeks at most, and leave out no day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3000 }), fc.integer({ min: 0, max: 120 }), (ahead, days) => {
        const from = addDays('2020-01-01', ahead)
        const to = addDays(from, days)
        const ranges = rangesOf({ from, to })
        expect(ranges[0]?.from).toBe(from)
        expect(ranges.at(-1)?.to).toBe(to)
        let before: string | undefined
        for (const range of ranges) {
          if (before !== undefined) expect(range.from).toBe(before)
          expect(range.to <= addDays(range.from, 13)).toBe(true)
          before = range.to
        }
      }),
    )
    expect(() => rangesOf({ from: '2026-02-30', to: '2026-03-01' })).toThrow(/days/)
    expect(() => rangesOf({ from: '2026-03-02', to: '2026-03-01' })).toThrow(/before it begins/)
  })
})

/** Keeps what is booked as a practice does, by slot. */
function bookOf(lose: (attempt: number) => 'before' | 'after' | undefined): Answering {
  const booked: (Appointment & { readonly slot: readonly { readonly reference: string }[] })[] = []
  let attempts = 0
  return ({ method, url, body }, response) => {
    if (url.pathname.endsWith('/Slot')) return freeSlots(response)
    if (method === 'GET') return send(response, 200, bundle(...booked))
    const lost = lose(attempts++)
    if (lost === 'before') return response.destroy()
    const sent = JSON.parse(body)
    const taken = booked.some(one => one.slot[0]?.reference === sent.slot[0].reference)
    if (!taken) booked.push({ ...sent, id: 'a1', meta: { versionId: '1' } })
    if (lost === 'after') return response.destroy()
    if (taken) return send(response, 409, outcome('DUPLICATE_REJECTED'))
    return send(response, 201, booked.at(-1))
  }
}

describe('booking', () => {
  const texts = { patientId: 'pat', description: 'Dressing', telephone: '01632 960999' }
  const posts = () => seen.filter(one => one.method === 'POST')

  async function book(answering: Answering, more: Partial<Parameters<GpConnect['bookAppointment']>[0]> = {}) {
    practice.A11111 = answering
    const slots = slotsOf(await search(['A11111'], { organisationType: 'urgent-care' })).slice(0, 1)
    return gpc.bookAppointment({ slots, ...texts, ...more })
  }

  test('APT-BOOK-01 to 06 what is sent', async () => {
    await book(bookOf(() => undefined))
    const sent = JSON.parse(posts()[0]?.body ?? '')
    expect(sent).toMatchObject({
      status: 'booked',
      description: 'Dressing',
      start: at('09:00'),
      end: at('09:10'),
      slot: [{ reference: 'Slot/1' }],
      contained: [
        {
          resourceType: 'Organization',
          identifier: [{ value: 'C33333' }],
          name: 'Centre',
          type: [{ coding: [{ code: 'urgent-care' }] }],
          telecom: [{ system: 'phone', value: '01632 960999' }],
        },
      ],
    })
    expect(sent.participant.map((one: { actor: { reference: string } }) => one.actor.reference)).toEqual([
      'Patient/pat',
      'Location/l',
      'Practitioner/p',
      'HealthcareService/h',
    ])
    for (const name of ['id', 'reason', 'specialty', 'comment']) expect(sent).not.toHaveProperty(name)
  })

  test('APT-BOOK-24 an answer that was lost after it was booked: found again, not booked twice', async () => {
    expect((await book(bookOf(() => 'after'))).id).toBe('a1')
    expect(posts()).toHaveLength(1)
  })

  test('APT-BOOK-24 a request that was lost before it was booked: sent again, the same with the same trace id', async () => {
    expect((await book(bookOf(attempt => (attempt === 0 ? 'before' : undefined)))).id).toBe('a1')
    expect(posts()).toHaveLength(2)
    const [one, two] = posts()
    expect(two?.body).toBe(one?.body)
    expect(two?.headers['ssp-traceid']).toBe(one?.headers['ssp-traceid'])
  })

  test('APT-BOOK-24 if nobody can say whether it was booked, that is said', async () => {
    const lost: Answering = ({ url }, response) =>
      url.pathname.endsWith('/Slot') ? freeSlots(response) : void response.destroy()
    await expect(book(lost)).rejects.toMatchObject({ name: 'OutcomeUnknownError', traceId: expect.any(String) })
    expect(posts()).toHaveLength(1)
  }, 20_000)

  test.each([
    [409, 'DUPLICATE_REJECTED', 'SlotTakenError'],
    [422, 'INVALID_RESOURCE', 'NotBookableError'],
    [404, 'PATIENT_NOT_FOUND', 'GpConnectResponseError'],
  ])('APT-BOOK-24 %i %s is a %s, and is not sent again', async (status, code, name) => {
    const refusing: Answering = ({ method }, response) =>
      method === 'POST' ? send(response, status, outcome(code)) : freeSlots(response)
    await expect(book(refusing)).rejects.toMatchObject({ name })
    expect(posts()).toHaveLength(1)
  })

  test.each([
    [{ description: 'x'.repeat(101) }, /longer than 100/],
    [{ description: ' ' }, /empty/],
    [{ comment: 'x'.repeat(501) }, /longer than 500/],
    [{ telephone: '' }, /telephone/],
    [{ slots: [] }, /slot/],
  ])('APT-BOOK-04, APT-BOOK-10 %j is not sent', async (more, message) => {
    await expect(book(answersWell, more)).rejects.toThrow(message)
    expect(posts()).toEqual([])
  })

  test('APT-BOOK-10 slots with a gap, or of two practices, are not sent', async () => {
    const slots = slotsOf(await search(good))
    await expect(gpc.bookAppointment({ ...texts, slots })).rejects.toMatchObject({ name: 'InvalidRequestError' })
    expect(posts()).toEqual([])
  })
})

describe('amending and cancelling', () => {
  const appointment: Appointment = {
    resourceType: 'Appointment',
    id: 'a1',
    meta: { versionId: '7' },
    status: 'booked',
    description: 'Dressing',
    start: at('09:00'),
    end: at('09:10'),
    comment: 'Stairs',
  }
  const call = { practice: 'A11111', appointment }

  test('APT-AMND-01, APT-CNCL-01 the whole resource as it was read, with its version', async () => {
    practice.A11111 = ({ body }, response) => send(response, 200, JSON.parse(body))
    await gpc.amendAppointment({ ...call, comment: '' })
    await gpc.cancelAppointment({ ...call, reason: 'Better' })
    expect(seen.map(one => [one.method, one.headers['if-match'], one.headers['ssp-interactionid']])).toEqual([
      ['PUT', 'W/"7"', interactions.amendAppointment.id],
      ['PUT', 'W/"7"', interactions.cancelAppointment.id],
    ])
    const { comment: _, ...rest } = appointment
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual(rest)
    expect(JSON.parse(seen[1]?.body ?? '')).toEqual({
      ...appointment,
      status: 'cancelled',
      extension: [{ url: extensions.appointmentCancellationReason, valueString: 'Better' }],
    })
  })

  test('a version that is not current any more is said to be stale', async () => {
    practice.A11111 = (_, response) => send(response, 409, outcome('FHIR_CONSTRAINT_VIOLATION'))
    await expect(gpc.cancelAppointment({ ...call, reason: 'Better' })).rejects.toMatchObject({
      name: 'StaleAppointmentError',
    })
  })

  test('a cancellation whose answer was lost is found to be done', async () => {
    let kept: unknown
    practice.A11111 = ({ method, body }, response) => {
      if (method === 'GET') return send(response, 200, kept)
      kept = { ...JSON.parse(body), meta: { versionId: '8' } }
      response.destroy()
    }
    expect(await gpc.cancelAppointment({ ...call, reason: 'Better' })).toMatchObject({ status: 'cancelled' })
    expect(seen.map(one => one.method)).toEqual(['PUT', 'GET'])
  })

  test('APT-AMND-08, APT-GEN-02 neither cancelled nor past ones are changed', async () => {
    for (const other of [{ status: 'cancelled' }, { start: '2020-01-01T09:00:00+00:00' }])
      await expect(
        gpc.amendAppointment({ ...call, appointment: { ...appointment, ...other }, comment: 'x' }),
      ).rejects.toMatchObject({ name: 'InvalidRequestError' })
    expect(seen).toEqual([])
  })

  test('APT-RETR-01 whole days only, sent as they are', async () => {
    practice.A11111 = (_, response) => send(response, 200, bundle(appointment))
    const found = await gpc.patientAppointments({ practice: 'A11111', patientId: 'pat', from: day, to: day })
    expect(found.map(one => one.id)).toEqual(['a1'])
    expect(seen[0]?.url.pathname).toMatch(/\/Patient\/pat\/Appointment$/)
    expect(seen[0]?.url.searchParams.getAll('start')).toEqual([`ge${day}`, `le${day}`])
  })
})
