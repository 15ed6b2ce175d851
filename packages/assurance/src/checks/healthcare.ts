/** Find and read a healthcare service (FND-HCS), after the national test cases of version 1.2.8. */
import { type Bundle, identifiers, interactions, type Resource } from '@gpc/fhir'
import { z } from 'zod'
import { anyResource, success, tagged, uncached } from '../answer.ts'
import { type Case, check } from '../check.ts'
import { demand, expect, expectSame, type Findings, NotApplicable } from '../finding.ts'
import { call, type Provider, type Request } from '../provider.ts'
import { thePractice } from '../subjects.ts'
import { refused } from './forms.ts'
import { unknownIds } from './patient-read.ts'
import { searchset } from './patient-search.ts'
import { resolvable } from './resolve.ts'

const { findHealthcareService, readHealthcareService } = interactions
const about = { feature: 'HealthcareService', of: thePractice } as const
const profile = 'https://fhir.nhs.uk/STU3/StructureDefinition/CareConnect-GPC-HealthcareService-1'

const serviceSchema = z.object({
  resourceType: z.literal('HealthcareService'),
  id: z.string(),
  meta: z.object({ versionId: z.string(), profile: z.tuple([z.literal(profile)]) }),
  identifier: z.array(z.object({ system: z.string(), value: z.string() })).min(1),
  providedBy: z.object({ reference: z.string().startsWith('Organization/') }),
  name: z.string().min(1),
})
type Service = z.infer<typeof serviceSchema>

/** @throws Stop if it lacks what FND-HCS-01 asks for */
function service(resource: Resource | undefined): Service {
  const found = serviceSchema.safeParse(resource)
  demand(found.success, `a HealthcareService with id, version, ${profile}, identifier, providedBy and name`, resource)
  return found.data
}

async function search(at: Provider, query?: Request['query']): Promise<Bundle> {
  const got = await call(at, { interaction: findHealthcareService, ...(query === undefined ? {} : { query }) })
  return success(got, 'Bundle')
}

const dosIds = ({ identifier }: Service) => identifier.filter(one => one.system === identifiers.dosService)

/** All services; a check that needs one ends where there is none. @throws NotApplicable */
async function services(at: Provider): Promise<readonly Service[]> {
  const all = ((await search(at)).entry ?? []).map(one => service(one.resource))
  if (all.length === 0)
    throw new NotApplicable('The practice shows no services: service filtering may be switched off.')
  return all
}

const byId = (value: string) => [['identifier', `${identifiers.dosService}|${value}`]] as const

const refusals: readonly (readonly [
  id: string,
  title: string,
  code: 'INVALID_PARAMETER' | 'INVALID_IDENTIFIER_SYSTEM' | 'BAD_REQUEST',
  query: NonNullable<Request['query']>,
])[] = [
  ['no-system', 'without a system', 'INVALID_PARAMETER', [['identifier', '1000000123']]],
  ['no-value', 'without a value', 'INVALID_PARAMETER', byId('')],
  ['system', 'with a system of something else', 'INVALID_IDENTIFIER_SYSTEM', [['identifier', 'http://other|1']]],
  ['twice', 'with two identifiers', 'BAD_REQUEST', [...byId('1'), ...byId('2')]],
]

export const healthcareCases: readonly Case[] = [
  check({
    ...about,
    id: 'healthcare-search/all',
    title: 'All services are found, each as the specification wants',
    requirements: ['FND-HCS-01', 'FND-HCS-02', 'FND-HCS-05', 'FND-SRCH-02', 'FND-SRCH-03'],
    async run(at) {
      const all = await services(at)
      const found: Findings[] = all.map(one =>
        expect(dosIds(one).length > 0, `an identifier of the system ${identifiers.dosService}`, one.identifier),
      )
      return [
        ...searchset(await search(at), all.length),
        ...found.flat(),
        ...(await resolvable(
          at,
          all.map(one => one.providedBy),
        )),
      ]
    },
  }),
  check({
    ...about,
    id: 'healthcare-search/one',
    title: 'A service is found by its id in the Directory of Services, alone',
    requirements: ['FND-HCS-02'],
    async run(at) {
      const found: Findings[] = []
      for (const one of await services(at)) {
        const bundle = await search(at, byId(dosIds(one)[0]?.value ?? ''))
        found.push(
          searchset(bundle, 1),
          expectSame(
            'service',
            [one.id],
            bundle.entry?.map(e => e.resource?.id),
          ),
        )
      }
      return found.flat()
    },
  }),
  check({
    ...about,
    id: 'healthcare-search/none',
    title: 'By an id that no service has, nothing is found',
    requirements: ['FND-HCS-02', 'FND-SRCH-02'],
    run: async at => searchset(await search(at, byId('zzzzzz')), 0),
  }),
  check({
    ...about,
    id: 'healthcare-read/resource',
    title: 'Each service is read as it is found, with its ETag',
    requirements: ['FND-HCS-01', 'FND-SRCH-08', 'NFR-VER-01'],
    async run(at) {
      const found: Findings[] = []
      for (const one of await services(at)) {
        const got = await call(at, { interaction: readHealthcareService, id: one.id })
        demand(got.status === 200, 'status 200', got.text)
        const resource = anyResource(got)
        found.push(expectSame('what was found', one, service(resource)), tagged(got, resource), uncached(got))
      }
      return found.flat()
    },
  }),
  ...unknownIds.map(id =>
    refused({
      ...about,
      id: `healthcare-read/unknown-${id}`,
      title: `The id ${id}, which nothing has: NO_RECORD_FOUND`,
      requirements: ['FND-HCS-04'],
      code: 'NO_RECORD_FOUND',
      request: () => ({ interaction: readHealthcareService, id }),
    }),
  ),
  refused({
    ...about,
    id: 'healthcare-read/no-id',
    title: 'A read without id is refused',
    requirements: ['FND-HCS-04'],
    code: 'BAD_REQUEST',
    request: () => ({ interaction: readHealthcareService, id: '' }),
  }),
  ...refusals.map(([id, title, code, query]) =>
    refused({
      ...about,
      id: `healthcare-search/${id}`,
      title: `A search ${title} is refused`,
      requirements: ['FND-HCS-04'],
      code,
      request: () => ({ interaction: findHealthcareService, query }),
    }),
  ),
]
