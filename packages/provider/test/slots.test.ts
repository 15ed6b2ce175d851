import type { AvailabilityRule, Slot } from '@gpc/clinical'
import { addDays, extensions, identifiers, londonDay, londonInstant, profiles, valueSystems } from '@gpc/fhir'
import { linkService, saveHealthcareService, setBookingRules, setServiceFilteringSwitch, setSwitch } from '@gpc/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type Book,
  book,
  booking,
  foundSlots,
  idOfSchedule,
  idOfSlot,
  open,
  readOne,
  save,
  search,
  session,
  slotsOn,
  sound,
  startBook,
  tomorrow,
} from './book.ts'
import { errorCode, ods } from './practice.ts'

let practice: Book
beforeAll(async () => {
  practice = await startBook()
})
afterAll(() => practice.close())

interface Entry {
  readonly resource: { readonly resourceType: string; readonly id: string; readonly [name: string]: unknown }
}

async function resources(query: string) {
  const response = await search(practice, query)
  const entries: Entry[] = response.json().entry ?? []
  const of = (type: string) => entries.map(one => one.resource).filter(one => one.resourceType === type)
  return { response, entries, of }
}

/** A day of its own for each test, so that they don't see each other's slots. */
let days = 1
const nextDay = (): string => addDays(londonDay(), days++)
const onDay = (day: string, more: Record<string, string> = {}): string =>
  String(
    new URLSearchParams({ start: `ge${day}`, end: `le${day}`, status: 'free', _include: 'Slot:schedule', ...more }),
  )

