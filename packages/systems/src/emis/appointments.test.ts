import { locationId, patientId, practitionerId } from '@gpc/clinical'
import { afterAll, describe, expect, test } from 'vitest'
import { changed, example, load, patient, removeFolders, tableText } from './test-delivery.ts'

afterAll(removeFolders)

const ods = 'X99001'
const organisation = '{E0000001-0000-4000-8000-000000000001}'
const session = {
  AppointmentSessionGuid: '{E0000014-0000-4000-8000-000000000014}',
  LocationGuid: '{E0000002-0000-4000-8000-000000000002}',
  SessionTypeDescription: 'Timed Appointments',
  StartDate: '2026-03-29',
  StartTime: '00:30:00',
  EndDate: '2026-03-29',
  EndTime: '12:00:00',
  Private: 'false',
  OrganisationGuid: organisation,
  Deleted: 'false',
}
const slot = (n: number, time: string, more: Record<string, string> = {}) => ({
  SlotGuid: `{E0000016-0000-4000-8000-0000000000${n}}`,
  AppointmentDate: '2026-03-29',
  AppointmentStartTime: time,
  PlannedDurationInMinutes: '10',
  DidNotAttend: 'false',
  OrganisationGuid: organisation,
  SessionGuid: session.AppointmentSessionGuid,
  Deleted: 'false',
  ...more,
})

const bookOf = async (
  slots: readonly Record<string, string>[],
  more: { session?: Record<string, string>; options?: Record<string, string>; leaveOut?: readonly string[] } = {},
) => {
  const folder = await changed({
    Appointment_Session: () => tableText('Appointment_Session', [{ ...session, ...more.session }]),
    Appointment_Slot: () => tableText('Appointment_Slot', slots, more.leaveOut ?? []),
  })
  const { book } = await load(folder, { options: new Map(Object.entries(more.options ?? {})) })
  return book
}

describe('EMIS sessions and slots', () => {
  test('the worked example: one session with a fulfilled appointment and a slot of which nobody knows whether it is free', async () => {
    const { book, rejects } = await load(example)
    expect(rejects).toEqual([])
    expect(book.day).toBe('2026-01-13')
    expect(book.faults.size).toBe(0)
    expect(book.schedules).toEqual([
      {
        key: 'E0000014-0000-4000-8000-000000000014',
        location: locationId(ods, 'emis', 'E0000002-0000-4000-8000-000000000002'),
        staff: [practitionerId(ods, 'emis', 'E0000003-0000-4000-8000-000000000003')],
        role: 'R0260',
        category: 'Timed Appointments',
        starts: '2026-01-12T09:00:00+00:00',
        ends: '2026-01-12T09:20:00+00:00',
        slots: [
          {
            key: 'E0000015-0000-4000-8000-000000000015',
            starts: '2026-01-12T09:00:00+00:00',
            ends: '2026-01-12T09:10:00+00:00',
            type: '',
            state: 'booked',
            held: {
              key: `E0000015-0000-4000-8000-000000000015/${patient}`,
              patient: patientId(ods, 'emis', patient),
              status: 'booked',
              attendance: 'fulfilled',
              description: '',
            },
          },
          {
            key: 'E0000016-0000-4000-8000-000000000016',
            starts: '2026-01-12T09:10:00+00:00',
            ends: '2026-01-12T09:20:00+00:00',
            type: '',
            state: 'unknown',
          },
        ],
      },
    ])
  })

  test('APT-CFG-06 from layout 8.2 slots say whether they are blocked, of what type, and by which channel', async () => {
    const { schedules } = await bookOf([
      slot(21, '09:00:00', { IsBlocked: 'false', SlotType: 'Routine', ModeOfContact: 'Telephone' }),
      slot(22, '09:10:00', { IsBlocked: 'true', ModeOfContact: 'Video consultation' }),
      slot(23, '09:20:00', { IsBlocked: 'false', SlotStatus: 'Slot Embargoed', ModeOfContact: 'Home visit' }),
      slot(24, '09:30:00', { IsBlocked: 'false', ExternalPatientGuid: '{E0000099-0000-4000-8000-000000000099}' }),
    ])
    expect(schedules[0]?.slots.map(one => [one.state, one.channel, one.type])).toEqual([
      ['free', 'Telephone', 'Routine'],
      ['blocked', 'Video', ''],
      ['embargoed', 'Visit', ''],
      ['booked', undefined, ''],
    ])
  })

  test('slots of a private session are blocked; nobody is taken for in person unless the practice says so', async () => {
    const free = [slot(21, '09:00:00', { IsBlocked: 'false' })]
    const hidden = await bookOf(free, { session: { Private: 'true' } })
    expect(hidden.schedules[0]?.slots[0]?.state).toBe('blocked')
    const told = await bookOf(free, { options: { 'in-person-unless-told': 'on' } })
    expect(told.schedules[0]?.slots[0]).toMatchObject({ state: 'free', channel: 'In-person' })
  })

  test('APT-GEN-03 times over the change of clocks are right to the minute', async () => {
    const { schedules } = await bookOf([
      slot(21, '00:50:00', { IsBlocked: 'false' }),
      slot(22, '02:00:00', { IsBlocked: 'false' }),
    ])
    expect(schedules[0]?.slots.map(one => [one.starts, one.ends])).toEqual([
      ['2026-03-29T00:50:00+00:00', '2026-03-29T02:00:00+01:00'],
      ['2026-03-29T02:00:00+01:00', '2026-03-29T02:10:00+01:00'],
    ])
  })

  test('what became of an appointment: not attended before left before arrived', async () => {
    const held = { PatientGuid: `{${patient}}` }
    const { schedules } = await bookOf([
      slot(21, '09:00:00', { ...held, DidNotAttend: 'true', LeftTime: '09:10:00' }),
      slot(22, '09:10:00', { ...held, SendInTime: '09:10:00', LeftTime: '09:20:00' }),
      slot(23, '09:20:00', { ...held, SendInTime: '09:10:00' }),
      slot(24, '09:30:00', { ...held, BookedDate: '2026-03-01', BookedTime: '08:15:00' }),
    ])
    expect(schedules[0]?.slots.map(one => [one.held?.attendance, one.held?.created])).toEqual([
      ['noshow', undefined],
      ['fulfilled', undefined],
      ['arrived', undefined],
      ['', '2026-03-01T08:15:00+00:00'],
    ])
  })

  test('slots without a session or a length are counted, and not lost in silence', async () => {
    const { schedules, faults } = await bookOf([
      slot(21, '09:00:00', { SessionGuid: '{E0000077-0000-4000-8000-000000000077}' }),
      slot(22, '09:00:00', { PlannedDurationInMinutes: '0' }),
    ])
    expect(schedules[0]?.slots).toEqual([])
    expect([...faults.values()]).toEqual([1, 1])
  })
})
