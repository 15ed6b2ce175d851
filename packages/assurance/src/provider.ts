/** One practice's provider as a consumer reaches it: requests in, answers out, nothing known of what is behind. */
import { randomUUID } from 'node:crypto'
import type { Interaction } from '@gpc/fhir'
import type { Practice, Sandbox } from './sandbox.ts'
import { type Claims, soundClaims, tokenOf } from './token.ts'

/** Straight to the practice's service root, or by the Spine Secure Proxy. */
export type Route = 'direct' | 'ssp'

export interface Provider {
  readonly practice: Practice
  readonly sandbox: Sandbox
  readonly route: Route
}

export interface Request {
  readonly interaction: Interaction
  /** Logical id, in the place of `:id`. */
  readonly id?: string
  /** Below the service root, where it isn't the interaction's own path. */
  readonly path?: string
  /** In this order; encoded here. */
  readonly query?: readonly (readonly [name: string, value: string])[]
  /** Where it isn't the interaction's own verb. */
  readonly method?: string
  /** Instead of, or beside, the usual ones; null: left out. */
  readonly headers?: Readonly<Record<string, string | null>>
  /** Other claims, or a text that is sent as the token as it is. */
  readonly token?: (claims: Claims) => object | string
  /** A Parameters resource, or any text. */
  readonly body?: object | string
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** What was sent as Ssp-TraceID. */
  readonly traceId: string
}

const timeoutMs = 30_000

/** Sends a request; whatever the provider answers is an answer. @throws Error if it doesn't answer */
export async function call({ practice, sandbox, route }: Provider, request: Request): Promise<Answer> {
  const { interaction, id = '', query = [], method = interaction.method, token = claims => claims, body } = request
  const root = serviceRoot(practice, interaction.capability)
  const path = request.path ?? interaction.path.replace(':id', encodeURIComponent(id))
  const search = query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
  const url = `${route === 'ssp' ? `${sandbox.spine.ssp.replace(/\/+$/, '')}/` : ''}${root}${path}`
  const [consumer] = sandbox.consumers
  if (consumer === undefined) throw new Error('The sandbox names no consumer: add one to its description.')
  const made = token(soundClaims(consumer, interaction, root))
  const traceId = randomUUID()
  const headers = new Headers({
    Accept: 'application/fhir+json',
    Authorization: `Bearer ${typeof made === 'string' ? made : tokenOf(made)}`,
    'Ssp-TraceID': traceId,
    'Ssp-From': consumer.asid,
    'Ssp-To': practice.asid,
    'Ssp-InteractionID': interaction.id,
  })
  if (body !== undefined) headers.set('Content-Type', 'application/fhir+json;charset=utf-8')
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    if (value === null) headers.delete(name)
    else headers.set(name, value)
  }
  const response = await fetch(search === '' ? url : `${url}?${search}`, {
    method,
    headers,
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: response.status, headers: response.headers, text: await response.text(), traceId }
}

/** The service root of a capability; of Foundations and Appointment Management there is one for both. @throws Error if there is none */
export function serviceRoot({ ods, capabilities }: Practice, capability: Interaction['capability']): string {
  const root = capabilities[capability === 'appointments' ? 'foundations' : capability]
  if (root === undefined) throw new Error(`The sandbox names no service root of ${capability} for ${ods}.`)
  return root
}
