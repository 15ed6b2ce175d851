import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Schedule, scheduleJson, sessionsOf, slotEntry } from '@gpc/clinical'
import { identifiers } from '@gpc/fhir'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readNeutral } from './index.ts'
import { instantIn } from './instants.ts'
import { practicePlaces } from './places.ts'

const ods = 'A99003'
const places = practicePlaces(
  [
    {
      resourceType: 'Location',
      id: 'main',
      name: 'Willow End Surgery',
      identifier: [{ system: identifiers.odsSite, value: ods }],
    },
    { resourceType: 'Location', id: 'branch', name: 'Harbour Street Branch', identifier: [] },
    {
      resourceType: 'Practitioner',
      id: 'gp',
      identifier: [{ system: identifiers.gmc, value: '9990301' }],
      name: [{ prefix: ['Dr'], given: ['Bettina'], family: 'Marlowe' }],
    },
    { resourceType: 'Practitioner', id: 'twin1', name: [{ text: 'Sam Smith' }] },
    { resourceType: 'Practitioner', id: 'twin2', name: [{ text: 'Sam Smith' }] },
    {
      resourceType: 'PractitionerRole',
      practitioner: { reference: 'Practitioner/gp' },
      code: [{ coding: [{ code: 'R0260' }] }],
    },
  ].map(one => JSON.stringify(one)),
  ods,
)
const context = { places, patients: async () => new Map([['9990000018', 'patient']]) }

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'neutral-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const csv = (rows: readonly Readonly<Record<string, string>>[]): string => {
  const columns = [...new Set(rows.flatMap(row => Object.keys(row)))]
  const line = (cells: readonly string[]) => cells.map(cell => `"${cell.replaceAll('"', '""')}"`).join(',')
  return [line(columns), ...rows.map(row => line(columns.map(name => row[name] ?? '')))].join('\r\n')
}

async function read(
  sessions: readonly Readonly<Record<string, string>>[],
  slots: readonly Readonly<Record<string, string>>[],
) {
  const path = await mkdtemp(join(folder, 'csv-'))
  await writeFile(join(path, 'sessions.csv'), csv(sessions))
  await writeFile(join(path, 'slots.csv'), csv(slots))
  return readNeutral(path, context)
}

const session = { SessionId: 's', Start: '2026-03-02T09:00', End: '2026-03-02T10:00', SessionType: 'GP surgery' }
const slot = { SlotId: '1', SessionId: 's', Start: '2026-03-02T09:00', End: '2026-03-02T09:10' }

