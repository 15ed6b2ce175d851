import { codeSystems } from '@gpc/fhir'
import { describe, expect, test } from 'vitest'
import { diary, holding, observation, rendered, secret } from '../../test/record-sample.ts'
import { context, type Json, on } from '../../test/sample.ts'
import type { Observation, Value } from '../model/observation.ts'
import type { RenderContext } from './rendered.ts'

const one = (fields: Partial<Observation> = {}, under: RenderContext = context): Json =>
  rendered({ observations: [observation('O', fields)] }, under).resource('O')
const quantity = (value: string, unit?: string): Value => ({
  kind: 'quantity',
  value,
  ...(unit === undefined ? {} : { unit }),
})
const snomed = (code: string, display: string) => ({ system: codeSystems.snomed, code, display })

test('STR-UNC-04 STR-COM-01 the fixed elements, the audit time, and the consultation', () => {
  const found = rendered({
    observations: [observation('O', { encounter: 'C', effective: '1987-03' })],
    consultations: [holding('C', 'O')],
  })
  expect(found.resource('O')).toMatchObject({
    resourceType: 'Observation',
    meta: { profile: ['https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-GPC-Observation-1'] },
    status: 'final',
    subject: { reference: 'Patient/p' },
    context: { reference: found.ref('C') },
    effectiveDateTime: '1987-03',
    issued: '2026-01-12T09:12:31+00:00',
  })
})

describe('STR-UNC-04 the audit time is to the second', () => {
  test('a day alone is sent as its beginning, in London', () => {
    expect(one({ recorded: '2026-06-01' })).toMatchObject({ issued: '2026-06-01T00:00:00+01:00' })
  })

  test('what is less exact stays unknown, and is told in words', () => {
    const found = one({ recorded: '1987-03', notes: ['At home'] })
    expect(found.issued).toBeUndefined()
    expect(found._issued.extension[0].valueCode).toBe('unknown')
    expect(found.comment).toBe('At home\nRecorded: Mar-1987')
  })
})

describe('STR-UNC-02 STR-DATE-02 STR-DATE-03 what its date can mean', () => {
  test.each<[string, Partial<Observation>, object]>([
    ['a day', { effective: '2026-01-12' }, { from: '2026-01-12', to: '2026-01-12' }],
    ['a month', { effective: '2024-02' }, { from: '2024-02-01', to: '2024-02-29' }],
    ['a year', { effective: '1987' }, { from: '1987-01-01', to: '1987-12-31' }],
    ['a period', { effective: '1987', effectiveEnd: '1990-05' }, { from: '1987-01-01', to: '1990-05-31' }],
    ['none', {}, { from: '', to: '' }],
  ])('%s', (_, fields, expected) => {
    expect(rendered({ observations: [observation('O', fields)] }).group('O')).toMatchObject(expected)
  })
})

