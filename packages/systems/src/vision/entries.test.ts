import { expect, test } from 'vitest'
import { practice } from '../shared/testing.ts'
import { vision } from './index.ts'
import { delivery, journal, ods, plain, type Row, record } from './testing.ts'

const clinical: Row = { SUBSET: 'C', DATE: '20250310', CODE: 'H33..00', RUBRIC: 'Asthma' }
const problem: Row = { ...clinical, SUBSET: 'P' }

test('values have units by their columns, by ENTITY, or none (STR-UNC-06)', async () => {
  const rows: readonly Row[] = [
    { ENTITY: 'HEIGHT', VALUE1_NAME: 'HEIGHT', VALUE1: '1.71' },
    { ENTITY: 'WEIGHT', VALUE1: '154', VALUE1_UNITS: 'lb' },
    { ENTITY: 'TEST', VALUE1: '5.0', VALUE1_NAME: 'RESULT' },
    { VALUE1: '<0.10', VALUE1_UNITS: 'mg/L' },
    { VALUE1: 'positive', VALUE1_UNITS: '+' },
    { ENTITY: 'SMOKING', VALUE1: 'few' },
    { VALUE1_NAME: 'REVIEW_DAT', VALUE1: '20260301' },
    { VALUE1: '1', VALUE2: '2', VALUE2_NAME: 'PEAK', VALUE2_UNITS: 'l/min' },
  ]
  const { observations } = await record({ journal: rows.map(row => ({ ...clinical, SUBSET: 'T', ...row })) })
  expect(observations.map(one => one.value)).toEqual([
    { kind: 'quantity', value: '1.71', unit: 'm' },
    { kind: 'quantity', value: '154', unit: 'lb' },
    { kind: 'quantity', value: '5.0' },
    { kind: 'quantity', value: '0.10', comparator: '<', unit: 'mg/L' },
    { kind: 'text', text: 'positive +' },
    { kind: 'text', text: 'few' },
    { kind: 'text', text: 'Review date: 20260301' },
    { kind: 'quantity', value: '1' },
  ])
  expect(observations[2]?.notes).toEqual(['Name of the value: RESULT'])
  expect(observations[7]?.components).toEqual([
    { concept: { codings: [], text: 'PEAK' }, value: { kind: 'quantity', value: '2', unit: 'l/min' } },
  ])
})

test('a blood pressure is one observation of two readings (STR-UNC-11, STR-UNC-15)', async () => {
  const rows: readonly Row[] = [
    { CODE: '246..00', ENTITY: 'BP', VALUE1: '128', VALUE2: '76' },
    { CODE: '246..00', VALUE1_NAME: 'DIASTOLIC', VALUE1: '76', VALUE2_NAME: 'SYSTOLIC', VALUE2: '128' },
    { CODE: '246..00', ENTITY: 'BP', VALUE1: '128' },
    { CODE: '246E.00', VALUE1: '128', VALUE2: 'faint' },
    { CODE: '246A.00', ENTITY: 'BP', VALUE1: '76' },
    { CODE: '246..00', ENTITY: 'BP' },
  ]
  const { observations } = await record({ journal: rows.map(row => ({ ...clinical, SUBSET: 'T', ...row })) })
  const shown = observations.map(one => [
    one.value,
    one.components?.map(part => [part.concept.codings[0]?.code, part.value]),
  ])
  const systolic = ['72313002', { kind: 'quantity', value: '128', unit: 'mmHg' }]
  const diastolic = ['1091811000000102', { kind: 'quantity', value: '76', unit: 'mmHg' }]
  expect(shown).toEqual([
    [undefined, [systolic, diastolic]],
    [undefined, [systolic, diastolic]],
    [undefined, [systolic]],
    [undefined, [systolic, ['1091811000000102', { kind: 'text', text: 'faint' }]]],
    [{ kind: 'quantity', value: '76', unit: 'mmHg' }, undefined],
    [undefined, undefined],
  ])
})

