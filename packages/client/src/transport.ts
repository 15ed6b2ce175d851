/** One GP Connect request through the Spine Secure Proxy: headers, token, retries, and errors made typed. */
import { randomUUID } from 'node:crypto'
import type { Interaction } from '@gpc/fhir'
import { adviceFor, proxyAdvice } from './advice.ts'
import { GpConnectClientError, GpConnectResponseError, SpineProxyError, TransportError } from './errors.ts'
import type { GpConnectOptions } from './options.ts'
import { isOperationOutcome } from './schema.ts'
import type { Provider } from './sds.ts'
import { makeToken } from './token.ts'

export interface Call {
  readonly interaction: Interaction
  readonly provider: Provider
  /** Below the service root, with its query; or a whole URL, exactly as the practice gave it (DOC-BIN-01). */
  readonly path: string
  readonly body?: object | undefined
  /** The version that a change is made to: `W/"3"` (APT-AMND-01). */
  readonly ifMatch?: string | undefined
  /** The token's scope where it isn't the interaction's: with `conf/R` for what is confidential (MIG-AUT-06). */
  readonly scope?: string | undefined
  /** Another version's media type and token (SEC-JWT-30). */
  readonly dialect?: { readonly mediaType: string; readonly token: (now: number) => string } | undefined
  /** Reads the answer of a success; JSON, if absent. `alive` tells that it still comes in: the time-out begins anew. */
  readonly read?: ((response: Response, alive: () => void) => Promise<unknown>) | undefined
  readonly traceId?: string | undefined
  readonly signal?: AbortSignal | undefined
}

export interface Answer {
  readonly status: number
  /** Parsed JSON, or what `read` made of it; undefined if the body is none. */
  readonly json: unknown
  readonly retryAfter: string | null
  readonly traceId: string
}

type Attempt = (traceId: string) => Promise<Answer>

/** Statuses that may pass by themselves; nothing else is tried again (ERR-SSP-02). */
const transient = [429, 502, 503, 504]
const retries = 3

/**
 * Sends a call and gives the resource of a success. A transient failure of a call that reads is tried again at most three times,
 * with growing pauses, each time with a trace id and a token of its own (SEC-HDR-01, SEC-JWT-01); a call that writes never is
 * (ERR-MAP-10).
 * @throws GpConnectResponseError, SpineProxyError, TransportError; the signal's reason if it is aborted
 */
export async function send(options: GpConnectOptions, call: Call): Promise<{ json: unknown; traceId: string }> {
  const once = (traceId: string) => attempt(options, call, traceId)
  const answer = call.interaction.scope.endsWith('.write')
    ? await once(call.traceId ?? randomUUID())
    : await withRetries(once, call.traceId, wait(call.signal))
  if (answer.status < 200 || answer.status > 299) throw errorOf(answer)
  if (answer.json !== undefined) return answer
  const message = 'The answer is not FHIR JSON. Try again; if it lasts, report it with the trace id.'
  throw new TransportError(message, { traceId: answer.traceId })
}

/** Tries until an answer isn't transient, or the retries are used up; then gives the last answer. */
export async function withRetries(
  attempt: Attempt,
  traceId: string | undefined,
  pause: (ms: number) => Promise<void>,
): Promise<Answer> {
  let answer = await attempt(traceId ?? randomUUID())
  for (let i = 0; i < retries && transient.includes(answer.status); i++) {
    await pause(pauseBefore(i, answer.retryAfter))
    answer = await attempt(randomUUID())
  }
  return answer
}

/** Milliseconds before retry number `i` (from 0): 250, 500, 1000 and up to half as much again, or what the server asks, at most 10 s. */
function pauseBefore(i: number, retryAfter: string | null): number {
  const asked = /^\d+$/.test(retryAfter ?? '') ? Number(retryAfter) * 1000 : 0
  return Math.max(Math.min(asked, 10_000), 250 * 2 ** i * (1 + Math.random() / 2))
}

function wait(signal: AbortSignal | undefined): (ms: number) => Promise<void> {
  return ms =>
    new Promise((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer)
        reject(signal?.reason)
      }
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop)
        resolve()
      }, ms)
      signal?.addEventListener('abort', stop, { once: true })
    })
}

async function attempt(options: GpConnectOptions, call: Call, traceId: string): Promise<Answer> {
  const { interaction, provider, path, body, ifMatch, signal, scope, dialect, read = readJson } = call
  const { ssp, asid, timeoutMs = 30_000, fetch = globalThis.fetch } = options
  signal?.throwIfAborted()
  const silence = new AbortController()
  const timer = setTimeout(() => silence.abort(), timeoutMs)
  const now = Date.now()
  const mediaType = dialect?.mediaType ?? 'application/fhir+json'
  const token = dialect?.token(now) ?? makeToken(options, interaction, provider.root, now, scope)
  const url = /^https?:/i.test(path) ? path : provider.root + path
  try {
    const response = await fetch(`${ssp.replace(/\/+$/, '')}/${url}`, {
      method: interaction.method,
      headers: {
        Accept: mediaType,
        'Accept-Encoding': 'gzip',
        Authorization: `Bearer ${token}`,
        'Ssp-TraceID': traceId,
        'Ssp-From': asid,
        'Ssp-To': provider.asid,
        'Ssp-InteractionID': interaction.id,
        ...(body === undefined ? {} : { 'Content-Type': `${mediaType};charset=utf-8` }),
        ...(ifMatch === undefined ? {} : { 'If-Match': ifMatch }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal === undefined ? silence.signal : AbortSignal.any([signal, silence.signal]),
      redirect: 'error',
    })
    const json = await (response.ok ? read(response, () => timer.refresh()) : readJson(response))
    return { status: response.status, json, retryAfter: response.headers.get('retry-after'), traceId }
  } catch (cause) {
    signal?.throwIfAborted()
    if (cause instanceof GpConnectClientError) throw cause
    const what = silence.signal.aborted
      ? `did not answer within ${timeoutMs} ms`
      : 'could not be reached, or broke the answer off'
    const message = `The Spine Secure Proxy ${what}. Check its URL, the certificates and the network, then try again.`
    throw new TransportError(message, { traceId, cause })
  } finally {
    clearTimeout(timer)
  }
}

async function readJson(response: Response): Promise<unknown> {
  return parsed(await response.text())
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const proxySystems = [
  'http://fhir.nhs.net/ValueSet/gpconnect-schedule-response-code-1-0',
  'https://fhir.nhs.uk/StructureDefinition/spine-operationoutcome-1',
]

/** The error of an answer that isn't a success: the proxy's own codes, and whatever isn't an OperationOutcome, are the proxy's (ERR-GEN-08). */
export function errorOf({
  status,
  json,
  traceId,
}: Omit<Answer, 'retryAfter'>): GpConnectResponseError | SpineProxyError {
  if (!isOperationOutcome(json)) return new SpineProxyError(proxyAdvice(status, undefined), { status, traceId })
  const issue = json.issue.find(one => one.severity === 'error' || one.severity === 'fatal') ?? json.issue[0]
  const coding = issue?.details?.coding?.[0]
  if (proxySystems.includes(coding?.system?.trim() ?? '')) {
    const code = coding?.display ?? issue?.diagnostics
    return new SpineProxyError(proxyAdvice(status, code), { status, code, traceId })
  }
  const code = coding?.code?.trim()
  const message = adviceFor(status, code, issue?.diagnostics)
  return new GpConnectResponseError(message, { status, code, operationOutcome: json, traceId })
}
