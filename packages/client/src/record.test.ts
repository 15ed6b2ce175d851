import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { type Bundle, isResource, type Reference } from '@gpc/fhir'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allergyEnd, descriptionOf, displayOf, findExtension, hasCode } from './reading.ts'
import { readRecord } from './record.ts'
import { isBundle, isReadable } from './schema.ts'

const sct = 'http://snomed.info/sct'
const list = (code: string, title: string, more: object) => ({
  resourceType: 'List',
  status: 'current',
  mode: 'snapshot',
  title,
  code: { coding: [{ system: sct, code }] },
  ...more,
})
const warning = (valueCode: string) => ({
  url: 'https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-ListWarningCode-1',
  valueCode,
})
const allergy = (id: string, more: object = {}) => ({
  resourceType: 'AllergyIntolerance',
  id,
  code: { text: id },
  ...more,
})
const ref = (reference: string) => ({ reference })

function bundleOf(...resources: object[]): Bundle {
  const bundle: unknown = {
    resourceType: 'Bundle',
    id: 't',
    type: 'collection',
    entry: resources.map(resource => ({ resource })),
  }
  if (!isBundle(bundle)) throw new Error('not a bundle')
  return bundle
}
const read = (...resources: object[]) => readRecord(bundleOf(...resources), 't')

describe('allergies', () => {
  test('STR-CONS-06, STR-ALG-03 ended ones are found inside their list, by #fragment', () => {
    const ended = allergy('e1', {
      clinicalStatus: 'resolved',
      extension: [
        {
          url: 'https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-AllergyIntoleranceEnd-1',
          extension: [
            { url: 'endDate', valueDateTime: '2016-11-01' },
            { url: 'reasonEnded', valueString: 'Cleared' },
          ],
        },
      ],
    })
    const record = read(
      list('886921000000105', 'Allergies', { entry: [{ item: ref('AllergyIntolerance/a1') }] }),
      list('1103671000000101', 'Ended allergies', { contained: [ended], entry: [{ item: ref('#e1') }] }),
      allergy('a1', { clinicalStatus: 'active' }),
    )
    expect(record.allergies.active.map(one => one.id)).toEqual(['a1'])
    expect(record.allergies.ended.map(one => one.id)).toEqual(['e1'])
    expect(record.lists[1]?.entries[0]?.resource).toBe(record.allergies.ended[0])
    expect(record.allergies.ended.map(allergyEnd)).toEqual([{ date: '2016-11-01', reason: 'Cleared' }])
    expect(record.warnings).toEqual([])
  })

  test.each([
    ['resolved', false, 'ended'],
    ['inactive', false, 'ended'],
    ['active', true, 'active'],
    ['recurring', true, 'active'],
    [undefined, false, 'active'],
    [undefined, true, 'ended'],
  ] as const)('STR-ALG-24 status %s, in the Ended list: %s → %s', (clinicalStatus, inEnded, expected) => {
    const one = allergy('a', clinicalStatus === undefined ? {} : { clinicalStatus })
    const record = inEnded
      ? read(list('1103671000000101', 'Ended', { contained: [one], entry: [{ item: ref('#a') }] }))
      : read(one)
    expect(record.allergies[expected]).toHaveLength(1)
  })
})

