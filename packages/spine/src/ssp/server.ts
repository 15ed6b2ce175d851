/** The sandbox's Spine Secure Proxy: checks, then passes on unchanged (SEC-SSP-03). It logs nothing. */
import {
  createServer,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { pipeline } from 'node:stream'
import type { SpineRegistry } from '../registry.ts'
import { listen, type RunningServer, sendFhir } from '../serve.ts'
import { type SspError, sspErrors, sspOutcome } from './errors.ts'
import { type Destination, judge } from './judge.ts'
import { withoutQuery } from './target.ts'

export interface SspOptions {
  readonly host: string
  readonly port: number
  readonly registry: SpineRegistry
  /** How long a provider may be silent, in milliseconds, before the SSP answers 504. */
  readonly timeoutMs: number
}

const maxBody = 20 * 1024 * 1024

/** Starts the SSP. It passes requests to registered endpoints only, so it is never an open proxy. */
export async function startSsp({ host, port, registry, timeoutMs }: SspOptions): Promise<RunningServer> {
  const agents = {
    'http:': new HttpAgent({ keepAlive: true, maxSockets: 256 }),
    'https:': new HttpsAgent({ keepAlive: true, maxSockets: 256 }),
  }
  const server = createServer({ maxHeaderSize: 64 * 1024, keepAliveTimeout: 30_000 }, (req, res) => {
    handle(req, res).catch(() => refuse(req, res, sspErrors.unavailable()))
  })

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const contents = await registry()
    const verdict = judge(
      {
        method: req.method ?? '',
        target: (req.url ?? '').replace(/^\//, ''),
        from: header(req, 'ssp-from'),
        to: header(req, 'ssp-to'),
        interactionId: header(req, 'ssp-interactionid'),
        contentType: req.headers['content-type'],
      },
      contents,
    )
    if ('refuse' in verdict) refuse(req, res, verdict.refuse)
    else if (Number(req.headers['content-length'] ?? 0) > maxBody) refuse(req, res, sspErrors.tooLarge())
    else pass(req, res, verdict.pass)
  }

  function pass(req: IncomingMessage, res: ServerResponse, { root, remainder }: Destination): void {
    const { protocol, hostname, port, host, pathname } = new URL(root)
    const path = (pathname === '/' ? '' : pathname) + remainder
    const hasBody = req.method !== 'GET'
    const secure = protocol === 'https:'
    const upstream = (secure ? httpsRequest : httpRequest)({
      agent: secure ? agents['https:'] : agents['http:'],
      hostname: hostname.replace(/^\[|\]$/g, ''),
      ...(port === '' ? {} : { port }),
      method: req.method,
      path: path.startsWith('/') ? path : `/${path}`,
      headers: ['Host', host, ...endToEnd(req, hasBody ? ['host', 'expect'] : ['host', 'expect', 'content-length'])],
      timeout: timeoutMs,
    })
    const shown = withoutQuery(root + remainder)
    let timedOut = false
    upstream.on('timeout', () => {
      timedOut = true
      upstream.destroy(new Error('The provider was silent for too long.'))
    })
    upstream.on('error', () => refuse(req, res, timedOut ? sspErrors.timeout(shown) : sspErrors.communication(shown)))
    upstream.on('response', incoming => {
      res.sendDate = false
      res.writeHead(incoming.statusCode ?? 502, incoming.statusMessage, endToEnd(incoming, []))
      pipeline(incoming, res, () => {})
    })
    res.on('close', () => upstream.destroy())
    if (hasBody) sendBody(req, res, upstream)
    else upstream.end()
  }

  const running = await listen(server, 'http', host, port)
  return {
    url: running.url,
    close: async () => {
      await running.close()
      agents['http:'].destroy()
      agents['https:'].destroy()
    },
  }
}

function sendBody(
  req: IncomingMessage,
  res: ServerResponse,
  upstream: NodeJS.WritableStream & { destroy(): void },
): void {
  let received = 0
  req.on('data', (chunk: Buffer) => {
    received += chunk.length
    if (received <= maxBody) return
    req.unpipe()
    refuse(req, res, sspErrors.tooLarge())
    upstream.destroy()
  })
  req.pipe(upstream)
}

/** Answers with an error, or breaks the connection off if the answer has begun: a cut answer must not look whole. */
function refuse(req: IncomingMessage, res: ServerResponse, error: SspError): void {
  if (res.headersSent) {
    if (!res.writableEnded) res.destroy()
    return
  }
  const traceId = header(req, 'ssp-traceid')
  sendFhir(res, error.status, sspOutcome(error, traceId === '' ? undefined : traceId))
}

function header(req: IncomingMessage, name: string): string {
  const value = req.headers[name]
  return (Array.isArray(value) ? value.join(', ') : (value ?? '')).trim()
}

const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

/** A message's headers as they came, in order and letter case, without those that belong to one connection (RFC 9110 7.6.1). */
function endToEnd({ rawHeaders, headers }: IncomingMessage, without: readonly string[]): string[] {
  const named = (headers.connection ?? '').toLowerCase().split(/\s*,\s*/)
  const drop = new Set([...hopByHop, ...named, ...without])
  const kept: string[] = []
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? ''
    if (!drop.has(name.toLowerCase())) kept.push(name, rawHeaders[i + 1] ?? '')
  }
  return kept
}
