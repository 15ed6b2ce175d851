import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { practice } from '../shared/testing.ts'
import { vision } from './index.ts'
import { delivery, ods } from './testing.ts'

const folder = fileURLToPath(new URL('fixtures/worked-example', import.meta.url))

test('the worked example gives its practice, staff and patient, and every clinical area, entry by entry', async () => {
  const found = await practice(vision, ods).load(folder)
  expect(found.rejects).toEqual([])
  expect(found.rows.map(row => row.table).sort()).toEqual(
    [
      'encounter',
      ...Array(9).fill('journal'),
      'patient',
      'practice',
      'practice_site',
      'referral',
      'staff',
      'staff_gmp',
    ].sort(),
  )
  expect(found.directory).toEqual({
    organisations: [
      {
        source: 'vision',
        key: '1',
        ods,
        name: 'Willow End Surgery',
        address: { use: 'work', lines: ['Willow End', '5 Brook Street'], city: 'Leigh', postcode: 'WN99 0AA' },
        contacts: [{ system: 'phone', value: '01942 000000', use: 'work' }],
        mainSite: '1',
      },
    ],
    sites: [
      {
        source: 'vision',
        key: '1',
        odsSite: ods,
        name: 'Willow End Surgery',
        organisation: '1',
        address: { use: 'work', lines: ['Willow End', '5 Brook Street'], city: 'Leigh', postcode: 'WN99 0AA' },
        contacts: [{ system: 'phone', value: '01942 000000', use: 'work' }],
      },
    ],
    staff: [
      {
        source: 'vision',
        key: '11',
        name: { prefix: 'Dr', given: ['Bettina'], family: 'Marlowe' },
        gender: 'female',
        gmpNumber: 'G9900003',
        roles: [{ key: '11', name: 'Principal GP' }],
      },
    ],
  })
  const common = {
    source: 'vision',
    confidentiality: 'unknown',
    recorded: '2026-01-12',
    clinician: '11',
    recorder: '11',
    encounter: 'encounter:2001:501',
  }
  const snomed = 'http://snomed.info/sct'
  const readV2 = 'http://read.info/readv2'
  const at = '2026-01-12T09:35:00+00:00'
  const diabetes = {
    codings: [
      { system: snomed, code: '44054006', display: 'Type 2 diabetes mellitus' },
      { system: readV2, code: 'C10F.', display: 'Type 2 diabetes mellitus' },
    ],
    text: 'Type 2 diabetes mellitus',
  }
  const metformin = 'Metformin 500mg tablets'
  const amoxicillin = 'Amoxicillin 500mg capsules'
  expect([...found.records.keys()]).toEqual(['2001'])
  expect(found.records.get('2001')).toEqual({
    patient: {
      source: 'vision',
      key: '2001',
      nhsNumber: '9990101035',
      nhsNumberStatus: 'unknown',
      name: { prefix: 'Mrs', given: ['Yvonne'], family: 'Brackley' },
      gender: 'female',
      birthDate: '1984-05-27',
      addresses: [{ use: 'home', lines: ['17 Canal Row'], city: 'Leigh', postcode: 'WN99 0AB' }],
      contacts: [{ system: 'phone', value: '07700900789', use: 'mobile' }],
      relations: [],
      usualGp: '11',
      registration: { type: 'regular', typeText: 'GMS registered', start: '2011-09-12' },
      sensitive: false,
    },
    allergies: [
      {
        ...common,
        key: 'journal:2001:604',
        concept: {
          codings: [
            { system: snomed, code: '91936005', display: 'H/O: penicillin allergy' },
            { system: 'http://read.info/readv2', code: '14L1.', display: 'H/O: penicillin allergy' },
          ],
          text: 'H/O: penicillin allergy',
        },
        category: 'medication',
        onset: '2026-01-12',
        asserted: '2026-01-12',
        severity: 'moderate',
        notes: ['Hives', 'Certainty: definite'],
      },
    ],
    medications: [
      {
        ...common,
        key: 'journal:2001:608',
        drug: {
          codings: [
            { system: snomed, code: '39732311000001104', display: amoxicillin },
            { system: 'http://read.info/readv2', code: 'e311.', display: amoxicillin },
          ],
          text: amoxicillin,
        },
        type: 'acute',
        agency: 'prescribed-at-gp-practice',
        authorised: '2026-01-12T09:35:00+00:00',
        end: '2026-01-19',
        dosage: 'one three times a day',
        quantity: { value: '21', unit: 'capsule' },
        notes: [],
        issues: [
          {
            ...common,
            key: 'journal:2001:608:order',
            issued: '2026-01-12T09:35:00+00:00',
            end: '2026-01-19',
            status: 'completed',
            quantity: { value: '21', unit: 'capsule' },
            notes: [],
          },
        ],
      },
      {
        ...common,
        key: 'journal:2001:606',
        drug: {
          codings: [
            { system: snomed, code: '325278007', display: metformin },
            { system: 'http://read.info/readv2', code: 'f41z.', display: metformin },
          ],
          text: metformin,
        },
        type: 'repeat',
        agency: 'prescribed-at-gp-practice',
        authorised: '2026-01-12T09:35:00+00:00',
        dosage: 'one twice a day',
        quantity: { value: '56', unit: 'tablet' },
        notes: [],
        issues: [
          {
            ...common,
            key: 'journal:2001:607',
            issued: '2026-01-12T09:35:00+00:00',
            status: 'completed',
            quantity: { value: '56', unit: 'tablet' },
            notes: [],
          },
        ],
      },
    ],
    consultations: [
      {
        source: 'vision',
        key: 'encounter:2001:501',
        confidentiality: 'unknown',
        clinician: '11',
        recorder: '11',
        type: { codings: [], text: 'General' },
        start: '2026-01-12T09:30:00+00:00',
        end: '2026-01-12T09:40:00+00:00',
        minutes: '10',
        site: '1',
        edited: '2026-01-12',
        topics: [
          {
            headings: [
              {
                items: [
                  ...[601, 602, 603, 604, 605, 606, 607, 608, 609].map(id => `journal:2001:${id}`),
                  'referral:2001:701',
                ],
              },
            ],
          },
        ],
      },
    ],
    problems: [
      {
        ...common,
        key: 'problem:2001:601',
        concept: diabetes,
        status: 'active',
        onset: at,
        actual: 'journal:2001:601',
        related: ['journal:2001:602', 'journal:2001:606', 'referral:2001:701'],
        problems: [],
        notes: ['Episode: first'],
      },
    ],
    immunisations: [
      {
        ...common,
        key: 'journal:2001:605',
        procedure: {
          codings: [
            { system: snomed, code: '86198006', display: 'Influenza vaccination' },
            { system: readV2, code: '65E..', display: 'Influenza vaccination' },
          ],
          text: 'Influenza vaccination',
        },
        date: at,
        batch: 'V77',
        bodySite: { codings: [], text: 'Left arm' },
        route: { codings: [], text: 'Intramuscular' },
        notes: ['Compound: Influenza', 'Source: In this practice'],
      },
    ],
    observations: [
      {
        ...common,
        key: 'journal:2001:601',
        kind: 'coded',
        concept: diabetes,
        effective: at,
        notes: ['Episode: first'],
      },
      {
        ...common,
        key: 'journal:2001:602',
        kind: 'coded',
        concept: {
          codings: [
            { system: snomed, code: '163020007', display: 'O/E - blood pressure reading' },
            { system: readV2, code: '246..', display: 'O/E - blood pressure reading' },
          ],
          text: 'O/E - blood pressure reading',
        },
        effective: at,
        components: [
          {
            concept: {
              codings: [
                { system: snomed, code: '72313002', display: 'Systolic arterial pressure' },
                { system: readV2, code: '2469.', display: 'O/E - Systolic BP reading' },
              ],
            },
            value: { kind: 'quantity', value: '128', unit: 'mmHg' },
          },
          {
            concept: {
              codings: [
                { system: snomed, code: '1091811000000102', display: 'Diastolic arterial pressure' },
                { system: readV2, code: '246A.', display: 'O/E - Diastolic BP reading' },
              ],
            },
            value: { kind: 'quantity', value: '76', unit: 'mmHg' },
          },
        ],
        notes: ['Episode: other'],
      },
      {
        ...common,
        key: 'journal:2001:603',
        kind: 'coded',
        concept: {
          codings: [
            { system: snomed, code: '27113001', display: 'O/E - weight' },
            { system: readV2, code: '22A..', display: 'O/E - weight' },
          ],
          text: 'O/E - weight',
        },
        effective: at,
        value: { kind: 'quantity', value: '71.5', unit: 'kg' },
        components: [{ concept: { codings: [], text: 'BMI' }, value: { kind: 'quantity', value: '25.3' } }],
        notes: ['Episode: other'],
      },
    ],
    investigations: [],
    referrals: [
      {
        source: 'vision',
        key: 'referral:2001:701',
        confidentiality: 'unknown',
        clinician: '11',
        recorder: '11',
        encounter: 'encounter:2001:501',
        reason: diabetes,
        date: '2026-01-12',
        specialty: { codings: [], text: 'General Internal Medicine' },
        notes: ['Type of referral: Outpatient', 'Specialty code: 300'],
      },
    ],
    documents: [
      {
        ...common,
        key: 'journal:2001:609',
        type: {
          codings: [{ system: 'urn:vision:local-code', code: '#9V9.', display: 'Practice leaflet given' }],
          text: 'Practice leaflet given',
        },
        title: 'Spare | bar and "quote"',
        created: at,
        attachment: '5B0C1A7E-0000-4000-8000-000000000609',
        notes: [],
      },
    ],
    diary: [],
    unreadable: [],
  })
})

