import { describe, expect, test } from 'vitest'
import {
  consultation,
  diary,
  document,
  holding,
  observation,
  rendered,
  report,
  result,
  secret,
} from '../../test/record-sample.ts'
import { allergy, context, extension, issue, patientRef, plan, resources } from '../../test/sample.ts'
import { type ClinicalEntries, noEntries } from '../model/record.ts'
import { linksOf } from './links.ts'
import type { Link } from './rendered.ts'

const link = (entries: Partial<ClinicalEntries>, key: string, joined?: ReadonlyMap<string, string>): Link | undefined =>
  linksOf({ ...noEntries, ...entries }, context, patientRef, joined)('emis', key)

describe('STR-LIST-06 STR-PRB-11 where keys lead', () => {
  test.each<[string, Partial<ClinicalEntries>, RegExp, RegExp, Link['area']]>([
    [
      'an allergy',
      { allergies: [allergy({ key: 'k' })] },
      /^AllergyIntolerance\//,
      /^AllergyIntolerance\//,
      'allergies',
    ],
    [
      'an ended allergy',
      { allergies: [allergy({ key: 'k', ended: {} })] },
      /^List\/[^#]+#/,
      /^List\/[^#]+#/,
      'ended-allergies',
    ],
    [
      'a plan',
      { medications: [plan({ key: 'k' })] },
      /^MedicationRequest\//,
      /^MedicationStatement\/.*-MS$/,
      'medications',
    ],
    [
      'an issue',
      { medications: [plan({ issues: [issue({ key: 'k' })] })] },
      /^MedicationRequest\//,
      /^MedicationStatement\//,
      'medications',
    ],
    [
      'a result',
      { investigations: [report('r', [result('g', { results: [result('k')] })])] },
      /^Observation\//,
      /^DiagnosticReport\//,
      'investigations',
    ],
    [
      'a comment',
      { observations: [observation('k', { kind: 'comment' })] },
      /^Observation\//,
      /^Observation\//,
      'uncategorised-data',
    ],
    [
      'a consent',
      { observations: [observation('k', { kind: 'immunisation-status' })] },
      /^Observation\//,
      /^Observation\//,
      'immunisations',
    ],
    ['a plan for later', { diary: [diary('k')] }, /^ProcedureRequest\//, /^ProcedureRequest\//, 'diary-entries'],
    [
      'what is done',
      { diary: [diary('k', { status: 'done' })] },
      /^Observation\//,
      /^Observation\//,
      'uncategorised-data',
    ],
    ['a document', { documents: [document('k')] }, /^DocumentReference\//, /^DocumentReference\//, 'documents'],
    [
      'a consultation',
      { documents: [document('d')], consultations: [holding('k', 'd')] },
      /^Encounter\//,
      /^Encounter\//,
      'consultations',
    ],
  ])('%s', (_, entries, ref, entry, area) => {
    const found = link(entries, 'k')
    expect(found).toMatchObject({ area, withheld: false })
    expect([found?.ref, found?.entry]).toEqual([expect.stringMatching(ref), expect.stringMatching(entry)])
  })
})

test('STR-MED-33 an issue of another dosage leads to the statement of the plan that is implied for it', () => {
  const medications = [plan({ issues: [issue({ key: 'k', dosage: 'Two daily', issued: '2026-01-06' })] })]
  expect(link({ medications }, 'k')?.entry).not.toBe(link({ medications }, 'Drug:1')?.entry)
  const statements = rendered({ medications })
    .area('medications')
    .groups.map(({ entry }) => entry)
  expect(statements).toContain(link({ medications }, 'k')?.entry)
})

test('a reading that went into another observation leads there', () => {
  const joined = new Map([['emis diastolic', 'systolic']])
  expect(link({ observations: [observation('systolic')] }, 'diastolic', joined)).toEqual(
    link({ observations: [observation('systolic')] }, 'systolic'),
  )
})

test('what is not rendered leads nowhere: reports that are not filed, empty consultations, negations that are not true', () => {
  const entries: Partial<ClinicalEntries> = {
    investigations: [report('unfiled', [result('r')], { filed: false })],
    consultations: [consultation('empty')],
    allergies: [allergy({ key: 'none', negation: true }), allergy({ key: 'penicillin' })],
  }
  for (const key of ['unfiled', 'r', 'empty', 'none', 'gone']) expect(link(entries, key)).toBeUndefined()
})

test('of two entries with one key the first counts, and the one that must not leave before it', () => {
  const observations = [observation('k')]
  expect(link({ observations, documents: [document('k')] }, 'k')?.area).toBe('uncategorised-data')
  expect(link({ observations, documents: [document('k', secret)] }, 'k')).toMatchObject({
    area: 'documents',
    withheld: true,
  })
})

describe('STR-ERR-10 what must not leave is known as such', () => {
  test.each<[string, Partial<ClinicalEntries>]>([
    ['an allergy', { allergies: [allergy({ key: 'k', ...secret })] }],
    ['an issue of a plan that must not', { medications: [plan({ ...secret, issues: [issue({ key: 'k' })] })] }],
    ['an issue', { medications: [plan({ issues: [issue({ key: 'k', ...secret })] })] }],
    [
      'a result of a group that must not',
      { investigations: [report('r', [result('g', { ...secret, results: [result('k')] }), result('other')])] },
    ],
    ['a report of which nothing is left', { investigations: [report('k', [result('r', secret)])] }],
  ])('%s', (_, entries) => {
    expect(link(entries, 'k')?.withheld).toBe(true)
  })
})

test('STR-ALG-14 STR-MED-18 allergies and medicines name the consultation that they were recorded in, and only one that is sent', () => {
  const entries = {
    allergies: [allergy({ key: 'a', encounter: 'c' }), allergy({ key: 'b', encounter: 'hidden' })],
    medications: [plan({ encounter: 'c', issues: [issue({ encounter: 'later' })] })],
    consultations: [holding('c', 'a'), holding('later', 'Issue:1'), { ...holding('hidden', 'b'), ...secret }],
  }
  const found = rendered(entries)
  expect(
    extension(found.resource('a'), 'http://hl7.org/fhir/StructureDefinition/encounter-associatedEncounter'),
  ).toEqual({
    url: expect.any(String),
    valueReference: { reference: found.ref('c') },
  })
  expect(found.resource('b').extension).toBeUndefined()
  const contexts = resources(found.area('medications')).map(one => [
    one.intent ?? one.resourceType,
    one.context?.reference,
  ])
  expect(contexts).toEqual([
    ['MedicationStatement', found.ref('c')],
    ['plan', found.ref('c')],
    ['order', found.ref('later')],
    ['Medication', undefined],
  ])
  expect(found.group('a')?.resources[0]?.refs).toContain(found.ref('c'))
})
