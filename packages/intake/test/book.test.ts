/** The appointment book through whole imports of EMIS files, as they come day by day. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { notOffered, patientId, slotId } from '@gpc/clinical'
import { addDays, londonDay, londonTime } from '@gpc/fhir'
import {
  bookingConflicts,
  bookingWriter,
  type Store,
  sessionSlots,
  sessionSummaries,
  setBookingRules,
} from '@gpc/store'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { writeEmis } from '../../synth/src/emis/index.ts'
import { importDelivery, openPractice, patients, practice, temporaryFolder } from './practice.ts'

const { ods } = practice
const today = londonDay()
const day = addDays(today, 5)
const session = 'E0000014-0000-4000-8000-000000000014'
const slotKey = (n: number) => `E0000016-0000-4000-8000-0000000000${n}`

let store: Store
let folder: string
let remove: () => Promise<void>
beforeEach(async () => {
  store = await openPractice()
  ;({ path: folder, remove } = await temporaryFolder())
})
afterEach(async () => {
  await store.close()
  await remove()
})

/** A bulk of two patients, with one session of three slots; who holds them, by the number of the patient. */
async function delivery(
  name: string,
  held: readonly (number | undefined)[],
  { blocked = 'false', sessions = true }: { blocked?: string; sessions?: boolean } = {},
) {
  const path = join(folder, name)
  await writeEmis(practice, patients(2), path, { today })
  const names = await readdir(path)
  const of = (table: string) => join(path, names.find(one => one.includes(`_${table}_`)) ?? '')
  const table = async (file: string) => (await readFile(of(file), 'utf8')).trimEnd().split('\r\n').map(cells)
  for (const file of ['Appointment_Session', 'Appointment_SessionUser', 'Appointment_Slot']) {
    const text = await readFile(of(file), 'utf8')
    await writeFile(of(file), text.slice(0, text.indexOf('\n') + 1))
  }
  const append = async (file: string, row: Record<string, string>) => {
    const [header = []] = await table(file)
    const text = await readFile(of(file), 'utf8')
    await writeFile(of(file), `${text}${header.map(column => `"${row[column] ?? ''}"`).join(',')}\r\n`)
  }
  const column = async (file: string, name: string) => {
    const [header = [], ...rows] = await table(file)
    return rows.map(row => row[header.indexOf(name)] ?? '')
  }
  const [OrganisationGuid = ''] = await column('Agreements_SharingOrganisation', 'OrganisationGuid')
  const [LocationGuid = ''] = await column('Admin_Location', 'LocationGuid')
  const [UserInRoleGuid = ''] = await column('Admin_UserInRole', 'UserInRoleGuid')
  const people = await column('Admin_Patient', 'PatientGuid')
  if (sessions) {
    await append('Appointment_Session', {
      AppointmentSessionGuid: `{${session}}`,
      LocationGuid,
      SessionTypeDescription: 'Surgery',
      StartDate: day,
      StartTime: '09:00:00',
      EndDate: day,
      EndTime: '09:30:00',
      Private: 'false',
      OrganisationGuid,
      Deleted: 'false',
    })
    await append('Appointment_SessionUser', { SessionGuid: `{${session}}`, UserInRoleGuid, Deleted: 'false' })
    for (const n of [0, 1, 2]) {
      const holder = held[n]
      await append('Appointment_Slot', {
        SlotGuid: `{${slotKey(20 + n)}}`,
        AppointmentDate: day,
        AppointmentStartTime: `09:${n}0:00`,
        PlannedDurationInMinutes: '10',
        PatientGuid: holder === undefined ? '' : (people[holder] ?? ''),
        DidNotAttend: 'false',
        OrganisationGuid,
        SessionGuid: `{${session}}`,
        SlotType: 'Routine',
        ModeOfContact: 'Telephone',
        IsBlocked: blocked,
        Deleted: 'false',
      })
    }
  }
  const { notices } = await importDelivery(store, path, 'bulk')
  return { notices, patients: people.map(guid => patientId(ods, 'emis', guid.slice(1, -1))) }
}

