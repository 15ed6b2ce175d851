import { interactions } from '@gpc/fhir'
import { readAudit, setSwitch } from '@gpc/store'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createProvider } from '../src/server.ts'
import { asid, ask, claims, errorCode, ods, startPractice, type TestPractice, token } from './practice.ts'

let practice: TestPractice
beforeAll(async () => {
  practice = await startPractice()
})
afterAll(() => practice.close())

const metadata = 'gpconnect/metadata'
const now = () => Math.floor(Date.now() / 1000)
const without = (name: string) => ({ ...claims(interactions.metadata), [name]: undefined })
const changed = (change: Record<string, unknown>) => ({ ...claims(interactions.metadata), ...change })

test('FND-CAP-02 STR-CAP-01 NFR-CT-01 NFR-CT-05 NFR-VER-07 SEC-TLS-08 metadata answers at each service root', async () => {
  for (const [interaction, url] of [
    [interactions.metadata, metadata],
    [interactions.structuredMetadata, 'gpconnect/structured/metadata'],
  ] as const) {
    const response = await ask(practice, { interaction, url })
    expect(response.statusCode).toBe(200)
    expect(response.json()).toMatchObject({
      resourceType: 'CapabilityStatement',
      version: '1.6.2',
      fhirVersion: '3.0.1',
      acceptUnknown: 'both',
    })
    expect(response.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'application/fhir+json;charset=utf-8',
    })
  }
})

describe('SEC-HDR-05 SEC-HDR-06 SEC-HDR-07 headers', () => {
  test.each([
    ['Ssp-TraceID missing', { 'Ssp-TraceID': undefined }],
    ['Ssp-TraceID no UUID', { 'Ssp-TraceID': 'abc' }],
    ['Ssp-From missing', { 'Ssp-From': undefined }],
    ['Ssp-To blank', { 'Ssp-To': ' ' }],
    ['Ssp-To of another practice', { 'Ssp-To': '123456789123' }],
    ['Ssp-InteractionID missing', { 'Ssp-InteractionID': undefined }],
    ['Ssp-InteractionID unknown', { 'Ssp-InteractionID': 'urn:nhs:names:services:gpconnect:fhir:rest:read:metadatas' }],
    ['Ssp-InteractionID of another URL', { 'Ssp-InteractionID': interactions.findPatient.id }],
    ['Authorization missing', { Authorization: undefined }],
    ['Authorization not a bearer token', { Authorization: 'Basic abc' }],
  ])('%s → 400 BAD_REQUEST', async (_, headers) => {
    const response = await ask(practice, { url: metadata, headers })
    expect([response.statusCode, errorCode(response)]).toEqual([400, 'BAD_REQUEST'])
  })

  test('SEC-HDR-04 names are compared without regard to letter case', async () => {
    const response = await ask(practice, { url: metadata, headers: { 'Ssp-To': undefined, 'SSP-TO': asid } })
    expect(response.statusCode).toBe(200)
  })
})

