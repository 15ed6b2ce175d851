/** Find and read a practitioner (FND-PRA). */
import { type Bundle, identifiers, interactions } from '@gpc/fhir'
import { inFormat, ofType, success, tagged, uncached } from '../answer.ts'
import { type Case, check } from '../check.ts'
import { expectSame, type Findings } from '../finding.ts'
import { call, type Request } from '../provider.ts'
import { hold, idsOf } from '../rule.ts'
import { ofSystem, practitionerRules } from '../rules/practitioner.ts'
import type { Staff } from '../sandbox.ts'
import { anyPractitioner, practitionerWith, thePractice } from '../subjects.ts'
import { inEveryFormat, refused } from './forms.ts'
import { unknownIds } from './patient-read.ts'
import { searchset } from './patient-search.ts'

const { findPractitioner, readPractitioner, readLocation } = interactions

const byUserId = (id: string) => [['identifier', `${identifiers.sdsUser}|${id}`]] as const

const refusals: readonly (readonly [
  id: string,
  title: string,
  ids: readonly string[],
  code: 'BAD_REQUEST' | 'INVALID_PARAMETER' | 'INVALID_IDENTIFIER_SYSTEM',
  query: (id: string) => NonNullable<Request['query']>,
])[] = [
  ['no-value', 'without a value', ['FND-SRCH-04'], 'INVALID_PARAMETER', () => byUserId('')],
  ['no-system', 'without a system', ['FND-SRCH-04'], 'INVALID_PARAMETER', id => [['identifier', `|${id}`]]],
  ['no-identifier', 'without identifier', ['FND-SRCH-06'], 'BAD_REQUEST', () => []],
  [
    'letter-case',
    'with Identifier in another letter case',
    ['FND-SRCH-06'],
    'BAD_REQUEST',
    id => [['Identifier', `${identifiers.sdsUser}|${id}`]],
  ],
  ['twice', 'with the same identifier twice', ['FND-SRCH-06'], 'BAD_REQUEST', id => [...byUserId(id), ...byUserId(id)]],
  ['two', 'with two identifiers', ['FND-SRCH-06'], 'BAD_REQUEST', id => [...byUserId(id), ...byUserId('1')]],
  [
    'system',
    'with a system of something else',
    ['FND-SRCH-05', 'FND-PRA-01'],
    'INVALID_IDENTIFIER_SYSTEM',
    id => [['identifier', `${identifiers.gmc}|${id}`]],
  ],
]

function isStaff(bundle: Bundle, { id, sdsUserId }: Staff): Findings {
  const found = ofType(bundle, 'Practitioner')
  return [
    ...searchset(bundle, 1),
    ...expectSame(
      'id',
      [id],
      found.map(one => one.id),
    ),
    ...expectSame(
      'SDS user ids',
      [sdsUserId],
      found.flatMap(one => ofSystem(one, identifiers.sdsUser)).map(one => one.value),
    ),
    ...hold(practitionerRules, found),
  ]
}

