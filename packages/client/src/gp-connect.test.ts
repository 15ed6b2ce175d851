import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { interactions } from '@gpc/fhir'
import { type AccreditedSystem, type RunningServer, startSds, startSdsLdap, startSsp } from '@gpc/spine'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createGpConnect } from './gp-connect.ts'
import type { GpConnectOptions } from './options.ts'

interface Seen {
  readonly url: string
  readonly method: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

const nhsNumber = '9990000018'
const patient = (value = nhsNumber) => ({
  resourceType: 'Patient',
  id: 'pat-1',
  identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value }],
})
const bundle = (...resources: object[]) => ({
  resourceType: 'Bundle',
  type: 'collection',
  entry: resources.map(resource => ({ resource })),
})

type Reply = (res: ServerResponse, seen: Seen) => void
const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Reply =>
  res => {
    res.writeHead(status, { 'Content-Type': 'application/fhir+json;charset=utf-8', ...headers })
    res.end(typeof body === 'string' ? body : JSON.stringify(body))
  }
const outcome = (code: string, diagnostics = 'why') => ({
  resourceType: 'OperationOutcome',
  issue: [
    {
      severity: 'error',
      code: 'invalid',
      details: { coding: [{ system: 'https://fhir.nhs.uk/STU3/CodeSystem/Spine-ErrorOrWarningCode-1', code }] },
      diagnostics,
    },
  ],
})

let provider: Server
let origin: string
let running: RunningServer[] = []
let ssp: RunningServer
let sds: RunningServer
let ldap: RunningServer
let systems: AccreditedSystem[] = []
let replies: Reply[] = []
let seen: Seen[] = []

beforeAll(async () => {
  provider = createServer((req, res) => {
    buffer(req).then(body => {
      const one = { url: req.url ?? '', method: req.method ?? '', headers: req.headers, body: body.toString() }
      seen.push(one)
      const reply = replies.length > 1 ? replies.shift() : replies[0]
      reply?.(res, one)
    })
  })
  await new Promise<void>(resolve => provider.listen(0, '127.0.0.1', resolve))
  const address = provider.address()
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  const registry = async () => ({ systems, disallowed: [{ fromAsid: '100000000009', toAsid: '200000000001' }] })
  const at = { host: '127.0.0.1', port: 0, registry }
  ssp = await startSsp({ ...at, timeoutMs: 20_000 })
  sds = await startSds(at)
  ldap = await startSdsLdap(at)
  running = [ssp, sds, ldap]
  systems = [practice('A11111', '200000000001'), consumer('100000000001'), consumer('100000000009')]
})
afterEach(() => {
  replies = []
  seen = []
})
afterAll(async () => {
  for (const one of running) await one.close()
  provider.closeAllConnections()
  await new Promise(resolve => provider.close(resolve))
})

const common = { organisationType: 'x', manufacturerOds: 'X0001' }
function practice(ods: string, asid: string): AccreditedSystem {
  const root = `${origin}/${ods}/STU3/1/gpconnect`
  const endpoints = [
    { interactionId: interactions.findPatient.id, url: root },
    { interactionId: interactions.readPatient.id, url: root },
    { interactionId: interactions.metadata.id, url: root },
    { interactionId: interactions.getStructuredRecord.id, url: `${root}/structured` },
    { interactionId: interactions.structuredMetadata.id, url: `${root}/structured` },
  ]
  return { ...common, ods, name: ods, asid, partyKey: `${ods}-1`, role: 'provider', endpoints }
}
function consumer(asid: string): AccreditedSystem {
  return { ...common, ods: 'C33333', name: 'Hub', asid, partyKey: `C33333-${asid}`, role: 'consumer', endpoints: [] }
}

function client(more: Partial<GpConnectOptions> = {}) {
  return createGpConnect({
    ssp: ssp.url,
    sds: sds.url,
    asid: '100000000001',
    organisation: { ods: 'C33333', name: 'Hub' },
    user: { id: 'u-1', family: 'Who', given: ['Jo'], idSystem: 'https://consumer.example/Id/user' },
    device: { identifier: { system: 'https://consumer.example/Id/device', value: 'd' }, model: 'App', version: '1' },
    issuer: 'https://consumer.example/',
    ...more,
  })
}
const ask = { nhsNumber, practice: 'A11111', allergies: { resolved: true } }