describe('the answer', () => {
  test('APT-SRCH-09 APT-SRCH-10 APT-SRCH-11 APT-SRCH-13 APT-SRCH-24 APT-GEN-03 APT-GEN-10 slots in order, their schedule, the organisation', async () => {
    const day = nextDay()
    const slots = slotsOn(day, 3)
    const schedule = session(practice, slots)
    await save(practice.store, schedule)
    const { response, entries, of } = await resources(onDay(day))
    expect(response.json()).toMatchObject({
      resourceType: 'Bundle',
      type: 'searchset',
      meta: { profile: [profiles.searchset] },
    })
    expect(response.json().meta).not.toHaveProperty('extension')
    expect(entries.map(one => one.resource.resourceType)).toEqual(['Slot', 'Slot', 'Slot', 'Schedule', 'Organization'])
    expect(of('Slot').map(one => one.id)).toEqual(slots.map(idOfSlot))
    expect(of('Slot')[0]).toEqual({
      resourceType: 'Slot',
      id: slots.map(idOfSlot)[0],
      meta: { versionId: expect.any(String), profile: [profiles.slot] },
      extension: [{ url: extensions.deliveryChannel, valueCode: 'In-person' }],
      serviceType: [{ text: 'GP appointment' }],
      schedule: { reference: `Schedule/${idOfSchedule(schedule)}` },
      status: 'free',
      start: slots[0]?.starts,
      end: slots[0]?.ends,
    })
    expect(of('Schedule')[0]).toEqual({
      resourceType: 'Schedule',
      id: idOfSchedule(schedule),
      meta: { versionId: expect.any(String), profile: [profiles.schedule] },
      extension: [
        {
          url: extensions.practitionerRole,
          valueCodeableConcept: {
            coding: [
              {
                system: 'https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-SDSJobRoleName-1',
                code: 'R0260',
                display: 'General Medical Practitioner',
              },
            ],
          },
        },
      ],
      serviceCategory: { text: 'General surgery' },
      actor: [{ reference: `Location/${practice.location}` }, { reference: `Practitioner/${practice.practitioner}` }],
      planningHorizon: { start: schedule.starts, end: schedule.ends },
    })
  })

  test('APT-SRCH-08 APT-SRCH-10 APT-SRCH-14 what is asked for comes along, and nothing else', async () => {
    const day = nextDay()
    await save(practice.store, session(practice, slotsOn(day, 1)))
    const types = async (...includes: string[]) => {
      const query = includes.map(one => `&_include:recurse=${one}`).join('')
      return (await resources(onDay(day) + query)).entries.map(one => one.resource.resourceType)
    }
    expect(await types('Schedule:actor:Practitioner')).toEqual(['Slot', 'Schedule', 'Practitioner', 'Organization'])
    expect(await types('Schedule:actor:Location')).toEqual(['Slot', 'Schedule', 'Location', 'Organization'])
    expect(
      await types('Schedule:actor:Practitioner', 'Schedule:actor:Location', 'Location:managingOrganization'),
    ).toEqual(['Slot', 'Schedule', 'Practitioner', 'Location', 'Organization'])
    const escaped = await resources(`${onDay(day)}&_include%3Arecurse=Schedule%3Aactor%3ALocation`)
    expect(escaped.of('Location')).toMatchObject([{ managingOrganization: { reference: expect.any(String) } }])
    expect(escaped.of('Organization')[0]?.id).toBe(
      String(Object(escaped.of('Location')[0]?.managingOrganization).reference).slice('Organization/'.length),
    )
  })

  test('APT-SRCH-12 no slots, no entries', async () => {
    const { response } = await resources(onDay(nextDay()))
    expect([response.statusCode, response.json().entry]).toEqual([200, undefined])
  })

  test('APT-SRCH-13 APT-SRCH-23 a schedule without staff, category or slot type has none; one whose place is not known is not offered', async () => {
    const day = nextDay()
    const slots = slotsOn(day, 2, { type: '' })
    const [a, b] = slots.map(slot => [slot])
    if (a === undefined || b === undefined) throw new Error('no slots')
    await save(
      practice.store,
      session(practice, a, { staff: ['unknown'], category: '' }),
      session(practice, b, { location: 'unknown' }),
    )
    const { of } = await resources(onDay(day))
    expect(of('Slot').map(one => one.id)).toEqual(a.map(idOfSlot))
    expect(of('Slot')[0]).not.toHaveProperty('serviceType')
    expect(of('Schedule')[0]).not.toHaveProperty('serviceCategory')
    expect(of('Schedule')[0]).toMatchObject({ actor: [{ reference: `Location/${practice.location}` }] })
  })

  test('APT-SRCH-09 only slots that lie wholly in the range, to the second', async () => {
    const day = nextDay()
    const slots = slotsOn(day, 6)
    await save(practice.store, session(practice, slots))
    const range = (start: string, end: string) =>
      String(new URLSearchParams({ start: `ge${start}`, end: `le${end}`, status: 'free', _include: 'Slot:schedule' }))
    const at = (time: string) => londonInstant(day, time)
    const [one, two, three, four, five] = slots.map(idOfSlot)
    expect(await foundSlots(practice, range(at('09:10:00'), at('09:30:00')))).toEqual([two, three])
    expect(await foundSlots(practice, range(at('09:00:01'), at('09:29:59')))).toEqual([two])
    expect(await foundSlots(practice, range(day, at('09:30:00')))).toEqual([one, two, three])
    expect(await foundSlots(practice, range(at('09:30:00'), day))).toEqual([four, five, slots.map(idOfSlot)[5]])
  })

  test('APT-SRCH-09 slots that are blocked, embargoed, held, cancelled or of unknown state are not found; nor visits, nor what lacks role or channel', async () => {
    const day = nextDay()
    const states = ['blocked', 'embargoed', 'booked', 'cancelled', 'unknown'] as const
    const kinds: Partial<Slot>[] = [...states.map(state => ({ state })), { channel: 'Visit' }]
    const [free, bare, ...slots] = slotsOn(day, kinds.length + 2)
    if (free === undefined || bare === undefined) throw new Error('no slots')
    const { channel: _, ...silent } = bare
    const others = slots.map((slot, n) => ({ ...slot, ...kinds[n] }))
    const [roleless] = slotsOn(day, 1)
    await save(
      practice.store,
      session(practice, [free, silent, ...others]),
      session(practice, roleless === undefined ? [] : [roleless], { role: '' }),
    )
    expect(await foundSlots(practice, onDay(day))).toEqual([idOfSlot(free)])
  })
})