const searchCases: readonly Case[] = [
  ...refusals.map(([id, title, requirements, code, query]) =>
    refused({
      id: `practitioner-search/${id}`,
      feature: 'PractitionerSearch',
      title: `A search ${title} is refused`,
      requirements,
      of: anyPractitioner,
      code,
      request: ({ sdsUserId }) => ({ interaction: findPractitioner, query: query(sdsUserId) }),
    }),
  ),
  refused({
    id: 'practitioner-search/interaction',
    feature: 'PractitionerSearch',
    title: 'A search with the interaction id of the read is refused',
    requirements: ['SEC-HDR-06'],
    of: anyPractitioner,
    code: 'BAD_REQUEST',
    request: ({ sdsUserId }) => ({
      interaction: findPractitioner,
      query: byUserId(sdsUserId),
      headers: { 'Ssp-InteractionID': readPractitioner.id },
    }),
  }),
  ...[0, 1, 2].map(roles =>
    check({
      id: `practitioner-search/roles-${roles}`,
      feature: 'PractitionerSearch',
      title: `A practitioner with ${roles} role profiles is found once`,
      requirements: ['FND-SRCH-02', 'FND-SRCH-03', 'FND-PRA-06', ...idsOf(...practitionerRules)],
      of: practitionerWith(roles),
      async run(at, staff) {
        const got = await call(at, { interaction: findPractitioner, query: byUserId(staff.sdsUserId) })
        const bundle = success(got, 'Bundle')
        const profiles = ofType(bundle, 'Practitioner').flatMap(one => ofSystem(one, identifiers.sdsRoleProfile))
        return [
          ...isStaff(bundle, staff),
          ...expectSame('role profiles', [...staff.roleProfileIds].sort(), profiles.map(one => one.value ?? '').sort()),
          ...inFormat(got, 'json'),
          ...uncached(got),
        ]
      },
    }),
  ),
  ...inEveryFormat({
    id: 'practitioner-search/format',
    feature: 'PractitionerSearch',
    title: 'A practitioner is found',
    requirements: ['FND-PRA-01'],
    of: anyPractitioner,
    type: 'Bundle',
    request: async (_at, { sdsUserId }) => ({ interaction: findPractitioner, query: byUserId(sdsUserId) }),
    holds: isStaff,
  }),
  check({
    id: 'practitioner-search/other-parameters',
    feature: 'PractitionerSearch',
    title: '_count and _sort don’t matter',
    requirements: ['FND-SRCH-07'],
    of: anyPractitioner,
    async run(at, staff) {
      const query = [...byUserId(staff.sdsUserId), ['_sort', 'practitioner.coding'], ['_count', '1']] as const
      return isStaff(success(await call(at, { interaction: findPractitioner, query }), 'Bundle'), staff)
    },
  }),
  check({
    id: 'practitioner-search/miss',
    feature: 'PractitionerSearch',
    title: 'A user id that nobody has: an empty searchset',
    requirements: ['FND-SRCH-02'],
    of: thePractice,
    run: async at =>
      searchset(
        success(await call(at, { interaction: findPractitioner, query: byUserId('unknownUserId') }), 'Bundle'),
        0,
      ),
  }),
]

const readCases: readonly Case[] = [
  ...unknownIds.map(id =>
    refused({
      id: `practitioner-read/unknown-${id}`,
      feature: 'PractitionerRead',
      title: `The id ${id}, which nobody has: PRACTITIONER_NOT_FOUND`,
      requirements: ['FND-PRA-05'],
      of: thePractice,
      code: 'PRACTITIONER_NOT_FOUND',
      request: () => ({ interaction: readPractitioner, id }),
    }),
  ),
  refused({
    id: 'practitioner-read/interaction',
    feature: 'PractitionerRead',
    title: 'A read with the interaction id of another is refused',
    requirements: ['SEC-HDR-06'],
    of: anyPractitioner,
    code: 'BAD_REQUEST',
    request: ({ id }) => ({ interaction: readPractitioner, id, headers: { 'Ssp-InteractionID': readLocation.id } }),
  }),
  ...inEveryFormat({
    id: 'practitioner-read/format',
    feature: 'PractitionerRead',
    title: 'A practitioner is read',
    requirements: ['FND-PRA-02'],
    of: anyPractitioner,
    type: 'Practitioner',
    request: async (_at, { id }) => ({ interaction: readPractitioner, id }),
    holds: (found, { id }) => [...expectSame('id', id, found.id), ...hold(practitionerRules, [found])],
  }),
  check({
    id: 'practitioner-read/resource',
    feature: 'PractitionerRead',
    title: 'Every practitioner of the practice is as the specification wants: id, ETag, content',
    requirements: ['NFR-VER-01', 'FND-PRA-07', ...idsOf(...practitionerRules)],
    of: {
      none: 'The practice has no practitioner.',
      list: ({ practitioners }) => practitioners.map(subject => ({ name: subject.name, subject })),
    },
    async run(at, staff: Staff) {
      const got = await call(at, { interaction: readPractitioner, id: staff.id })
      const found = success(got, 'Practitioner')
      const values = (system: string) => ofSystem(found, system).map(one => one.value)
      return [
        ...expectSame('id', staff.id, found.id),
        ...expectSame('SDS user id', staff.sdsUserId === '' ? [] : [staff.sdsUserId], values(identifiers.sdsUser)),
        ...expectSame('role profiles', staff.roleProfileIds, values(identifiers.sdsRoleProfile)),
        ...tagged(got, found),
        ...uncached(got),
        ...hold(practitionerRules, [found]),
      ]
    },
  }),
]

export const practitionerCases: readonly Case[] = [...searchCases, ...readCases]
