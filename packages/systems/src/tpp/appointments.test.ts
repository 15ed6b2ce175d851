import { locationId, patientId, practitionerId } from '@gpc/clinical'
import { afterAll, describe, expect, test } from 'vitest'
import { changed, clean, example, header, load, replace } from './testing.ts'

afterAll(clean)

const ods = 'X99002'
const on = { 'free-slots-from-rotas': 'on' }

/** A row of SRAppointment. */
const appointment = (id: string, from: string, to: string, status: string, patient: string, telephone = 'FALSE') =>
  `"${id}","X99002","12 Jan 2026 ${from}:00","12 Jan 2026 ${to}:00","${status}","08 Jan 2026 14:30:00","","","FALSE","${telephone}","201","301","Dr Pell AM","GP Surgery","","","","","FALSE","","","4001","-1","${patient}","X99002","X99002","0"\r\n`

const slotsOf = async (rows: string, options: Record<string, string> = on) => {
  const folder = await changed({
    SRAppointment: text => header(text) + rows,
    SRMapping: text =>
      `${text}"70011","90004","Booked"\r\n"70012","90004","Cancelled by Patient"\r\n"70013","90004","Did Not Attend"\r\n"70014","90004","Blocked"\r\n`,
  })
  const { book } = await load(folder, options)
  return (
    book.schedules[0]?.slots.map(one => [
      one.key,
      one.starts.slice(11, 16),
      one.ends.slice(11, 16),
      one.state,
      one.held?.key,
    ]) ?? []
  )
}

describe('SystmOne rotas and appointments', () => {
  test('the worked example without the option: the appointment alone, at the main surgery', async () => {
    const { book, rejects } = await load(example)
    expect(rejects).toEqual([])
    expect(book.day).toBe('2026-01-13')
    expect(book.schedules).toEqual([
      {
        key: '4001',
        location: locationId(ods, 'tpp', ods),
        staff: [practitionerId(ods, 'tpp', '201')],
        role: 'R0260',
        category: 'GP Surgery',
        starts: '2026-01-12T09:00:00+00:00',
        ends: '2026-01-12T09:10:00+00:00',
        slots: [
          {
            key: 'appointment:4201',
            starts: '2026-01-12T09:00:00+00:00',
            ends: '2026-01-12T09:10:00+00:00',
            channel: 'In-person',
            type: '',
            state: 'booked',
            held: {
              key: '4201',
              patient: patientId(ods, 'tpp', '5001'),
              status: 'booked',
              attendance: 'fulfilled',
              created: '2026-01-08T14:30:00+00:00',
              description: 'Dr Pell AM',
            },
          },
        ],
      },
    ])
  })

  test('with the option, slots are derived in order; nobody knows whether they are free; an appointment has the one it begins with', async () => {
    expect(await slotsOf(appointment('4201', '09:10', '09:20', '70011', '5001'))).toEqual([
      ['4001@2026-01-12T09:00:00+00:00', '09:00', '09:10', 'unknown', undefined],
      ['4001@2026-01-12T09:10:00+00:00', '09:10', '09:20', 'booked', '4201'],
      ['4001@2026-01-12T09:20:00+00:00', '09:20', '09:30', 'unknown', undefined],
    ])
  })

  test('a double appointment takes both slots; one beside the order of slots is a slot of its own', async () => {
    expect(
      await slotsOf(
        appointment('4201', '09:00', '09:20', '70011', '5001') + appointment('4202', '09:25', '09:35', '70011', '5001'),
      ),
    ).toEqual([
      ['4001@2026-01-12T09:00:00+00:00', '09:00', '09:10', 'booked', '4201'],
      ['4001@2026-01-12T09:10:00+00:00', '09:10', '09:20', 'booked', undefined],
      ['4001@2026-01-12T09:20:00+00:00', '09:20', '09:30', 'booked', undefined],
      ['appointment:4202', '09:25', '09:35', 'booked', '4202'],
    ])
  })

  test('a cancelled appointment frees its slot, a blocked one has no patient, overbooked ones stay beside each other', async () => {
    const slots = await slotsOf(
      appointment('4201', '09:00', '09:10', '70012', '5001') +
        appointment('4202', '09:10', '09:20', '70014', '-1') +
        appointment('4203', '09:20', '09:30', '70011', '5001') +
        appointment('4204', '09:20', '09:30', '70011', '5001'),
    )
    expect(slots).toEqual([
      ['4001@2026-01-12T09:00:00+00:00', '09:00', '09:10', 'unknown', undefined],
      ['appointment:4201', '09:00', '09:10', 'cancelled', '4201'],
      ['4001@2026-01-12T09:10:00+00:00', '09:10', '09:20', 'blocked', undefined],
      ['4001@2026-01-12T09:20:00+00:00', '09:20', '09:30', 'booked', '4203'],
      ['appointment:4204', '09:20', '09:30', 'booked', '4204'],
    ])
  })

  test('blocked slots and those under embargo say so', async () => {
    const blocked = await changed({ SRRotaSlot: replace('"","","FALSE","FALSE","0"', '"","","TRUE","FALSE","0"') })
    expect((await load(blocked, on)).book.schedules[0]?.slots[1]?.state).toBe('blocked')
    const embargo = await changed({ SRRotaSlot: replace('"3","",""', '"3","2880",""') })
    expect((await load(embargo, on)).book.schedules[0]?.slots[1]?.state).toBe('embargoed')
  })

  test('APT-CFG-06 a telephone appointment is one', async () => {
    const folder = await changed({
      SRAppointment: text => header(text) + appointment('4201', '09:00', '09:10', '70005', '5001', 'TRUE'),
    })
    expect((await load(folder)).book.schedules[0]?.slots[0]?.channel).toBe('Telephone')
  })
})
