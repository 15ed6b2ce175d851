import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { Bundle, Resource } from '@gpc/fhir'
import { describe, expect, test } from 'vitest'
import { displayOf } from './reading.ts'
import { readRecord, type StructuredRecord, saysNoAllergies } from './record.ts'
import { isBundle } from './schema.ts'

const sct = 'http://snomed.info/sct'
const ref = (reference: string) => ({ reference })
const coded = (code: string, display: string) => ({ coding: [{ system: sct, code, display }] })
const list = (code: string, title: string, entries: readonly (string | object)[], more: object = {}) => ({
  resourceType: 'List',
  status: 'current',
  mode: 'snapshot',
  title,
  code: coded(code, title),
  entry: entries.map(one => ({ item: typeof one === 'string' ? ref(one) : one })),
  ...more,
})
const observation = (id: string, more: object = {}) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { text: id },
  ...more,
})
const problem = (id: string, ...extension: object[]) => ({
  resourceType: 'Condition',
  id,
  clinicalStatus: 'active',
  code: { text: id },
  subject: ref('Patient/p'),
  extension,
})
const care = 'Extension-CareConnect-'
const hl7 = `https://fhir.hl7.org.uk/STU3/StructureDefinition/${care}`

function read(...resources: object[]): StructuredRecord {
  const bundle: unknown = {
    resourceType: 'Bundle',
    type: 'collection',
    entry: resources.map(resource => ({ resource })),
  }
  if (!isBundle(bundle)) throw new Error('not a bundle')
  return readRecord(bundle, 't')
}

describe('areas', () => {
  test('STR-LIST-16, STR-PAR-28 what a list names is the result; what a link brought is kept apart', () => {
    const { areas } = read(
      list('717711000000103', 'Problems', ['Condition/b', 'Condition/a']),
      problem('a'),
      problem('b'),
      problem('linked'),
      { resourceType: 'ReferralRequest', id: 'r', status: 'unknown', intent: 'order', subject: ref('Patient/p') },
    )
    expect(areas.problems.items.map(one => one.name)).toEqual(['b', 'a'])
    expect(areas.problems.linked.map(one => one.name)).toEqual(['linked'])
    expect(areas.referrals.list).toBeUndefined()
    expect(areas.referrals.linked).toHaveLength(1)
  })

  test('STR-CFG-08, STR-VER-06 an area that is switched off says so', () => {
    const { areas, warnings } = read({
      resourceType: 'OperationOutcome',
      issue: [
        {
          severity: 'warning',
          code: 'not-supported',
          details: { coding: [{ code: 'NOT_IMPLEMENTED' }], text: 'includeReferrals has been disabled' },
          diagnostics: 'includeReferrals',
        },
      ],
    })
    expect(areas.referrals.notReturned).toBe('includeReferrals has been disabled')
    expect(areas.problems).not.toHaveProperty('notReturned')
    expect(warnings).toHaveLength(1)
  })

  test('STR-VER-07 a resource of a type without a view is kept, and told of', () => {
    const { others, warnings } = read({ resourceType: 'QuestionnaireResponse', id: 'q' })
    expect(others).toMatchObject([{ id: 'q' }])
    expect(warnings).toMatchObject([{ source: 'client', codes: ['not-shown'], area: 'QuestionnaireResponse' }])
  })

  test('STR-IMM-20, STR-LIST-06 vaccinations and consent come from the same list, each in its place', () => {
    const given = {
      resourceType: 'Immunization',
      id: 'i',
      status: 'completed',
      notGiven: true,
      patient: ref('Patient/p'),
    }
    const { areas } = read(
      list('1102181000000102', 'Immunisations', ['Immunization/i', 'Observation/consent']),
      given,
      observation('consent'),
      observation('else'),
    )
    expect(areas.immunisations.items).toMatchObject([{ id: 'i', notGiven: true }])
    expect(areas.immunisationStatus.items).toMatchObject([{ id: 'consent' }])
    expect(areas.uncategorised.linked).toMatchObject([{ id: 'else' }])
  })

  test('STR-DRY-08 diary entries are apart from test requests', () => {
    const request = (id: string, intent: string) => ({
      resourceType: 'ProcedureRequest',
      id,
      status: 'active',
      intent,
      subject: ref('Patient/p'),
    })
    const { areas, others } = read(
      list('714311000000108', 'Patient recall administration', ['ProcedureRequest/d']),
      request('d', 'plan'),
      request('t', 'order'),
    )
    expect(areas.diary.items).toMatchObject([{ id: 'd' }])
    expect(others).toMatchObject([{ id: 't' }])
  })
})

