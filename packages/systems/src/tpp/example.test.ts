import { expect, test } from 'vitest'
import { joinBloodPressures } from '../../../clinical/src/rules/blood-pressure.ts'
import { example, load, recordOf } from './testing.ts'

test('the worked example: patient, registration and people', async () => {
  const { directory, records, rejects, notices } = await load(example)
  expect(rejects).toEqual([])
  expect(notices.some(one => one.includes('SRMappingGroup'))).toBe(true)
  expect([...records.keys()]).toEqual(['5001'])
  expect(records.get('5001')?.patient).toEqual({
    source: 'tpp',
    key: '5001',
    nhsNumber: '9990101027',
    nhsNumberStatus: 'verified',
    name: { prefix: 'Mr', given: ['Corin'], family: 'Ashdale' },
    gender: 'male',
    birthDate: '1958-11-04',
    addresses: [{ use: 'home', lines: ['8 Mill Bank'], city: 'Ripon', postcode: 'HG99 0AB' }],
    contacts: [{ system: 'phone', value: '07700900456', use: 'mobile' }],
    relations: [],
    registration: { type: 'regular', typeText: 'GMS,Applied', start: '2015-03-03' },
    sensitive: false,
  })
  expect(directory).toEqual({
    organisations: [
      {
        source: 'tpp',
        key: 'X99002',
        ods: 'X99002',
        name: 'Hazel Court Practice',
        address: { lines: ['12 Hazel Court'], city: 'Ripon', postcode: 'HG99 0AA' },
        contacts: [{ system: 'phone', value: '01765 000000', use: 'work' }],
        mainSite: 'X99002',
      },
    ],
    sites: [
      {
        source: 'tpp',
        key: 'X99002',
        odsSite: 'X99002',
        name: 'Hazel Court Practice',
        organisation: 'X99002',
        address: { lines: ['12 Hazel Court'], city: 'Ripon', postcode: 'HG99 0AA' },
        contacts: [{ system: 'phone', value: '01765 000000', use: 'work' }],
      },
    ],
    staff: [
      {
        source: 'tpp',
        key: '201',
        name: { prefix: 'Dr', given: ['Idris'], family: 'Pell' },
        gmcNumber: '9900002',
        gmpNumber: 'G9900002',
        roles: [{ key: '301', name: 'General Medical Practitioner' }],
      },
    ],
  })
})

const common = {
  source: 'tpp',
  confidentiality: 'unknown',
  recorded: '2026-01-12T09:12:00+00:00',
  recorder: '201',
  clinician: '201',
  encounter: 'SREvent:6001',
}

test('the worked example: allergies, one by its place in the hierarchy, one ended', async () => {
  const record = await recordOf(example)
  expect(record.unreadable).toEqual([])
  expect(record.allergies).toEqual([
    {
      ...common,
      key: 'SRDrugSensitivity:6301',
      concept: {
        codings: [
          {
            system: 'https://fhir.hl7.org.uk/Id/multilex-drug-codes',
            code: '88001',
            display: 'Amoxicillin 250mg capsules',
          },
          { system: 'http://read.info/ctv3', code: 'e311.', display: 'Amoxicillin 250mg capsules' },
        ],
        text: 'Amoxicillin 250mg capsules',
      },
      category: 'medication',
      onset: '1990-06-01',
      asserted: '2026-01-12T09:05:00+00:00',
      ended: { date: '2020-05-05' },
      notes: [],
    },
    {
      ...common,
      key: 'SRCode:6105',
      concept: {
        codings: [
          { system: 'http://snomed.info/sct', code: '91936005', display: 'Allergy to penicillin' },
          { system: 'http://read.info/ctv3', code: '14L1.', display: 'Penicillin allergy' },
        ],
        text: 'Penicillin allergy',
      },
      category: 'medication',
      asserted: '2026-01-12T09:05:00+00:00',
      notes: [],
    },
  ])
})

test('the worked example: a repeat with its issue, and an acute item with its own', async () => {
  const { medications } = await recordOf(example)
  const metformin = {
    codings: [
      { system: 'http://snomed.info/sct', code: '39695211000001102', display: 'Metformin 500mg tablets' },
      { system: 'https://fhir.hl7.org.uk/Id/multilex-drug-codes', code: '88002' },
    ],
    text: 'Metformin 500mg tablets',
  }
  const amoxicillin = {
    codings: [
      { system: 'http://snomed.info/sct', code: '39732311000001104', display: 'Amoxicillin 500mg capsules' },
      { system: 'https://fhir.hl7.org.uk/Id/multilex-drug-codes', code: '88003' },
    ],
    text: 'Amoxicillin 500mg capsules',
  }
  expect(medications).toEqual([
    {
      ...common,
      key: 'SRRepeatTemplate:6401',
      drug: metformin,
      type: 'repeat',
      agency: 'prescribed-at-gp-practice',
      authorised: '2026-01-12T09:05:00+00:00',
      dosage: 'take one twice daily',
      quantity: { value: '56', unit: 'tablets' },
      supplyDays: '28',
      repeatsAllowed: 6,
      notes: [{ kind: 'other', text: 'Review date: 12-Jul-2026' }],
      issues: [
        {
          ...common,
          key: 'SRPrimaryCareMedication:6501',
          issued: '2026-01-12T09:05:00+00:00',
          end: '2026-02-09',
          status: 'active',
          dosage: 'take one twice daily',
          quantity: { value: '56', unit: 'tablets' },
          notes: [],
        },
      ],
    },
    {
      ...common,
      key: 'SRPrimaryCareMedication:6502:plan',
      drug: amoxicillin,
      type: 'acute',
      agency: 'prescribed-at-gp-practice',
      authorised: '2026-01-12T09:05:00+00:00',
      end: '2026-01-19',
      dosage: 'take one three times daily',
      quantity: { value: '21', unit: 'capsules' },
      notes: [],
      issues: [
        {
          ...common,
          key: 'SRPrimaryCareMedication:6502',
          issued: '2026-01-12T09:05:00+00:00',
          end: '2026-01-19',
          status: 'active',
          dosage: 'take one three times daily',
          quantity: { value: '21', unit: 'capsules' },
          notes: [],
        },
      ],
    },
  ])
})

