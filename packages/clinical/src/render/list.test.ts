import { describe, expect, test } from 'vitest'
import { extension, type Json, parsed, patientRef } from '../../test/sample.ts'
import { type ListInput, listEntry, listJson, type PrimaryList } from './list.ts'

const list = (fields: Partial<ListInput> = {}): Json =>
  parsed(listJson({ area: 'allergies', patientRef, entries: '', warnings: [], ...fields }))
const entries = listEntry('AllergyIntolerance/1')

test.each<[PrimaryList, string, string, string]>([
  ['allergies', '886921000000105', 'Allergies and adverse reactions', 'Allergies and adverse reactions'],
  ['ended-allergies', '1103671000000101', 'Ended allergies', 'Ended allergies'],
  ['consultations', '1149501000000101', 'List of consultations', 'List of consultations'],
  ['diary-entries', '714311000000108', 'Patient recall administration', 'Patient recall administration'],
  ['immunisations', '1102181000000102', 'Immunisations', 'Immunisations'],
  ['investigations', '887191000000108', 'Investigations and results', 'Investigations and results'],
  ['medications', '933361000000108', 'Medications and medical devices', 'Medications and medical devices'],
  ['referrals', '792931000000107', 'Outbound referral', 'Outbound referral'],
  ['problems', '717711000000103', 'Problems', 'Problems'],
  ['uncategorised-data', '826501000000100', 'Miscellaneous record', 'Uncategorised data'],
])('STR-LIST-01 the list of %s', (area, code, display, title) => {
  expect(list({ area })).toMatchObject({
    title,
    code: { coding: [{ system: 'http://snomed.info/sct', code, display }] },
  })
})

test('STR-LIST-02 STR-LIST-03 STR-LIST-04 STR-LIST-08 what every list has, and has not', () => {
  const found = list({ entries })
  expect(found).toMatchObject({ status: 'current', mode: 'snapshot', subject: { reference: patientRef } })
  expect(found.meta).toEqual({ profile: ['https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-GPC-List-1'] })
  expect(extension(found, 'ClinicalSetting').valueCodeableConcept.coding[0].code).toBe('1060971000000108')
  for (const name of ['id', 'source', 'note', 'emptyReason']) expect(found).not.toHaveProperty(name)
  expect(found.entry).toEqual([{ item: { reference: 'AllergyIntolerance/1' } }])
})

test('STR-LIST-07 an empty list says so', () => {
  const found = list()
  expect(found.emptyReason.coding[0].code).toBe('no-content-recorded')
  expect(found.note).toEqual([{ text: 'Information not available' }])
  expect(found).not.toHaveProperty('entry')
})

describe('STR-WARN-01 warnings', () => {
  const before = 'information recorded before 29-Feb-2024 may be missing.'
  test.each<[string, ListInput['warnings'][number], string]>([
    ['STR-WARN-02', 'confidential-items', 'Items excluded due to confidentiality and/or patient preferences.'],
    ['STR-WARN-03', 'data-in-transit', `Patient record transfer from previous GP practice not yet complete; ${before}`],
    [
      'STR-WARN-04',
      'data-awaiting-filing',
      `Patient record contains some items in the GP practice workflow that have not been reviewed for inclusion in this message; ${before}`,
    ],
  ])('%s %s', (_, warning, text) => {
    const found = list({ entries, warnings: [warning], registeredFrom: '2024-02-29' })
    expect(extension(found, 'ListWarningCode').valueCode).toBe(warning)
    expect(found.note).toEqual([{ text }])
  })

  test('STR-WARN-07 all withheld: both texts in one note', () => {
    const found = list({ warnings: ['confidential-items'] })
    expect(found.note).toEqual([
      { text: 'Items excluded due to confidentiality and/or patient preferences. Information not available' },
    ])
    expect(found.emptyReason).toBeDefined()
  })

  test('no registration date is made up', () => {
    expect(list({ warnings: ['data-in-transit'] }).note[0].text).toContain('before an unknown date may be missing')
  })
})

test('STR-ALG-03 ended allergies are contained', () => {
  const found = list({
    area: 'ended-allergies',
    entries: listEntry('#a'),
    contained: { id: 'l', resources: '{"resourceType":"AllergyIntolerance","id":"a"}' },
  })
  expect(found.contained).toEqual([{ resourceType: 'AllergyIntolerance', id: 'a' }])
  expect(Object.keys(found).slice(0, 3)).toEqual(['resourceType', 'id', 'meta'])
})