describe('parameters', () => {
  const without = (name: string) => {
    const query = sound()
    query.delete(name)
    return String(query)
  }
  test.each([
    ['APT-SRCH-17', 'start'],
    ['APT-SRCH-17', 'end'],
    ['APT-SRCH-16', 'status'],
    ['APT-SRCH-16', '_include'],
  ])('%s without %s', async (_, name) => {
    const response = await search(practice, without(name))
    expect([response.statusCode, errorCode(response)]).toEqual([400, 'BAD_REQUEST'])
  })

  const day = tomorrow()
  test.each([
    ['APT-SRCH-16 another status', { status: 'busy' }],
    ['APT-SRCH-17 no prefix', { start: day }],
    ['APT-SRCH-17 another prefix of start', { start: `gt${day}` }],
    ['APT-SRCH-17 another prefix of end', { end: `lt${day}` }],
    ['APT-SRCH-17 prefixes the other way round', { start: `le${day}`, end: `ge${day}` }],
    ['APT-SRCH-17 an unknown prefix', { start: `xx${day}` }],
    ['APT-SRCH-17 no date', { start: 'ge' }],
    ['APT-SRCH-17 an empty start', { start: '' }],
    ['APT-SRCH-17 no real day', { start: 'ge2027-02-29', end: 'le2027-03-01' }],
    ['APT-SRCH-02 a year', { start: 'ge2027' }],
    ['APT-SRCH-02 a month', { end: 'le2027-01' }],
    ['APT-SRCH-17 a time without offset', { start: `ge${day}T09:00:00` }],
    ['APT-SRCH-02 a time in another zone', { start: `ge${day}T09:00:00+05:00` }],
    ['APT-SRCH-02 a time without seconds', { start: `ge${day}T09:00+00:00` }],
    ['APT-SRCH-17 the end before the start', { end: `le${addDays(day, -1)}` }],
    ['APT-SRCH-15 fifteen days', { end: `le${addDays(day, 15)}` }],
    [
      'APT-SRCH-15 two weeks and a second',
      { start: `ge${day}T09:00:00+00:00`, end: `le${addDays(day, 14)}T09:00:01+00:00` },
    ],
  ])('%s', async (_, change) => {
    const response = await search(
      practice,
      String(new URLSearchParams({ ...Object.fromEntries(sound(day)), ...change })),
    )
    expect([response.statusCode, errorCode(response)]).toEqual([422, 'INVALID_PARAMETER'])
  })

  test.each(['start', 'end', 'status'])('APT-SRCH-17 %s twice', async name => {
    const query = sound()
    query.append(name, query.get(name) ?? '')
    const response = await search(practice, String(query))
    expect([response.statusCode, errorCode(response)]).toEqual([422, 'INVALID_PARAMETER'])
  })

  test.each([
    ['APT-SRCH-03 a day', { end: `le${day}` }],
    ['APT-SRCH-03 two weeks', { end: `le${addDays(day, 14)}` }],
    ['APT-SRCH-02 times', { start: `ge${day}T09:00:00+00:00`, end: `le${addDays(day, 14)}T09:00:00+00:00` }],
    ['APT-SRCH-02 a time and a day', { start: `ge${day}T09:00:00+01:00` }],
    ['APT-FLT-02 filters of other systems', { searchFilter: 'http://other|x' }],
    ['NFR-FHIR a parameter that nobody knows', { other: 'x' }],
    ['APT-SVC-12 a service while services are off', { 'service.identifier': 'whatever' }],
  ])('%s', async (_, change) => {
    const response = await search(
      practice,
      String(new URLSearchParams({ ...Object.fromEntries(sound(day)), ...change })),
    )
    expect(response.statusCode).toBe(200)
  })
})

