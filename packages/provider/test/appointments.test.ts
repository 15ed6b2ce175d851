import { randomUUID } from 'node:crypto'
import { extensions, interactions, londonDay, londonInstant, profiles } from '@gpc/fhir'
import { clearFlag, setFlag } from '@gpc/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Book,
  book,
  booking,
  cancelling,
  foundSlots,
  idOfSlot,
  open,
  organisation,
  put,
  readOne,
  save,
  session,
  slotsOn,
  sound,
  startBook,
  tomorrow,
} from './book.ts'
import { ask, errorCode, ods, tamsin } from './practice.ts'

let practice: Book
beforeAll(async () => {
  practice = await startBook()
})
afterAll(() => practice.close())

/** A session of its own for a test, with so many slots. */
async function fresh(count = 1, of: Parameters<typeof slotsOn>[2] = {}, more: Parameters<typeof session>[2] = {}) {
  const slots = slotsOn(tomorrow(), count, of)
  await save(practice.store, session(practice, slots, more))
  return slots
}

async function booked(count = 1, of: Record<string, unknown> = {}) {
  const slots = await fresh(count)
  const response = await book(practice, booking(practice, slots, of))
  expect([response.statusCode, response.body]).toEqual([201, response.body])
  return { slots, response, appointment: response.json() }
}

