import { join } from 'node:path'
import { expect, test } from 'vitest'
import { practice } from '../shared/testing.ts'
import { gp2gp } from './index.ts'

const load = () => practice(gp2gp, 'X99004').load(join(import.meta.dirname, 'fixtures/worked-example.xml'))

test('the worked example: an allergy by year with Read v2 and SNOMED CT (STR-ALG-08, STR-ALG-13, STR-COM-08)', async () => {
  const { records, rejects, notices } = await load()
  expect(rejects).toEqual([])
  expect(notices).toEqual([])
  expect(records.get('nhs:9990101043')?.unreadable).toEqual([])
  expect(records.get('nhs:9990101043')?.allergies).toEqual([
    {
      source: 'gp2gp',
      key: 'ObservationStatement:D0000000-0000-4000-8000-000000000007',
      confidentiality: 'none',
      recorded: '2026-01-12T09:45:00+00:00',
      recorder: 'B0000000-0000-4000-8000-000000000001',
      clinician: 'B0000000-0000-4000-8000-000000000001',
      encounter: 'ehrComposition:C0000000-0000-4000-8000-000000000001',
      concept: {
        codings: [
          { system: 'http://read.info/readv2', code: '14L1.00', display: 'H/O: penicillin allergy' },
          { system: 'http://snomed.info/sct', code: '91936005', display: 'Allergy to penicillin' },
        ],
        text: 'H/O: penicillin allergy',
      },
      category: 'medication',
      onset: '1999',
      asserted: '2026-01-12',
      notes: [],
    },
  ])
})

test('the worked example: a repeat plan with one issue (STR-MED-01, STR-MED-04)', async () => {
  const { records } = await load()
  expect(records.get('nhs:9990101043')?.medications).toEqual([
    {
      source: 'gp2gp',
      key: 'Authorise:D0000000-0000-4000-8000-000000000009',
      confidentiality: 'none',
      recorded: '2026-01-12T09:45:00+00:00',
      recorder: 'B0000000-0000-4000-8000-000000000001',
      clinician: 'B0000000-0000-4000-8000-000000000001',
      encounter: 'ehrComposition:C0000000-0000-4000-8000-000000000001',
      drug: {
        codings: [
          {
            system: 'http://snomed.info/sct',
            code: '39113311000001107',
            display: 'Salbutamol 100micrograms/dose inhaler CFC free',
          },
        ],
        text: 'Salbutamol 100micrograms/dose inhaler CFC free',
      },
      type: 'repeat',
      agency: 'prescribed-at-gp-practice',
      authorised: '2026-01-12',
      dosage: 'Two puffs when needed',
      quantity: { value: '1', unit: 'inhaler' },
      repeatsAllowed: 6,
      notes: [],
      issues: [
        {
          source: 'gp2gp',
          key: 'Prescribe:D0000000-0000-4000-8000-00000000000A',
          confidentiality: 'none',
          recorded: '2026-01-12T09:45:00+00:00',
          recorder: 'B0000000-0000-4000-8000-000000000001',
          clinician: 'B0000000-0000-4000-8000-000000000001',
          encounter: 'ehrComposition:C0000000-0000-4000-8000-000000000001',
          issued: '2026-01-12',
          status: 'completed',
          quantity: { value: '1', unit: 'inhaler' },
          notes: [],
        },
      ],
    },
  ])
})

test('the worked example: the people of the record, with their numbers and roles (FND-PRA-03)', async () => {
  const { records } = await load()
  expect(records.get('nhs:9990101043')?.staff).toEqual([
    {
      source: 'gp2gp',
      key: 'B0000000-0000-4000-8000-000000000001',
      name: { prefix: 'Dr', given: ['Lowri'], family: 'Penhale' },
      gmpNumber: '9900004',
      roles: [
        {
          key: 'B0000000-0000-4000-8000-000000000001',
          snomed: '309394004',
          name: 'General Practitioner Principal',
        },
      ],
    },
  ])
})

const guid = (end: string) => `D0000000-0000-4000-8000-0000000000${end}`

test('the worked example: a consultation with its structure, and what a problem is and holds (STR-CON-03, STR-PRB-08, STR-PRB-11)', async () => {
  const { records } = await load()
  const record = records.get('nhs:9990101043')
  const [heading] = record?.consultations[0]?.topics[0]?.headings ?? []
  expect(record?.consultations).toMatchObject([
    {
      key: 'ehrComposition:C0000000-0000-4000-8000-000000000001',
      confidentiality: 'none',
      type: { text: 'GP Surgery' },
      start: '2026-01-12T09:30:00+00:00',
      edited: '2026-01-12T09:45:00+00:00',
      topics: [{ title: 'Asthma', problems: [`LinkSet:${guid('0F')}`] }],
    },
    {
      key: 'ehrComposition:C0000000-0000-4000-8000-000000000002',
      confidentiality: 'nopat',
      topics: [{ headings: [{}] }],
    },
  ])
  expect(heading).toEqual({
    items: [
      `ObservationStatement:${guid('02')}`,
      `CompoundStatement:${guid('03')}`,
      `ObservationStatement:${guid('04')}`,
      `ObservationStatement:${guid('05')}`,
      `ObservationStatement:${guid('07')}`,
      `Authorise:${guid('09')}`,
      `Prescribe:${guid('0A')}`,
      `PlanStatement:${guid('0B')}`,
      `RequestStatement:${guid('0C')}`,
      `NarrativeStatement:${guid('0D')}`,
    ],
  })
  expect(record?.problems).toMatchObject([
    {
      key: `LinkSet:${guid('0F')}`,
      concept: { text: 'Asthma' },
      status: 'active',
      significance: 'major',
      onset: '2026-01-12',
      actual: `ObservationStatement:${guid('02')}`,
      related: [`Authorise:${guid('09')}`, `Prescribe:${guid('0A')}`],
    },
  ])
})

test('the worked example: every other area', async () => {
  const { records } = await load()
  const record = records.get('nhs:9990101043')
  expect(record?.observations.map(({ key, parent, value, notes }) => ({ key, parent, value, notes }))).toEqual([
    { key: `ObservationStatement:${guid('02')}`, parent: undefined, value: undefined, notes: ['Night cough'] },
    { key: `CompoundStatement:${guid('03')}`, parent: undefined, value: undefined, notes: [] },
    {
      key: `ObservationStatement:${guid('04')}`,
      parent: `CompoundStatement:${guid('03')}`,
      value: { kind: 'quantity', value: '134', unit: 'mmHg' },
      notes: [],
    },
    {
      key: `ObservationStatement:${guid('05')}`,
      parent: `CompoundStatement:${guid('03')}`,
      value: { kind: 'quantity', value: '81', unit: 'mmHg' },
      notes: [],
    },
  ])
  expect(record?.immunisations).toMatchObject([
    { key: `ObservationStatement:${guid('10')}`, date: '2026-01-12', confidentiality: 'nopat' },
  ])
  expect(record?.referrals).toMatchObject([
    { reason: { text: 'Patient referral' }, date: '2026-01-12', priority: 'routine', description: 'Chest clinic' },
  ])
  expect(record?.diary).toMatchObject([{ status: 'open', due: '2026-07-12', concept: { text: 'Medication review' } }])
  expect(record?.documents).toMatchObject([
    {
      title: 'Scanned letter',
      type: { text: 'Record Attachment' },
      contentType: 'text/plain',
      attachment: `${guid('0E')}_letter.txt`,
      unavailable: 'The document did not come with the record that was received',
    },
  ])
  expect(record?.investigations).toEqual([])
})
