import { codeSystems } from '@gpc/fhir'
import { describe, expect, test } from 'vitest'
import type { Coding, Concept } from '../model/entry.ts'
import { codeableConcept, codedOrDegraded, degrade, medicineConcept, sliced, withOneSnomed } from './concept.ts'

const url = 'https://example.invalid/description'
const snomed: Coding = { system: codeSystems.snomed, code: '294881007', display: 'Allergy to warfarin' }
const read: Coding = { system: codeSystems.readV2, code: '14LP.', display: 'H/O: warfarin allergy', userSelected: true }

test('STR-COM-08 FND-RES-09 FND-RES-10 SNOMED CT first, then the others as the source has them; the chosen one is marked', () => {
  const other: Coding = { system: codeSystems.egton, code: 'X1' }
  expect(codeableConcept({ codings: [read, other, snomed] }, url)?.coding).toEqual([
    { system: snomed.system, code: '294881007', display: 'Allergy to warfarin' },
    { system: read.system, code: '14LP.', display: 'H/O: warfarin allergy', userSelected: true },
    { system: other.system, code: 'X1' },
  ])
})

test.each<[string, string | undefined, string | undefined]>([
  ['it differs from every display', 'Warfarin bad', 'Warfarin bad'],
  ['not if a display says it', 'H/O: warfarin allergy', undefined],
  ['not if there is none', undefined, undefined],
  ['not if it is blank', '  ', undefined],
])('STR-COM-08 the original term is kept as text where %s', (_, text, expected) => {
  expect(codeableConcept({ codings: [snomed, read], ...(text === undefined ? {} : { text }) }, url)?.text).toBe(
    expected,
  )
})

describe('STR-COM-09 the description', () => {
  const extension = (coding: Partial<Coding>) => {
    const found = codeableConcept({ codings: [{ ...snomed, ...coding }] }, url)
    return JSON.parse(JSON.stringify(found?.coding?.[0]?.extension ?? null))
  }
  const id = { url: 'descriptionId', valueId: '435198016' }
  test.each<[string, Partial<Coding>, unknown]>([
    ['id', { descriptionId: '435198016' }, [{ url, extension: [id] }]],
    [
      'id and term',
      { descriptionId: '435198016', descriptionDisplay: 'Warfarin allergy' },
      [{ url, extension: [id, { url: 'descriptionDisplay', valueString: 'Warfarin allergy' }] }],
    ],
    [
      'id alone if the term is the display',
      { descriptionId: '435198016', descriptionDisplay: 'Allergy to warfarin' },
      [{ url, extension: [id] }],
    ],
    ['nothing without an id', { descriptionDisplay: 'Warfarin allergy' }, null],
    ['nothing on a Read code', { system: codeSystems.readV2, descriptionId: '435198016' }, null],
  ])('%s', (_, coding, expected) => {
    expect(extension(coding)).toEqual(expected)
  })
})

test('STR-COM-10 what has a text only is a text; what has nothing is nothing', () => {
  expect(codeableConcept({ codings: [], text: 'itch' }, url)).toEqual({ text: 'itch' })
  expect(codeableConcept({ codings: [], text: ' ' }, url)).toBeUndefined()
})

test('a code that FHIR cannot write is not lost: its term joins the text', () => {
  const broken: Coding = { system: codeSystems.readV2, code: 'a  b', display: 'Old term' }
  expect(codeableConcept({ codings: [broken, snomed], text: 'Warfarin' }, url)).toEqual({
    coding: [{ system: snomed.system, code: snomed.code, display: snomed.display }],
    text: 'Warfarin; Old term',
  })
})

test('STR-ALG-10 STR-COM-11 only what has no code is degraded, with its text', () => {
  expect(codedOrDegraded({ codings: [], text: 'purple pills' }, url, degrade.drugAllergy)).toEqual({
    coding: [{ system: codeSystems.snomed, code: '196461000000101', display: 'Transfer-degraded drug allergy' }],
    text: 'purple pills',
  })
  expect(codedOrDegraded({ codings: [read] }, url, degrade.drugAllergy).coding?.[0]?.code).toBe('14LP.')
})

describe('STR-MED-11 STR-MED-12 medicines', () => {
  const dmd: Coding = { system: codeSystems.snomed, code: '322236009', display: 'Paracetamol 500mg tablets' }
  const local: Coding = { system: codeSystems.emisDrug, code: 'PAFL1', display: 'PARACETAMOL tabs' }
  const degraded = degrade.medication.code
  test.each<[string, Concept, readonly string[], string | undefined]>([
    [
      'dm+d name: no text',
      { codings: [local, dmd], text: 'Paracetamol 500mg tablets' },
      ['322236009', 'PAFL1'],
      undefined,
    ],
    [
      "another name: the source's dictionary's",
      { codings: [local, dmd], text: 'PARACETAMOL tabs' },
      ['322236009', 'PAFL1'],
      'PARACETAMOL tabs',
    ],
    ['a mixture: degraded', { codings: [], text: 'Zinc in paste' }, [degraded], 'Zinc in paste'],
    ['no dm+d code: degraded, own code kept', { codings: [local] }, [degraded, 'PAFL1'], 'PARACETAMOL tabs'],
    ['nothing at all', { codings: [] }, [degraded], 'No information available'],
  ])('%s', (_, concept, codes, text) => {
    const found = medicineConcept(concept, url)
    expect(found.coding?.map(({ code }) => code)).toEqual(codes)
    expect(found.text).toBe(text)
  })
})

test('STR-ALG-16 a manifestation keeps one SNOMED CT coding, the chosen one; the other terms are told beside it', () => {
  const chosen = { system: codeSystems.snomed, code: '247472004', display: 'Weal', userSelected: true as const }
  const { concept, others } = withOneSnomed({
    coding: [{ system: codeSystems.snomed, code: '271807003', display: 'Rash' }, chosen],
  })
  expect(concept.coding).toEqual([chosen])
  expect(others).toEqual(['Rash'])
})

test('STR-COM-08 a mandatory display that the source has not is its words for the concept, else said to be unknown', () => {
  const bare = { system: codeSystems.snomed, code: '822851000000102' }
  const term = { system: codeSystems.ctv3, code: 'XaZ0d', display: 'Seasonal influenza vaccination' }
  expect(sliced({ coding: [bare, term] }).concept.coding?.[0]?.display).toBe('Seasonal influenza vaccination')
  expect(sliced({ coding: [bare], text: 'Flu jab' }).concept.coding?.[0]?.display).toBe('Flu jab')
  expect(sliced({ coding: [bare] }).concept.coding?.[0]).toMatchObject({
    _display: { extension: [{ valueCode: 'unknown' }] },
  })
})
