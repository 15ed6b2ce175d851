import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Imported } from '../shared/testing.ts'
import { changed, example, load, patient, removeFolders } from './test-delivery.ts'

const guid = (n: string) => `E00000${n}-0000-4000-8000-0000000000${n}`
const entered = {
  recorded: '2026-01-12T09:12:31+00:00',
  recorder: guid('03'),
  clinician: guid('03'),
}
let got: Imported

beforeAll(async () => {
  got = await load(example)
})
afterAll(removeFolders)

test('every row of the worked example is kept, and none is rejected', () => {
  expect(got.rejects).toEqual([])
  expect(got.notices).toEqual([])
  const counts = Object.fromEntries(
    [...Map.groupBy(got.rows, row => row.table)].map(([name, rows]) => [name, rows.length]),
  )
  expect(counts).toEqual({
    Agreements_SharingOrganisation: 1,
    Admin_Organisation: 1,
    Admin_Location: 1,
    Admin_OrganisationLocation: 1,
    Admin_UserInRole: 1,
    Coding_ClinicalCode: 9,
    Coding_DrugCode: 2,
    Admin_Patient: 1,
    Appointment_Session: 1,
    Appointment_SessionUser: 1,
    Appointment_Slot: 2,
    CareRecord_Consultation: 1,
    CareRecord_Observation: 8,
    CareRecord_ObservationReferral: 1,
    CareRecord_Problem: 1,
    CareRecord_Diary: 1,
    Prescribing_DrugRecord: 2,
    Prescribing_IssueRecord: 2,
  })
})

test('the same with LF or CRLF, and doubled quotes in a text are one', async () => {
  const again = await load(await changed())
  expect(again.records).toEqual(got.records)
  const row = got.rows.find(one => one.table === 'CareRecord_Observation' && one.key === guid('28'))
  expect(row?.columns.AssociatedText).toBe('Night cough, "wheezy"; see plan')
})

test('FND-LOC-04 practice, site and staff', () => {
  const address = { use: 'work', lines: ['1 Larch Lane'], city: 'Leeds', postcode: 'LS99 0AA' }
  const contacts = [{ system: 'phone', value: '0113 000000', use: 'work' }]
  const name = 'Larch Lane Surgery'
  expect(got.directory).toEqual({
    organisations: [{ source: 'emis', key: guid('01'), ods: 'X99001', name, address, contacts, mainSite: guid('02') }],
    sites: [{ source: 'emis', key: guid('02'), name, organisation: guid('01'), address, contacts }],
    staff: [
      {
        source: 'emis',
        key: guid('03'),
        name: { prefix: 'Dr', given: ['Orla'], family: 'FENWICK' },
        roles: [{ key: guid('03'), code: 'R0260', name: 'General Medical Practitioner' }],
      },
    ],
  })
})

test('FND-PAT-04 the patient, with an NHS number whose status the extract does not say', () => {
  expect(got.records.get(patient)?.patient).toEqual({
    source: 'emis',
    key: patient,
    nhsNumber: '9990101019',
    nhsNumberStatus: 'unknown',
    name: { prefix: 'Ms', given: ['Tamsin', 'Jo'], family: 'QUILL' },
    gender: 'female',
    birthDate: '1971-03-09',
    addresses: [{ use: 'home', lines: ['3 Alder Row'], city: 'Leeds', postcode: 'LS99 0AA' }],
    contacts: [{ system: 'phone', value: '07700900123', use: 'mobile' }],
    relations: [],
    usualGp: guid('03'),
    registration: { type: 'regular', typeText: 'Regular', start: '2012-06-18' },
    sensitive: false,
  })
})

test('STR-ALG-06, STR-ALG-12, STR-ALG-13 one allergy, its onset known to the year', () => {
  const display = 'Penicillin allergy'
  expect(got.records.get(patient)?.allergies).toEqual([
    {
      source: 'emis',
      key: `CareRecord_Observation:${guid('2C')}`,
      confidentiality: 'none',
      ...entered,
      concept: {
        codings: [
          { system: 'http://read.info/readv2', code: '14L1.', display, userSelected: true },
          { system: 'http://snomed.info/sct', code: '91936005', display },
        ],
        text: display,
      },
      category: 'medication',
      onset: '1988',
      asserted: entered.recorded,
      notes: ['Rash'],
    },
  ])
})

test('STR-MED-01, STR-MED-17 a repeat that is active and an acute that ended by issue and course', () => {
  const salbutamol = 'Salbutamol 100micrograms/dose inhaler CFC free'
  const common = { source: 'emis', confidentiality: 'none', ...entered, notes: [] }
  const inhaler = { dosage: 'Inhale 2 Doses As Needed', quantity: { value: '1', unit: 'x 200 dose' } }
  const mixture = { dosage: '5ml four times a day', quantity: { value: '100', unit: 'ml' } }
  const issued = { ...common, issued: '2026-01-12', status: 'completed' }
  expect(got.records.get(patient)?.medications).toEqual([
    {
      ...common,
      key: `Prescribing_DrugRecord:${guid('3C')}`,
      drug: {
        codings: [{ system: 'http://snomed.info/sct', code: '39113311000001107', display: salbutamol }],
        text: salbutamol,
      },
      type: 'repeat',
      agency: 'prescribed-at-gp-practice',
      authorised: '2026-01-12',
      ...inhaler,
      repeatsAllowed: 6,
      repeatsIssued: 1,
      issues: [{ ...issued, key: `Prescribing_IssueRecord:${guid('46')}`, ...inhaler, supplyDays: '28' }],
    },
    {
      ...common,
      key: `Prescribing_DrugRecord:${guid('3D')}`,
      drug: { codings: [], text: 'Erythromycin mixture (practice entry)' },
      type: 'acute',
      agency: 'prescribed-at-gp-practice',
      authorised: '2026-01-12',
      end: '2026-01-17',
      inactive: true,
      ...mixture,
      repeatsAllowed: 1,
      repeatsIssued: 1,
      issues: [{ ...issued, key: `Prescribing_IssueRecord:${guid('47')}`, ...mixture, supplyDays: '5' }],
    },
  ])
  expect(got.records.get(patient)?.unreadable).toEqual([])
})
