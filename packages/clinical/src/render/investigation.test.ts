import { codeSystems } from '@gpc/fhir'
import { describe, expect, test } from 'vitest'
import { holding, observation, type Rendered, rendered, report, result, secret } from '../../test/record-sample.ts'
import { context, type Json } from '../../test/sample.ts'
import type { Investigation, TestResult } from '../model/investigation.ts'
import type { RenderContext } from './rendered.ts'

const snomed = (code: string, display: string) => ({ codings: [{ system: codeSystems.snomed, code, display }] })
const issued = '2026-01-11T16:30:00+00:00'
const render = (results: readonly TestResult[], fields: Partial<Investigation> = {}, under: RenderContext = context) =>
  rendered({ investigations: [report('R', results, { issued, ...fields })] }, under)
const own = (fields: Partial<Investigation> = {}, under: RenderContext = context): Json =>
  render([result('A')], fields, under).resource('R')

const results = (found: Rendered): string[] => found.resource('R').result.map(({ reference }: Json) => reference)

test('STR-INV-02 STR-INV-05 STR-INV-09 the report, with its fixed code and the default category', () => {
  const found = own({
    title: { codings: [], text: 'Haematology' },
    conclusion: 'Line 1\nLine 2',
    diagnoses: [snomed('1', 'Anaemia')],
  })
  expect(found).toMatchObject({
    resourceType: 'DiagnosticReport',
    meta: { profile: ['https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-GPC-DiagnosticReport-1'] },
    status: 'final',
    category: { text: 'Laboratory' },
    code: { coding: [{ system: codeSystems.snomed, code: '721981007' }], text: 'Haematology' },
    issued,
    conclusion: 'Line 1\nLine 2',
    codedDiagnosis: [{ coding: [{ code: '1' }] }],
  })
  expect(Object.keys(found).filter(name => /^effective|image|presented/.test(name))).toEqual([])
})

test('STR-INV-03 its interval is when it was issued, else received', () => {
  expect(render([result('A')]).group('R')).toMatchObject({ from: '2026-01-11', to: '2026-01-11' })
  const { issued: _issued, ...rest } = report('R', [result('A')])
  const found = rendered({ investigations: [rest] })
  expect(found.group('R')).toMatchObject({ from: '2026-01-12', to: '2026-01-12' })
  expect(found.resource('R').issued).toBe('2026-01-12T09:12:31+00:00')
})

test('STR-INV-06 the laboratory has its own id of it', () => {
  expect(own({ reportId: '25031400123' }).identifier[1]).toEqual({
    system: 'urn:oid:2.16.840.1.113883.2.1.4.5.5',
    value: '25031400123',
  })
})

test('STR-INV-07 the laboratory by reference, or by its name', () => {
  const known = { ...context, organisation: () => 'Organization/lab' }
  expect(own({ organisation: 'lab', laboratory: 'Lab' }, known).performer).toEqual([
    { actor: { reference: 'Organization/lab' } },
  ])
  expect(own({ laboratory: 'Lab' }).performer).toEqual([{ actor: { display: 'Lab' } }])
  expect(render([result('A')], { laboratory: 'Lab' }).resource('A').performer).toEqual([{ display: 'Lab' }])
})

test('STR-INV-08 STR-INV-10 STR-INV-11 stand-alone results and headings hang on the report, members on their heading', () => {
  const found = render([
    result('A'),
    result('G', {
      concept: snomed('26604007', 'Full blood count'),
      results: [result('M', { value: { kind: 'quantity', value: '5.40', unit: '10*9/L' }, specimen: 'S' })],
    }),
  ])
  expect(results(found)).toEqual(['A', 'G', 'R-filed'].map(found.ref))
  expect(found.resource('G')).toMatchObject({
    code: { coding: [{ display: 'Full blood count' }] },
    issued,
    related: [{ type: 'has-member', target: { reference: found.ref('M') } }],
  })
  expect(found.resource('G').category).toBeUndefined()
  expect(found.resource('M')).toMatchObject({
    status: 'final',
    category: [{ text: 'Laboratory' }],
    issued,
    valueQuantity: { value: 5.4, unit: '10*9/L', code: '10*9/L' },
    related: [{ type: 'derived-from', target: { reference: found.ref('G') } }],
  })
})

test('STR-INV-10 what a heading has no element for is in its comment', () => {
  const found = render([
    result('G', { value: { kind: 'text', text: 'see below' }, ranges: [{ high: '5' }], results: [result('M')] }),
  ])
  expect(found.resource('G').comment).toBe('Value: see below\nReference range: High: 5')
  expect(found.resource('G').valueString).toBeUndefined()
})