describe('consultations', () => {
  const encounter = {
    resourceType: 'Encounter',
    id: 'e',
    status: 'finished',
    type: [{ text: 'Home visit' }],
    period: { start: '2024-03-01' },
  }
  const structure = { encounter: ref('Encounter/e') }

  test('STR-CON-03, STR-CON-05, STR-CON-08, STR-CON-23 topics, headings, items in their order', () => {
    const { areas, others } = read(
      list('1149501000000101', 'List of consultations', ['Encounter/e']),
      encounter,
      list('325851000000107', 'Home visit', ['List/t1', 'List/t2'], structure),
      list('25851000000105', 'Asthma', ['List/h1'], {
        id: 't1',
        ...structure,
        extension: [
          { url: `${hl7}RelatedProblemHeader-1`, extension: [{ url: 'target', valueReference: ref('Condition/c') }] },
        ],
      }),
      list('24781000000107', 'History', ['Observation/o1', { display: 'Referral items have been disabled' }], {
        id: 'h1',
        ...structure,
      }),
      list('25851000000105', '', ['Observation/o2'], { id: 't2', ...structure }),
      observation('o1'),
      observation('o2'),
      problem('c'),
    )
    expect(others).toEqual([])
    expect(areas.consultations.items).toMatchObject([
      {
        title: 'Home visit',
        topics: [
          {
            title: 'Asthma',
            problems: [{ id: 'c' }],
            headings: [
              {
                title: 'History',
                items: [{ resource: { id: 'o1' } }, { display: 'Referral items have been disabled' }],
              },
            ],
          },
          { headings: [{ items: [{ resource: { id: 'o2' } }] }] },
        ],
      },
    ])
  })

  test('lists that refer to each other in a circle end', () => {
    const { areas, others } = read(
      encounter,
      list('325851000000107', 'A', ['List/t'], structure),
      list('25851000000105', 'T', ['List/h'], { id: 't', ...structure }),
      list('24781000000107', 'H', ['List/t', 'List/h'], { id: 'h', ...structure }),
    )
    expect(areas.consultations.linked[0]?.topics[0]?.headings[0]?.items).toHaveLength(2)
    expect(others).toEqual([])
  })
})

describe('problems', () => {
  test.each([
    [`${hl7}ActualProblem-1`, `${hl7}RelatedClinicalContent-1`],
    [
      `https://fhir.nhs.uk/STU3/StructureDefinition/${care}GPC-ActualProblem-1`,
      `http://fhir.hl7.org.uk/STU3/StructureDefinition/${care}RelatedClinicalContent-1`,
    ],
  ])('STR-URL-02, STR-PRB-08 to 10, STR-CONS-07 what a problem is made of, and linked to: %s', (actual, related) => {
    const { areas } = read(
      problem(
        'a',
        { url: actual, valueReference: ref('Observation/o') },
        { url: related, valueReference: ref('Encounter/e') },
        { url: related, valueReference: { display: 'Referral items have been disabled' } },
        { url: `${hl7}ProblemSignificance-1`, valueCode: 'major' },
        {
          url: `${hl7}RelatedProblemHeader-1`,
          extension: [
            { url: 'type', valueCode: 'parent' },
            { url: 'target', valueReference: ref('Condition/b') },
          ],
        },
      ),
      problem('b'),
      observation('o'),
      { resourceType: 'Encounter', id: 'e', status: 'finished' },
    )
    expect(areas.problems.linked[0]).toMatchObject({
      significance: 'major',
      actual: { resource: { id: 'o' } },
      related: [{ resource: { id: 'e' } }, { display: 'Referral items have been disabled' }],
      problems: [{ type: 'parent', problem: { id: 'b' } }],
    })
  })
})

describe('investigations', () => {
  const report = (...results: string[]) => ({
    resourceType: 'DiagnosticReport',
    id: 'd',
    status: 'final',
    code: coded('721981007', 'Diagnostic studies report'),
    specimen: [ref('Specimen/s')],
    basedOn: [ref('ProcedureRequest/t')],
    result: results.map(ref),
  })
  const filing = (id: string, more: object = {}) =>
    observation(id, { code: coded('37331000000100', 'Comment note'), ...more })
  const relate = (type: string, target: string) => ({ type, target: ref(target) })

  test('STR-INV-08, STR-INV-10 to 12 groups, results, specimens, filing comments at every level', () => {
    const { areas, others } = read(
      list('887191000000108', 'Investigations and results', ['DiagnosticReport/d']),
      report('Observation/g', 'Observation/alone', 'Observation/filed', 'Observation/hb'),
      observation('g', { related: [relate('has-member', 'Observation/hb')] }),
      observation('hb', { specimen: ref('Specimen/s'), related: [relate('derived-from', 'Observation/g')] }),
      observation('wcc', { related: [relate('derived-from', 'Observation/g')] }),
      observation('alone'),
      filing('filed', { comment: 'Normal, no action' }),
      filing('on-hb', { related: [relate('derived-from', 'Observation/hb')] }),
      { resourceType: 'Specimen', id: 's' },
      { resourceType: 'ProcedureRequest', id: 't', status: 'active', intent: 'order', subject: ref('Patient/p') },
    )
    expect(areas.investigations.items).toMatchObject([
      {
        specimens: [{ id: 's' }],
        requests: [{ id: 't' }],
        filing: [{ id: 'filed' }],
        results: [
          {
            observation: { id: 'g' },
            results: [
              { observation: { id: 'hb' }, specimen: { id: 's' }, filing: [{ id: 'on-hb' }] },
              { observation: { id: 'wcc' } },
            ],
          },
          { observation: { id: 'alone' }, results: [], filing: [] },
        ],
      },
    ])
    expect([...areas.uncategorised.linked, ...others]).toEqual([])
  })

  test('observations that hold each other are not lost', () => {
    const { areas } = read(
      report('Observation/a', 'Observation/b'),
      observation('a', { related: [relate('has-member', 'Observation/b')] }),
      observation('b', { related: [relate('has-member', 'Observation/a')] }),
    )
    expect(areas.uncategorised.linked).toHaveLength(2)
  })
})

