import { describe, expect, test } from 'vitest'
import { type ClinicalAreas, structuredParameters } from './parameters.ts'

const number = '9990000018'
const today = '2026-03-01'
const parts = (areas: ClinicalAreas) => structuredParameters(number, areas, today).parameter.slice(1)

test('STR-PAR-04 the NHS number, checked before anything is sent', () => {
  expect(structuredParameters(number, {}, today)).toEqual({
    resourceType: 'Parameters',
    parameter: [
      { name: 'patientNHSNumber', valueIdentifier: { system: 'https://fhir.nhs.uk/Id/nhs-number', value: number } },
    ],
  })
  expect(() => structuredParameters('9990000019', {}, today)).toThrow(/NHS number/)
})

describe('STR-PAR-01 parameters and parts', () => {
  test.each<[ClinicalAreas, object[]]>([
    [
      { allergies: { resolved: true } },
      [{ name: 'includeAllergies', part: [{ name: 'includeResolvedAllergies', valueBoolean: true }] }],
    ],
    [{ medication: {} }, [{ name: 'includeMedication' }]],
    [
      { medication: { issues: false, from: '2025-03-01' } },
      [
        {
          name: 'includeMedication',
          part: [
            { name: 'includePrescriptionIssues', valueBoolean: false },
            { name: 'medicationSearchFromDate', valueDate: '2025-03-01' },
          ],
        },
      ],
    ],
    [
      { consultations: { mostRecent: 3 } },
      [{ name: 'includeConsultations', part: [{ name: 'includeNumberOfMostRecent', valuePositiveInt: 3 }] }],
    ],
    [
      { problems: { status: 'active' } },
      [{ name: 'includeProblems', part: [{ name: 'filterStatus', valueCode: 'active' }] }],
    ],
    [
      { immunisations: { notGiven: true, status: false } },
      [
        {
          name: 'includeImmunisations',
          part: [
            { name: 'includeNotGiven', valueBoolean: true },
            { name: 'includeStatus', valueBoolean: false },
          ],
        },
      ],
    ],
    [
      {
        uncategorised: { period: { start: '2025-01-01' } },
        investigations: {},
        referrals: {},
        diary: { until: '2026-12-31' },
      },
      [
        {
          name: 'includeUncategorisedData',
          part: [{ name: 'uncategorisedDataSearchPeriod', valuePeriod: { start: '2025-01-01' } }],
        },
        { name: 'includeInvestigations' },
        { name: 'includeReferrals' },
        { name: 'includeDiaryEntries', part: [{ name: 'diaryEntriesSearchDate', valueDate: '2026-12-31' }] },
      ],
    ],
  ])('%j', (areas, expected) => expect(parts(areas)).toEqual(expected))
})

describe('STR-PAR-13, 14, 15, 20 to 26 what goes together', () => {
  const predefined: ClinicalAreas = {
    consultations: { mostRecent: 3 },
    problems: {},
    allergies: { resolved: true },
    medication: { from: '2025-03-01' },
  }
  test.each<[string, boolean, ClinicalAreas]>([
    ['predefined search 1', true, predefined],
    ['predefined search 2', true, { ...predefined, immunisations: {}, uncategorised: {} }],
    [
      'all areas without filters',
      true,
      { consultations: {}, problems: {}, medication: {}, referrals: {}, diary: {}, immunisations: {} },
    ],
    [
      'filters without consultations and problems',
      true,
      { medication: { from: '2020-01-01' }, referrals: { period: {} } },
    ],
    ['problems by status', true, { problems: { status: 'active' }, medication: { issues: false } }],
    ['not: a date of medication with consultations', false, { consultations: {}, medication: { from: '2025-03-01' } }],
    ['not: search 1 from another day', false, { ...predefined, medication: { from: '2025-03-02' } }],
    ['not: half of search 2', false, { ...predefined, immunisations: {} }],
    ['not: problems by status with consultations', false, { consultations: {}, problems: { status: 'active' } }],
    ['not: immunisations filtered with problems', false, { problems: {}, immunisations: { notGiven: true } }],
    ['not: consultations by both', false, { consultations: { mostRecent: 1, period: { start: '2025-01-01' } } }],
    ['not: a partial date', false, { medication: { from: '2025-03' } }],
    ['not: an impossible date', false, { medication: { from: '2025-02-29' } }],
    [
      'not: a period that ends first',
      false,
      { investigations: { period: { start: '2025-02-02', end: '2025-02-01' } } },
    ],
  ])('%s', (_, allowed, areas) => {
    if (allowed) expect(parts(areas).length).toBeGreaterThan(0)
    else expect(() => parts(areas)).toThrow(expect.objectContaining({ name: 'InvalidRequestError' }))
  })
})
