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