test('the second value means what the Read code says', async () => {
  const rows: readonly Row[] = [
    { CODE: '136..00', ENTITY: 'ALCOHOL', VALUE1: '12', VALUE2: '1' },
    { CODE: '1362.00', VALUE2: '7' },
    { CODE: '137R.00', ENTITY: 'SMOKING', VALUE1: '10', VALUE2: '1' },
    { CODE: '44B..00', VALUE1: '1', VALUE2: '12' },
    { CODE: '152..00', VALUE1: '3', VALUE2: '1' },
  ]
  const { observations } = await record({ journal: rows.map(row => ({ ...clinical, ...row })) })
  const number = (value: string, unit?: string) => ({
    kind: 'quantity',
    value,
    ...(unit === undefined ? {} : { unit }),
  })
  const shown = observations.map(one => [
    one.value,
    ...(one.components ?? []).map(part => [part.concept.text, part.value]),
  ])
  expect(shown).toEqual([
    [number('12', 'per week'), ['Alcohol status', { kind: 'text', text: 'current drinker' }]],
    [undefined, ['Alcohol status', { kind: 'text', text: '7' }]],
    [number('10', 'per day'), ['Smoking status as coded by Vision', { kind: 'text', text: '1' }]],
    [number('1'), ['Weeks pregnant', number('12')]],
    [undefined, ['Births', number('3')], ['Miscarriages', number('1')]],
  ])
})

test('qualifiers come first in words, then the text, then what else the row says (STR-UNC-07)', async () => {
  const { observations } = await record({
    journal: [
      {
        ...clinical,
        EPISODE: 'D',
        SEVERITY: '24484000',
        CERTAINTY: '385434005',
        TEXT: 'line one\nline two',
        END_DATE: '20250401',
        DOCUMENT_ID: '1|abc',
      },
    ],
  })
  expect(observations).toMatchObject([
    {
      effective: '2025-03-10',
      effectiveEnd: '2025-04-01',
      notes: [
        'Episode: cause of death',
        'Severity: severe',
        'Certainty: unlikely',
        'line one\nline two',
        'Document: 1|abc',
      ],
    },
  ])
})

test('a text alone is a comment in its consultation, and uncategorised data outside of one (STR-CON-12, STR-UNC-03)', async () => {
  const { observations } = await record({
    encounter: [{ ID: '501' }],
    journal: [
      { SUBSET: 'C', TEXT: 'feels better', LINKS: 'E501' },
      { SUBSET: 'C', TEXT: 'feels better', LINKS: 'E502' },
      { SUBSET: 'C', TEXT: 'feels better' },
      { SUBSET: 'C', TEXT: 'feels better', CODE: 'DNA', LINKS: 'E501' },
      { SUBSET: 'P', TEXT: 'feels worse', LINKS: 'E501' },
    ],
  })
  expect(observations.map(one => [one.kind, one.concept.text, one.notes])).toEqual([
    ['comment', undefined, ['feels better']],
    ['coded', 'feels better', []],
    ['coded', 'feels better', []],
    ['coded', 'feels better', ['Code as recorded: DNA']],
    ['coded', 'feels worse', []],
  ])
})

const flu: Row = { SUBSET: 'I', DATE: '20251001', CODE: '65E..00', RUBRIC: 'Influenza vaccination' }

test('immunisations: given, or declined by a "not done" term; the rest never reads as given (STR-IMM-02, STR-IMM-06, STR-IMM-14)', async () => {
  const refusal = 'Refusal to start or complete course'
  const rows: readonly Row[] = [
    { ...flu, IMMS_STATUS: 'Given', DMD_CODE: '39732311000001104', IMMS_REASON: 'Routine', TEXT: 'no reaction' },
    { ...flu, IMMS_STATUS: refusal, CODE: '9OX5.00', RUBRIC: 'Influenza vaccination declined', IMMS_SITE: 'Left arm' },
    { ...flu, IMMS_STATUS: refusal },
    { ...flu, IMMS_STATUS: 'Advised' },
    { ...flu, IMMS_STATUS: 'Perhaps' },
    { ...flu, IMMS_STATUS: refusal, CODE: '68NE.00', RUBRIC: 'No consent - influenza imm.' },
    { ...flu, IMMS_STATUS: 'Given', RUBRIC: 'Influenza vaccination not given' },
    { ...flu, ENTITY: 'WEIGHT', VALUE1: '70', IMMS_STATUS: 'Given' },
    { ...flu },
    { ...flu, RUBRIC: 'Influenza vaccination declined' },
    { ...flu, RUBRIC: 'Influenza vaccination invitation letter sent', END_DATE: '20260101' },
  ]
  const found = await record({ journal: rows })
  expect(found.immunisations).toMatchObject([
    {
      key: 'journal:2001:1',
      vaccine: { codings: [{ system: 'http://snomed.info/sct', code: '39732311000001104' }] },
      reason: { codings: [], text: 'Routine' },
      notes: ['no reaction'],
    },
    { key: 'journal:2001:10', notGiven: true },
    {
      key: 'journal:2001:2',
      notGiven: true,
      reasonNotGiven: { codings: [], text: refusal },
      notes: ['Site: Left arm'],
    },
    { key: 'journal:2001:9', notes: ['Immunisation status: not stated'] },
  ])
  expect(found.immunisations[0]).not.toHaveProperty('notGiven')
  expect(found.observations.map(one => [one.key.slice(13), one.kind, one.value])).toEqual([
    ['11', 'immunisation-status', undefined],
    ['3', 'coded', { kind: 'text', text: refusal }],
    ['4', 'coded', { kind: 'text', text: 'Advised' }],
    ['5', 'coded', { kind: 'text', text: 'Perhaps' }],
    ['6', 'immunisation-status', { kind: 'text', text: refusal }],
    ['7', 'coded', { kind: 'text', text: 'Given' }],
  ])
  expect(found.observations[0]?.effectiveEnd).toBe('2026-01-01')
  expect(found.unreadable.map(one => [one.key, one.column])).toEqual([['journal:2001:8', 'ENTITY']])
  const plainly = await record({ journal: rows }, [['no-immunisation-inference', 'on']])
  expect(plainly.immunisations.map(one => [one.key, one.notGiven])).toEqual([
    ['journal:2001:1', undefined],
    ['journal:2001:7', undefined],
  ])
  expect(plainly.observations.every(one => one.kind === 'coded')).toBe(true)
})