describe.each(['FHIR API', 'LDAP'])('a structured record, found in SDS by %s', way => {
  const gpc = () => client({ sds: way === 'LDAP' ? ldap.url : sds.url })

  test('STR-OP-01 to 05, SEC-HDR-01 to 03, SEC-SSP-01, NFR-CT-07: the request as it arrives', async () => {
    replies = [json(200, bundle(patient()))]
    const traceId = '09a01679-2564-4fb4-9129-aecc81ea2706'
    const record = await gpc().structuredRecord({ ...ask, traceId })
    expect(record.patient?.id).toBe('pat-1')
    expect(record.traceId).toBe(traceId)
    expect(seen).toHaveLength(1)
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url: '/A11111/STU3/1/gpconnect/structured/Patient/$gpc.getstructuredrecord',
      headers: {
        'ssp-traceid': traceId,
        'ssp-from': '100000000001',
        'ssp-to': '200000000001',
        'ssp-interactionid': interactions.getStructuredRecord.id,
        'accept-encoding': 'gzip',
        accept: 'application/fhir+json',
        'content-type': 'application/fhir+json;charset=utf-8',
      },
    })
    const token = seen[0]?.headers.authorization?.split('.')[1] ?? ''
    const claims = JSON.parse(Buffer.from(token, 'base64url').toString())
    expect(claims.aud).toBe(`${origin}/A11111/STU3/1/gpconnect/structured`)
    expect(JSON.parse(seen[0]?.body ?? '').parameter[1].name).toBe('includeAllergies')
  })

  test('SEC-SDS-05 a practice that does not offer it', async () => {
    const error = { name: 'PracticeNotFoundError', ods: 'Z99999', reason: 'none' }
    await expect(gpc().structuredRecord({ ...ask, practice: 'Z99999' })).rejects.toMatchObject(error)
    await expect(gpc().metadata('A11111', 'documents')).rejects.toMatchObject({ reason: 'none' })
    expect(seen).toEqual([])
  })

  test('SEC-SDS-05 more than one record: nothing is guessed', async () => {
    const before = systems
    systems = [...before, practice('A11111', '200000000077')]
    await expect(gpc().structuredRecord(ask)).rejects.toMatchObject({ reason: 'several' })
    systems = before
  })

  test('an ODS code cannot change the query', async () => {
    await expect(gpc().structuredRecord({ ...ask, practice: '*)(objectClass=*' })).rejects.toMatchObject({
      reason: 'none',
    })
  })
})

test('STR-CONS-05 a large answer, gzip', async () => {
  const many = Array.from({ length: 5000 }, (_, i) => ({ resourceType: 'Practitioner', id: String(i) }))
  replies = [
    res => {
      res.writeHead(200, { 'Content-Type': 'application/fhir+json;charset=utf-8', 'Content-Encoding': 'gzip' })
      res.end(gzipSync(JSON.stringify(bundle(patient(), ...many))))
    },
  ]
  const record = await client().structuredRecord(ask)
  expect(record.bundle.entry).toHaveLength(5001)
  expect(record.practitioner({ reference: 'Practitioner/4999' })?.id).toBe('4999')
})

