/** Find and read an organisation (FND-ORG). */
import { type Bundle, identifiers, interactions, type Organization } from '@gpc/fhir'
import { inFormat, ofType, success, tagged, uncached } from '../answer.ts'
import { type Case, check } from '../check.ts'
import { demand, expectSame, type Findings } from '../finding.ts'
import { call, type Provider, type Request } from '../provider.ts'
import { hold, idsOf } from '../rule.ts'
import { organizationRules } from '../rules/place.ts'
import type { Practice } from '../sandbox.ts'
import { thePractice } from '../subjects.ts'
import { inEveryFormat, refused } from './forms.ts'
import { unknownIds } from './patient-read.ts'
import { searchset } from './patient-search.ts'
import { resolvable } from './resolve.ts'

const { findOrganization, readOrganization, readPractitioner } = interactions
const byOds = (ods: string) => [['identifier', `${identifiers.odsOrganization}|${ods}`]] as const

const odsCodes = ({ identifier = [] }: Organization) =>
  identifier.filter(one => one.system === identifiers.odsOrganization).map(one => one.value)

function isPractice(bundle: Bundle, { ods }: Practice): Findings {
  const found = ofType(bundle, 'Organization')
  return [
    ...searchset(bundle, 1),
    ...expectSame('ODS codes', [ods], found.flatMap(odsCodes)),
    ...hold(organizationRules, found),
  ]
}

const refusals: readonly (readonly [
  id: string,
  title: string,
  ids: readonly string[],
  code: 'BAD_REQUEST' | 'INVALID_PARAMETER' | 'INVALID_IDENTIFIER_SYSTEM',
  query: (ods: string) => NonNullable<Request['query']>,
])[] = [
  ['no-value', 'without a value', ['FND-SRCH-04'], 'INVALID_PARAMETER', () => byOds('')],
  ['no-system', 'without a system', ['FND-SRCH-04'], 'INVALID_PARAMETER', ods => [['identifier', `|${ods}`]]],
  ['no-identifier', 'without identifier', ['FND-SRCH-06'], 'BAD_REQUEST', () => []],
  [
    'letter-case',
    'with Identifier in another letter case',
    ['FND-SRCH-06'],
    'BAD_REQUEST',
    ods => [['Identifier', `${identifiers.odsOrganization}|${ods}`]],
  ],
  ['twice', 'with the same identifier twice', ['FND-SRCH-06'], 'BAD_REQUEST', ods => [...byOds(ods), ...byOds(ods)]],
  [
    'site-code',
    'by site code',
    ['FND-SRCH-05', 'FND-ORG-01'],
    'INVALID_IDENTIFIER_SYSTEM',
    ods => [['identifier', `${identifiers.odsSite}|${ods}`]],
  ],
]

const search = { feature: 'OrganizationSearch', of: thePractice } as const
const read = { feature: 'OrganizationRead', of: thePractice } as const

async function practiceId(at: Provider, { ods }: Practice): Promise<string> {
  const got = await call(at, { interaction: findOrganization, query: byOds(ods) })
  const id = ofType(success(got, 'Bundle'), 'Organization')[0]?.id
  demand(id !== undefined, `an Organization with the ODS code ${ods}`, got.text)
  return id
}

export const organizationCases: readonly Case[] = [
  ...refusals.map(([id, title, requirements, code, query]) =>
    refused({
      ...search,
      id: `organization-search/${id}`,
      title: `A search ${title} is refused`,
      requirements,
      code,
      request: ({ ods }) => ({ interaction: findOrganization, query: query(ods) }),
    }),
  ),
  refused({
    ...search,
    id: 'organization-search/interaction',
    title: 'A search with the interaction id of another is refused',
    requirements: ['SEC-HDR-06'],
    code: 'BAD_REQUEST',
    request: ({ ods }) => ({
      interaction: findOrganization,
      query: byOds(ods),
      headers: { 'Ssp-InteractionID': readPractitioner.id },
    }),
  }),
  check({
    ...search,
    id: 'organization-search/hit',
    title: 'The practice is found by its ODS code, once, as the specification wants',
    requirements: ['FND-SRCH-02', 'FND-SRCH-03', 'FND-ORG-05', ...idsOf(...organizationRules)],
    async run(at, practice) {
      const got = await call(at, { interaction: findOrganization, query: byOds(practice.ods) })
      return [...isPractice(success(got, 'Bundle'), practice), ...inFormat(got, 'json'), ...uncached(got)]
    },
  }),
  check({
    ...search,
    id: 'organization-search/miss',
    title: 'An ODS code that nobody has: an empty searchset',
    requirements: ['FND-SRCH-02'],
    run: async at =>
      searchset(success(await call(at, { interaction: findOrganization, query: byOds('Z9Z9Z') }), 'Bundle'), 0),
  }),
  check({
    ...search,
    id: 'organization-search/other-parameters',
    title: '_count doesn’t matter',
    requirements: ['FND-SRCH-07'],
    async run(at, practice) {
      const query = [...byOds(practice.ods), ['_count', '1']] as const
      return isPractice(success(await call(at, { interaction: findOrganization, query }), 'Bundle'), practice)
    },
  }),
  ...inEveryFormat({
    ...search,
    id: 'organization-search/format',
    title: 'The practice is found',
    requirements: ['FND-ORG-01'],
    type: 'Bundle',
    request: async (_at, { ods }) => ({ interaction: findOrganization, query: byOds(ods) }),
    holds: isPractice,
  }),
  ...unknownIds.map(id =>
    refused({
      ...read,
      id: `organization-read/unknown-${id}`,
      title: `The id ${id}, which nobody has: ORGANISATION_NOT_FOUND`,
      requirements: ['FND-ORG-04'],
      code: 'ORGANISATION_NOT_FOUND',
      request: () => ({ interaction: readOrganization, id }),
    }),
  ),
  check({
    ...read,
    id: 'organization-read/resource',
    title: 'The practice is read as the specification wants: id, ETag, content',
    requirements: ['NFR-VER-01', ...idsOf(...organizationRules)],
    async run(at, practice) {
      const id = await practiceId(at, practice)
      const got = await call(at, { interaction: readOrganization, id })
      const found = success(got, 'Organization')
      return [
        ...expectSame('id', id, found.id),
        ...expectSame('ODS codes', [practice.ods], odsCodes(found)),
        ...tagged(got, found),
        ...uncached(got),
        ...hold(organizationRules, [found]),
        ...(await resolvable(at, [found.partOf])),
      ]
    },
  }),
  ...inEveryFormat({
    ...read,
    id: 'organization-read/format',
    title: 'The practice is read',
    requirements: ['FND-ORG-02'],
    type: 'Organization',
    request: async (at, practice) => ({ interaction: readOrganization, id: await practiceId(at, practice) }),
    holds: (found, { ods }) => [
      ...expectSame('ODS codes', [ods], odsCodes(found)),
      ...hold(organizationRules, [found]),
    ],
  }),
  refused({
    ...read,
    id: 'organization-read/interaction',
    title: 'A read with the interaction id of another is refused',
    requirements: ['SEC-HDR-06'],
    code: 'BAD_REQUEST',
    request: () => ({ interaction: readOrganization, id: 'x', headers: { 'Ssp-InteractionID': readPractitioner.id } }),
  }),
]