const cells = (line: string): string[] => line.slice(1, -1).split('","')
const summaries = () => sessionSummaries(store, ods, today, addDays(today, 30))
const offer = { ...notOffered, bookable: true }

async function book(patient: string, ...numbers: number[]): Promise<string> {
  const slots = numbers.map(n => slotId(ods, 'emis', slotKey(20 + n)))
  const at = (minutes: string) => `${day}T09:${minutes}:00${londonTime(Date.parse(`${day}T12:00:00Z`)).slice(19)}`
  return bookingWriter(store)({
    practice: ods,
    appointment: {
      id: `booked-${patient}`,
      version: 1,
      status: 'booked',
      patient,
      starts: at(`${numbers[0]}0`),
      ends: at(`${(numbers.at(-1) ?? 0) + 1}0`),
      created: londonTime(),
      description: 'Cough',
      comment: '',
      cancellationReason: '',
      organisation: { ods: 'B99001', name: 'B', type: '', id: 'org', json: '{}' },
      slots,
      channel: 'Telephone',
      type: 'Routine',
      category: 'Surgery',
      role: 'R0260',
      location: '',
      staff: [],
      service: '',
    },
    nhsNumber: '',
    service: '',
    bookedBy: { userId: 'u', userName: 'U', organisation: 'B99001' },
    traceId: 'trace',
    profile: '',
    profileLimit: null,
    now: Date.now(),
  })
}

describe('APT-CFG-01 imports fill the appointment book', () => {
  test('with place, people, role and how old the file is; what a bulk no longer names goes', async () => {
    await setBookingRules(store, ods, [{ offer }], 'test')
    await delivery('one', [0])
    const [found] = await summaries()
    expect(found).toMatchObject({
      source: 'emis',
      category: 'Surgery',
      role: 'R0260',
      slots: 3,
      booked: 1,
      free: 2,
      offered: 2,
      fileDay: today,
    })
    expect([found?.location === '', found?.staff.length]).toEqual([false, 1])
    await delivery('two', [], { sessions: false })
    expect(await summaries()).toEqual([])
  })

  test('slots that may be blocked count, and are not offered', async () => {
    await setBookingRules(store, ods, [{ offer }], 'test')
    await delivery('one', [], { blocked: '' })
    expect((await summaries())[0]).toMatchObject({ unknown: 3, offered: 0 })
  })

  test('a booking that comes back in the practice’s files is one appointment; somebody else in the slot is a conflict', async () => {
    await setBookingRules(store, ods, [{ offer }], 'test')
    const { patients: people } = await delivery('one', [])
    const [first = '', second = ''] = people
    expect(await book(first, 0, 1)).toBe('booked')
    await delivery('two', [0, 0])
    expect(await bookingConflicts(store, ods)).toEqual([])
    expect((await store.pool.query('SELECT 1 FROM appointment')).rowCount).toBe(1)
    expect(await book(second, 2)).toBe('booked')
    await delivery('three', [0, 0, 0])
    expect(await bookingConflicts(store, ods)).toMatchObject([
      { appointment: `booked-${second}`, reason: 'taken by another patient' },
    ])
    const appointments = await store.pool.query("SELECT patient FROM appointment WHERE status = 'booked'")
    expect(appointments.rows.map(row => row.patient).sort()).toEqual([first, first, second].sort())
  })

  test('APT-CFG-06 the delivery channel comes along; where all rows make slots there is no notice', async () => {
    const { notices } = await delivery('one', [])
    expect(notices.some(one => one.includes('appointment book'))).toBe(false)
    expect((await sessionSlots(store, ods, (await summaries())[0]?.id ?? ''))?.map(one => one.channel)).toEqual([
      'Telephone',
      'Telephone',
      'Telephone',
    ])
  })
})