describe('the other calls', () => {
  test('FND-SRCH-01 find a patient', async () => {
    replies = [json(200, { ...bundle(patient()), type: 'searchset' })]
    const found = await client().findPatient({ nhsNumber, practice: 'A11111' })
    expect(found?.id).toBe('pat-1')
    expect(seen[0]?.url).toBe(
      `/A11111/STU3/1/gpconnect/Patient?identifier=https%3A%2F%2Ffhir.nhs.uk%2FId%2Fnhs-number%7C${nhsNumber}`,
    )
    replies = [json(200, { resourceType: 'Bundle', type: 'searchset' })]
    expect(await client().findPatient({ nhsNumber, practice: 'A11111' })).toBeUndefined()
  })

  test('FND-PAT-09 read a patient', async () => {
    replies = [json(200, patient())]
    expect((await client().readPatient({ id: 'pat-1', practice: 'A11111' })).id).toBe('pat-1')
    expect(seen[0]).toMatchObject({ url: '/A11111/STU3/1/gpconnect/Patient/pat-1', method: 'GET' })
  })

  test('SEC-SDS-06 metadata, each capability at its own root', async () => {
    replies = [json(200, { resourceType: 'CapabilityStatement', version: '1.6.2', rest: [{ mode: 'server' }] })]
    expect(await client().metadata('A11111', 'structured')).toMatchObject({
      version: '1.6.2',
      rest: [{ mode: 'server' }],
    })
    await client().metadata('A11111', 'foundations')
    expect(seen.map(one => one.url)).toEqual([
      '/A11111/STU3/1/gpconnect/structured/metadata',
      '/A11111/STU3/1/gpconnect/metadata',
    ])
  })
})

describe('SEC-SDS-07, SEC-SDS-08 SDS is remembered for the session', () => {
  test('one look-up for several calls, and another after the Spine refused', async () => {
    let asked = 0
    const counting: typeof fetch = (url, init) => {
      if (String(url).startsWith(sds.url)) asked++
      return fetch(url, init)
    }
    const gpc = client({ fetch: counting })
    replies = [json(200, bundle(patient()))]
    await gpc.structuredRecord(ask)
    await gpc.structuredRecord(ask)
    expect(asked).toBe(2)
    const before = systems
    systems = before.map(one =>
      one.ods === 'A11111' ? { ...one, endpoints: one.endpoints.map(e => ({ ...e, url: `${e.url}/new` })) } : one,
    )
    const error = { name: 'SpineProxyError', status: 400, code: expect.stringContaining('VARIES_FROM_TARGETURL') }
    await expect(gpc.structuredRecord(ask)).rejects.toMatchObject(error)
    await gpc.structuredRecord(ask)
    expect(seen.at(-1)?.url).toContain('/structured/new/Patient')
    systems = before
  })
})

