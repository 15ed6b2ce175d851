import { expect, test } from 'vitest'
import { practice } from '../shared/testing.ts'
import { vision } from './index.ts'
import { delivery, journal, ods, plain, type Row } from './testing.ts'

async function patient(row: Row, testPack = false) {
  const rows = [{ PID: '2001', ACTION: 'U', ...row }]
  const found = await practice(vision, ods).load(await delivery({ ...plain, patient: rows }, { testPack }))
  return { ...found.records.get('2001')?.patient, rejects: found.rejects }
}

test('ACTIVE gives the registration; once deceased or left its type is lost', async () => {
  const dates = { REGISTERED_DATE: '20100201' }
  expect((await patient({ ...dates, ACTIVE: 'R' })).registration).toMatchObject({
    type: 'regular',
    start: '2010-02-01',
  })
  expect((await patient({ ACTIVE: 'T' })).registration).toMatchObject({ type: 'temporary' })
  expect((await patient({ ACTIVE: 'P' })).registration).toMatchObject({ type: 'private' })
  expect((await patient({ ACTIVE: 'S' })).registration).toMatchObject({ type: 'other' })
  expect((await patient({ ACTIVE: 'L', REMOVED_DATE: '20200301' })).registration).toEqual({
    type: 'other',
    typeText: 'Left',
    end: '2020-03-01',
  })
  const died = await patient({ ACTIVE: 'D', DATE_OF_DEATH: '20200302' })
  expect([died.deceased, died.registration]).toEqual([
    '2020-03-02',
    { type: 'other', typeText: 'Deceased', end: '2020-03-02' },
  ])
  expect((await patient({ ACTIVE: 'D' })).deceased).toBe(true)
  expect((await patient({ ACTIVE: 'x' })).registration).toEqual({ type: 'other', typeText: 'x' })
})

test('the usual GP goes before the registered one, without decorations', async () => {
  expect((await patient({ GP: '11', GP_USUAL: ':STAFF:12' })).usualGp).toBe('12')
  expect((await patient({ GP: ':EXT_STAFF:13,Dr Other' })).usualGp).toBe('13')
  expect((await patient({})).usualGp).toBeUndefined()
})

test('the address comes out of its parts, else out of the whole', async () => {
  const parts = {
    ADDRESS_1: 'Flat 2',
    ADDRESS_2: '1 High St',
    ADDRESS_4: 'Leigh',
    ADDRESS_5: 'Lancs',
    POSTCODE: 'ZZ99 1AA',
  }
  const whole = { ADDRESS: 'Flat 2|1 High St||Leigh|Lancs', POSTCODE: 'ZZ99 1AA' }
  const address = { use: 'home', lines: ['Flat 2', '1 High St'], city: 'Leigh', county: 'Lancs', postcode: 'ZZ99 1AA' }
  expect((await patient(parts)).addresses).toEqual([address])
  expect((await patient(whole)).addresses).toEqual([address])
})

test('a wrong NHS number is a reject and the patient stays, without it', async () => {
  const wrong = await patient({ NHS_NUMBER: '9990101036', SURNAME: 'Brackley' })
  expect(wrong.rejects.map(one => [one.column, one.at.line])).toEqual([['NHS_NUMBER', 1]])
  expect(wrong.name?.family).toBe('Brackley')
  expect(wrong.nhsNumber).toBeUndefined()
  expect((await patient({ NHS_NUMBER: '999 010 1035' })).nhsNumber).toBe('9990101035')
})

test('the test pack: 32 columns of a patient, 23 of the journal, GMP codes instead of staff ids', async () => {
  const rows = journal(
    { SUBSET: 'R', HCP_CODE: 'G9900003', CODE: 'f41z.00', RUBRIC: 'Metformin', VALUE1: '56', DATE: '20250101' },
    { SUBSET: 'S', HCP_CODE: 'G1111111', CODE: 'f41z.00', RUBRIC: 'Metformin', VALUE1: '56', DATE: '20250201' },
  )
  const folder = await delivery({ ...plain, journal: rows }, { testPack: true })
  const found = await practice(vision, ods).load(folder)
  expect(found.rejects).toEqual([])
  const record = found.records.get('2001')
  expect(record?.patient?.nhsNumber).toBe('9990101035')
  expect(
    record?.medications.map(plan => [plan.clinician, plan.quantity, plan.issues.map(one => one.clinician)]),
  ).toEqual([['11', { value: '56' }, ['G1111111']]])
})