describe('book', () => {
  test('APT-BOOK-01 APT-BOOK-07 APT-BOOK-19 APT-BOOK-20 NFR-VER-05 APT-GEN-03 APT-GEN-10 APT-GEN-11 one slot', async () => {
    const { slots, response, appointment } = await booked()
    expect(appointment).toMatchObject({
      resourceType: 'Appointment',
      meta: { versionId: '1', profile: [profiles.appointment] },
      contained: [organisation()],
      status: 'booked',
      serviceCategory: { text: 'General surgery' },
      serviceType: [{ text: 'GP appointment' }],
      description: 'Cough for two weeks',
      start: slots[0]?.starts,
      end: slots[0]?.ends,
      slot: slots.map(slot => ({ reference: `Slot/${idOfSlot(slot)}` })),
    })
    expect(appointment.extension.map((one: { url: string }) => one.url)).toEqual([
      extensions.bookingOrganisation,
      extensions.practitionerRole,
      extensions.deliveryChannel,
    ])
    expect(appointment.participant.map((one: { actor: { reference: string } }) => one.actor.reference)).toEqual([
      `Patient/${practice.patient}`,
      `Location/${practice.location}`,
      `Practitioner/${practice.practitioner}`,
    ])
    expect(appointment).not.toHaveProperty('specialty')
    expect(appointment).not.toHaveProperty('reason')
    expect(response.headers.location).toMatch(
      new RegExp(`/${ods}/STU3/1/gpconnect/Appointment/${appointment.id}/_history/1$`),
    )
    expect(response.headers.etag).toBe('W/"1"')
    expect(response.headers['cache-control']).toBe('no-store')
  })

  test('APT-BOOK-20 a minimal answer has no body', async () => {
    const response = await book(practice, booking(practice, await fresh()), { Prefer: 'return=minimal' })
    expect([response.statusCode, response.body, response.headers.etag]).toEqual([201, '', 'W/"1"'])
    expect(response.headers.location).toContain('/Appointment/')
  })

  test('APT-BOOK-09 APT-BOOK-21 a slot that is taken is refused, and not found any more', async () => {
    const { slots } = await booked()
    const again = await book(practice, booking(practice, slots))
    expect([again.statusCode, errorCode(again)]).toEqual([409, 'DUPLICATE_REJECTED'])
    for (const slot of slots) expect(await foundSlots(practice, String(sound()))).not.toContain(idOfSlot(slot))
  })

  test('APT-BOOK-10 APT-BOOK-11 adjacent slots are one appointment, in whatever order they are named', async () => {
    const slots = await fresh(3)
    const response = await book(
      practice,
      booking(practice, slots, { slot: booking(practice, slots.toReversed()).slot }),
    )
    expect(response.statusCode).toBe(201)
    expect(response.json()).toMatchObject({ start: slots[0]?.starts, end: slots[2]?.ends })
    expect(response.json().slot).toHaveLength(3)
  })

  test('APT-BOOK-24 APT-GEN-02 the same request again has the same answer, and books nothing twice', async () => {
    const slots = await fresh()
    const body = JSON.stringify(booking(practice, slots))
    const trace = { 'Ssp-TraceID': randomUUID() }
    const both = await Promise.all([book(practice, body, trace), book(practice, body, trace)])
    const third = await book(practice, body, trace)
    const all = [...both, third]
    expect(all.map(one => one.statusCode)).toEqual([201, 201, 201])
    expect(new Set(all.map(one => one.body)).size).toBe(1)
    const { rows } = await practice.store.pool.query(
      'SELECT count(*)::int AS n FROM appointment WHERE practice = $1 AND $2 = ANY (slots)',
      [ods, slots.map(idOfSlot)[0]],
    )
    expect(rows).toEqual([{ n: 1 }])
    expect((await put(practice, 'cancel', cancelling(third.json()), '1')).statusCode).toBe(200)
    const late = await book(practice, body, trace)
    expect([late.statusCode, errorCode(late)]).toEqual([409, 'DUPLICATE_REJECTED'])
  })

  const absolute = 'https://provider.example/X99001/STU3/1/gpconnect/'
  const participants = (...references: string[]) => ({
    participant: references.map(reference => ({ actor: { reference }, status: 'accepted' })),
  })
  const patient = () => `Patient/${practice.patient}`
  const location = () => `Location/${practice.location}`
  const bookingExtension = { url: extensions.bookingOrganisation, valueReference: { reference: '#1' } }

  test.each<[string, () => Record<string, unknown>]>([
    ['APT-BOOK-16 no start', () => ({ start: undefined })],
    ['APT-BOOK-16 no end', () => ({ end: undefined })],
    ['APT-BOOK-16 no status', () => ({ status: undefined })],
    ['APT-BOOK-16 no slot', () => ({ slot: undefined })],
    ['APT-BOOK-16 no participant', () => ({ participant: undefined })],
    ['APT-BOOK-02 no description', () => ({ description: undefined })],
    ['APT-BOOK-02 no created', () => ({ created: undefined })],
    ['APT-BOOK-02 another status', () => ({ status: 'pending' })],
    ['APT-BOOK-16 no profile', () => ({ meta: undefined })],
    ['APT-BOOK-16 an element that FHIR does not have', () => ({ invalidField: 'x' })],
    ['APT-BOOK-06 APT-GEN-10 a reason', () => ({ reason: [{ text: 'cough' }] })],
    ['APT-BOOK-06 APT-GEN-10 a specialty', () => ({ specialty: [{ text: 'cough' }] })],
    ['APT-BOOK-16 an appointment type', () => ({ appointmentType: { text: 'x' } })],
    ['APT-BOOK-16 a priority', () => ({ priority: 1 })],
    [
      'APT-BOOK-06 a cancellation reason',
      () => ({
        extension: [bookingExtension, { url: extensions.appointmentCancellationReason, valueString: 'x' }],
      }),
    ],
    [
      'APT-BOOK-16 an unknown extension',
      () => ({ extension: [bookingExtension, { url: 'http://x', valueCode: 'x' }] }),
    ],
    ['APT-BOOK-16 another resource type', () => ({ resourceType: 'Bundle' })],
    ['APT-BOOK-08 a start in the past', () => ({ start: '2020-01-01T09:00:00+00:00' })],
    ["APT-BOOK-11 an end that is not the slots' end", () => ({ end: londonInstant(tomorrow(), '09:11:00') })],
    ['APT-BOOK-12 C-21 an unknown slot', () => ({ slot: [{ reference: 'Slot/45555g55555' }] })],
    ['APT-BOOK-12 a malformed slot', () => ({ slot: [{ reference: 'Slot/45555555##' }] })],
    ['APT-BOOK-15 an absolute slot', () => ({ slot: [{ reference: `${absolute}Slot/1` }] })],
    ['APT-BOOK-15 no patient', () => participants(location())],
    ['APT-BOOK-15 no location', () => participants(patient())],
    ['APT-BOOK-15 an absolute patient', () => participants(`${absolute}${patient()}`, location())],
    ['APT-BOOK-15 another location', () => participants(patient(), 'Location/other')],
    ['APT-BOOK-15 another practitioner', () => participants(patient(), location(), 'Practitioner/other')],
    [
      'APT-BOOK-16 a participant without status',
      () => ({ participant: [patient(), location()].map(reference => ({ actor: { reference } })) }),
    ],
    ['APT-BOOK-02 a participant without actor', () => ({ participant: [{ status: 'accepted' }] })],
    ['APT-BOOK-04 APT-BOOK-17 a description of 101 characters', () => ({ description: 'd'.repeat(101) })],
    ['APT-BOOK-04 APT-BOOK-17 a comment of 501 characters', () => ({ comment: 'c'.repeat(501) })],
    ['APT-BOOK-17 half of a surrogate pair', () => ({ comment: 'a\ud800b' })],
    ['APT-BOOK-17 U+0000', () => ({ comment: 'a\u0000b' })],
    ['APT-BOOK-18 no organisation', () => ({ contained: undefined })],
    ['APT-BOOK-18 no reference to the organisation', () => ({ extension: undefined })],
    [
      'APT-BOOK-18 an absolute reference to the organisation',
      () => ({
        extension: [
          { url: extensions.bookingOrganisation, valueReference: { reference: `${absolute}Organization/1` } },
        ],
      }),
    ],
    ['APT-BOOK-18 no name', () => ({ contained: [organisation({ name: undefined })] })],
    ['APT-BOOK-18 no telecom', () => ({ contained: [organisation({ telecom: undefined })] })],
    ['APT-BOOK-18 no identifier', () => ({ contained: [organisation({ identifier: undefined })] })],
    [
      'APT-BOOK-18 no value of the identifier',
      () => ({
        contained: [organisation({ identifier: [{ system: 'https://fhir.nhs.uk/Id/ods-organization-code' }] })],
      }),
    ],
    [
      'APT-BOOK-03 an unknown organisation type',
      () => ({
        contained: [
          organisation({
            type: [
              {
                coding: [
                  { system: 'https://fhir.nhs.uk/STU3/CodeSystem/GPConnect-OrganisationType-1', code: 'oncology' },
                ],
              },
            ],
          }),
        ],
      }),
    ],
  ])('%s is refused', async (_, change) => {
    const response = await book(practice, booking(practice, await fresh(), change()))
    expect([response.statusCode, errorCode(response)]).toEqual([422, 'INVALID_RESOURCE'])
  })

  test('APT-BOOK-15 APT-BOOK-22 an unknown patient is named', async () => {
    const body = booking(practice, await fresh(), participants('Patient/nobody', location()))
    const response = await book(practice, body)
    expect([response.statusCode, errorCode(response)]).toEqual([422, 'REFERENCE_NOT_FOUND'])
    expect(response.json().issue[0].diagnostics).toContain('Patient/nobody')
  })

  test('APT-GEN-04 SEC-IG-05 a patient who is sensitive is refused like an unknown one, one who dissented is booked', async () => {
    await setFlag(practice.store, ods, tamsin, 'hidden', '', 'test')
    const hidden = await book(practice, booking(practice, await fresh()))
    expect([hidden.statusCode, errorCode(hidden)]).toEqual([422, 'REFERENCE_NOT_FOUND'])
    await clearFlag(practice.store, ods, tamsin, 'hidden')
    await setFlag(practice.store, ods, tamsin, 'dissent', '', 'test')
    expect((await book(practice, booking(practice, await fresh()))).statusCode).toBe(201)
    await clearFlag(practice.store, ods, tamsin, 'dissent')
  })

  test('APT-BOOK-14 APT-CFG-07 a visit is never booked, however its session is marked', async () => {
    const slots = await fresh(1, { channel: 'Visit' })
    const response = await book(practice, booking(practice, slots))
    expect([response.statusCode, errorCode(response)]).toEqual([422, 'INVALID_RESOURCE'])
    for (const slot of slots) expect(await foundSlots(practice, String(sound()))).not.toContain(idOfSlot(slot))
  })

  test.each([
    ['a gap', (slots: ReturnType<typeof slotsOn>) => [slots[0], slots[2]]],
    [
      'another channel',
      (slots: ReturnType<typeof slotsOn>) => [slots[0], slots[1] && { ...slots[1], channel: 'Video' as const }],
    ],
    ['another type', (slots: ReturnType<typeof slotsOn>) => [slots[0], slots[1] && { ...slots[1], type: 'Nurse' }]],
  ])('APT-BOOK-10 slots with %s are not one appointment, and none of them is booked', async (_, choose) => {
    const slots = choose(slotsOn(tomorrow(), 3)).filter(one => one !== undefined)
    await save(practice.store, session(practice, slots))
    const response = await book(practice, booking(practice, slots))
    expect([response.statusCode, errorCode(response)]).toEqual([422, 'INVALID_RESOURCE'])
    expect(await foundSlots(practice, String(sound()))).toEqual(expect.arrayContaining(slots.map(idOfSlot)))
  })

  test('APT-BOOK-10 slots of two schedules are not one appointment', async () => {
    const [a, b] = slotsOn(tomorrow(), 2)
    if (a === undefined || b === undefined) throw new Error('no slots')
    await save(practice.store, session(practice, [a]), session(practice, [b]))
    const response = await book(practice, booking(practice, [a, b]))
    expect([response.statusCode, errorCode(response)]).toEqual([422, 'INVALID_RESOURCE'])
  })

  test('APT-BOOK-13 APT-CFG-02 APT-CFG-09 restrictions, embargo, window and limit hold for bookings', async () => {
    const refused = async (offer: Partial<typeof open>) => {
      const slots = await fresh(1, {}, { offer: { ...open, ...offer } })
      const response = await book(practice, booking(practice, slots))
      return [response.statusCode, response.statusCode === 201 ? '' : errorCode(response)]
    }
    expect(await refused({ bookable: false })).toEqual([422, 'INVALID_RESOURCE'])
    expect(await refused({ organisations: ['A00001'] })).toEqual([422, 'INVALID_RESOURCE'])
    expect(await refused({ organisationTypes: ['urgent-care'] })).toEqual([422, 'INVALID_RESOURCE'])
    expect(await refused({ embargoMinutes: 3 * 24 * 60 })).toEqual([422, 'INVALID_RESOURCE'])
    expect(await refused({ windowDays: 0 })).toEqual([422, 'INVALID_RESOURCE'])
    expect(await refused({ limit: 0 })).toEqual([422, 'INVALID_RESOURCE'])
    expect(await refused({ organisations: ['A00001', 'X99999'], windowDays: 1, limit: 1 })).toEqual([201, ''])
  })

  test("APT-FLT-03 a limit counts an organisation's slots of a session, also when they are booked at the same time", async () => {
    const slots = await fresh(10, {}, { offer: { ...open, limit: 3 } })
    const all = await Promise.all(slots.map(slot => book(practice, booking(practice, [slot]))))
    expect(all.filter(one => one.statusCode === 201)).toHaveLength(3)
    expect(all.filter(one => one.statusCode === 422)).toHaveLength(7)
    const ids = slots.map(idOfSlot)
    const found = async (ods: string) =>
      (
        await foundSlots(practice, `${sound()}&searchFilter=https://fhir.nhs.uk/Id/ods-organization-code|${ods}`)
      ).filter(one => ids.includes(one))
    expect(await found('X99999')).toEqual([])
    expect(await found('A00001')).toHaveLength(7)
    const mine = all.find(one => one.statusCode === 201)
    await put(practice, 'cancel', cancelling(mine?.json() ?? {}), '1')
    expect(await found('X99999')).toHaveLength(8)
  })

  test('APT-BOOK-09 APT-BOOK-21 of 50 simultaneous bookings of one slot exactly one has 201', async () => {
    const slots = await fresh()
    const all = await Promise.all(Array.from({ length: 50 }, () => book(practice, booking(practice, slots))))
    expect(all.filter(one => one.statusCode === 201)).toHaveLength(1)
    expect(all.filter(one => one.statusCode === 409 && errorCode(one) === 'DUPLICATE_REJECTED')).toHaveLength(49)
  })

  test('APT-BOOK-09 50 simultaneous bookings of different slots all succeed', async () => {
    const slots = await fresh(50)
    const all = await Promise.all(slots.map(slot => book(practice, booking(practice, [slot]))))
    expect(all.map(one => one.statusCode)).toEqual(slots.map(() => 201))
  })

  test('APT-BOOK-09 APT-BOOK-10 simultaneous bookings of overlapping runs of slots never share one', async () => {
    const slots = await fresh(12)
    const runs = Array.from({ length: 30 }, (_, n) => slots.slice(n % 10, (n % 10) + 1 + (n % 3)))
    const all = await Promise.all(runs.map(run => book(practice, booking(practice, run))))
    const held = all.flatMap(one =>
      one.statusCode === 201 ? one.json().slot.map((slot: { reference: string }) => slot.reference) : [],
    )
    expect(new Set(held).size).toBe(held.length)
    expect(all.every(one => one.statusCode === 201 || one.statusCode === 409)).toBe(true)
  })

  test('APT-BOOK-26 SEC-AUD-01 it is kept who booked, and audited', async () => {
    const { appointment } = await booked()
    const { rows } = await practice.store.pool.query(
      `SELECT a.booked_by, a.booked_by_name, a.booked_from, u.patient, u.status, e.kind, e.version FROM appointment a
       JOIN audit u ON u.practice = a.practice AND u.trace_id = a.trace_id
       JOIN booking_event e ON e.practice = a.practice AND e.appointment = a.id WHERE a.practice = $1 AND a.id = $2`,
      [ods, appointment.id],
    )
    expect(rows).toEqual([
      {
        booked_by: '111111111111',
        booked_by_name: 'Dr Ada Locum',
        booked_from: 'X99999',
        patient: tamsin,
        status: 201,
        kind: 'booked',
        version: 1,
      },
    ])
  })

  test('NFR-CT-01 C-42 XML in, XML out', async () => {
    const slots = await fresh()
    const { toXml } = await import('@gpc/fhir')
    const response = await book(practice, toXml(JSON.stringify(booking(practice, slots))), {
      'Content-Type': 'application/fhir+xml',
    })
    expect([response.statusCode, response.body.slice(0, 60)]).toEqual([201, expect.stringContaining('<')])
    expect(response.body).toContain('<Appointment')
  })

  test('NFR-ENA-01 a practice that has switched appointments off refuses', async () => {
    const { setSwitch } = await import('@gpc/store')
    await setSwitch(practice.store, ods, 'appointments', false, 'test')
    await expect.poll(async () => (await readOne(practice, 'x')).statusCode).toBe(403)
    expect(errorCode(await readOne(practice, 'x'))).toBe('ACCESS DENIED')
    await setSwitch(practice.store, ods, 'appointments', true, 'test')
    await expect.poll(async () => (await readOne(practice, 'x')).statusCode).toBe(404)
  })
})

