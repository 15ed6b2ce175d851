/** What is invented is what the readers find: sessions and appointments through the native files of both systems. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { patientId } from '@gpc/clinical'
import { emis, tpp } from '@gpc/systems'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { practice as imported } from '../../systems/src/shared/testing.ts'
import { appointmentTakers, inventSessions } from './appointments.ts'
import { sampleDay } from './calendar.ts'
import { writeEmis } from './emis/index.ts'
import { rowNumber } from './keys.ts'
import { inventPatients } from './people.ts'
import { inventPractice } from './practices.ts'
import { writeTpp } from './tpp/index.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'synth-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const invent = (ods: string, system: 'emis' | 'tpp') => {
  const practice = inventPractice(ods, system)
  const patients = [...inventPatients({ seed: 'book', practice, count: 60, today: sampleDay })]
  const takers = appointmentTakers()
  for (const one of patients) takers.see(one)
  return { practice, patients, sessions: inventSessions(practice, sampleDay, takers.numbers) }
}

describe('APT-CFG-01 invented sessions and appointments', () => {
  test('past and coming ones, weekdays only, nobody twice', () => {
    const { sessions } = invent('A99001', 'emis')
    const held = sessions.flatMap(one => one.slots.flatMap(slot => slot.patient ?? []))
    expect(new Set(held).size).toBe(held.length)
    expect(held.length).toBeGreaterThan(30)
    expect(sessions.some(one => one.date < sampleDay) && sessions.some(one => one.date > sampleDay)).toBe(true)
  })

  test('come back out of an EMIS extract', async () => {
    const { practice, patients, sessions } = invent('A99001', 'emis')
    const path = join(folder, 'emis')
    await writeEmis(practice, patients, path, { today: sampleDay })
    const { book, rejects } = await imported(emis, practice.ods).load(path, { mode: 'bulk' })
    expect([rejects, book.faults.size, book.day]).toEqual([[], 0, sampleDay])
    expect(book.schedules).toHaveLength(sessions.length)
    expect(book.schedules.every(one => one.location !== '' && one.staff.length === 1 && one.role !== '')).toBe(true)
    const slots = book.schedules.flatMap(one => one.slots)
    expect(slots.map(one => `${one.starts.slice(11, 16)} ${one.state} ${one.type} ${one.channel}`).sort()).toEqual(
      sessions
        .flatMap(one => one.slots)
        .map(one => {
          const state = one.blocked ? 'blocked' : one.patient === undefined ? 'free' : 'booked'
          return `${one.from} ${state} ${one.type} ${one.telephone ? 'Telephone' : 'In-person'}`
        })
        .sort(),
    )
  })

  test('come back out of a SystmOne extract, with slots derived where the practice turns that on', async () => {
    const { practice, patients, sessions } = invent('A99002', 'tpp')
    const path = join(folder, 'tpp')
    await writeTpp(practice, patients, path, { today: sampleDay })
    const options = new Map([['free-slots-from-rotas', 'on']])
    const { book, rejects } = await imported(tpp, practice.ods).load(path, { options })
    expect([rejects, book.faults.size, book.day]).toEqual([[], 0, sampleDay])
    const slots = book.schedules.flatMap(one => one.slots)
    const invented = sessions.flatMap(one => one.slots)
    expect(slots).toHaveLength(invented.length)
    expect(slots.flatMap(one => one.held?.patient ?? []).sort()).toEqual(
      invented
        .flatMap(one =>
          one.patient === undefined ? [] : patientId(practice.ods, 'tpp', String(rowNumber(one.patient, 0))),
        )
        .sort(),
    )
    const free = invented.filter(one => one.patient === undefined && !one.blocked)
    expect(slots.filter(one => one.state === 'unknown')).toHaveLength(free.length)
  })
})