describe('SEC-JWT claims', () => {
  const names = [
    'iss',
    'sub',
    'aud',
    'exp',
    'iat',
    'reason_for_request',
    'requested_scope',
    'requesting_device',
    'requesting_organization',
    'requesting_practitioner',
  ]
  test.each(names)('SEC-JWT-03 claim %s missing → 400', async name => {
    const response = await ask(practice, { url: metadata, claims: without(name) })
    expect([response.statusCode, errorCode(response)]).toEqual([400, 'BAD_REQUEST'])
  })

  test.each([
    ['SEC-JWT-08 exp 301 s after iat', changed({ exp: now() + 301 })],
    ['SEC-JWT-08 exp 299 s after iat', changed({ exp: now() + 299 })],
    ['SEC-JWT-08 exp before iat', changed({ exp: now() - 1 })],
    ['SEC-JWT-08 SEC-JWT-26 expired', changed({ iat: now() - 600, exp: now() - 300 })],
    ['SEC-JWT-11 another reason', changed({ reason_for_request: 'secondaryuses' })],
    ['SEC-JWT-11 the reason of another interaction', changed({ reason_for_request: 'migration' })],
    ['SEC-JWT-13 a bad scope', changed({ requested_scope: 'badScope' })],
    ['SEC-JWT-13 the scope of another interaction', changed({ requested_scope: 'patient/*.read' })],
    ['SEC-JWT-13 organization write', changed({ requested_scope: 'organization/*.write' })],
    ['SEC-JWT-05 sub of another person', changed({ sub: '2' })],
  ])('%s → 400 BAD_REQUEST', async (_, payload) => {
    const response = await ask(practice, { url: metadata, claims: payload })
    expect([response.statusCode, errorCode(response)]).toEqual([400, 'BAD_REQUEST'])
  })

  test.each([
    [
      'another resource type',
      { ...Object(claims(interactions.metadata).requesting_device), resourceType: 'InvalidResourceType' },
    ],
    [
      'an element that STU3 does not have',
      { ...Object(claims(interactions.metadata).requesting_device), invalidField: 'x' },
    ],
    ['no resource at all', 'device'],
  ])('SEC-JWT-20 ERR-MAP-03 requesting_device is %s → 422 INVALID_RESOURCE', async (_, device) => {
    const response = await ask(practice, { url: metadata, claims: changed({ requesting_device: device }) })
    expect([response.statusCode, errorCode(response)]).toEqual([422, 'INVALID_RESOURCE'])
  })

  test.each([
    ['SEC-JWT-09 iat 200 s ahead', claims(interactions.metadata, now() + 200)],
    ['SEC-JWT-25 an unknown claim', changed({ extra: 1 })],
    ['SEC-JWT-12 a confidentiality behind the scope', changed({ requested_scope: 'organization/*.read conf/N' })],
    [
      'SEC-JWT-17 SEC-JWT-19 UNK, without role profile and local id',
      changed({
        requesting_practitioner: {
          resourceType: 'Practitioner',
          id: '10019',
          identifier: [{ system: 'https://fhir.nhs.uk/Id/sds-user-id', value: 'UNK' }],
          name: [{ family: 'Locum' }],
        },
      }),
    ],
    [
      'SEC-JWT-21 the organisation system of RC5',
      changed({
        requesting_organization: {
          resourceType: 'Organization',
          identifier: [{ system: 'http://fhir.nhs.net/Id/ods-organization-code', value: 'X99999' }],
        },
      }),
    ],
  ])('%s → 200', async (_, payload) => {
    const response = await ask(practice, { url: metadata, claims: payload })
    expect(response.statusCode).toBe(200)
  })

  test.each([
    ['not base64', 'Bearer {"alg":"none"}'],
    ['two parts', `Bearer ${token({}).split('.').slice(0, 2).join('.')}`],
    ['parts that hold no JSON', 'Bearer YWJj.YWJj.'],
  ])('SEC-JWT-03 a token with %s → 400', async (_, Authorization) => {
    const response = await ask(practice, { url: metadata, headers: { Authorization } })
    expect([response.statusCode, errorCode(response)]).toEqual([400, 'BAD_REQUEST'])
  })
})

describe('NFR-CT-03 the format of the answer', () => {
  const json = 'application/fhir+json'
  const xml = 'application/fhir+xml'
  test.each([
    [undefined, undefined, undefined, json],
    [undefined, undefined, xml, xml],
    [undefined, json, xml, json],
    [undefined, xml, json, xml],
    [json, xml, xml, json],
    [xml, json, json, xml],
    ['xml', undefined, undefined, xml],
    ['json', xml, undefined, json],
    ['application/fhir xml', undefined, undefined, xml],
    [undefined, 'text/html;q=0.5, application/fhir+xml;q=0.9, */*;q=0.1', undefined, xml],
    [undefined, '*/*', undefined, json],
  ])('_format %s, Accept %s, Content-Type %s → %s', async (format, accept, contentType, expected) => {
    const query = format === undefined ? '' : `?_format=${encodeURIComponent(format)}`
    const response = await ask(practice, {
      url: metadata + query,
      headers: { Accept: accept, 'Content-Type': contentType },
    })
    expect(response.statusCode).toBe(200)
    expect(response.headers['content-type']).toBe(`${expected};charset=utf-8`)
    expect(response.body.startsWith(expected === json ? '{"resourceType":"CapabilityStatement"' : '<')).toBe(true)
  })

  test.each([
    ['ERR-MAP-04 NFR-CT-04 Accept', { Accept: 'application/pdf' }, metadata],
    ['NFR-CT-04 _format', {}, `${metadata}?_format=pdf`],
  ])('%s that cannot be had → 415', async (_, headers, url) => {
    const response = await ask(practice, { url, headers })
    expect([response.statusCode, errorCode(response)]).toEqual([415, 'BAD_REQUEST'])
  })

  test('ERR-MAP-05 a body of another type → 415', async () => {
    const response = await ask(practice, {
      interaction: interactions.getStructuredRecord,
      url: 'gpconnect/structured/Patient/$gpc.getstructuredrecord',
      headers: { 'Content-Type': 'text/csv' },
      body: 'a,b',
    })
    expect(response.statusCode).toBe(415)
  })

  test('NFR-CT-06 gzip where Accept-Encoding takes it', async () => {
    const response = await ask(practice, { url: metadata, headers: { 'Accept-Encoding': 'gzip' } })
    expect(response.headers['content-encoding']).toBe('gzip')
    const plain = await ask(practice, { url: metadata, headers: { 'Accept-Encoding': 'gzip;q=0' } })
    expect(plain.headers['content-encoding']).toBeUndefined()
  })
})