const folder = new URL('../../../../shared/data/provider-responses/', import.meta.url)
const files = existsSync(folder) ? readdirSync(folder).filter(one => one.endsWith('.json')) : []

describe.skipIf(files.length === 0)('answers of real providers', () => {
  test.each(files)('STR-LIST-16, STR-CONS-05, STR-CONS-08 no resource of %s is lost', file => {
    const bundle: unknown = JSON.parse(readFileSync(new URL(file, folder), 'utf8'))
    if (!isBundle(bundle)) throw new Error(`${file} is no Bundle`)
    const record = readRecord(bundle, 't')
    const shown = new Set(clinicalOf(record))
    const lost = resourcesOf(bundle).filter(one => !administrative.has(one.resourceType) && !shown.has(one))
    expect(lost.map(one => `${one.resourceType}/${one.id}`)).toEqual([])
    expect(record.warnings.filter(one => one.codes.includes('unreadable') || one.codes.includes('unresolved'))).toEqual(
      [],
    )
    for (const { list, items } of Object.values(record.areas)) {
      if (list !== undefined && list.code !== '1102181000000102')
        expect(items, list.title).toHaveLength(list.entries.length)
    }
    for (const { name } of record.areas.problems.items) expect(name).toBeDefined()
    for (const one of record.areas.uncategorised.items) expect(displayOf(one.code)).toBeDefined()
  })
})

const administrative = new Set([
  'Patient',
  'Practitioner',
  'PractitionerRole',
  'Organization',
  'Location',
  'HealthcareService',
])
const resourcesOf = ({ entry = [] }: Bundle): Resource[] => entry.flatMap(one => one.resource ?? [])

/** Every clinical resource that a user of the record can reach by its views. */
function clinicalOf(record: StructuredRecord): (Resource | undefined)[] {
  const { areas, documents, others, otherRequests, lists, medications } = record
  const both = <T>(area: { readonly items: readonly T[]; readonly linked: readonly T[] }) => [
    ...area.items,
    ...area.linked,
  ]
  type Result = ReturnType<typeof both<(typeof areas.investigations.items)[number]['results'][number]>>[number]
  const results = (all: readonly Result[]): (Resource | undefined)[] =>
    all.flatMap(one => [one.observation, one.specimen, ...one.filing, ...results(one.results)])
  return [
    ...both(areas.allergies),
    ...both(areas.endedAllergies),
    ...medications.flatMap(one => [one.statement, one.plan, one.medication, ...one.orders]),
    ...otherRequests,
    ...both(areas.consultations).map(one => one.encounter),
    ...both(areas.problems).map(one => one.condition),
    ...both(areas.immunisations),
    ...both(areas.immunisationStatus),
    ...both(areas.uncategorised),
    ...both(areas.investigations).flatMap(one => [
      one.report,
      ...one.specimens,
      ...one.requests,
      ...one.filing,
      ...results(one.results),
    ]),
    ...both(areas.referrals),
    ...both(areas.diary),
    ...documents,
    ...others,
    ...lists.map(one => one.resource),
  ]
}

describe('STR-ALG-23 "no allergies"', () => {
  const both = (more: object = {}) => [
    list('886921000000105', 'Allergies', [], more),
    list('1103671000000101', 'Ended allergies', []),
  ]
  const allergy = (code: string) => ({
    resourceType: 'AllergyIntolerance',
    id: 'a',
    clinicalStatus: 'active',
    code: coded(code, 'x'),
    patient: ref('Patient/p'),
  })

  test('is said of two empty lists without a warning, or of an explicit "none known" alone', () => {
    expect(saysNoAllergies(read(...both()))).toBe(true)
    expect(saysNoAllergies(read(...both(), allergy('716186003')))).toBe(true)
  })

  test.each([
    ['one list only', [list('886921000000105', 'Allergies', [])]],
    ['no list', []],
    ['an allergy', [...both(), allergy('91936005')]],
    [
      'something withheld',
      both({
        extension: [{ url: 'https://x/Extension-CareConnect-GPC-ListWarningCode-1', valueCode: 'confidential-items' }],
      }),
    ],
    [
      'an entry that the answer does not hold',
      [list('886921000000105', 'Allergies', ['AllergyIntolerance/gone']), ...both().slice(1)],
    ],
  ])('is not said with %s', (_, resources) => expect(saysNoAllergies(read(...resources))).toBe(false))
})