describe('medicines', () => {
  const statement = (id: string, more: object) => ({
    resourceType: 'MedicationStatement',
    id,
    status: 'active',
    ...more,
  })
  const request = (id: string, intent: string, more: object = {}) => ({
    resourceType: 'MedicationRequest',
    id,
    intent,
    ...more,
  })

  test('STR-MED-01, STR-MED-02 each statement with its plan, its issues and its drug', () => {
    const type = {
      url: 'https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-PrescriptionType-1',
      valueCodeableConcept: { coding: [{ code: 'repeat' }] },
    }
    const { medications, otherRequests } = read(
      request('o2', 'order', { basedOn: [ref('MedicationRequest/p1')] }),
      statement('s1', { basedOn: [ref('MedicationRequest/p1')], medicationReference: ref('Medication/m1') }),
      request('p1', 'plan', { extension: [type] }),
      request('o1', 'order', { basedOn: [ref('MedicationRequest/p1')] }),
      request('o9', 'order', { basedOn: [ref('MedicationRequest/elsewhere')] }),
      { resourceType: 'Medication', id: 'm1', code: { coding: [{ system: sct, code: '1', display: 'Drug' }] } },
      statement('s2', { medicationReference: { display: 'Only words' } }),
    )
    expect(medications).toMatchObject([
      { name: 'Drug', plan: { id: 'p1' }, orders: [{ id: 'o2' }, { id: 'o1' }], prescriptionType: 'repeat' },
      { name: 'Only words', orders: [] },
    ])
    expect(otherRequests.map(one => one.id)).toEqual(['o9'])
  })
})

describe('warnings', () => {
  test('STR-WARN-12 of each list, in its own words', () => {
    const { warnings } = read(
      list('1', 'Allergies', {
        extension: [warning('confidential-items'), warning('data-in-transit')],
        note: [{ text: 'Items excluded. Transfer not complete.' }],
      }),
      list('2', 'Problems', { extension: [warning('confidential-items')] }),
    )
    expect(warnings).toEqual([
      {
        source: 'list',
        area: 'Allergies',
        codes: ['confidential-items', 'data-in-transit'],
        text: 'Items excluded. Transfer not complete.',
      },
      {
        source: 'list',
        area: 'Problems',
        codes: ['confidential-items'],
        text: 'Items excluded due to confidentiality and/or patient preferences.',
      },
    ])
  })

  test('STR-VER-06, STR-CFG-08 of the OperationOutcome in a success', () => {
    const coding = [{ code: 'NOT_IMPLEMENTED', display: 'Not implemented' }]
    const text = 'includeAllergies has been disabled'
    const issue = [
      { severity: 'warning', code: 'not-supported', details: { coding, text }, diagnostics: 'includeAllergies' },
    ]
    expect(read({ resourceType: 'OperationOutcome', issue }).warnings).toEqual([
      { source: 'outcome', area: 'includeAllergies', codes: ['NOT_IMPLEMENTED'], text },
    ])
  })

  test('STR-VER-07 what could not be found or read is said', () => {
    const { warnings, allergies } = read(
      list('1', 'Allergies', {
        entry: [{ item: ref('AllergyIntolerance/gone') }, { item: ref('AllergyIntolerance/odd') }],
      }),
      allergy('odd', { code: 'not a concept' }),
    )
    expect(warnings.map(one => [one.area, one.codes])).toEqual([
      ['Allergies', ['unresolved']],
      ['AllergyIntolerance', ['unreadable']],
    ])
    expect(allergies.active).toEqual([])
  })

  test('STR-CONS-07, STR-CFG-07 an entry that has words only is no fault', () => {
    const record = read(list('1', 'Topic', { entry: [{ item: { display: 'Referral items have been disabled' } }] }))
    expect(record.lists[0]?.entries).toEqual([{ display: 'Referral items have been disabled' }])
    expect(record.warnings).toEqual([])
  })
})

