import { describe, expect, test } from 'vitest'
import { context, extension, type Json, parsed } from '../../test/sample.ts'
import {
  type Directory,
  emptyDirectory,
  type Organisation,
  type Site,
  type StaffMember,
  type StaffRole,
} from '../model/directory.ts'
import { renderDirectory } from './directory.ts'
import { practiceRef, unknownPractitionerRef } from './identity.ts'

const source = 'emis' as const
const practice: Organisation = { source, key: 'o1', ods: 'A81001', name: 'Elm Surgery', contacts: [], mainSite: 'main' }
const hospital: Organisation = { source, key: 'o2', ods: 'RR8', name: 'Leeds Hospital', contacts: [] }
const main: Site = {
  source,
  key: 'main',
  odsSite: 'A81001',
  name: 'Elm Surgery Main',
  contacts: [],
  organisation: 'o1',
}
const role = (fields: Partial<StaffRole> = {}): StaffRole => ({
  key: 'r1',
  roleProfileId: '111',
  code: 'R0260',
  ...fields,
})
const doctor = (fields: Partial<StaffMember> = {}): StaffMember => ({
  source,
  key: 's1',
  name: { prefix: 'Dr', given: ['Ann'], family: 'Ash', text: 'ASH, Ann (Dr)' },
  sdsUserId: '222',
  roles: [role()],
  ...fields,
})
const render = (directory: Partial<Directory>, name?: string) =>
  renderDirectory({ ...emptyDirectory, ...directory }, context, name).map(one => ({
    ...one,
    body: parsed(one.json) as Json,
  }))
const only = (list: ReturnType<typeof render>, type: string) => list.filter(one => one.type === type)

describe('FND-ORG-05 the practice', () => {
  test('is always there, with the name that is given, and so is the unknown practitioner', () => {
    const [organisation, stranger] = render({}, 'Elm')
    expect(organisation).toMatchObject({ ref: practiceRef('A81001'), ods: 'A81001', body: { name: 'Elm' } })
    expect(stranger).toMatchObject({
      ref: unknownPractitionerRef('A81001'),
      body: { name: [{ text: 'Unknown practitioner' }] },
    })
  })

  test('is the one that sources describe, under one id whatever the source, the fullest of them', () => {
    const bare: Organisation = { source: 'gp2gp', key: 'x', ods: 'A81001', name: 'ELM', contacts: [] }
    const full = { ...practice, address: { lines: ['1 High St'] } }
    const found = only(render({ organisations: [bare, full, hospital], sites: [main] }, 'Elm'), 'Organization')
    expect(found.map(one => one.body.name)).toEqual(['Elm Surgery', 'Leeds Hospital'])
    expect(found[0]?.refs).toEqual([extension(found[0]?.body, 'MainLocation').valueReference.reference])
  })

  test("is left to the practice's own directory by a record's", () => {
    const found = render({
      organisations: [practice, hospital],
      staff: [doctor({ roles: [role({ organisation: 'o1' })] })],
    })
    expect(only(found, 'Organization').map(one => one.body.name)).toEqual(['Leeds Hospital'])
    expect(only(found, 'PractitionerRole')[0]?.body.organization.reference).toBe(practiceRef('A81001'))
  })
})

test('FND-ORG-02 FND-ORG-03 an organisation has code, name, address and telecom', () => {
  const full = {
    ...hospital,
    address: { lines: ['Great St'] },
    contacts: [{ system: 'phone', value: '0113' } as const],
  }
  const [found] = render({ organisations: [full] })
  expect(found?.body).toMatchObject({
    identifier: [{ system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: 'RR8' }],
    name: 'Leeds Hospital',
    telecom: [{ system: 'phone', value: '0113', use: 'work' }],
    address: [{ use: 'work', line: ['Great St'] }],
  })
})