describe('the neutral file as CSV', () => {
  test('APT-CFG-02 APT-CFG-04 APT-CFG-06 a session with place, people, role, and who may book', async () => {
    const { schedules, rejects, days } = await read(
      [
        {
          ...session,
          Location: 'harbour street  branch',
          Practitioners: 'Dr Bettina Marlowe; 9990301',
          ServiceId: '1000000301',
          Bookable: 'true',
          OrganisationTypes: 'urgent-care',
          Organisations: 'a99001; A99002',
          WindowDays: '14',
          EmbargoMinutes: '60',
          Limit: '3',
        },
      ],
      [
        { ...slot, Channel: 'telephone', SlotType: 'Routine', State: 'free' },
        { ...slot, SlotId: '2', Start: '2026-03-02T09:10', End: '2026-03-02T09:20' },
        {
          ...slot,
          SlotId: '3',
          Start: '2026-03-02T09:20',
          End: '2026-03-02T09:30',
          NhsNumber: '999 000 0018',
          Attendance: 'noshow',
          Booked: '2026-02-20T12:00',
          Description: 'Cough',
        },
      ],
    )
    expect(rejects).toEqual([])
    expect(days).toEqual({ from: '2026-03-02', to: '2026-03-02' })
    expect(schedules).toEqual([
      {
        key: 's',
        location: 'branch',
        staff: ['gp'],
        role: 'R0260',
        category: 'GP surgery',
        service: '1000000301',
        starts: '2026-03-02T09:00:00+00:00',
        ends: '2026-03-02T10:00:00+00:00',
        offer: {
          bookable: true,
          organisationTypes: ['urgent-care'],
          organisations: ['A99001', 'A99002'],
          windowDays: 14,
          embargoMinutes: 60,
          limit: 3,
          unknownToo: false,
        },
        slots: [
          {
            key: '1',
            starts: '2026-03-02T09:00:00+00:00',
            ends: '2026-03-02T09:10:00+00:00',
            channel: 'Telephone',
            type: 'Routine',
            state: 'free',
          },
          {
            key: '2',
            starts: '2026-03-02T09:10:00+00:00',
            ends: '2026-03-02T09:20:00+00:00',
            type: '',
            state: 'unknown',
          },
          {
            key: '3',
            starts: '2026-03-02T09:20:00+00:00',
            ends: '2026-03-02T09:30:00+00:00',
            type: '',
            state: 'booked',
            held: {
              key: '3/9990000018',
              patient: 'patient',
              status: 'booked',
              attendance: 'noshow',
              created: '2026-02-20T12:00:00+00:00',
              description: 'Cough',
            },
          },
        ],
      },
    ])
  })

  test.each([
    [{ Start: '2026-03-02' }, {}, 'Start'],
    [{ End: '2026-03-02T09:00' }, {}, 'End'],
    [{ Start: '2026-03-29T01:30' }, {}, 'Start'],
    [{ Location: 'Nowhere' }, {}, 'Location'],
    [{ Practitioners: 'Sam Smith' }, {}, 'Practitioners'],
    [{ Practitioners: 'Nobody' }, {}, 'Practitioners'],
    [{ Role: 'R9999' }, {}, 'Role'],
    [{ Bookable: 'perhaps' }, {}, 'Bookable'],
    [{ Bookable: 'true', OrganisationTypes: 'hospital' }, {}, 'OrganisationTypes'],
    [{ Bookable: 'true', Limit: '-1' }, {}, 'Limit'],
    [{}, { Channel: 'Letter' }, 'Channel'],
    [{}, { State: 'maybe' }, 'State'],
    [{}, { State: 'free', NhsNumber: '9990000018' }, 'State'],
    [{}, { NhsNumber: '9990000019' }, 'NhsNumber'],
    [{}, { NhsNumber: '9990000026' }, 'NhsNumber'],
    [{}, { SessionId: 'x' }, 'SessionId'],
    [{}, { SlotId: 'good' }, 'SlotId'],
    [{}, { End: '2026-03-02T11:00' }, 'Start'],
  ])('a row that cannot be used is rejected with line and column: %j %j', async (wrongSession, wrongSlot, column) => {
    const good = { ...session, SessionId: 'good' }
    const { rejects, schedules, named } = await read(
      [good, { ...session, ...wrongSession }],
      [
        { ...slot, SlotId: 'good', SessionId: 'good' },
        { ...slot, ...wrongSlot },
      ],
    )
    expect(rejects[0]).toMatchObject({ line: 3, column })
    expect(rejects[0]?.reason).not.toBe('')
    expect(schedules[0]?.slots).toHaveLength(1)
    expect(named).toContain('s')
  })

  test('nothing that can be used, or no such file, is refused with what to do', async () => {
    await expect(read([{ ...session, Start: 'x' }], [slot])).rejects.toThrow(/not one session/)
    const path = await mkdtemp(join(folder, 'csv-'))
    await writeFile(join(path, 'sessions.csv'), 'SessionId,Begin\n')
    await expect(readNeutral(path, context)).rejects.toThrow(/README/)
    await writeFile(join(path, 'slots.csv'), 'SlotId\n')
    await expect(readNeutral(path, context)).rejects.toThrow(/lacks the column/)
  })

  test('APT-GEN-03 wall clocks and offsets over the change of clocks', () => {
    expect(instantIn('2026-10-25T01:30')).toBe('2026-10-25T01:30:00+01:00')
    expect(instantIn('2026-10-25T01:30+00:00')).toBe('2026-10-25T01:30:00+00:00')
    expect(instantIn('2026-07-01T08:00Z')).toBe('2026-07-01T09:00:00+01:00')
    expect(instantIn('2026-03-29T01:30')).toBeUndefined()
    expect(instantIn('2026-02-30T01:30')).toBeUndefined()
  })
})