describe('people and places', () => {
  const record = read(
    { resourceType: 'Practitioner', id: 'p' },
    { resourceType: 'Organization', id: 'o' },
    {
      resourceType: 'PractitionerRole',
      id: 'r',
      practitioner: ref('Practitioner/p'),
      organization: ref('Organization/o'),
    },
    { resourceType: 'Unheard', id: 'u', of: 1 },
  )
  test.each([
    'Practitioner/p',
    'https://host/base/Practitioner/p',
    'Practitioner/p/_history/3',
    ' Practitioner/p ',
  ])('a reference as %j is resolved', text => expect(record.practitioner(ref(text))?.id).toBe('p'))

  test('STR-OP-12 the role of a practitioner, and its organisation', () => {
    const role = record.roleOf(record.practitioner(ref('Practitioner/p')))
    expect(role?.id).toBe('r')
    expect(record.organization(role?.organization)?.id).toBe('o')
  })

  test('a reference to another type, to nothing, and none', () => {
    expect(record.practitioner(ref('Organization/o'))).toBeUndefined()
    expect(record.resolve(ref('Practitioner/x'))).toBeUndefined()
    expect(record.resolve(ref('#x'), { resourceType: 'List' })).toBeUndefined()
    expect(record.resolve(undefined)).toBeUndefined()
  })

  test('STR-VER-07 a resource of an unknown type is kept, found and told of', () => {
    expect(record.resolve(ref('Unheard/u'))).toMatchObject({ of: 1 })
    expect(record.warnings).toMatchObject([{ codes: ['not-shown'], area: 'Unheard' }])
  })
})

describe('tolerant reading', () => {
  test.each([
    'https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-ActualProblem-1',
    'https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-ActualProblem-1',
    'http://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-ActualProblem-1',
    'https://fhir.nhs.uk/STU3/StructureDefinition/Extension-CareConnect-GPC-ActualProblem-1 ',
  ])('STR-URL-02, STR-URL-03 %j', url => {
    const wanted = 'https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-ActualProblem-1'
    expect(findExtension({ extension: [{ url }] }, wanted)).toBeDefined()
    expect(findExtension({ extension: [{ url }] }, wanted.replace('Actual', 'Related'))).toBeUndefined()
  })

  test.each([
    ['https://fhir.nhs.uk/STU3/StructureDefinition/Extension-coding-sctdescid', 'descriptionId', 'descriptionDisplay'],
    [
      'https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-coding-sctdescid',
      'DescriptionID',
      'DescriptionDisplay',
    ],
  ])('STR-URL-02 description ids at %s', (url, id, display) => {
    const extension = [
      {
        url,
        extension: [
          { url: id, valueId: '11' },
          { url: display, valueString: 'Term' },
        ],
      },
    ]
    expect(descriptionOf({ extension })).toEqual({ id: '11', display: 'Term' })
  })

  test('STR-URL-03 blanks around codes and systems', () => {
    expect(hasCode({ coding: [{ system: `${sct} `, code: ' 1' }] }, sct, '1')).toBe(true)
  })

  test.each([
    [{ text: 'As written', coding: [{ display: 'x' }] }, 'As written'],
    [
      {
        coding: [
          { system: 'x', display: 'Other' },
          { system: sct, display: 'Snomed' },
        ],
      },
      'Snomed',
    ],
    [
      {
        coding: [
          { system: sct, display: 'Snomed' },
          { display: 'Chosen', userSelected: true },
        ],
      },
      'Chosen',
    ],
    [{ coding: [{ system: 'unheard', code: 'X1' }] }, 'X1'],
    [{ text: ' ', coding: [{ display: 'Term' }] }, 'Term'],
    [{}, undefined],
    [undefined, undefined],
  ])('STR-CONS-08 the words of %j', (concept, words) => expect(displayOf(concept)).toBe(words))
})