const ctv3 = (code: string, display?: string) => ({
  system: 'http://read.info/ctv3',
  code,
  ...(display === undefined ? {} : { display }),
})
const snomed = (code: string, display?: string) => ({
  system: 'http://snomed.info/sct',
  code,
  ...(display === undefined ? {} : { display }),
})
const at = '2026-01-12T09:05:00+00:00'
const diabetes = {
  codings: [snomed('44054006', 'Diabetes mellitus type 2'), ctv3('X40J5', 'Type 2 diabetes mellitus')],
  text: 'Type 2 diabetes mellitus',
}

test('STR-CON-06 the worked example: one consultation with all that names its event, in the documented order', async () => {
  const { encounter: _, ...event } = common
  expect((await recordOf(example)).consultations).toEqual([
    {
      ...event,
      key: 'SREvent:6001',
      type: { codings: [], text: 'Face to Face' },
      start: at,
      site: 'X99002',
      topics: [
        {
          headings: [
            {
              items: [
                'SRProblem:6201',
                'SRCode:6101',
                'SRCode:6102',
                'SRCode:6103',
                'SRCode:6104',
                'SRCode:6105',
                'SRDrugSensitivity:6301',
                'SRRepeatTemplate:6401',
                'SRPrimaryCareMedication:6501',
                'SRPrimaryCareMedication:6502:plan',
                'SRPrimaryCareMedication:6502',
                'SRImmunisation:6601',
                'SRReferralOut:6801',
                'SRRecall:6701',
              ],
            },
          ],
        },
      ],
    },
  ])
})

test('STR-PRB-07 STR-PRB-08 the worked example: a problem of its code row', async () => {
  expect((await recordOf(example)).problems).toEqual([
    {
      ...common,
      key: 'SRProblem:6201',
      concept: diabetes,
      status: 'active',
      significance: 'major',
      onset: at,
      actual: 'SRCode:6101',
      related: ['SREvent:6001'],
      problems: [],
      notes: [],
    },
  ])
})

test('STR-UNC-11 the worked example: observations, readings that become one blood pressure, a local code without SNOMED CT', async () => {
  const systolic = {
    codings: [snomed('72313002', 'Systolic arterial pressure'), ctv3('2469.', 'O/E - Systolic BP reading')],
    text: 'O/E - Systolic BP reading',
  }
  const diastolic = {
    codings: [snomed('1091811000000102', 'Diastolic arterial pressure'), ctv3('246A.', 'O/E - Diastolic BP reading')],
    text: 'O/E - Diastolic BP reading',
  }
  const coded = { ...common, kind: 'coded', effective: at }
  const { observations } = await recordOf(example)
  const [, pressure] = joinBloodPressures(observations).observations
  expect(pressure?.components?.map(({ value }) => value)).toMatchObject([{ value: '141' }, { value: '79' }])
  expect(observations).toEqual([
    { ...coded, key: 'SRCode:6101', concept: diabetes, notes: ['Episode: New'] },
    {
      ...coded,
      key: 'SRCode:6102',
      concept: systolic,
      value: { kind: 'quantity', value: '141', unit: 'mmHg' },
      notes: [],
    },
    {
      ...coded,
      key: 'SRCode:6103',
      concept: diastolic,
      value: { kind: 'quantity', value: '79', unit: 'mmHg' },
      notes: [],
    },
    {
      ...coded,
      key: 'SRCode:6104',
      concept: { codings: [ctv3('Y9901', 'Practice frailty score')], text: 'Practice frailty score' },
      value: { kind: 'quantity', value: '5', comparator: '<' },
      notes: [],
    },
  ])
})

test('the worked example: immunisation, recall and referral', async () => {
  const { immunisations, diary, referrals, documents, investigations, organisations, unreadable } =
    await recordOf(example)
  expect(immunisations).toEqual([
    {
      ...common,
      key: 'SRImmunisation:6601',
      procedure: { codings: [snomed('86198006'), ctv3('65E..')], text: 'Influenza vaccine 25/26' },
      vaccine: { codings: [], text: 'Influenza vaccine 25/26' },
      date: at,
      batch: 'B123',
      expires: '2026-06-30',
      dose: { value: '0.5', unit: 'ml' },
      notes: ['Vaccine contents: Influenza'],
    },
  ])
  expect(diary).toEqual([
    {
      ...common,
      key: 'SRRecall:6701',
      concept: { codings: [], text: 'Diabetic review' },
      status: 'open',
      due: '2027-01-12',
      notes: ['Recall status: Pending (12-Jan-2026)'],
    },
  ])
  expect(referrals).toEqual([
    {
      ...common,
      key: 'SRReferralOut:6801',
      reason: { codings: [snomed('44054006'), ctv3('X40J5')] },
      date: at,
      priority: 'routine',
      notes: ['Recipient: X99998'],
    },
  ])
  expect({ documents, investigations, organisations, unreadable }).toEqual({
    documents: [],
    investigations: [],
    organisations: [],
    unreadable: [],
  })
})

test('appointments and rotas, which are no part of the record, are kept as rows', async () => {
  const { rows } = await load(example)
  const tables = new Set(rows.map(row => row.table))
  for (const table of ['SRAppointment', 'SRRota', 'SRRotaSlot']) expect(tables).toContain(table)
})