test('STR-INV-04 STR-INV-17 the layout of the text is kept, at every level', () => {
  const table = 'Culture:\n  E. coli   >10^5\n  \tTrimethoprim   R'
  const found = render([result('A', { notes: [table] })], { specimens: [{ key: 'S', notes: [table] }] })
  expect(found.resource('A').comment).toBe(table)
  expect(found.resource('S').note).toEqual([{ text: table }])
})

test('STR-INV-11 its own time, range, interpretation, method and specimen', () => {
  const found = render(
    [
      result('A', {
        issued: '2026-01-10T08:00:00+00:00',
        effective: '2026-01-09',
        interpretation: { codings: [], text: 'High' },
        ranges: [{ low: '4.0', high: '11.0' }],
        method: snomed('2', 'Flow'),
        bodySite: snomed('3', 'Arm'),
        specimen: 'S',
      }),
    ],
    { specimens: [{ key: 'S', notes: [] }] },
  )
  expect(found.resource('A')).toMatchObject({
    effectiveDateTime: '2026-01-09',
    issued: '2026-01-10T08:00:00+00:00',
    interpretation: { text: 'High' },
    referenceRange: [{ low: { value: 4 }, high: { value: 11 } }],
    method: { coding: [{ code: '2' }] },
    bodySite: { coding: [{ code: '3' }] },
    specimen: { reference: found.ref('S') },
  })
  expect(found.resource('R').specimen).toEqual([{ reference: found.ref('S') }])
})

test('STR-UNC-08 what hangs on a result or on the report without being a part of it comes along', () => {
  const found = rendered({
    investigations: [report('R', [result('A')])],
    observations: [
      observation('N', { kind: 'comment', parent: 'A', notes: ['Seen'] }),
      observation('O', { parent: 'R' }),
    ],
  })
  expect(found.resource('A').related).toEqual([{ type: 'has-member', target: { reference: found.ref('N') } }])
  expect(found.resource('N').related).toEqual([{ type: 'derived-from', target: { reference: found.ref('A') } }])
  expect(results(found)).toEqual(['A', 'R-filed', 'O'].map(found.ref))
  expect(found.group('R')?.resources.flatMap(({ refs }) => refs)).toEqual(
    expect.arrayContaining([found.ref('N'), found.ref('O')]),
  )
})