describe('read and retrieve', () => {
  const retrieve = (query: string, id = practice.patient) =>
    ask(practice, {
      interaction: interactions.patientAppointments,
      url: `gpconnect/Patient/${id}/Appointment?${query}`,
    })

  test('APT-READ-01 APT-READ-03 a booked appointment is read as it was answered', async () => {
    const { appointment } = await booked()
    const response = await readOne(practice, appointment.id)
    expect(response.json()).toEqual(appointment)
    expect(response.headers.etag).toBe('W/"1"')
  })

  test.each(['Invalid4321', '8888888888', '%00'])('APT-READ-02 the unknown id %s', async id => {
    const response = await readOne(practice, id)
    expect([response.statusCode, errorCode(response)]).toEqual([404, 'NO_RECORD_FOUND'])
  })

  test('APT-READ-01 APT-GEN-02 one that has begun is not read, and not changed', async () => {
    const { appointment } = await booked()
    await practice.store.pool.query(
      "UPDATE appointment SET starts = now() - interval '1 minute' WHERE practice = $1 AND id = $2",
      [ods, appointment.id],
    )
    expect((await readOne(practice, appointment.id)).statusCode).toBe(404)
    const amended = await put(practice, 'amend', { ...appointment, comment: 'x' }, '1')
    expect([amended.statusCode, errorCode(amended)]).toEqual([422, 'INVALID_RESOURCE'])
    const today = londonDay()
    const found = (await retrieve(`start=ge${today}&start=le${today}`)).json()
    if (londonDay(Date.now() - 60_000) === today) expect(JSON.stringify(found)).toContain(appointment.id)
  })

  test('APT-RETR-03 APT-RETR-07 APT-RETR-08 APT-CNCL-07 all of a range, cancelled ones too, in order', async () => {
    const { appointment } = await booked()
    const other = await booked()
    await put(practice, 'cancel', cancelling(other.appointment), '1')
    const response = await retrieve(`start=ge${londonDay()}&start=le2100-01-01&_sort=date`)
    expect(response.json()).toMatchObject({
      resourceType: 'Bundle',
      type: 'searchset',
      meta: { profile: [profiles.searchset] },
    })
    const all = response.json().entry.map((one: { resource: Record<string, unknown> }) => one.resource)
    expect(all).toContainEqual(appointment)
    expect(all).toContainEqual(expect.objectContaining({ id: other.appointment.id, status: 'cancelled' }))
    const none = await retrieve('start=ge2100-01-01&start=le2100-02-01')
    expect([none.statusCode, none.json().entry]).toEqual([200, undefined])
  })

  test.each([
    ['in the past', 'start=ge2020-01-01&start=le2100-01-01'],
    ['only from', 'start=ge2100-01-01'],
    ['only to', 'start=le2100-01-01'],
    ['none', ''],
    ['the same prefix twice', 'start=ge2100-01-01&start=ge2100-01-02'],
    ['another prefix', 'start=gt2100-01-01&start=le2100-01-02'],
    ['no prefix', 'start=2100-01-01&start=2100-01-02'],
    ['a time', 'start=ge2100-01-01T00:00:00%2B00:00&start=le2100-01-02'],
    ['a partial date', 'start=ge2100-01&start=le2100-01-02'],
    ['end before start', 'start=ge2100-01-02&start=le2100-01-01'],
    ['a third one', 'start=ge2100-01-02&start=le2100-01-04&start=eq2100-01-03'],
  ])('APT-RETR-02 APT-RETR-05 a range with %s', async (_, query) => {
    const response = await retrieve(query)
    expect([response.statusCode, errorCode(response)]).toEqual([422, 'INVALID_PARAMETER'])
  })

  test.each(['null', 'dd', '%00'])('APT-RETR-06 the unknown patient %s', async id => {
    const response = await retrieve('start=ge2100-01-01&start=le2100-01-02', id)
    expect([response.statusCode, errorCode(response)]).toEqual([404, 'PATIENT_NOT_FOUND'])
  })

  test('APT-RETR-03 APT-RETR-09 APT-READ-01 APT-CFG-10 a visit that the practice booked: shown, its place masked, not to be changed', async () => {
    const slots = slotsOn(tomorrow(), 1, {
      channel: 'Visit',
      state: 'booked',
      held: {
        key: randomUUID(),
        patient: practice.patient,
        status: 'booked',
        attendance: '',
        description: 'Home visit',
      },
    })
    await save(practice.store, session(practice, slots))
    const { entry } = (await retrieve(`start=ge${londonDay()}&start=le2100-01-01`)).json()
    const visit = entry
      .map((one: { resource: { description: string } }) => one.resource)
      .find((one: { description: string }) => one.description === 'Home visit')
    expect(visit).toMatchObject({ status: 'booked', slot: [{ reference: `Slot/${slots.map(idOfSlot)[0]}` }] })
    expect(visit).not.toHaveProperty('contained')
    const place = visit.participant[1].actor.reference
    expect(place).not.toBe(`Location/${practice.location}`)
    const read = await ask(practice, { interaction: interactions.readLocation, url: `gpconnect/${place}` })
    expect(read.json()).toMatchObject({
      name: 'Contact practice for location of the visit',
      address: { line: ['Unknown'], city: 'Unknown' },
    })
    expect((await readOne(practice, visit.id)).json()).toEqual(visit)
    for (const [what, body] of [
      ['amend', { ...visit, comment: 'x' }],
      ['cancel', cancelling(visit)],
    ] as const) {
      const response = await put(practice, what, body, visit.meta.versionId)
      expect([response.statusCode, errorCode(response)]).toEqual([422, 'INVALID_RESOURCE'])
    }
  })
})

