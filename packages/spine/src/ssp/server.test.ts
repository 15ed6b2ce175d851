import { randomBytes, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contents, findPatient, structured } from '../../test/registry.ts'
import type { RegistryContents } from '../registry.ts'
import { listen, type RunningServer } from '../serve.ts'
import { startSsp } from './server.ts'

let provider: RunningServer
let ssp: RunningServer
let held: RegistryContents
let seen: { method: string; url: string; headers: string[]; body: Buffer; port: number }[] = []
const zipped = gzipSync(randomBytes(300_000))

function providerServer(): Server {
  return createServer((req, res) => {
    buffer(req).then(body => {
      const { method = '', url = '', rawHeaders } = req
      seen.push({ method, url, headers: rawHeaders, body, port: req.socket.remotePort ?? 0 })
      if (url.includes('/slow')) return
      if (url.includes('/cut')) {
        res.writeHead(200, { 'Content-Length': 1000 })
        res.write('half')
        setImmediate(() => res.destroy())
        return
      }
      if (url.includes('/zipped')) {
        res.writeHead(200, { 'Content-Type': 'application/fhir+json;charset=utf-8', 'Content-Encoding': 'gzip' })
        res.end(zipped)
        return
      }
      res.writeHead(url.includes('/missing') ? 404 : 200, 'As Said', ['X-Twice', 'a', 'X-Twice', 'b', 'ETag', 'W/"1"'])
      res.end(body.length > 0 ? body : 'hello')
    })
  })
}

beforeAll(async () => {
  provider = await listen(providerServer(), 'http', '127.0.0.1', 0)
  held = contents(provider.url)
  ssp = await startSsp({ host: '127.0.0.1', port: 0, registry: async () => held, timeoutMs: 20_000 })
})
afterAll(async () => {
  await ssp.close()
  await provider.close()
})

interface Sent {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: Buffer | string
}

const good = {
  'Ssp-From': '100000000001',
  'Ssp-To': '200000000001',
  'Ssp-InteractionID': structured,
  'Ssp-TraceID': '09a01679-2564-4fb4-9129-aecc81ea2706',
}

/** A raw request, so that nothing tidies its path. */
async function ask(path: string, { method = 'GET', headers = good, body }: Sent = {}) {
  const { hostname, port } = new URL(ssp.url)
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers }, resolve)
    sent.on('error', reject)
    sent.end(body)
  })
  const bytes = await buffer(response)
  return { status: response.statusCode, headers: response.rawHeaders, message: response.statusMessage, bytes }
}

const root = () => `${provider.url}/A11111/STU3/1/gpconnect/structured`
const display = (bytes: Buffer): unknown => JSON.parse(bytes.toString()).issue[0].details.coding[0].display

