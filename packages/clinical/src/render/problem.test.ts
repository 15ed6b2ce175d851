import { describe, expect, test } from 'vitest'
import {
  consultation,
  diary,
  document,
  holding,
  observation,
  problem,
  rendered,
  report,
  result,
  secret,
} from '../../test/record-sample.ts'
import { allergy, type Json, plan } from '../../test/sample.ts'
import type { Problem } from '../model/problem.ts'

const url = {
  actual: 'https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-ActualProblem-1',
  related: 'https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-RelatedClinicalContent-1',
  header: 'https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-RelatedProblemHeader-1',
  significance: 'https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-ProblemSignificance-1',
}
const linked = (condition: Json, name: keyof typeof url): string[] =>
  condition.extension.filter((one: Json) => one.url === url[name]).map((one: Json) => one.valueReference.reference)
const headers = (condition: Json): [string, string][] =>
  condition.extension
    .filter((one: Json) => one.url === url.header)
    .map(({ extension }: Json) => [extension[0].valueCode, extension[1].valueReference.reference])
const one = (fields: Partial<Problem>): Json => rendered({ problems: [problem('p', fields)] }).resource('p')

test('STR-PRB-06 STR-PRB-13 STR-PRB-14 the elements of a problem, and no others', () => {
  const found = one({ onset: '2019', ended: '2020-02', status: 'inactive', notes: ['Left side', ''] })
  expect(found).toEqual({
    resourceType: 'Condition',
    id: expect.any(String),
    meta: { profile: ['https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-GPC-ProblemHeader-Condition-1'] },
    extension: [{ url: url.significance, valueCode: 'major' }],
    identifier: [{ system: expect.stringContaining('/emis/A81001'), value: 'p' }],
    clinicalStatus: 'inactive',
    category: [
      {
        coding: [
          {
            system: 'https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-ConditionCategory-1',
            code: 'problem-list-item',
            display: 'Problem List Item',
          },
        ],
      },
    ],
    code: { coding: [{ system: 'http://snomed.info/sct', code: '49727002', display: 'Cough' }] },
    subject: { reference: 'Patient/p' },
    onsetDateTime: '2019',
    abatementDateTime: '2020-02',
    assertedDate: '2026-01-12T09:12:31+00:00',
    asserter: { reference: expect.stringMatching(/^Practitioner\//) },
    note: [{ text: 'Left side' }],
  })
})

test('STR-PRB-02 a group is tagged by its status, whatever the date', () => {
  const found = rendered({ problems: [problem('a'), problem('b', { status: 'inactive' })] })
  expect(found.area('problems').groups.map(({ tag, from, to }) => [tag, from, to])).toEqual([
    ['active', '', ''],
    ['inactive', '', ''],
  ])
})

test('STR-PRB-07 a significance that nobody knows is minor, and says so', () => {
  const { significance: _, ...unknown } = problem('p')
  const found = rendered({ problems: [unknown] }).resource('p')
  expect(found.extension).toEqual([{ url: url.significance, valueCode: 'minor' }])
  expect(found.note).toEqual([{ text: 'Significance: not recorded (sent as minor).' }])
})

test('STR-PRB-13 an end of a problem that is still active is told in the note, as FHIR has no place for it', () => {
  const found = one({ ended: '2026-02-01' })
  expect([found.abatementDateTime, found.note]).toEqual([undefined, [{ text: 'End date: 01-Feb-2026' }]])
})

test('STR-COM-08 STR-COM-10 one SNOMED CT coding and the terms of others; the words alone where nothing is coded', () => {
  const snomed = (code: string, display: string) => ({ system: 'http://snomed.info/sct', code, display })
  const found = one({
    concept: { codings: [snomed('1', 'Cough'), { ...snomed('2', 'Chest cold'), userSelected: true }] },
  })
  expect(found.code.coding.map(({ code }: Json) => code)).toEqual(['2'])
  expect(found.note).toEqual([{ text: 'Also coded as: Cough' }])
  expect(one({ concept: { codings: [], text: 'Funny turns' } }).code).toEqual({ text: 'Funny turns' })
})

describe('STR-PRB-08 STR-PRB-09 STR-PRB-11 what a problem is linked to', () => {
  const entries = {
    observations: [observation('cough'), observation('fever')],
    allergies: [allergy({ key: 'penicillin' }), allergy({ key: 'ended', ended: {} })],
    medications: [plan({ key: 'plan' })],
    documents: [document('letter')],
    investigations: [report('report', [result('sodium')])],
  }
  const of = (fields: Partial<Problem>, more: Parameters<typeof rendered>[0] = {}) => {
    const found = rendered({ ...entries, ...more, problems: [problem('p', fields)] })
    return { found, condition: found.resource('p'), links: found.group('p')?.links }
  }

  test('the entry that was promoted, and what is directly linked, in order; keys that lead nowhere are left out', () => {
    const { found, condition, links } = of({
      actual: 'cough',
      related: ['letter', 'gone', 'plan', 'cough', 'fever', 'ended'],
    })
    const related = ['letter', 'plan', 'fever'].map(found.ref).concat(found.ref('ended'))
    expect(linked(condition, 'actual')).toEqual([found.ref('cough')])
    expect(linked(condition, 'related')).toEqual(related)
    expect(links).toEqual([found.ref('cough'), ...related])
    expect(found.ref('ended')).toMatch(/^List\/[^#]+#/)
  })

  test('STR-PRB-12 of an investigation the report, also where a result is the problem', () => {
    const { found, condition, links } = of({ actual: 'sodium', related: ['sodium'] })
    expect(linked(condition, 'actual')).toEqual([found.ref('sodium')])
    expect(linked(condition, 'related')).toEqual([found.ref('report')])
    expect(links).toEqual([found.ref('sodium'), found.ref('report')])
  })

  test('STR-CON-26 what stands in a topic about it, the consultations of all that, and its own', () => {
    const { found, condition } = of(
      { actual: 'cough', encounter: 'own', related: ['letter'] },
      {
        documents: [document('letter', { encounter: 'letters' })],
        consultations: [
          consultation('about', { topics: [{ problems: ['p'], headings: [{ items: ['cough', 'fever', 'p'] }] }] }),
          holding('letters', 'letter'),
          holding('own', 'p'),
          holding('other', 'fever'),
        ],
      },
    )
    expect(condition.context).toEqual({ reference: found.ref('own') })
    expect(linked(condition, 'related')).toEqual(['letter', 'fever', 'about', 'letters', 'own'].map(found.ref))
  })

  test('STR-PRB-17 not a diary entry that is done, but the consultation of it', () => {
    const { found, condition } = of(
      { actual: 'done', related: ['done', 'open'] },
      {
        diary: [diary('done', { status: 'done', encounter: 'c' }), diary('open')],
        consultations: [holding('c', 'done')],
      },
    )
    expect(linked(condition, 'actual')).toEqual([])
    expect(linked(condition, 'related')).toEqual(['open', 'c'].map(found.ref))
  })

  test('STR-ALG-01 STR-LIST-14 the entries know their problems, those of shared plans too', () => {
    const { found } = of(
      { actual: 'plan', related: ['sodium', 'ended'] },
      { medications: [plan({ key: 'plan' }), plan({ key: 'next', replaces: 'plan' })] },
    )
    const statements = found.area('medications').groups.map(({ problems }) => problems)
    expect(statements).toEqual([[found.ref('p')], undefined])
    expect(found.group('sodium')?.problems).toEqual([found.ref('p')])
    expect(found.group('ended')?.problems).toEqual([found.ref('p')])
    expect(found.group('cough')?.problems).toBeUndefined()
  })
})

test('STR-PRB-03 STR-PRB-10 problems that are grouped, from either side; one that is merely linked is a sibling', () => {
  const found = rendered({
    problems: [
      problem('p', {
        problems: [
          { type: 'child', key: 'c' },
          { type: 'child', key: 'p' },
          { type: 'parent', key: 'gone' },
        ],
        related: ['s', 'c'],
      }),
      problem('c'),
      problem('s'),
    ],
  })
  expect(headers(found.resource('p'))).toEqual([
    ['child', found.ref('c')],
    ['sibling', found.ref('s')],
  ])
  expect(headers(found.resource('c'))).toEqual([])
  expect(found.group('c')?.problems).toEqual([found.ref('p')])
  expect(found.group('p')?.problems).toEqual(['c', 's'].map(found.ref))
  expect(found.group('p')?.links).toEqual([])
})

describe('STR-PRB-18 STR-ERR-10 what is confidential leaves no trace', () => {
  test('a problem: nothing names it', () => {
    const found = rendered({
      observations: [observation('cough')],
      problems: [
        problem('x', { ...secret, actual: 'cough' }),
        problem('p', { problems: [{ type: 'parent', key: 'x' }] }),
      ],
    })
    expect(found.area('problems')).toMatchObject({ withheld: [{ key: 'x' }] })
    expect(found.group('cough')?.problems).toBeUndefined()
    expect(headers(found.resource('p'))).toEqual([])
    expect(found.group('p')?.withheld).toEqual(['problems'])
  })

  test('its content, but the area: the problem is as if it had never been linked', () => {
    const consultations = [
      consultation('c', {
        topics: [{ problems: ['p'], headings: [{ items: ['x'] }] }, { headings: [{ items: ['cough'] }] }],
      }),
    ]
    const found = rendered({
      observations: [observation('cough'), observation('x', { ...secret, encounter: 'c' })],
      consultations,
      problems: [problem('p', { actual: 'x', related: ['x'] })],
    })
    const plain = rendered({ problems: [problem('p')] })
    expect(found.resource('p')).toEqual(plain.resource('p'))
    expect(found.group('p')).toMatchObject({ links: [], withheld: ['uncategorised-data'] })
  })

  test('nor is anything linked by way of a consultation that is withheld', () => {
    const topics = [{ problems: ['p'], headings: [{ items: ['cough'] }] }]
    const found = rendered({
      observations: [observation('cough')],
      consultations: [consultation('c', { ...secret, topics })],
      problems: [problem('p')],
    })
    expect(found.group('p')).toMatchObject({ links: [], withheld: ['consultations'] })
  })
})