describe('who is offered what', () => {
  const type = (code: string) => `&searchFilter=${valueSystems.organisationType}|${code}`
  const organisation = (code: string) => `&searchFilter=${identifiers.odsOrganization}|${code}`

  test('APT-FLT-01 APT-CFG-02 APT-CFG-03 APT-SRCH-04 the table of filters', async () => {
    const day = nextDay()
    const [free, typed, listed, both] = slotsOn(day, 4)
    if (free === undefined || typed === undefined || listed === undefined || both === undefined) throw new Error('few')
    const urgent = { organisationTypes: ['urgent-care'] as const }
    const list = { organisations: ['A20047', 'B81016'] }
    await save(
      practice.store,
      session(practice, [free]),
      session(practice, [typed], { offer: { ...open, ...urgent } }),
      session(practice, [listed], { offer: { ...open, ...list } }),
      session(practice, [both], { offer: { ...open, ...urgent, ...list } }),
    )
    const found = async (filters: string) => {
      const ids = await foundSlots(practice, onDay(day) + filters)
      return [free, typed, listed, both].map(slot => ids.includes(idOfSlot(slot)))
    }
    expect(await found('')).toEqual([true, false, false, false])
    expect(await found(type('urgent-care'))).toEqual([true, true, false, false])
    expect(await found(type('gp-practice'))).toEqual([true, false, false, false])
    expect(await found(type('oncology'))).toEqual([true, false, false, false])
    expect(await found(organisation('B81016'))).toEqual([true, false, true, false])
    expect(await found(organisation('M85015'))).toEqual([true, false, false, false])
    expect(await found(type('urgent-care') + organisation('A20047'))).toEqual([true, true, true, true])
    expect(await found(type('gp-practice') + organisation('A20047'))).toEqual([true, false, true, false])
    expect(await found(type('urgent-care') + organisation('M85015'))).toEqual([true, true, false, false])
    expect(await found('&searchFilter=http://other|urgent-care')).toEqual([true, false, false, false])
  })

  test('APT-CFG-08 APT-CFG-09 embargo and window are honoured', async () => {
    const day = nextDay()
    const [near, far, fine] = slotsOn(day, 3)
    if (near === undefined || far === undefined || fine === undefined) throw new Error('few')
    const ahead = days - 1
    await save(
      practice.store,
      session(practice, [near], { offer: { ...open, embargoMinutes: (ahead + 1) * 24 * 60 } }),
      session(practice, [far], { offer: { ...open, windowDays: ahead - 1 } }),
      session(practice, [fine], { offer: { ...open, windowDays: ahead, embargoMinutes: 1 } }),
    )
    expect(await foundSlots(practice, onDay(day))).toEqual([idOfSlot(fine)])
  })

  test('APT-CFG-01 APT-CFG-12 rules decide, the first that fits; a change counts at once, and is kept', async () => {
    const day = nextDay()
    const [gp, nurse] = slotsOn(day, 2)
    if (gp === undefined || nurse === undefined) throw new Error('few')
    const unmarked = (slots: Slot[]) => {
      const { offer: _, ...rest } = session(practice, slots, { category: 'Ruled' })
      return rest
    }
    await save(practice.store, unmarked([gp, { ...nurse, type: 'Nurse', state: 'unknown' }]))
    const found = () => foundSlots(practice, onDay(day))
    expect(await found()).toEqual([])
    const rules: AvailabilityRule[] = [
      { type: 'Nurse', offer: { ...open, bookable: false } },
      { category: 'Ruled', offer: open },
    ]
    await setBookingRules(practice.store, ods, rules, 'Ada')
    expect(await found()).toEqual([idOfSlot(gp)])
    await setBookingRules(practice.store, ods, [{ category: 'Ruled', offer: { ...open, unknownToo: true } }], 'Grace')
    expect(await found()).toEqual([idOfSlot(gp), idOfSlot(nurse)])
    await setBookingRules(practice.store, ods, [], 'Ada')
    expect(await found()).toEqual([])
    const { rows } = await practice.store.pool.query(
      `SELECT changed_by FROM book_change WHERE practice = $1 AND what = 'rules' ORDER BY id`,
      [ods],
    )
    expect(rows.map(row => row.changed_by)).toEqual(['Ada', 'Grace', 'Ada'])
  })
})