test('FND-LOC-01 FND-LOC-02 a surgery has code, name and its organisation, which comes along', () => {
  const [found] = only(render({ organisations: [practice], sites: [main] }, 'Elm'), 'Location')
  expect(found?.body).toMatchObject({
    identifier: [{ system: 'https://fhir.nhs.uk/Id/ods-site-code', value: 'A81001' }],
    name: 'Elm Surgery Main',
    managingOrganization: { reference: practiceRef('A81001') },
  })
  expect(found?.refs).toEqual([practiceRef('A81001')])
})

test('FND-PRA-02 FND-PRA-04 a practitioner has the numbers that are held', () => {
  const [found] = render({ staff: [doctor({ gmcNumber: '1234567', gmpNumber: 'G1234567', gender: 'female' })] })
  expect(found).toMatchObject({ sdsUserId: '222', body: { gender: 'female' } })
  expect(found?.body.identifier.map((one: Json) => [one.system.split('/').at(-1), one.value])).toEqual([
    ['sds-user-id', '222'],
    ['sds-role-profile-id', '111'],
    ['gmp-number', 'G1234567'],
    ['gmc-number', '1234567'],
  ])
})

test.each<[string, StaffMember['name'], object]>([
  ['structured, without text', doctor().name, { family: 'Ash', given: ['Ann'], prefix: ['Dr'] }],
  ['as text, where that is all', { given: [], text: 'Dr A Ash' }, { text: 'Dr A Ash' }],
  ['never empty', { given: [] }, { text: 'Name not recorded' }],
])('FND-PRA-03 a name is %s', (_, name, expected) => {
  expect(render({ staff: [doctor({ name })] })[0]?.body.name).toEqual([expected])
})

describe('STR-OP-10 STR-OP-12 the role of a practitioner', () => {
  test('comes along with the practitioner, and brings its organisation', () => {
    const [person, job] = render({
      organisations: [practice],
      staff: [doctor({ roles: [role({ organisation: 'o1' })] })],
    })
    expect(person?.refs).toEqual([job?.ref])
    expect(job?.refs).toEqual([person?.ref, practiceRef('A81001')])
    expect(job?.body).toMatchObject({
      practitioner: { reference: person?.ref },
      code: [
        {
          coding: [
            {
              system: 'https://fhir.hl7.org.uk/STU3/CodeSystem/CareConnect-SDSJobRoleName-1',
              code: 'R0260',
              display: 'General Medical Practitioner',
            },
          ],
        },
      ],
    })
  })

  test('there is none where there would be two; their role profiles stay with the practitioner', () => {
    const found = render({ staff: [doctor({ roles: [role(), role({ key: 'r2', roleProfileId: '333' })] })] })
    expect(found.map(one => one.type)).toEqual(['Practitioner'])
    expect(found[0]?.body.identifier.map((one: Json) => one.value)).toEqual(['222', '111', '333'])
  })

  test.each<[string, Partial<StaffRole>, unknown]>([
    ['another name of a known code', { name: 'GP partner' }, [{ coding: [expect.anything()] }, { text: 'GP partner' }]],
    ['a code that the profile does not know', { code: 'X1', name: 'Helper' }, [{ text: 'Helper' }]],
    [
      'SNOMED CT',
      { code: 'X1', snomed: '62247001', name: 'GP' },
      [{ coding: [{ system: 'http://snomed.info/sct', code: '62247001' }], text: 'GP' }],
    ],
  ])('%s', (_, fields, expected) => {
    const [, job] = render({ staff: [doctor({ roles: [role(fields)] })] })
    expect(job?.body.code).toEqual(expected)
  })

  test('no organisation that the directory does not have', () => {
    const [, job] = render({ staff: [doctor({ roles: [role({ organisation: 'gone' })] })] })
    expect(job?.body.organization).toBeUndefined()
  })
})

test('FND-RES-04 FND-SRCH-03 every one has a version of its content', () => {
  for (const one of render({ organisations: [hospital], sites: [main], staff: [doctor()] }, 'Elm')) {
    expect(one.body.meta).toEqual({
      versionId: one.versionId,
      profile: [expect.stringContaining(`CareConnect-GPC-${one.type}-1`)],
    })
    expect(one.ref).toBe(`${one.type}/${one.id}`)
  }
})
