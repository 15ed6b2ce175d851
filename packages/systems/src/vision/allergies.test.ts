import { expect, test } from 'vitest'
import { practice } from '../shared/testing.ts'
import { readVisionCode } from './codes.ts'
import { vision } from './index.ts'
import { delivery, journal, ods, plain, type Row } from './testing.ts'

async function record(rows: readonly Row[], options: readonly (readonly [string, string])[] = []) {
  const folder = await delivery({ ...plain, journal: journal(...rows) })
  const found = await practice(vision, ods).load(folder, { options: new Map(options) })
  expect(found.rejects).toEqual([])
  const one = found.records.get('2001')
  if (one === undefined) throw new Error('no record')
  return one
}

const allergy: Row = { SUBSET: 'L', DATE: '20250310', RUBRIC: 'Allergy' }

test("drug or not by drug code and chapter; a drug where it can't be told, or by option (STR-ALG-08)", async () => {
  const rows = [
    { CODE: '14L1.00' },
    { CODE: 'SN52.00' },
    { CODE: 'TJC24' },
    { CODE: 'bh22.00' },
    { CODE: 'SN58200', DMD_CODE: '325278007' },
    { CODE: 'SN58200' },
    { SNOMED_CODE: '91935009' },
    {},
  ].map(row => ({ ...allergy, ...row }))
  const drug = 'medication'
  const other = 'environment'
  const categories = (await record(rows)).allergies.map(one => one.category)
  expect(categories).toEqual([drug, drug, drug, drug, drug, other, drug, drug])
  const all = await record(rows, [['no-allergy-inference', 'on']])
  expect(new Set(all.allergies.map(one => one.category))).toEqual(new Set([drug]))
})

test('severity, and whatever has no element of its own as a labelled note (STR-ALG-15, STR-ALG-17)', async () => {
  const { allergies } = await record([
    {
      ...allergy,
      SEVERITY: '442452003',
      CERTAINTY: '385433004',
      EPISODE: 'F',
      TEXT: 'line one\nline two',
      TIME: '1530',
    },
    { ...allergy, SEVERITY: '1', CERTAINTY: '2', END_DATE: '20251231', DMD_CODE: '325278007', SNOMED_CODE: '91936005' },
  ])
  expect(allergies.map(one => [one.severity, one.asserted, one.notes])).toEqual([
    [
      'life-threatening',
      '2025-03-10T15:30:00+00:00',
      ['line one\nline two', 'Certainty: consistent with', 'Episode: first'],
    ],
    [
      undefined,
      '2025-03-10',
      ['Certainty: 2', 'Severity: 1', 'Drug code (dm+d): 325278007', 'End date (yyyyMMdd): 20251231'],
    ],
  ])
})

test('garbage codes are left out and their text stays', async () => {
  const { allergies, unreadable } = await record([
    { ...allergy, SNOMED_CODE: '29993973518322896898', CODE: 'DNA' },
    { SUBSET: 'L', SNOMED_CODE: '91936006', TEXT: 'Came out in a rash with penicillin' },
    { SUBSET: 'L', DMD_CODE: '325278007', CODE: 'TJC2400', RUBRIC: 'Adverse reaction' },
    { SUBSET: 'L', CODE: '#9V9.00', RUBRIC: 'Local term' },
    { SUBSET: 'L', SNOMED_CODE: '123' },
    { ...allergy, ENTITY: 'WEIGHT', VALUE1: '71' },
  ])
  expect(allergies.map(one => [one.concept, one.notes])).toEqual([
    [{ codings: [], text: 'Allergy' }, ['Code as recorded: DNA']],
    [
      { codings: [], text: 'Came out in a rash with penicillin' },
      ['SNOMED_CODE as recorded (not a valid SNOMED CT id): 91936006'],
    ],
    [
      {
        codings: [
          { system: 'http://snomed.info/sct', code: '325278007' },
          { system: 'http://read.info/readv2', code: 'TJC24', display: 'Adverse reaction' },
        ],
        text: 'Adverse reaction',
      },
      [],
    ],
    [{ codings: [{ system: 'urn:vision:local-code', code: '#9V9.', display: 'Local term' }], text: 'Local term' }, []],
  ])
  expect(unreadable.map(one => [one.key, one.column])).toEqual([
    ['journal:2001:5', 'CODE'],
    ['journal:2001:6', 'ENTITY'],
  ])
})

test('an explicit "no known allergies" is one in a clinical row too (STR-ALG-06, STR-ALG-22, STR-PRB-08)', async () => {
  const { allergies, problems } = await record([
    { SUBSET: 'C', CODE: '1151.00', RUBRIC: 'No known allergies' },
    { SUBSET: 'L', SNOMED_CODE: '716186003', RUBRIC: 'No known allergies' },
    { SUBSET: 'C', CODE: '14L1.00', RUBRIC: 'H/O: penicillin allergy' },
    { SUBSET: 'C', CODE: '137P.00', RUBRIC: 'Cigarette smoker' },
    { SUBSET: 'P', CODE: '14L1.00', RUBRIC: 'H/O: penicillin allergy' },
    { SUBSET: 'T', CODE: '14L1.00', RUBRIC: 'H/O: penicillin allergy' },
  ])
  expect(allergies.map(one => [one.key, one.negation])).toEqual([
    ['journal:2001:1', true],
    ['journal:2001:2', true],
    ['journal:2001:3', undefined],
    ['journal:2001:5', undefined],
  ])
  expect(problems.map(one => [one.key, one.actual])).toEqual([['problem:2001:5', 'journal:2001:5']])
})

test('a row of an unknown SUBSET is unreadable, not passed over', async () => {
  const { unreadable } = await record([{ RUBRIC: 'What?' }, { SUBSET: 'X', RUBRIC: 'What?' }, { SUBSET: 'T' }])
  expect(unreadable.map(one => [one.key, one.column])).toEqual([
    ['journal:2001:1', 'SUBSET'],
    ['journal:2001:2', 'SUBSET'],
    ['journal:2001:3', 'CODE'],
  ])
})

test('CODE is Read v2 with or without a term code, a local code, or a word', () => {
  const found = [
    'C10F.00',
    '13m1.0',
    'H33..',
    'SN58200',
    'e311.1A',
    '#9V9.00',
    '9mb.00',
    '9V0.00',
    '#9V0..',
    'DNA',
    'asthma',
    'TOOLONG1',
  ]
  expect(found.map(code => Object.values(readVisionCode(code)).join(' '))).toEqual([
    'read C10F.',
    'read 13m1.',
    'read H33..',
    'read SN582',
    'read e311.',
    'local #9V9.',
    'local 9mb.00',
    'local 9V0.00',
    'local #9V0..',
    'word DNA',
    'word asthma',
    'local TOOLONG1',
  ])
})