describe('ERR-MAP-06 ERR-GEN-03 NFR-FHIR-03 NFR-FHIR-04 paths and verbs', () => {
  test.each([
    ['GET', 'gpconnect/metadatas', 404],
    ['POST', 'gpconnect/metadatas', 404],
    ['PUT', 'gpconnect/metadatas', 404],
    ['GET', 'gpconnect/Metadata', 404],
    ['PATCH', 'gpconnect/metadata', 405],
    ['DELETE', 'gpconnect/metadata', 405],
    ['OPTIONS', 'gpconnect/metadata', 405],
    ['POST', 'gpconnect/Patient', 405],
    ['GET', '../../../etc/passwd', 404],
  ] as const)('%s %s → %i with an OperationOutcome', async (method, url, status) => {
    const response = await ask(practice, { method, url })
    expect(response.statusCode).toBe(status)
    expect(response.json().resourceType).toBe('OperationOutcome')
    expect(response.headers['cache-control']).toBe('no-store')
  })

  test('SEC-IID-02 ERR-MAP-08 an interaction that this provider was not given says so', async () => {
    const provider = await createProvider({ store: practice.store, version: 'test' })
    const url = 'gpconnect/Patient/$gpc.registerpatient'
    const asked = { interaction: interactions.registerPatient, method: 'POST', url, body: '{}' } as const
    const response = await ask({ ...practice, provider }, asked)
    await provider.close()
    expect([response.statusCode, errorCode(response)]).toEqual([501, 'NOT_IMPLEMENTED'])
  })

  test('a practice that is not served here → 404', async () => {
    const response = await practice.provider.inject({ url: '/Z00000/STU3/1/gpconnect/metadata' })
    expect([response.statusCode, errorCode(response)]).toEqual([404, 'ORGANISATION_NOT_FOUND'])
  })
})

test('SEC-TLS-11 a body of 50 MB is refused, and the server goes on', async () => {
  const response = await ask(practice, {
    interaction: interactions.getStructuredRecord,
    url: 'gpconnect/structured/Patient/$gpc.getstructuredrecord',
    body: 'x'.repeat(50 << 20),
  })
  expect([response.statusCode, errorCode(response)]).toEqual([413, 'BAD_REQUEST'])
  expect((await ask(practice, { url: metadata })).statusCode).toBe(200)
})

test('NFR-ENA-01 NFR-ENA-03 NFR-ENA-04 STR-ERR-07 a switch that is off refuses at once, and metadata still answers', async () => {
  const find = {
    interaction: interactions.findPatient,
    url: 'gpconnect/Patient?identifier=https://fhir.nhs.uk/Id/nhs-number|9990101019',
  }
  for (const name of ['foundations', 'gp-connect'] as const) {
    await setSwitch(practice.store, ods, name, false, 'test')
    await expect.poll(async () => (await ask(practice, find)).statusCode).toBe(403)
    const response = await ask(practice, find)
    expect(errorCode(response)).toBe('ACCESS DENIED')
    expect((await ask(practice, { url: metadata })).statusCode).toBe(200)
    await setSwitch(practice.store, ods, name, true, 'test')
    await expect.poll(async () => (await ask(practice, find)).statusCode).toBe(200)
  }
})

test('SEC-AUD-01 SEC-AUD-03 SEC-AUD-06 SEC-AUD-08 SEC-AUD-09 SEC-JWT-31 STR-ERR-08 answered and refused requests leave a row each, in sequence', async () => {
  await ask(practice, { url: metadata, claims: changed({ requested_scope: 'badScope' }) })
  await ask(practice, {
    interaction: interactions.findPatient,
    url: 'gpconnect/Patient?identifier=https://fhir.nhs.uk/Id/nhs-number|9990101019',
  })
  const [found, refused] = await readAudit(practice.store, { practice: ods, most: 2 })
  expect(found).toMatchObject({
    interaction: interactions.findPatient.id,
    patient: '9990101019',
    status: 200,
    error: '',
    userId: '111111111111',
    userName: 'Dr Ada Locum',
    roleProfile: '222222222222',
    organisation: 'X99999',
    fromAsid: '200000000099',
    reason: 'directcare',
    scope: 'patient/*.read',
  })
  expect(refused).toMatchObject({ status: 400, error: 'BAD_REQUEST', scope: 'badScope', userId: '111111111111' })
  expect(Number(found?.seq) - Number(refused?.seq)).toBe(1)
  const all = await readAudit(practice.store, { practice: ods, most: 10_000 })
  expect(all.map(row => Number(row.seq))).toEqual(all.map((_, i) => all.length - i))
})

test('SEC-AUD-05 the audit takes no change and no removal', async () => {
  await expect(practice.store.pool.query('UPDATE audit SET patient = $1', [''])).rejects.toThrow('append-only')
  await expect(practice.store.pool.query('DELETE FROM audit')).rejects.toThrow('append-only')
  await expect(practice.store.pool.query('TRUNCATE audit')).rejects.toThrow('append-only')
})