describe('round trip', () => {
  const template = {
    day: '2026-10-18',
    from: '00:30',
    to: '03:00',
    minutes: 15,
    channel: 'Video',
    type: 'Late, "late"',
    category: 'Night surgery',
    role: 'R0260',
    location: 'branch',
    staff: ['gp'],
  } as const
  const sessions = sessionsOf(template, '2026-11-01')

  test('sessions to CSV and back are the same, over the change of clocks', async () => {
    const { schedules, rejects } = await read(
      sessions.map(one => ({
        SessionId: one.key,
        Start: one.starts,
        End: one.ends,
        Location: one.location,
        Practitioners: one.staff.join(';'),
        Role: one.role,
        SessionType: one.category,
      })),
      sessions.flatMap(one =>
        one.slots.map(each => ({
          SlotId: each.key,
          SessionId: one.key,
          Start: each.starts,
          End: each.ends,
          Channel: each.channel ?? '',
          SlotType: each.type,
          State: each.state,
        })),
      ),
    )
    expect(rejects).toEqual([])
    expect(schedules).toEqual(sessions)
  })

  test('what a provider answers to a search for slots is such a Bundle', async () => {
    const entry = sessions.flatMap((one, i) => {
      const { slots, ...content } = one
      return [
        { resource: JSON.parse(scheduleJson({ ...content, id: `schedule${i}` })) },
        ...slots.map((each, j) => JSON.parse(slotEntry(`slot${i}.${j}`, `schedule${i}`, each))),
      ]
    })
    const path = join(folder, 'bundle.json')
    await writeFile(path, JSON.stringify({ resourceType: 'Bundle', type: 'searchset', entry }))
    const { schedules, rejects } = await readNeutral(path, context)
    expect(rejects).toEqual([])
    const expected: Schedule[] = sessions.map((one, i) => ({
      ...one,
      key: `schedule${i}`,
      slots: one.slots.map((each, j) => ({ ...each, key: `slot${i}.${j}` })),
    }))
    expect(schedules).toEqual(expected)
  })

  test('actors by resources of the Bundle, identifiers as keys, states; what is no Bundle is refused', async () => {
    const path = join(folder, 'named.json')
    const entry = [
      { fullUrl: 'urn:uuid:1', resource: { resourceType: 'Location', id: 'x', name: 'Willow End Surgery' } },
      {
        fullUrl: 'urn:uuid:2',
        resource: { resourceType: 'Practitioner', id: 'y', identifier: [{ value: '9990301' }] },
      },
      {
        fullUrl: 'urn:uuid:4',
        resource: {
          resourceType: 'HealthcareService',
          identifier: [{ system: identifiers.dosService, value: '1000000301' }],
        },
      },
      {
        fullUrl: 'urn:uuid:3',
        resource: {
          resourceType: 'Schedule',
          identifier: [{ value: 'S1' }],
          actor: [{ reference: 'urn:uuid:1' }, { reference: 'urn:uuid:2' }, { reference: 'urn:uuid:4' }],
          planningHorizon: { start: '2026-03-02T09:00:00+00:00', end: '2026-03-02T10:00:00+00:00' },
        },
      },
      ...['free', 'busy', 'busy-unavailable', 'entered-in-error', 'nonsense'].map((status, i) => ({
        resource: {
          resourceType: 'Slot',
          id: `${i}`,
          status,
          schedule: { reference: 'urn:uuid:3' },
          start: '2026-03-02T09:00:00+00:00',
          end: '2026-03-02T09:10:00+00:00',
        },
      })),
      { resource: { resourceType: 'Slot', id: 'no schedule' } },
    ]
    await writeFile(path, JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry }))
    const { schedules, rejects } = await readNeutral(path, context)
    expect(schedules).toMatchObject([
      { key: 'S1', location: 'main', staff: ['gp'], role: 'R0260', service: '1000000301' },
    ])
    expect(schedules[0]?.slots.map(one => one.state)).toEqual(['free', 'booked', 'blocked', 'cancelled'])
    expect(rejects.map(one => [one.line, one.column]).sort()).toEqual([
      [10, 'schedule'],
      [9, 'State'],
    ])
    await writeFile(path, '{"resourceType":"Patient"}')
    await expect(readNeutral(path, context)).rejects.toThrow(/no FHIR STU3 Bundle/)
  })

  test('whatever stands in the cells, reading ends, and every row is a slot or a reject', async () => {
    const cell = fc.oneof(
      fc.string(),
      fc.constantFrom('', 's', '2026-03-02T09:00', '2026-03-02T09:10', 'free', 'Video'),
    )
    const row = fc.record({
      SlotId: cell,
      SessionId: cell,
      Start: cell,
      End: cell,
      Channel: cell,
      State: cell,
      NhsNumber: cell,
    })
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), async rows => {
        const { schedules, rejects } = await read([session], rows)
        const slots = schedules.reduce((sum, one) => sum + one.slots.length, 0)
        expect(slots + rejects.length).toBe(rows.length)
      }),
      { numRuns: 60 },
    )
  })
})