describe('amend and cancel', () => {
  test('APT-AMND-01 APT-AMND-07 APT-AMND-09 texts are changed, and removed, version by version', async () => {
    const { appointment } = await booked(1, { comment: 'First' })
    const one = await put(practice, 'amend', { ...appointment, description: 'Other', comment: 'Second' }, '1')
    expect([one.statusCode, one.headers.etag]).toEqual([200, 'W/"2"'])
    expect(one.json()).toEqual({
      ...appointment,
      meta: { ...appointment.meta, versionId: '2' },
      description: 'Other',
      comment: 'Second',
    })
    const { comment: _, ...without } = one.json()
    const two = await put(practice, 'amend', without, '2')
    expect(two.json()).toEqual({ ...without, meta: { ...appointment.meta, versionId: '3' } })
    expect((await readOne(practice, appointment.id)).json()).toEqual(two.json())
  })

  test('APT-AMND-01 what a consumer of an older version leaves out does not count as a change', async () => {
    const { appointment } = await booked()
    const { serviceCategory: _, serviceType: __, ...older } = appointment
    expect((await put(practice, 'amend', { ...older, comment: 'x' }, '1')).statusCode).toBe(200)
  })

  test('APT-AMND-04 APT-CNCL-03 NFR-VER-03 ERR-MAP-07 another version is refused, and nothing is changed', async () => {
    const { appointment } = await booked()
    await put(practice, 'amend', { ...appointment, comment: 'One' }, '1')
    for (const response of [
      await put(practice, 'amend', { ...appointment, comment: 'Two' }, '1'),
      await put(practice, 'amend', { ...appointment, comment: 'Two' }, 'invalidEtag'),
      await put(practice, 'amend', { ...appointment, comment: 'Two' }, '9'),
      await put(practice, 'cancel', cancelling(appointment), '1'),
    ])
      expect([response.statusCode, errorCode(response)]).toEqual([409, 'FHIR_CONSTRAINT_VIOLATION'])
    const none = await put(practice, 'amend', { ...appointment, comment: 'Two' }, undefined)
    expect([none.statusCode, errorCode(none)]).toEqual([400, 'BAD_REQUEST'])
    expect((await readOne(practice, appointment.id)).json()).toMatchObject({ meta: { versionId: '2' }, comment: 'One' })
  })

  test('APT-AMND-04 of simultaneous amendments of one version exactly one succeeds', async () => {
    const { appointment } = await booked()
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, n) => put(practice, 'amend', { ...appointment, comment: `c${n}` }, '1')),
    )
    expect(all.map(one => one.statusCode).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 409)])
  })

  test('APT-AMND-07 APT-CNCL-05 the same request again is answered as before', async () => {
    const { appointment } = await booked()
    const trace = { 'Ssp-TraceID': randomUUID() }
    const body = { ...appointment, comment: 'x' }
    const one = await put(practice, 'amend', body, '1', trace)
    const two = await put(practice, 'amend', body, '1', trace)
    expect([two.statusCode, two.json()]).toEqual([200, one.json()])
    const end = { 'Ssp-TraceID': randomUUID() }
    const cancel = cancelling(one.json())
    const three = await put(practice, 'cancel', cancel, '2', end)
    const four = await put(practice, 'cancel', cancel, '2', end)
    expect([three.statusCode, four.statusCode, four.json()]).toEqual([200, 200, three.json()])
  })

  test.each<[string, (appointment: Record<string, unknown>) => Record<string, unknown>]>([
    ['status', () => ({ status: 'cancelled' })],
    ['start', () => ({ start: londonInstant(tomorrow(), '08:00:00') })],
    ['end', () => ({ end: londonInstant(tomorrow(), '18:00:00') })],
    ['created', () => ({ created: '2020-01-01T00:00:00+00:00' })],
    ['slot', () => ({ slot: [{ reference: 'Slot/other' }] })],
    ['slot (absolute, APT-AMND-10)', () => ({ slot: [{ reference: 'https://provider.example/Slot/1' }] })],
    ['priority', () => ({ priority: 1 })],
    ['reason', () => ({ reason: [{ text: 'x' }] })],
    ['appointmentType', () => ({ appointmentType: { text: 'x' } })],
    [
      'participant (one more)',
      a => ({ participant: [...Object(a.participant), { actor: { reference: 'Patient/2' }, status: 'accepted' }] }),
    ],
    ['participant (one less)', a => ({ participant: Object(a.participant).slice(1) })],
    [
      'participant (absolute, APT-AMND-10)',
      () => ({ participant: [{ actor: { reference: 'https://provider.example/Patient/1' }, status: 'accepted' }] }),
    ],
    ['contained', () => ({ contained: [organisation({ name: 'Other' })] })],
    ['extension', a => ({ extension: Object(a.extension).slice(0, 1) })],
    ['cancellation reason (APT-AMND-03)', a => ({ extension: cancelling(a).extension })],
    ['description (too long, APT-AMND-06)', () => ({ description: 'd'.repeat(101) })],
    ['comment (too long, APT-AMND-06)', () => ({ comment: 'c'.repeat(501) })],
    ['resourceType', () => ({ resourceType: 'Bundle' })],
  ])('APT-AMND-02 an amendment that changes %s is refused', async (_, change) => {
    const { appointment } = await booked()
    const response = await put(practice, 'amend', { ...appointment, ...change(appointment) }, '1')
    expect([response.statusCode, errorCode(response)]).toEqual([422, 'INVALID_RESOURCE'])
    expect((await readOne(practice, appointment.id)).json()).toEqual(appointment)
  })

  test('APT-AMND-05 APT-READ-02 id in path and body agree, and are known', async () => {
    const { appointment } = await booked()
    const ask1 = (id: string, body: unknown) =>
      ask(practice, {
        interaction: interactions.amendAppointment,
        url: `gpconnect/Appointment/${id}`,
        body,
        headers: { 'If-Match': 'W/"1"' },
      })
    const other = await ask1(appointment.id, { ...appointment, id: 'other' })
    expect([other.statusCode, errorCode(other)]).toEqual([422, 'INVALID_RESOURCE'])
    const unknown = await ask1('other', { ...appointment, id: 'other' })
    expect([unknown.statusCode, errorCode(unknown)]).toEqual([404, 'NO_RECORD_FOUND'])
  })

  test('APT-CNCL-01 APT-CNCL-05 APT-CNCL-08 APT-GEN-06 a cancelled appointment frees its slots for others', async () => {
    const { appointment, slots } = await booked(2)
    const response = await put(practice, 'cancel', cancelling(appointment, 'Feels better'), '1')
    expect([response.statusCode, response.headers.etag]).toEqual([200, 'W/"2"'])
    expect(response.json()).toEqual({
      ...cancelling(appointment, 'Feels better'),
      meta: { ...appointment.meta, versionId: '2' },
    })
    expect((await readOne(practice, appointment.id)).json()).toEqual(response.json())
    expect(await foundSlots(practice, String(sound()))).toEqual(expect.arrayContaining(slots.map(idOfSlot)))
    expect((await book(practice, booking(practice, slots))).statusCode).toBe(201)
    const { rows } = await practice.store.pool.query(
      'SELECT kind FROM booking_event WHERE practice = $1 AND appointment = $2 ORDER BY id',
      [ods, appointment.id],
    )
    expect(rows.map(row => row.kind)).toEqual(['booked', 'cancelled'])
  })

  test.each<[string, string, (a: Record<string, unknown>) => Record<string, unknown>]>([
    ['no reason', 'INVALID_PARAMETER', a => ({ ...a, status: 'cancelled' })],
    ['an empty reason', 'INVALID_PARAMETER', a => cancelling(a, '')],
    [
      'another extension',
      'INVALID_RESOURCE',
      a => ({ ...a, status: 'cancelled', extension: [...Object(a.extension), { url: 'http://x', valueString: 'x' }] }),
    ],
    ['a changed comment', 'INVALID_RESOURCE', a => ({ ...cancelling(a), comment: 'x' })],
    ['a changed description', 'INVALID_RESOURCE', a => ({ ...cancelling(a), description: 'x' })],
    ['another status', 'INVALID_RESOURCE', a => ({ ...cancelling(a), status: 'booked' })],
    ['another type', 'INVALID_RESOURCE', a => ({ ...cancelling(a), appointmentType: { text: 'x' } })],
  ])('APT-CNCL-02 APT-CNCL-04 a cancellation with %s is refused as %s', async (_, code, change) => {
    const { appointment } = await booked()
    const response = await put(practice, 'cancel', { id: appointment.id, ...change(appointment) }, '1')
    expect([response.statusCode, errorCode(response)]).toEqual([422, code])
    expect((await readOne(practice, appointment.id)).json()).toEqual(appointment)
  })

  test('APT-AMND-03 APT-CNCL-03 a cancelled appointment is not changed any more', async () => {
    const { appointment } = await booked()
    const cancelled = (await put(practice, 'cancel', cancelling(appointment), '1')).json()
    const amended = await put(practice, 'amend', { ...appointment, comment: 'x' }, '2')
    expect([amended.statusCode, errorCode(amended)]).toEqual([422, 'INVALID_RESOURCE'])
    const twice = await put(practice, 'cancel', cancelled, '2')
    expect([twice.statusCode, errorCode(twice)]).toEqual([422, 'INVALID_RESOURCE'])
  })
})