describe('SEC-SSP-03 what may pass, passes unchanged', () => {
  test('body, headers, status and status text', async () => {
    seen = []
    const body = randomBytes(200_000)
    const headers = { ...good, 'Content-Type': 'application/fhir+json', 'X-Odd-Case': 'ä', 'Accept-Encoding': 'gzip' }
    const got = await ask(`/${root()}/Patient/$gpc.getstructuredrecord/missing?x=%7C`, {
      method: 'POST',
      headers,
      body,
    })
    expect(got).toMatchObject({ status: 404, message: 'As Said' })
    expect(got.bytes.equals(body)).toBe(true)
    expect(got.headers.join()).toContain('X-Twice,a,X-Twice,b,ETag,W/"1"')
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url: '/A11111/STU3/1/gpconnect/structured/Patient/$gpc.getstructuredrecord/missing?x=%7C',
    })
    expect(seen[0]?.body.equals(body)).toBe(true)
    expect(seen[0]?.headers.join()).toContain('Ssp-From,100000000001')
    expect(seen[0]?.headers.join()).toContain(`Host,${new URL(provider.url).host}`)
    expect(seen[0]?.headers.join()).toContain('X-Odd-Case,ä')
  })

  test('a chunked body', async () => {
    seen = []
    const headers = { ...good, 'Transfer-Encoding': 'chunked', 'Content-Type': 'application/fhir+xml;charset=utf-8' }
    await ask(`/${root()}/x`, { method: 'PUT', headers, body: '<a/>' })
    expect(seen[0]?.body.toString()).toBe('<a/>')
  })

  test('gzip is not touched', async () => {
    const got = await ask(`/${root()}/zipped`)
    expect(got.bytes.equals(zipped)).toBe(true)
    expect(got.headers.join()).toContain('Content-Encoding,gzip')
  })

  test('the connection to the provider is kept', async () => {
    seen = []
    await ask(`/${root()}/one`)
    await ask(`/${root()}/two`)
    expect(seen[1]?.port).toBe(seen[0]?.port)
  })

  test('an answer that the provider cuts short does not look whole', async () => {
    await expect(ask(`/${root()}/cut`)).rejects.toThrow()
  })

  test.each([
    ['single slash', () => `/${root().replace('//', '/')}/metadata`],
    ['percent-encoded', () => `/${encodeURIComponent(`${root()}/metadata`)}`],
  ])('SEC-SSP-01 a target written with %s', async (_, path) => {
    seen = []
    expect((await ask(path())).status).toBe(200)
    expect(seen[0]?.url).toBe('/A11111/STU3/1/gpconnect/structured/metadata')
  })

  test('a practice that is registered later is there at once', async () => {
    const before = held
    held = { ...held, systems: held.systems.filter(one => one.asid !== '200000000001') }
    expect((await ask(`/${root()}/x`)).status).toBe(403)
    held = before
    expect((await ask(`/${root()}/x`)).status).toBe(200)
  })
})