test('STR-VER-07 whatever a bundle holds, reading it drops nothing and never fails', () => {
  const key = fc.constantFrom(
    'resourceType',
    'id',
    'code',
    'entry',
    'item',
    'reference',
    'basedOn',
    'contained',
    'extension',
    'coding',
  )
  const type = fc.constantFrom('List', 'AllergyIntolerance', 'MedicationStatement', 'MedicationRequest', 'Patient', 'X')
  const leaf = fc.oneof(type, fc.constantFrom('List/1', '#1', 'X/1'), fc.integer(), fc.constant(null), fc.boolean())
  const { any } = fc.letrec(tie => ({
    any: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(key, tie('any'), { maxKeys: 4 }),
    ),
  }))
  const resource = fc
    .tuple(type, fc.dictionary(key, any, { maxKeys: 6 }))
    .map(([resourceType, rest]) => ({ ...rest, resourceType }))
  fc.assert(
    fc.property(fc.array(resource, { maxLength: 6 }), resources => {
      const bundle: unknown = { resourceType: 'Bundle', entry: resources.map(one => ({ resource: one })) }
      if (!isBundle(bundle)) return
      const before = JSON.stringify(bundle)
      const record = readRecord(bundle, 't')
      for (const one of resources) record.resolve(ref('#1'), one)
      expect(record.bundle).toBe(bundle)
      expect(JSON.stringify(record.bundle)).toBe(before)
      const readable = (type: string) => resources.filter(one => one.resourceType === type && isReadable(one)).length
      expect(record.lists).toHaveLength(readable('List'))
      expect(record.medications).toHaveLength(readable('MedicationStatement'))
      const requests = new Set(record.medications.flatMap(({ plan, orders }) => (plan ? [plan, ...orders] : orders)))
      expect(requests.size + record.otherRequests.length).toBe(readable('MedicationRequest'))
      const allergies = new Set([...record.allergies.active, ...record.allergies.ended])
      expect(allergies.size).toBeGreaterThanOrEqual(readable('AllergyIntolerance'))
      const faulty = new Set(resources.filter(one => !isReadable(one)).map(one => one.resourceType))
      const told = record.warnings.filter(one => one.codes.includes('unreadable')).map(one => one.area)
      expect(told).toEqual(expect.arrayContaining([...faulty]))
    }),
  )
})

const folder = '../shared/data/provider-responses'
const files = existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith('.json')) : []

describe.skipIf(files.length === 0)("other suppliers' whole records", () => {
  test.each(files)('%s: every resource is reachable, every reference of every list is resolved', name => {
    const bundle: unknown = JSON.parse(readFileSync(`${folder}/${name}`, 'utf8'))
    if (!isBundle(bundle)) throw new Error('not a bundle')
    const record = readRecord(bundle, 't')
    const resources = (bundle.entry ?? []).flatMap(one => one.resource ?? [])
    for (const one of resources) {
      if (one.id !== undefined) expect(record.resolve(ref(`${one.resourceType}/${one.id}`))).toBe(one)
    }
    for (const { resource, reference } of record.lists.flatMap(one => one.entries)) {
      if (reference !== undefined) expect(resource).toBeDefined()
    }
    for (const one of resources) for (const found of references(one)) expect(record.resolve(found, one)).toBeDefined()
    const count = (type: Parameters<typeof isResource>[1]) => resources.filter(one => isResource(one, type)).length
    expect(record.lists).toHaveLength(count('List'))
    expect(record.medications).toHaveLength(count('MedicationStatement'))
    const contained = record.lists.flatMap(one => one.resource.contained ?? [])
    const allergies = [...record.allergies.active, ...record.allergies.ended]
    expect(allergies).toHaveLength(
      count('AllergyIntolerance') + contained.filter(one => isResource(one, 'AllergyIntolerance')).length,
    )
    const requests = record.medications.flatMap(one => [...(one.plan ? [one.plan] : []), ...one.orders])
    expect(requests.length + record.otherRequests.length).toBe(count('MedicationRequest'))
    expect(record.medications.every(one => one.name !== undefined && one.plan !== undefined)).toBe(true)
    expect(record.patient).toBeDefined()
    const told = record.warnings.filter(one => one.source === 'client' && one.area !== 'QuestionnaireResponse')
    expect(told).toEqual([])
  })
})

/** Every reference anywhere in a resource. */
function references(value: object): Reference[] {
  const own = 'reference' in value && typeof value.reference === 'string' ? [{ reference: value.reference }] : []
  const inner = Object.values(value).filter((one): one is object => typeof one === 'object' && one !== null)
  return [...own, ...inner.flatMap(references)]
}