test('rows are kept as they came', async () => {
  const { rows } = await practice(vision, ods).load(folder)
  expect(rows.find(row => row.table === 'referral')?.columns).toEqual({
    PID: '2001',
    ID: '701',
    DATE: '20260112',
    HCP: '11',
    HCP_TYPE: 'A',
    SPECIALTY: '300',
    TYPE: 'O',
    LINKS: 'E501|601',
    SERVICE_ID: ods,
    ACTION: 'I',
  })
  const leaflet = rows.find(row => row.table === 'journal' && row.key === '2001:609')?.columns
  expect(leaflet?.TEXT).toBe('Spare | bar and "quote"')
  expect(leaflet?.DOCUMENT_ID).toBe('1|5B0C1A7E-0000-4000-8000-000000000609')
})

test('the same delivery twice changes nothing; a delta deletes a row; the patient goes with all rows', async () => {
  const store = practice(vision, ods)
  const first = await store.load(folder)
  expect(await store.load(folder)).toEqual(first)
  const weight = { PID: '2001', ID: '603', ACTION: 'D' }
  const one = await store.load(await delivery({ journal: [weight] }), { mode: 'delta' })
  expect(one.rejects).toEqual([])
  expect(first.rows.length - one.rows.length).toBe(1)
  expect(one.rows.some(row => row.key === '2001:603')).toBe(false)
  const changed = { PID: '2001', ID: '604', CODE: '14L1.00', RUBRIC: 'Changed', SUBSET: 'L', ACTION: 'U' }
  const two = await store.load(await delivery({ journal: [changed] }), { mode: 'delta' })
  expect(two.records.get('2001')?.allergies.map(allergy => allergy.concept.text)).toEqual(['Changed'])
  const gone = await store.load(await delivery({ patient: [{ PID: '2001', ACTION: 'D' }] }), { mode: 'delta' })
  expect(gone.records.size).toBe(0)
})

test('a bulk deletes what it does not name', async () => {
  const store = practice(vision, ods)
  await store.load(folder)
  const { plain, journal } = await import('./testing.ts')
  const rows = journal({ ID: '700', DATE: '20260113', SUBSET: 'L', CODE: 'SN58200', RUBRIC: 'Peanut allergy' })
  const found = await store.load(await delivery({ ...plain, journal: rows }), { mode: 'bulk' })
  expect(found.rows.filter(row => row.table === 'journal').map(row => row.key)).toEqual(['2001:700'])
  expect(found.records.get('2001')?.allergies.map(one => [one.key, one.category])).toEqual([
    ['journal:2001:700', 'environment'],
  ])
})
