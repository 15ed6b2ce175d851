import fc from 'fast-check'
import { expect, test } from 'vitest'
import { practice } from '../shared/testing.ts'
import { vision } from './index.ts'
import { delivery, journal, ods, plain, type Row } from './testing.ts'

const repeat: Row = {
  SUBSET: 'R',
  DMD_CODE: '325278007',
  CODE: 'f41z.00',
  RUBRIC: 'Metformin 500mg tablets',
  TEXT: 'one daily',
}
const issue: Row = { ...repeat, SUBSET: 'S' }

async function medications(rows: readonly Row[], options: readonly (readonly [string, string])[] = []) {
  const folder = await delivery({ ...plain, journal: journal(...rows) })
  const found = await practice(vision, ods).load(folder, { options: new Map(options) })
  expect(found.rejects).toEqual([])
  return found.records.get('2001') ?? { medications: [], unreadable: [] }
}

const shape = (record: { medications: readonly { key: string; issues: readonly { key: string }[] }[] }) =>
  Object.fromEntries(
    record.medications.map(plan => [plan.key.slice(13), plan.issues.map(one => one.key.slice(13)).join(' ')]),
  )

test('an issue belongs to the latest authorisation of the same drug on or before its day', async () => {
  const rows = [
    { ...repeat, DATE: '20240101' },
    { ...repeat, DATE: '20250101' },
    { ...repeat, DATE: '20260101' },
    { ...issue, DATE: '20240601' },
    { ...issue, DATE: '20250101' },
    { ...issue, DATE: '20251231', TIME: '2359' },
    { ...issue, DATE: '20260101', TIME: '0001' },
  ]
  expect(shape(await medications(rows))).toEqual({ 1: '4', 2: '5 6', 3: '7' })
})

test('of authorisations of one day, the one with the same dosage and quantity, else the last entered', async () => {
  const day = { DATE: '20250101', VALUE1_NAME: 'QUANTITY', VALUE1: '28' }
  const rows = [
    { ...repeat, ...day, TEXT: 'one daily' },
    { ...repeat, ...day, TEXT: 'two daily' },
    { ...repeat, ...day, TEXT: 'two daily', VALUE1: '56' },
    { ...issue, ...day, TEXT: 'one daily' },
    { ...issue, ...day, TEXT: 'two daily' },
    { ...issue, ...day, TEXT: 'two daily', VALUE1: '56' },
    { ...issue, ...day, TEXT: 'three daily', VALUE1: '84' },
  ]
  expect(shape(await medications(rows))).toEqual({ 1: '4', 2: '5', 3: '6 7' })
})

test('without an authorisation an issue implies a plan, one for a drug and dosage', async () => {
  const rows = [
    { ...repeat, DATE: '20250101', END_DATE: '20250131' },
    { ...issue, DATE: '20241231' },
    { ...issue, DATE: '20250301' },
    { ...issue, DATE: '20250401', TEXT: 'two daily' },
    { ...issue, DATE: '20250115', DMD_CODE: '39732311000001104' },
    { ...issue, DATE: '' },
  ]
  const record = await medications(rows)
  expect(shape(record)).toEqual({ 1: '', '6:plan': '6 2 3', '4:plan': '4', '5:plan': '5' })
  const implied = record.medications.find(plan => plan.key === 'journal:2001:6:plan')
  expect(implied).toMatchObject({ type: 'repeat', dosage: 'one daily' })
  expect(implied?.notes).toHaveLength(1)
  expect(implied).not.toHaveProperty('authorised')
})

test('the Read code counts where a DMD_CODE is missing, the name where there is no code', async () => {
  const { DMD_CODE: _, ...byCode } = issue
  const byName = { RUBRIC: 'Own ointment', TEXT: 'apply' }
  const rows = [
    { ...repeat, DATE: '20250101' },
    { ...byCode, DATE: '20250201' },
    { ...byName, SUBSET: 'R', DATE: '20250101' },
    { ...byName, SUBSET: 'S', DATE: '20250201' },
    { ...byCode, CODE: 'f41y.00', SUBSET: 'R', DATE: '20250101' },
    { ...issue, CODE: 'f41y.00', DMD_CODE: '39732311000001104', DATE: '20250201' },
  ]
  expect(shape(await medications(rows))).toEqual({ 1: '2', 3: '4', 5: '6' })
})

test('with no-issue-match each issue has a plan of its own', async () => {
  const rows = [
    { ...repeat, DATE: '20250101' },
    { ...issue, DATE: '20250201' },
    { ...issue, DATE: '20250301' },
  ]
  const record = await medications(rows, [['no-issue-match', 'on']])
  expect(shape(record)).toEqual({ 1: '', '2:plan': '2', '3:plan': '3' })
})

test('a quantity that is no number is text; values that are no quantity, form and strength are notes', async () => {
  const base = { SUBSET: 'A', RUBRIC: 'Emollient cream', DATE: '20250101', DRUG_PACKSIZE: 'tube' }
  const rows = [
    { ...base, VALUE1_NAME: 'QUANTITY', VALUE1: '1 op' },
    { ...base, VALUE1_NAME: 'QUANTITY', VALUE1: '0.50', DRUG_FORM: 'Cream', DRUG_STRENGTH: '1%' },
    { ...base, VALUE1_NAME: 'OTHER', VALUE1: '3', VALUE1_UNITS: 'days', VALUE2: '6' },
  ]
  const { medications: plans } = await medications(rows)
  expect(plans.map(plan => [plan.quantity, plan.notes.map(note => note.text)])).toEqual([
    [{ text: '1 op tube' }, []],
    [{ value: '0.50', unit: 'tube' }, ['Strength: 1%']],
    [undefined, ['OTHER: 3 days', 'VALUE2: 6']],
  ])
})

test('a row without a drug code and a name is unreadable, with its reason', async () => {
  const record = await medications([
    { SUBSET: 'A', TEXT: 'one daily' },
    { SUBSET: 'R', DMD_CODE: '29993973518322896898' },
  ])
  expect(record.medications).toEqual([])
  expect(record.unreadable.map(one => one.key)).toEqual(['journal:2001:1', 'journal:2001:2'])
})

test('every row of SUBSET A, R and S ends once: as a plan or an issue', async () => {
  const row = fc.record({
    SUBSET: fc.constantFrom('A', 'R', 'S'),
    DATE: fc.constantFrom('', '20240101', '20250101', '20260101'),
    END_DATE: fc.constantFrom('', '20250601'),
    DMD_CODE: fc.constantFrom('', '325278007', '39732311000001104', '123'),
    CODE: fc.constantFrom('', 'f41z.00', '#9V9.00', 'DNA'),
    RUBRIC: fc.constantFrom('Metformin 500mg tablets', 'Other'),
    TEXT: fc.constantFrom('', 'one daily'),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 12 }), async rows => {
      const record = await medications(rows)
      const repeats = rows.filter(one => one.SUBSET === 'R').length
      const ids = record.medications.flatMap(plan => [
        ...(plan.key.endsWith(':plan') || plan.type === 'acute' ? [] : [plan.key]),
        ...plan.issues.map(one => one.key.replace(':order', '')),
      ])
      expect(ids.sort()).toEqual(rows.map((_, i) => `journal:2001:${i + 1}`).sort())
      expect(record.medications.filter(plan => plan.type === 'repeat').length).toBeGreaterThanOrEqual(repeats)
      expect(record.unreadable).toEqual([])
    }),
    { numRuns: 60 },
  )
})