describe('filing', () => {
  const filing = (key: string, text: string) =>
    ({ key, text, filed: '2026-01-13', recorded: '2026-01-13T10:00:00+00:00', filer: 'nurse' }) as const

  test('STR-INV-12 STR-INV-08 only the report points at a comment on it, and one on a result points at that', () => {
    const found = render([result('A', { filingComments: [filing('F1', 'Tell patient')] })], {
      filingComments: [filing('F2', 'Normal')],
    })
    expect(found.resource('F1')).toMatchObject({
      status: 'unknown',
      code: { coding: [{ code: '37331000000100' }] },
      effectiveDateTime: '2026-01-13',
      issued: '2026-01-13T10:00:00+00:00',
      performer: [{ reference: expect.stringMatching(/^Practitioner\//) }],
      valueCodeableConcept: { coding: [{ code: '49727002' }] },
      comment: 'Tell patient',
      related: [{ type: 'derived-from', target: { reference: found.ref('A') } }],
    })
    expect(found.resource('F2').related).toBeUndefined()
    expect(found.resource('R').result).toEqual([{ reference: found.ref('A') }, { reference: found.ref('F2') }])
  })

  test('STR-INV-13 a filed report always has one, with its date', () => {
    for (const fields of [{}, { filed: true }]) {
      const found = render([result('A')], fields)
      expect(found.resource('R-filed')).toMatchObject({ effectiveDateTime: '2026-01-12T09:12:31+00:00' })
      expect(found.resource('R-filed').comment).toBeUndefined()
    }
    const own = render([result('A', { filingComments: [filing('F1', 'x')] })], { filed: true })
    expect(own.resource('R-filed')).toBeNull()
  })

  test('STR-WARN-11 what is not filed yet is not sent, and the list can say so', () => {
    const area = render([result('A')], { filed: false }).area('investigations')
    expect(area).toMatchObject({ groups: [], withheld: [], awaitingFiling: true, leftOut: [{ key: 'R' }] })
    expect(render([result('A')]).area('investigations').awaitingFiling).toBeUndefined()
  })
})

test('STR-INV-14 the laboratory is who was asked', () => {
  const known = { ...context, organisation: () => 'Organization/lab' }
  const asked = { request: { key: 'Q', notes: [] }, laboratory: 'Lab' }
  const found = render([result('A')], { ...asked, organisation: 'lab' }, known)
  expect(found.resource('Q').performer).toEqual({ reference: 'Organization/lab' })
  expect(found.group('R')?.resources[1]?.refs).toContain('Organization/lab')
  expect(render([result('A')], asked).resource('Q').performer).toEqual({ display: 'Lab' })
})

test('STR-INV-14 STR-INV-15 the request, with a text where it has no code', () => {
  const found = render([result('A')], {
    request: { key: 'Q', requester: 'gp', reasons: [{ codings: [], text: 'Tired' }], notes: ['Fasting'] },
  })
  expect(found.resource('Q')).toMatchObject({
    resourceType: 'ProcedureRequest',
    status: 'active',
    intent: 'order',
    code: { text: 'No code available' },
    requester: { agent: { reference: expect.stringMatching(/^Practitioner\//) } },
    reasonCode: [{ text: 'Tired' }],
    note: [{ text: 'Fasting' }],
  })
  expect(found.resource('Q').authoredOn).toBeUndefined()
  expect(found.resource('R').basedOn).toEqual([{ reference: found.ref('Q') }])
})

test('STR-INV-16 the specimen', () => {
  const found = render([result('A')], {
    specimens: [
      {
        key: 'S',
        accession: '25A1',
        type: snomed('122555007', 'Venous blood specimen'),
        received: '2026-01-10',
        collected: '2026-01-09',
        collector: 'nurse',
        quantity: { text: 'one tube' },
        fasting: 'F',
        notes: ['Haemolysed'],
      },
    ],
  })
  expect(found.resource('S')).toMatchObject({
    resourceType: 'Specimen',
    accessionIdentifier: { value: '25A1' },
    type: { coding: [{ code: '122555007' }] },
    receivedTime: '2026-01-10',
    collection: {
      extension: [{ valueCodeableConcept: { coding: [{ code: 'F' }], text: 'F' } }],
      collector: { reference: expect.stringMatching(/^Practitioner\//) },
      collectedDateTime: '2026-01-09',
    },
    note: [{ text: 'Haemolysed\nQuantity: one tube' }],
  })
})

test('STR-INV-07 the consultation, of every part', () => {
  const found = rendered({
    investigations: [report('R', [result('A')], { encounter: 'C', filed: true })],
    consultations: [holding('C', 'R')],
  })
  for (const key of ['R', 'A', 'R-filed']) expect(found.resource(key).context).toEqual({ reference: found.ref('C') })
})

describe('STR-WARN-08 STR-ERR-10 a report with confidential parts', () => {
  const found = render(
    [
      result('A'),
      result('B', { ...secret, specimen: 'S', filingComments: [{ key: 'F', text: 'Positive' }] }),
      result('G', { results: [result('M', secret)] }),
    ],
    {
      specimens: [
        { key: 'S', notes: [] },
        { key: 'T', notes: [] },
      ],
    },
  )

  test('is sent without them, and without all that is only of them', () => {
    expect(results(found)).toEqual(['A', 'R-filed'].map(found.ref))
    expect(found.resource('R').specimen).toEqual([{ reference: found.ref('T') }])
    for (const key of ['B', 'F', 'G', 'M', 'S']) expect(found.resource(key)).toBeNull()
  })

  test('warns of them', () => {
    expect(found.area('investigations').withheld.map(({ key }) => key)).toEqual(['B', 'M', 'G'])
  })

  test('is withheld if nothing is left of it, or if it is confidential itself', () => {
    expect(render([result('B', secret)]).area('investigations')).toMatchObject({
      groups: [],
      withheld: [{ key: 'B' }, { key: 'R', reason: 'all of its results are marked as confidential' }],
    })
    expect(render([result('A')], secret).area('investigations')).toMatchObject({ groups: [], withheld: [{ key: 'R' }] })
  })

  test('MIG-STR-09 is whole where everything is asked for', () => {
    const all = render([result('B', secret)], {}, { ...context, everything: true })
    expect(all.resource('B').resourceType).toBe('Observation')
  })
})

test('STR-COM-05 NOPAT of a report or result is on all that is of it', () => {
  const comment = { key: 'F', text: 'x' }
  const found = render([result('A', { confidentiality: 'nopat', filingComments: [comment] }), result('B')])
  const label = (key: string) => found.resource(key).meta.security?.[0].code
  expect(['R', 'A', 'F', 'B'].map(label)).toEqual([undefined, 'NOPAT', 'NOPAT', undefined])
  const whole = render([result('A')], { confidentiality: 'nopat', filed: true })
  expect(['R', 'A', 'R-filed'].map(key => whole.resource(key).meta.security?.[0].code)).toEqual([
    'NOPAT',
    'NOPAT',
    'NOPAT',
  ])
})
