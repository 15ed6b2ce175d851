import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contents, structured } from '../../test/registry.ts'
import type { RunningServer } from '../serve.ts'
import { startSds } from './fhir-server.ts'

let sds: RunningServer
beforeAll(async () => {
  sds = await startSds({ host: '127.0.0.1', port: 0, registry: async () => contents('https://p.nhs.uk') })
})
afterAll(() => sds.close())

const ods = (code: string): [string, string] => ['organization', `https://fhir.nhs.uk/Id/ods-organization-code|${code}`]
const interaction = (id: string): [string, string] => [
  'identifier',
  `https://fhir.nhs.uk/Id/nhsServiceInteractionId|${id}`,
]
const party = (key: string): [string, string] => ['identifier', `https://fhir.nhs.uk/Id/nhsMhsPartyKey|${key}`]

async function get(resource: string, ...params: [string, string][]) {
  const headers = { apikey: 'any', 'X-Correlation-Id': 'c-1' }
  const response = await fetch(`${sds.url}/${resource}?${new URLSearchParams(params)}`, { headers })
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) }
}

describe('SEC-SDS-18 SDS by its FHIR API', () => {
  test('Endpoint: root URL and party key of a practice, by its interaction', async () => {
    const { status, headers, body } = await get('Endpoint', ods('A11111'), interaction(structured))
    expect(status).toBe(200)
    expect(headers.get('x-correlation-id')).toBe('c-1')
    expect(headers.get('content-type')).toBe('application/fhir+json;charset=utf-8')
    expect(body).toMatchObject({ resourceType: 'Bundle', type: 'searchset', total: 1 })
    expect(body.entry[0].resource).toMatchObject({
      resourceType: 'Endpoint',
      status: 'active',
      address: 'https://p.nhs.uk/A11111/STU3/1/gpconnect/structured',
      managingOrganization: { identifier: { value: 'A11111' } },
    })
    expect(body.entry[0].resource.identifier).toContainEqual({
      system: 'https://fhir.nhs.uk/Id/nhsMhsPartyKey',
      value: 'A11111-0000001',
    })
  })

  test('Device: ASID, by interaction and party key', async () => {
    const { body } = await get(
      'spine-directory/FHIR/R4/Device',
      ods('a11111'),
      interaction(structured),
      party('A11111-0000001'),
    )
    expect(body.total).toBe(1)
    expect(body.entry[0].resource.identifier[0]).toEqual({
      system: 'https://fhir.nhs.uk/Id/nhsSpineASID',
      value: '200000000001',
    })
    expect(body.entry[0].resource.owner.identifier.value).toBe('A11111')
  })

  test("SEC-SDS-04 a consumer's own ASID, by its manufacturer", async () => {
    const maker = (code: string): [string, string] => [
      'manufacturing-organization',
      `https://fhir.nhs.uk/Id/ods-organization-code|${code}`,
    ]
    expect((await get('Device', ods('C33333'), interaction(structured), maker('X0002'))).body.total).toBe(1)
    expect((await get('Device', ods('C33333'), interaction(structured), maker('X0001'))).body.total).toBe(0)
  })

  test('SEC-SDS-05, SEC-SDS-15 a consumer has no endpoint, an unknown practice has nothing', async () => {
    expect((await get('Endpoint', ods('C33333'), interaction(structured))).body).toMatchObject({ total: 0, entry: [] })
    expect((await get('Endpoint', ods('Z99999'), interaction(structured))).body.total).toBe(0)
  })

  test('Endpoint by party key alone names every interaction of the practice', async () => {
    expect((await get('Endpoint', ods('A11111'), party('A11111-0000001'))).body.total).toBe(3)
  })

  test.each<[string, string, [string, string][], number]>([
    ['no organisation for a Device', 'Device', [interaction(structured)], 400],
    ['no interaction for a Device', 'Device', [ods('A11111'), party('x')], 400],
    ['one criterion only for an Endpoint', 'Endpoint', [ods('A11111')], 400],
    ['an organisation without its system', 'Endpoint', [['organization', 'A11111'], interaction(structured)], 400],
    ['an identifier of another system', 'Endpoint', [ods('A11111'), ['identifier', 'x|y']], 400],
    ['an unknown parameter', 'Endpoint', [ods('A11111'), interaction(structured), ['name', 'x']], 400],
    ['another resource', 'Organization', [], 404],
  ])('%s is refused', async (_, resource, params, status) => {
    const got = await get(resource, ...params)
    expect(got.status).toBe(status)
    expect(got.body).toMatchObject({ resourceType: 'OperationOutcome', issue: [{ severity: 'error' }] })
  })
})
