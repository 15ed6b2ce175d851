import { describe, expect, test } from 'vitest'
import { allergy, context, extension, type Json, parsed, patientRef } from '../../test/sample.ts'
import type { Allergy } from '../model/allergy.ts'
import { renderAllergies } from './allergy.ts'
import { noLinks } from './links.ts'

const render = (fields: Partial<Allergy>) => renderAllergies([allergy(fields)], context, patientRef, noLinks)
const active = (fields: Partial<Allergy> = {}): Json =>
  parsed(render(fields)[0].groups[0]?.resources[0]?.json ?? 'null')

test('STR-ALG-01 STR-ALG-02 STR-ALG-05 an active allergy is a resource of its own, whatever the date', () => {
  const [area, ended] = render({})
  const [group] = area.groups
  expect(group).toMatchObject({ from: '', to: '', entry: expect.stringMatching(/^AllergyIntolerance\/[0-9a-f-]{36}$/) })
  expect(ended.groups).toEqual([])
  expect(active()).toMatchObject({
    clinicalStatus: 'active',
    verificationStatus: 'unconfirmed',
    category: ['medication'],
  })
  expect(extension(active(), 'AllergyIntoleranceEnd')).toBeUndefined()
})

test('STR-ALG-03 STR-ALG-04 an ended one is contained, with date and reason', () => {
  const [, area] = render({ ended: { date: '2021-02', reason: 'Tolerated since' } })
  const [group] = area.groups
  const found = parsed(group?.resources[0]?.json ?? 'null')
  expect(group?.entry).toBe(`#${found.id}`)
  expect(found.clinicalStatus).toBe('resolved')
  const end = extension(found, 'AllergyIntoleranceEnd')
  expect(extension(end, 'endDate').valueDateTime).toBe('2021-02')
  expect(extension(end, 'reasonEnded').valueString).toBe('Tolerated since')
})

test('STR-ALG-04 an end without date or reason says so', () => {
  const end = extension(
    parsed(render({ ended: {} })[1].groups[0]?.resources[0]?.json ?? 'null'),
    'AllergyIntoleranceEnd',
  )
  expect(extension(end, 'endDate')._valueDateTime.extension[0].valueCode).toBe('unknown')
  expect(extension(end, 'reasonEnded').valueString).toBe('No information available')
})

test('STR-ALG-05 an end in the future leaves it active, and is told', () => {
  const found = active({ ended: { date: '2027-01-01', reason: 'Review' }, notes: ['Rash'] })
  expect(found).toMatchObject({
    clinicalStatus: 'active',
    note: [{ text: 'Rash\nEnd date: 01-Jan-2027\nEnd reason: Review' }],
  })
})

test('STR-COM-01 STR-COM-04 profile and identifier, and no version', () => {
  const found = active()
  expect(found.meta).toEqual({
    profile: ['https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-GPC-AllergyIntolerance-1'],
  })
  expect(found.identifier).toEqual([{ system: expect.stringContaining('/emis/A81001'), value: 'Observation:1' }])
})

test('STR-COM-05 NOPAT is a label, and withholds nothing', () => {
  expect(active({ confidentiality: 'nopat' }).meta.security[0].code).toBe('NOPAT')
  expect(active({ confidentiality: 'unknown' }).meta.security).toBeUndefined()
})

test('STR-ERR-09 STR-WARN-06 a confidential one is withheld from the list that it would be in', () => {
  const [area, ended] = render({ confidentiality: 'confidential', ended: {} })
  expect([area.groups, ended.groups, area.withheld]).toEqual([[], [], []])
  expect(ended.withheld).toEqual([{ source: 'emis', key: 'Observation:1', reason: 'marked as confidential' }])
})

describe('STR-ALG-11 who', () => {
  test.each<[string, Partial<Allergy>, object]>([
    ['the recorder, known', {}, { recorder: { reference: expect.stringMatching(/^Practitioner\//) } }],
    ['the patient said so', { reportedByPatient: true, clinician: 'nurse' }, { asserter: { reference: patientRef } }],
    ['the clinician', { clinician: 'nurse' }, { asserter: { reference: expect.stringMatching(/^Practitioner\//) } }],
  ])('%s', (_, fields, expected) => {
    expect(active(fields)).toMatchObject(expected)
  })

  test('the unknown practitioner stands in for a recorder whom nobody knows, never for an asserter', () => {
    const { recorder, ...rest } = allergy({ clinician: 'gone' })
    const found = parsed(
      renderAllergies([rest], context, patientRef, noLinks)[0].groups[0]?.resources[0]?.json ?? 'null',
    )
    const gone = active({ recorder: 'gone' })
    expect(found.recorder).toEqual(gone.recorder)
    expect(found.asserter).toBeUndefined()
  })
})

test('STR-ALG-12 STR-ALG-13 asserted, else recorded; onset and last occurrence as partial as they are', () => {
  expect(active({ asserted: '2019' }).assertedDate).toBe('2019')
  expect(active().assertedDate).toBe('2020-05-04T10:00:00+01:00')
  expect(active({ onset: '1987-03', lastOccurrence: '2001' })).toMatchObject({
    onsetDateTime: '1987-03',
    lastOccurrence: '2001',
  })
  expect(active({ onset: '1987' }).assertedDate).toBe('2020-05-04T10:00:00+01:00')
})

test('STR-ALG-10 an uncoded one has the degrade code of its kind, and its words', () => {
  const bees = { concept: { codings: [], text: 'bees' } }
  expect(active(bees).code).toMatchObject({ coding: [{ code: '196461000000101' }], text: 'bees' })
  expect(active({ ...bees, category: 'environment' }).code.coding[0].code).toBe('196471000000108')
})

test('STR-ALG-15 all words and qualifiers are in one note', () => {
  expect(active({ notes: ['Certainty: definite', '', 'At school'] }).note).toEqual([
    { text: 'Certainty: definite\nAt school' },
  ])
  expect(active().note).toBeUndefined()
})

describe('STR-ALG-16 STR-ALG-17 STR-ALG-19 the reaction', () => {
  const rash = { codings: [{ system: 'http://snomed.info/sct', code: '271807003', display: 'Rash' }] }
  test.each<[string, Partial<Allergy>, unknown]>([
    ['none', {}, undefined],
    [
      'coded',
      { reaction: rash, severity: 'mild' },
      [{ manifestation: [rash].map(({ codings }) => ({ coding: codings })), severity: 'mild' }],
    ],
    [
      'in words',
      { reaction: { codings: [], text: 'itched' } },
      [
        {
          manifestation: [expect.objectContaining({ coding: [expect.objectContaining({ code: 'UNC' })] })],
          description: 'itched',
        },
      ],
    ],
    [
      'severity alone',
      { severity: 'severe' },
      [
        {
          manifestation: [expect.objectContaining({ coding: [expect.objectContaining({ code: 'NI' })] })],
          severity: 'severe',
        },
      ],
    ],
  ])('%s', (_, fields, expected) => {
    expect(active(fields).reaction).toEqual(expected)
  })

  test('life-threatening is severe, with high criticality', () => {
    const found = active({ severity: 'life-threatening' })
    expect(found.reaction[0].severity).toBe('severe')
    expect(found.criticality).toBe('high')
    expect(active({ severity: 'severe' }).criticality).toBeUndefined()
  })
})