describe('errors', () => {
  test.each([
    [404, 'PATIENT_NOT_FOUND', /PDS/],
    [403, 'NO_PATIENT_CONSENT', /consent/],
    [403, 'ACCESS DENIED', /switched off/],
    [400, 'BAD_REQUEST', /trace id.*why/],
    [422, 'INVALID_PARAMETER', /faulty/],
    [500, 'INTERNAL_SERVER_ERROR', /failed/],
    [501, 'NOT_IMPLEMENTED', /capability/],
    [418, 'A_CODE_OF_TOMORROW', /A_CODE_OF_TOMORROW, HTTP 418/],
  ])('ERR-GEN-07 the practice: %s %s', async (status, code, message) => {
    replies = [json(status, outcome(code))]
    const error = await client()
      .structuredRecord(ask)
      .catch((e: unknown) => e)
    expect(error).toMatchObject({
      name: 'GpConnectResponseError',
      status,
      code,
      operationOutcome: { resourceType: 'OperationOutcome' },
      traceId: seen[0]?.headers['ssp-traceid'],
      message: expect.stringMatching(message),
    })
    expect(seen).toHaveLength(1)
  })

  test.each([401, 405, 410, 412])('NFR-FHIR-10 HTTP %s of a practice is an error with its own code', async status => {
    replies = [json(status, outcome('BAD_REQUEST'))]
    await expect(client().structuredRecord(ask)).rejects.toMatchObject({
      name: 'GpConnectResponseError',
      status,
      code: 'BAD_REQUEST',
    })
    expect(seen).toHaveLength(1)
  })

  test('ERR-SSP-01, CNF-FOT-06 the proxy, in its own words', async () => {
    replies = [json(200, bundle(patient()))]
    await expect(client({ asid: '1' }).structuredRecord(ask)).rejects.toMatchObject({
      name: 'SpineProxyError',
      status: 403,
      code: 'ASID_CHECK_FAILED_MESSAGESENDER_1',
      message: expect.stringContaining('Check the ASID'),
    })
    await expect(client({ asid: '100000000009' }).structuredRecord(ask)).rejects.toMatchObject({
      code: 'FOT_CHECK_FAILED_MESSAGESENDER_100000000009_MESSAGERECEIVER_200000000001',
    })
    expect(seen).toEqual([])
  })

  test.each([495, 496, 497, 499])('ERR-GEN-08 a gateway without FHIR: %s', async status => {
    replies = [json(status, '<html>no</html>', { 'Content-Type': 'text/html' })]
    await expect(client().structuredRecord(ask)).rejects.toMatchObject({ name: 'SpineProxyError', status })
    expect(seen).toHaveLength(1)
  })

  test('no message holds an NHS number', async () => {
    replies = [json(400, outcome('BAD_REQUEST', `Patient ${nhsNumber}, 999 000 0018`))]
    const error = await client()
      .structuredRecord(ask)
      .catch((e: unknown) => e)
    expect(String(error)).toContain('[number], [number]')
  })

  test("another patient's record is never handed on", async () => {
    for (const body of [bundle(patient('9990000026')), bundle()]) {
      replies = [json(200, body)]
      await expect(client().structuredRecord(ask)).rejects.toMatchObject({
        name: 'GpConnectResponseError',
        status: 200,
      })
    }
    replies = [json(200, bundle(patient(), patient()))]
    await expect(client().findPatient(ask)).rejects.toMatchObject({ name: 'GpConnectResponseError' })
  })

  test.each(['<html>', '{}', '[1]', 'null'])('a success that is not FHIR: %s', async body => {
    replies = [json(200, body)]
    await expect(client().structuredRecord(ask)).rejects.toMatchObject({ name: 'TransportError' })
  })

  test('an NHS number that is none is not sent', async () => {
    const wrong = { ...ask, nhsNumber: '9990000019' }
    await expect(client().structuredRecord(wrong)).rejects.toMatchObject({ name: 'InvalidRequestError' })
    await expect(client().findPatient(wrong)).rejects.toMatchObject({ name: 'InvalidRequestError' })
    expect(seen).toEqual([])
  })

  test('SSP or SDS that is not there', async () => {
    const nowhere = 'http://127.0.0.1:1'
    await expect(client({ ssp: nowhere }).structuredRecord(ask)).rejects.toMatchObject({ name: 'TransportError' })
    await expect(client({ sds: nowhere }).structuredRecord(ask)).rejects.toMatchObject({ name: 'TransportError' })
    await expect(client({ sds: 'ldap://127.0.0.1:1' }).structuredRecord(ask)).rejects.toMatchObject({
      name: 'TransportError',
    })
  })

  test('silence ends at the time-out', async () => {
    replies = [() => {}]
    await expect(client({ timeoutMs: 200 }).structuredRecord(ask)).rejects.toMatchObject({
      name: 'TransportError',
      message: expect.stringContaining('200 ms'),
    })
  })

  test('an abort by the caller is the caller’s own', async () => {
    const stop = new AbortController()
    replies = [() => stop.abort(new Error('changed my mind'))]
    await expect(client().structuredRecord({ ...ask, signal: stop.signal })).rejects.toThrow('changed my mind')
    await expect(client().structuredRecord({ ...ask, signal: stop.signal })).rejects.toThrow('changed my mind')
    expect(seen).toHaveLength(1)
  })
})

describe('ERR-SSP-02 retries', () => {
  test('a transient failure passes; trace id and token are new each time (SEC-HDR-01, SEC-JWT-01)', async () => {
    replies = [json(503, '', {}), json(200, bundle(patient()))]
    const first = '09a01679-2564-4fb4-9129-aecc81ea2706'
    const record = await client().structuredRecord({ ...ask, traceId: first })
    const ids = seen.map(one => one.headers['ssp-traceid'])
    expect(ids[0]).toBe(first)
    expect(new Set(ids).size).toBe(2)
    expect(record.traceId).toBe(ids[1])
  })
})