describe('ERR-SSP: what the SSP refuses, in its own words', () => {
  const without = (name: keyof typeof good) => Object.fromEntries(Object.entries(good).filter(([key]) => key !== name))
  test.each<[string, () => string, Sent, number, RegExp]>([
    [
      'another sender',
      () => `/${root()}/x`,
      { headers: { ...good, 'Ssp-From': '1' } },
      403,
      /^ASID_CHECK_FAILED_MESSAGESENDER_1$/,
    ],
    ['no sender', () => `/${root()}/x`, { headers: without('Ssp-From') }, 403, /^ASID_CHECK_FAILED_MESSAGESENDER_$/],
    [
      'a sender without this interaction',
      () => `/${root()}/x`,
      { headers: { ...good, 'Ssp-From': '100000000002' } },
      403,
      /^ASID_CHECK_FAILED_MESSAGESENDER_100000000002$/,
    ],
    [
      'a receiver without this interaction',
      () => `/${root()}/x`,
      { headers: { ...good, 'Ssp-InteractionID': 'urn:nhs:names:services:gpconnect:fhir:rest:search:slot-1' } },
      403,
      /^PARTYKEY_INTERACTION_CHECK_FAILED_MESSAGERECEIVER_200000000001$/,
    ],
    [
      'a receiver that is a consumer',
      () => `/${root()}/x`,
      { headers: { ...good, 'Ssp-To': '100000000001' } },
      403,
      /^PARTYKEY_INTERACTION_CHECK_FAILED_MESSAGERECEIVER_100000000001$/,
    ],
    [
      'a pair without relation',
      () => `/${root()}/x`,
      { headers: { ...good, 'Ssp-From': '100000000003' } },
      403,
      /^FOT_CHECK_FAILED_MESSAGESENDER_100000000003_MESSAGERECEIVER_200000000001$/,
    ],
    [
      "another practice's root",
      () => `/${root().replace('A11111', 'B22222')}/x?identifier=secret`,
      {},
      400,
      /^ENDPOINT_http.*A11111\/STU3\/1\/gpconnect\/structured_CPAID_S\d{12}_VARIES_FROM_TARGETURL_http.*B22222\/STU3\/1\/gpconnect\/structured\/x$/,
    ],
    [
      "another capability's root",
      () => `/${provider.url}/A11111/STU3/1/gpconnect/Patient`,
      {},
      400,
      /VARIES_FROM_TARGETURL/,
    ],
    [
      'the right root with the interaction of another capability',
      () => `/${root()}/Patient`,
      {
        headers: {
          ...good,
          'Ssp-InteractionID': 'urn:nhs:names:services:gpconnect:structured:fhir:rest:read:metadata-1',
        },
      },
      403,
      /^PARTYKEY/,
    ],
    ['a way out of the root', () => `/${root()}/../../../../B22222/x`, {}, 400, /VARIES_FROM_TARGETURL/],
    ['a host that nobody registered', () => '/http://example.org/', {}, 400, /VARIES_FROM_TARGETURL/],
    ['no target', () => '/', {}, 400, /VARIES_FROM_TARGETURL/],
    ['a method', () => `/${root()}/x`, { method: 'PATCH' }, 405, /^405: Method Not Allowed$/],
    [
      'a media type',
      () => `/${root()}/x`,
      { method: 'POST', headers: { ...good, 'Content-Type': 'text/plain' }, body: 'x' },
      415,
      /^Unsupported_Media_Type$/,
    ],
  ])('%s', async (_, path, sent, status, text) => {
    seen = []
    const got = await ask(path(), sent)
    expect(got.status).toBe(status)
    expect(display(got.bytes)).toMatch(text)
    expect(JSON.parse(got.bytes.toString())).toMatchObject({ resourceType: 'OperationOutcome' })
    expect(seen).toEqual([])
  })

  test('a provider that is silent', async () => {
    const own = await startSsp({ host: '127.0.0.1', port: 0, registry: async () => held, timeoutMs: 100 })
    const answer = await fetch(`${own.url}/${root()}/slow?identifier=secret`, { headers: good })
    expect(answer.status).toBe(504)
    const body = Buffer.from(await answer.arrayBuffer())
    expect(display(body)).toBe(`TIMEOUT_COMMUNICATING_TO_ENDPOINT_URL_${root()}/slow`)
    await own.close()
  })

  test('a provider that is not there', async () => {
    const gone = await listen(createServer(), 'http', '127.0.0.1', 0)
    await gone.close()
    const own = await startSsp({ host: '127.0.0.1', port: 0, registry: async () => contents(gone.url), timeoutMs: 300 })
    const answer = await fetch(`${own.url}/${gone.url}/A11111/STU3/1/gpconnect/Patient?identifier=secret`, {
      headers: { ...good, 'Ssp-InteractionID': findPatient },
    })
    expect(answer.status).toBe(502)
    const body = Buffer.from(await answer.arrayBuffer())
    expect(display(body)).toBe(`ERROR_COMMUNICATING_TO_ENDPOINT_URL_${gone.url}/A11111/STU3/1/gpconnect/Patient`)
    await own.close()
  })

  test('a registry that fails', async () => {
    const registry = () => Promise.reject(new Error('gone'))
    const own = await startSsp({ host: '127.0.0.1', port: 0, registry, timeoutMs: 300 })
    expect((await fetch(`${own.url}/x`, { headers: { 'Ssp-TraceID': randomUUID() } })).status).toBe(503)
    await own.close()
  })

  test('a body beyond the limit', async () => {
    const headers = { ...good, 'Content-Length': String(21 * 1024 * 1024) }
    const { hostname, port } = new URL(ssp.url)
    const status = await new Promise(resolve => {
      const sent = request({ hostname, port, method: 'POST', path: `/${root()}/x`, headers }, response => {
        resolve(response.statusCode)
        sent.destroy()
      })
      sent.flushHeaders()
    })
    expect(status).toBe(413)
  })
})
