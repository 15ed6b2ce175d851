import { describe, expect, test } from 'vitest'
import { demographicDifferences } from './demographics.ts'
import { bloodPressure, rangeText, valueText } from './values.ts'

const coded = (code: string, display: string) => ({ coding: [{ system: 'http://snomed.info/sct', code, display }] })

describe('values', () => {
  test('STR-UNC-11, STR-UNC-13, STR-UNC-15 blood pressures, whatever the panel code', () => {
    const component = (code: string, value?: number) => ({
      code: coded(code, 'x'),
      ...(value === undefined ? {} : { valueQuantity: { value, unit: 'mm[Hg]' } }),
    })
    const of = (code: string, ...parts: ReturnType<typeof component>[]) =>
      bloodPressure({ resourceType: 'Observation', status: 'final', code: coded(code, 'BP'), component: parts })
    expect(of('163020007', component('72313002', 120), component('1091811000000102', 75))).toEqual({
      systolic: 120,
      diastolic: 75,
    })
    expect(of('163034007', component('400974009', 130), component('400975005'))).toEqual({
      position: 'standing',
      systolic: 130,
    })
    expect(of('75367002', component('271649006', 99))).toEqual({ systolic: 99 })
    expect(of('1234567', component('7654321', 99))).toBeUndefined()
  })

  test('values and ranges in words', () => {
    expect(valueText({ valueQuantity: { value: 0.5, comparator: '<', unit: 'g/L' } })).toBe('<0.5 g/L')
    expect(valueText({ valueCodeableConcept: { text: 'Negative' } })).toBe('Negative')
    expect(valueText({})).toBeUndefined()
    expect(rangeText({ low: { value: 1, unit: 'g' }, high: { value: 2, unit: 'g' } })).toBe('1–2 g')
    expect(rangeText({ text: '> 23.000' })).toBe('> 23.000')
  })
})

describe('STR-CONS-01, FND-PAT-22 demographics', () => {
  const patient = {
    resourceType: 'Patient',
    name: [{ use: 'official', family: "O'Néill", given: ['Ann', 'Mary'] }],
    gender: 'female',
    birthDate: '1970-03-09',
  } as const

  test('the same person, written otherwise', () => {
    const local = { family: 'ONEILL', given: 'ann', gender: 'female', birthDate: '1970-03-09' }
    expect(demographicDifferences(patient, local)).toEqual([])
  })

  test('STR-CONS-01, NFR-UX-01 differences are named with both values; what the practice does not say differs', () => {
    expect(demographicDifferences(patient, { family: 'Smith', birthDate: '1970-03-10' })).toEqual([
      { field: 'family', local: 'Smith', practice: "O'Néill" },
      { field: 'birthDate', local: '1970-03-10', practice: '1970-03-09' },
    ])
    expect(demographicDifferences(undefined, { family: 'Smith' })).toMatchObject([{ practice: undefined }])
  })
})
