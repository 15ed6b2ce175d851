import type { PatientRecord } from '@gpc/clinical'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptyFolder, example, extract, inMemory, load, patient, removeFolders } from './test-delivery.ts'
import { owner, type Row } from './test-rows.ts'

const guid = (n: string) => `E00000${n}-0000-4000-8000-0000000000${n}`
const observationKey = (n: string) => `CareRecord_Observation:${guid(n)}`
const consultation = `CareRecord_Consultation:${guid('1E')}`
const entry = {
  source: 'emis',
  confidentiality: 'none',
  recorded: '2026-01-12T09:12:31+00:00',
  recorder: guid('03'),
  clinician: guid('03'),
}
const inConsultation = { ...entry, encounter: consultation }

const concept = (display: string, read: string, snomed: string) => ({
  codings: [
    { system: 'http://read.info/readv2', code: read, display, userSelected: true },
    { system: 'http://snomed.info/sct', code: snomed, display },
  ],
  text: display,
})
const asthma = concept('Asthma', 'H33..', '195967001')

let got: PatientRecord

beforeAll(async () => {
  const found = (await load(example)).records.get(patient)
  if (found === undefined) throw new Error('no record')
  got = found
})
afterAll(removeFolders)

test('STR-CON-06, STR-CON-15 one consultation, one topic with all that was recorded in it', () => {
  expect(got.consultations).toEqual([
    {
      ...entry,
      key: consultation,
      type: {
        codings: [
          {
            system: 'https://fhir.hl7.org.uk/Id/egton-codes',
            code: 'EMISNQSU1',
            display: 'Surgery consultation',
            userSelected: true,
          },
        ],
        text: 'GP Surgery',
      },
      start: '2026-01-12',
      topics: [
        {
          headings: [
            {
              items: [
                observationKey('28'),
                observationKey('29'),
                observationKey('2A'),
                observationKey('2B'),
                observationKey('2F'),
                observationKey('2D'),
                observationKey('2E'),
                `CareRecord_Diary:${guid('32')}`,
              ],
            },
          ],
        },
      ],
    },
  ])
})

test('STR-PRB-07, STR-PRB-08, STR-PRB-09 one problem, major and active, made of the asthma observation', () => {
  expect(got.problems).toEqual([
    {
      ...inConsultation,
      key: `CareRecord_Problem:${guid('28')}`,
      concept: asthma,
      status: 'active',
      significance: 'major',
      onset: '2026-01-12',
      actual: observationKey('28'),
      related: [
        observationKey('29'),
        observationKey('2E'),
        `Prescribing_DrugRecord:${guid('3C')}`,
        `Prescribing_IssueRecord:${guid('46')}`,
      ],
      problems: [],
      notes: ['Started in childhood', 'Last reviewed: 12-Jan-2026'],
    },
  ])
})

test('STR-UNC-08, STR-UNC-11 the asthma, a blood pressure of 132/84 in three rows, and a confidential one', () => {
  const coded = { ...inConsultation, kind: 'coded', effective: '2026-01-12', notes: [] }
  const reading = (value: string, high: string) => ({
    value: { kind: 'quantity', value, unit: 'mm Hg' },
    ranges: [{ high, unit: 'mm Hg' }],
    parent: observationKey('29'),
  })
  expect(got.observations).toEqual([
    { ...coded, key: observationKey('28'), concept: asthma, notes: ['Night cough, "wheezy"; see plan'] },
    { ...coded, key: observationKey('29'), concept: concept('O/E - blood pressure reading', '246..', '163020007') },
    {
      ...coded,
      key: observationKey('2A'),
      concept: concept('O/E - Systolic BP reading', '2469.', '72313002'),
      ...reading('132', '140'),
    },
    {
      ...coded,
      key: observationKey('2B'),
      concept: concept('O/E - Diastolic BP reading', '246A.', '1091811000000102'),
      ...reading('84', '90'),
    },
    {
      ...coded,
      key: observationKey('2F'),
      confidentiality: 'confidential',
      concept: asthma,
      notes: ['hidden entry'],
    },
  ])
})

test('STR-IMM-06 one immunisation', () => {
  expect(got.immunisations).toEqual([
    {
      ...inConsultation,
      key: observationKey('2D'),
      procedure: concept('Influenza vaccination', '65E..', '86198006'),
      date: '2026-01-12',
      notes: [],
    },
  ])
})

test('STR-REF-03, STR-REF-05 one referral, routine', () => {
  expect(got.referrals).toEqual([
    {
      ...inConsultation,
      key: observationKey('2E'),
      reason: concept('Referral to physician', '8H4..', '3457005'),
      date: '2026-01-12',
      priority: 'routine',
      service: { codings: [], text: 'Outpatient' },
      description: 'Chest clinic',
      notes: ['Mode: Written'],
    },
  ])
})

test('STR-DRY-03 one diary entry, a medication review to come', () => {
  expect(got.diary).toEqual([
    {
      ...inConsultation,
      key: `CareRecord_Diary:${guid('32')}`,
      concept: concept('Medication review', '8B3V.', '314529007'),
      status: 'open',
      due: '2026-07-12',
      notes: [],
    },
  ])
})

test('no reports, no documents, and nothing that could not be read', () => {
  expect([got.investigations, got.documents, got.unreadable]).toEqual([[], [], []])
})

async function after(tables: Readonly<Record<string, readonly Row[]>>): Promise<PatientRecord> {
  const memory = inMemory()
  await memory.load(example)
  const found = (await memory.load(await extract(await emptyFolder(), tables))).records.get(patient)
  if (found === undefined) throw new Error('no record')
  return found
}

test('a delta that deletes the immunisation takes it alone', async () => {
  const row = { ...owner, ObservationGuid: `{${guid('2D')}}`, Deleted: 'true' }
  const { consultations, ...rest } = await after({ CareRecord_Observation: [row] })
  const { consultations: before, ...others } = got
  expect(rest).toEqual({ ...others, immunisations: [] })
  const items = before[0]?.topics[0]?.headings[0]?.items.filter(key => key !== observationKey('2D'))
  expect(consultations[0]?.topics[0]?.headings).toEqual([{ items }])
})

test('a delta that deletes the problem leaves the asthma', async () => {
  const row = { ...owner, ObservationGuid: `{${guid('28')}}`, Deleted: 'true' }
  expect(await after({ CareRecord_Problem: [row] })).toEqual({ ...got, problems: [] })
})