describe('STR-UNC-05 who', () => {
  const at: RenderContext = {
    ...context,
    organisation: (_source, key) => (key === 'hospital' ? 'Organization/hospital' : undefined),
  }
  const performers = (fields: Partial<Observation>): string[] =>
    one(fields, at).performer.map(({ reference }: Json) => reference)
  const [recorder, clinician] = [performers({}), performers({ clinician: 'nurse' })]

  test('the clinician, else who recorded it', () => {
    expect(recorder).toEqual([expect.stringMatching(/^Practitioner\//)])
    expect(clinician).not.toEqual(recorder)
  })

  test('the organisation too where it was done elsewhere', () => {
    expect(performers({ clinician: 'nurse', organisation: 'hospital' })).toEqual([
      ...clinician,
      'Organization/hospital',
    ])
    expect(performers({ organisation: 'hospital' })).toEqual(['Organization/hospital'])
  })

  test('a clinician whom nobody knows is not taken for the recorder; an unknown organisation is told', () => {
    const found = one({ clinician: 'gone', organisation: 'gone' }, at)
    expect(found.performer[0]).not.toEqual({ reference: recorder[0] })
    expect(found.comment).toBe('Performed at an organisation that the practice has no details of.')
  })
})

describe('STR-UNC-06 values', () => {
  test.each<[string, Value, object]>([
    [
      'a vital sign with its UCUM code, digits as they are',
      quantity('70.10', 'Kg'),
      { valueQuantity: { value: 70.1, unit: 'Kg', system: codeSystems.ucum, code: 'kg' } },
    ],
    ['a unit of doubt stays text', quantity('12', 'stone'), { valueQuantity: { value: 12, unit: 'stone' } }],
    [
      'pressure',
      quantity('120', 'mm Hg'),
      { valueQuantity: { value: 120, unit: 'mm[Hg]', system: codeSystems.ucum, code: 'mm[Hg]' } },
    ],
    ['no number', quantity('1+', 'units'), { valueString: '1+ units' }],
    ['text', { kind: 'text', text: 'trace' }, { valueString: 'trace' }],
    [
      'a code',
      { kind: 'concept', concept: { codings: [snomed('260385009', 'Negative')] } },
      { valueCodeableConcept: { coding: [snomed('260385009', 'Negative')] } },
    ],
  ])('%s', (_, value, expected) => {
    expect(one({ value })).toMatchObject(expected)
  })

  test('a comparator, and digits kept', () => {
    const { json } = rendered({
      observations: [observation('O', { value: { ...quantity('0.10'), comparator: '<' } as Value })],
    }).group('O')?.resources[0] ?? { json: '' }
    expect(json).toContain('"valueQuantity":{"value":0.10,"comparator":"<"}')
  })

  test('several values under one code are components; one without a value says so', () => {
    const components = [
      { concept: { codings: [], text: 'Left' }, value: quantity('6', 'm') },
      { concept: { codings: [], text: 'Right' } },
    ]
    expect(one({ components }).component).toEqual([
      { code: { text: 'Left' }, valueQuantity: { value: 6, unit: 'm', system: codeSystems.ucum, code: 'm' } },
      { code: { text: 'Right' }, dataAbsentReason: { coding: [expect.objectContaining({ code: 'unknown' })] } },
    ])
  })
})

test('STR-UNC-09 a reference range with an operator is text', () => {
  const ranges = [{ low: '3.5', high: '5.0', unit: 'mmol/L' }, { high: '<5' }, { text: '> 60' }]
  const ucum = { unit: 'mmol/L', system: codeSystems.ucum, code: 'mmol/L' }
  expect(one({ ranges }).referenceRange).toEqual([
    { low: { value: 3.5, ...ucum }, high: { value: 5, ...ucum } },
    { text: '<5' },
    { text: '> 60' },
  ])
})

test('STR-UNC-07 qualifiers and text are one comment, in their order', () => {
  expect(one({ notes: ['Laterality: left', '', 'Since Monday'] }).comment).toBe('Laterality: left\nSince Monday')
  expect(one().comment).toBeUndefined()
})

test('STR-UNC-10 nothing that the page does not list', () => {
  const listed = 'resourceType id meta identifier status code subject issued performer'.split(' ')
  expect(Object.keys(one())).toEqual(listed)
})

test('STR-COM-10 what has no code has its words only; a second SNOMED CT code is told', () => {
  expect(one({ concept: { codings: [], text: 'Own words' } }).code).toEqual({ text: 'Own words' })
  expect(one({ concept: { codings: [] } }).code).toEqual({ text: 'No information available' })
  const two = one({ concept: { codings: [snomed('1', 'First'), { ...snomed('2', 'Chosen'), userSelected: true }] } })
  expect(two.code.coding).toEqual([{ ...snomed('2', 'Chosen'), userSelected: true }])
  expect(two.comment).toBe('Also coded as: First')
})

test('STR-UNC-08 a hierarchy points both ways, and never to what is withheld', () => {
  const found = rendered({
    observations: [
      observation('P'),
      observation('A', { parent: 'P' }),
      observation('B', { parent: 'P', ...secret }),
      observation('C', { parent: 'A' }),
    ],
  })
  const to = (type: string, key: string) => ({ type, target: { reference: found.ref(key) } })
  expect(found.resource('P').related).toEqual([to('has-member', 'A')])
  expect(found.resource('A').related).toEqual([to('has-member', 'C'), to('derived-from', 'P')])
  expect(found.group('C')?.resources[0]?.refs).toContain(found.ref('A'))
  expect(found.area('uncategorised-data').withheld).toEqual([
    { source: 'emis', key: 'B', reason: 'marked as confidential' },
  ])
})

test('STR-UNC-11 STR-UNC-15 STR-UNC-16 blood pressure, joined, in mm[Hg]', () => {
  const found = rendered({
    observations: [
      observation('S', {
        concept: { codings: [snomed('72313002', 'Systolic arterial pressure')] },
        value: quantity('141'),
      }),
    ],
  }).resource('S')
  expect(found.code.coding[0].code).toBe('163020007')
  expect(found.component).toMatchObject([
    { code: { coding: [{ code: '72313002' }] }, valueQuantity: { value: 141, unit: 'mm[Hg]', code: 'mm[Hg]' } },
    { code: { coding: [{ code: '1091811000000102' }] }, dataAbsentReason: { coding: [{ code: 'unknown' }] } },
  ])
  expect(found.valueQuantity).toBeUndefined()
})

describe('comments', () => {
  const free = (key: string, fields: Partial<Observation> = {}) =>
    observation(key, { kind: 'comment', concept: { codings: [] }, notes: ['Feels\nbetter'], ...fields })

  test('STR-CON-12 STR-UNC-19 free text has the code of a comment, who wrote it, and what it goes on from', () => {
    const found = rendered({ observations: [free('A', { clinician: 'nurse' }), free('B', { follows: 'A' })] })
    expect(found.resource('A')).toMatchObject({
      status: 'final',
      code: { coding: [{ code: '37331000000100', display: 'Comment note' }] },
      comment: 'Feels\nbetter',
      performer: [{ reference: expect.stringMatching(/^Practitioner\//) }],
    })
    expect(found.resource('B').related).toEqual([{ type: 'sequel-to', target: { reference: found.ref('A') } }])
  })

  test('STR-UNC-03 no list of the area names it; a confidential one warns of nothing there', () => {
    const found = rendered({ observations: [free('A'), free('B', secret)] }).area('uncategorised-data')
    expect(found.groups).toMatchObject([{ tag: 'comment' }])
    expect([found.withheld, found.leftOut]).toEqual([[], [expect.objectContaining({ key: 'B' })]])
  })

  test('words that its code has are not lost', () => {
    const found = rendered({ observations: [free('A', { concept: { codings: [], text: 'Plan' } })] })
    expect(found.resource('A').comment).toBe('Plan\nFeels\nbetter')
  })

  test('STR-CON-13 a diary entry that is done is a comment with all that a user sees', () => {
    const done = diary('D', {
      status: 'done',
      due: '2026-02-01',
      reason: { codings: [], text: 'Asthma' },
      notes: ['Bring inhaler'],
    })
    const found = rendered({ diary: [done] })
    expect(found.resource('D')).toMatchObject({
      resourceType: 'Observation',
      code: { coding: [{ code: '37331000000100' }] },
      comment: 'Diary entry, no longer open: Cough\nPlanned for: 01-Feb-2026\nReason: Asthma\nBring inhaler',
    })
    expect(found.group('D')?.tag).toBe('comment')
    expect(found.area('diary-entries').groups).toEqual([])
  })
})

test('STR-ERR-09 MIG-STR-09 confidential ones leave with everything only; NOPAT is a label', () => {
  expect(one(secret)).toBeNull()
  expect(one(secret, { ...on('2026-03-10'), everything: true }).resourceType).toBe('Observation')
  expect(one({ confidentiality: 'nopat' }).meta.security[0].code).toBe('NOPAT')
})