test('referrals: reason by the linked problem, specialty, type and recipient (STR-REF-02, STR-REF-03, STR-REF-08)', async () => {
  const found = await record({
    journal: [
      { ...problem, RUBRIC: 'First' },
      { ...problem, RUBRIC: 'Second' },
      { ...clinical, RUBRIC: 'Finding' },
    ],
    referral: [
      { ID: '1', DATE: '20250401', HCP: '11', TO_HCP: '12', TYPE: 'D', SPECIALTY: '110', LINKS: '3|2|1' },
      { ID: '2', TYPE: 'Z', SPECIALTY: '999', UNIT: 'East' },
    ],
  })
  expect(found.referrals).toMatchObject([
    {
      key: 'referral:2001:1',
      date: '2025-04-01',
      clinician: '11',
      reason: { text: 'Second' },
      specialty: { codings: [], text: 'Trauma and Orthopaedics' },
      recipients: [{ kind: 'staff', key: '12' }],
      supporting: ['journal:2001:3'],
      notes: ['Type of referral: Day case', 'Specialty code: 110', 'Linked problem: First'],
    },
    {
      reason: { codings: [], text: 'Referral' },
      specialty: { text: '999' },
      notes: ['Type of referral: Z', 'Unit: East'],
    },
  ])
})

test('documents: letters and attachments with a document id, whose second part attachments are found by (DOC-REF-02, DOC-REF-05)', async () => {
  const letter: Row = { SUBSET: 'C', DATE: '20250310', CODE: '9b0g.00', RUBRIC: 'Referral letter' }
  const { documents, observations } = await record({
    journal: [
      {
        ...letter,
        ENTITY: 'ATTACHMENT',
        DOCUMENT_ID: '2| 5B0C |x',
        TEXT: 'From the clinic',
        RECORDED_DATE: '20250312',
      },
      { ...letter, ENTITY: 'LETTERS', DOCUMENT_ID: '5B0D' },
      { ...letter, ENTITY: 'LETTERS', DOCUMENT_ID: '7|' },
      { ...letter, ENTITY: 'LETTERS' },
      { ...letter, ENTITY: 'CLINICAL', DOCUMENT_ID: '1|5B0E' },
    ],
  })
  expect(documents.map(one => [one.attachment, one.title, one.created, one.recorded, one.notes])).toEqual([
    ['5B0C', 'From the clinic', '2025-03-10', '2025-03-12', []],
    ['5B0D', undefined, '2025-03-10', undefined, []],
    [undefined, undefined, '2025-03-10', undefined, ['Document: 7|']],
  ])
  expect(observations.map(one => one.notes)).toEqual([[], ['Document: 1|5B0E']])
})

test('the test pack has no entities, statuses and units: values, immunisations and staff are read all the same', async () => {
  const rows = journal(
    {
      SUBSET: 'T',
      CODE: '246..00',
      RUBRIC: 'O/E - blood pressure reading',
      VALUE1: '128',
      VALUE2: '76',
      HCP_CODE: 'G9900003',
    },
    { SUBSET: 'I', CODE: '65E..00', RUBRIC: 'Influenza vaccination', DATE: '20251001' },
  )
  const folder = await delivery({ ...plain, journal: rows }, { testPack: true })
  const found = (await practice(vision, ods).load(folder)).records.get('2001')
  expect(found?.observations.map(one => [one.components?.length, one.recorder])).toEqual([[2, '11']])
  expect(found?.immunisations).toHaveLength(1)
})