describe('services', () => {
  const service = (id: string) => ({ 'service.identifier': `${identifiers.dosService}|${id}` })
  const switches = async (supplier: Parameters<typeof setServiceFilteringSwitch>[1], organisation: boolean) => {
    await setServiceFilteringSwitch(practice.store, supplier, 'supplier')
    await setSwitch(practice.store, ods, 'service-filtering', organisation, 'test')
  }

  test('APT-SVC-01 APT-SVC-02 APT-SVC-04 APT-SVC-09 APT-SVC-11 APT-SRCH-05 APT-SRCH-18 APT-SRCH-19 APT-SRCH-20 both switches', async () => {
    const day = nextDay()
    const [linked, other] = slotsOn(day, 2)
    if (linked === undefined || other === undefined) throw new Error('few')
    const { id } = await saveHealthcareService(
      practice.store,
      ods,
      { dosServiceId: '1000000123', name: 'Minor illness', location: '' },
      'test',
    )
    await saveHealthcareService(practice.store, ods, { dosServiceId: '1000000456', name: 'Hub', location: '' }, 'test')
    await linkService(practice.store, ods, 'Illness', '1000000123', 'test')
    await save(practice.store, session(practice, [linked], { category: 'Illness' }), session(practice, [other]))
    const asked = { ...service('1000000123'), '_include:recurse': 'Schedule:actor:HealthcareService' }
    const status = async () => Object((await search(practice, onDay(day, asked))).json().meta).extension?.[0]?.valueCode
    const off = async (expected: string) => {
      await expect.poll(status).toBe(expected)
      const { of, response } = await resources(onDay(day, asked))
      expect(of('Slot')).toHaveLength(2)
      expect(response.body).not.toContain('HealthcareService')
      expect((await search(practice, onDay(day, service('unknown')))).statusCode).toBe(200)
    }
    await off('supplier-disabled')
    await switches({ state: 'on', selected: [] }, false)
    await off('organization-disabled')
    await switches({ state: 'selected', selected: ['X00000'] }, true)
    await off('supplier-disabled')
    await switches({ state: 'selected', selected: [ods] }, true)
    await expect.poll(status).toBe('enabled')

    const found = await resources(onDay(day, asked))
    expect(found.of('Slot').map(one => one.id)).toEqual([idOfSlot(linked)])
    expect(found.of('HealthcareService')).toMatchObject([{ id, name: 'Minor illness' }])
    expect(found.of('Schedule')[0]?.actor).toContainEqual({ reference: `HealthcareService/${id}` })
    const unlinked = await resources(onDay(day, service('1000000456')))
    expect([unlinked.response.statusCode, unlinked.entries]).toEqual([200, []])
    const unknown = await search(practice, onDay(day, service('1000000999')))
    expect([unknown.statusCode, errorCode(unknown)]).toEqual([404, 'NO_RECORD_FOUND'])
    for (const value of ['1000000123', 'http://other|1', `${identifiers.dosService}|`]) {
      const bad = await search(practice, onDay(day, { 'service.identifier': value }))
      expect([bad.statusCode, errorCode(bad)]).toEqual([422, 'INVALID_PARAMETER'])
    }
    const silent = await resources(onDay(day))
    expect(silent.of('Slot')).toHaveLength(2)
    expect(silent.response.json().meta).not.toHaveProperty('extension')

    const body = booking(practice, [linked])
    const booked = await book(practice, {
      ...body,
      participant: [
        ...Object(body.participant),
        { actor: { reference: `HealthcareService/${id}` }, status: 'accepted' },
      ],
    })
    expect(booked.statusCode).toBe(201)
    expect(JSON.stringify(booked.json().participant)).toContain(`HealthcareService/${id}`)
    await switches({ state: 'off', selected: [ods] }, true)
    await expect
      .poll(async () => JSON.stringify((await readOne(practice, booked.json().id)).json()))
      .not.toContain('HealthcareService')
    const { rows } = await practice.store.pool.query(
      'SELECT changed_by, after FROM service_filtering_change ORDER BY id',
    )
    expect(rows.at(-1)).toEqual({ changed_by: 'supplier', after: { state: 'off', selected: [ods] } })
  })
})
