/**
 * What happens around every interaction, the same for all capabilities: format, headers, token, the practice's switch, the handler,
 * the audit row, the answer. A refused request leaves the same audit row as an answered one (SEC-AUD-01, STR-ERR-08).
 */
import type { Text } from '@gpc/clinical'
import { GpConnectError, type Interaction, type SpineCode } from '@gpc/fhir'
import type { AuditWriter, PracticeSettings, SettingsReader } from '@gpc/store'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendTexts, whole } from './compress.ts'
import { type Dialect, dialectOf } from './dialect.ts'
import { contentType, type Format, sentFormat, wantedFormat } from './format.ts'
import { checkHeaders, type SspHeaders, sentHeaders } from './headers.ts'
import { type ByteStream, sendStream } from './stream.ts'
import { decodeToken, nobody, type Requester, requesterOf } from './token.ts'

/** A request that has passed every check: a handler need not look at headers or tokens. */
export interface Exchange {
  readonly practice: PracticeSettings
  readonly interaction: Interaction
  readonly traceId: string
  readonly requester: Requester
  /** Where this provider is reached, without a slash at its end: what absolute URLs in answers begin with. */
  readonly baseUrl: string
  readonly query: Readonly<Record<string, string | readonly string[]>>
  /** Path parameters, such as `id`. */
  readonly params: Readonly<Record<string, string>>
  /** Headers of single interactions, the empty text if they weren't sent: If-Match, Prefer. */
  readonly headers: { readonly ifMatch: string; readonly prefer: string }
  /** The body as sent, and its format; absent if none was sent. */
  readonly body?: { readonly text: string; readonly format: Format }
  /** Tells the audit whom the request is about, and what of them, as soon as it is known. */
  note(about: { readonly patient?: string; readonly detail?: string }): void
}

export interface Answer {
  readonly status: number
  /** FHIR JSON, whole or in texts that follow one another; or, of what is too large for memory, a stream for each format. Empty: no body. */
  readonly json: string | readonly Text[] | StreamedAnswer
  /** Version of a single resource, for ETag (NFR-VER-01). */
  readonly versionId?: string
  /** Where what was created is read. */
  readonly location?: string
}

export type StreamedAnswer = (format: Format) => ByteStream

/** One interaction of a capability. */
export interface Operation {
  readonly interaction: Interaction
  /** False: answers even where the practice has switched GP Connect off (NFR-ENA-04). */
  readonly switched?: false
  handle(exchange: Exchange): Promise<Answer>
}

export interface ExchangeServices {
  readonly settings: SettingsReader
  readonly audit: AuditWriter
  /** Where this provider is reached; absent: as the request names it. */
  readonly baseUrl: string | undefined
  /** Seconds since the epoch. */
  readonly now: () => number
  /** Told of failures that aren't the caller's: an error and the trace id; never patient data. */
  readonly failed: (error: unknown, traceId: string) => void
}

/** The Fastify handler of the operations that share one path and verb. */
export function exchange(operations: readonly Operation[], services: ExchangeServices) {
  const dialect = dialectOf(operations[0]?.interaction.capability)
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const sent = sentHeaders(request.headers)
    const record = { patient: '', detail: '' }
    const baseUrl = services.baseUrl ?? `${request.protocol}://${request.host}`
    let requester = nobody
    let practice: PracticeSettings | undefined
    let format: Format = 'json'
    let answer: Answer
    let error: SpineCode | '' = ''
    try {
      const query = queryOf(request)
      format = wantedFormat(
        single(query._format),
        request.headers.accept,
        request.headers['content-type'],
        dialect.mediaTypes,
      )
      const params = paramsOf(request)
      practice = await services.settings.of(params.ods ?? '')
      const decoded = decodedOrNothing(request.headers.authorization)
      requester = requesterOf(decoded)
      if (practice === undefined)
        throw new GpConnectError('ORGANISATION_NOT_FOUND', 'No practice with the ODS code in the URL is served here.')
      const operation = check(operations, dialect, sent, practice, request.headers.authorization, services.now())
      const body = bodyOf(request, dialect)
      answer = await operation.handle({
        practice,
        interaction: operation.interaction,
        traceId: sent.traceId,
        requester,
        baseUrl,
        query,
        params,
        headers: { ifMatch: single(request.headers['if-match']) ?? '', prefer: single(request.headers.prefer) ?? '' },
        ...(body === undefined ? {} : { body }),
        note(about) {
          Object.assign(record, about)
        },
      })
    } catch (caught) {
      const known = caught instanceof GpConnectError ? caught : undefined
      if (known === undefined) services.failed(caught, sent.traceId)
      const failure =
        known ??
        new GpConnectError(
          'INTERNAL_SERVER_ERROR',
          `Something failed on this side; the trace id ${sent.traceId} leads to it.`,
        )
      error = failure.code
      answer = failureAnswer(failure, dialect)
    }
    try {
      await services.audit.append(
        auditRow(practice?.ods ?? '', sent, request.method, requester, record, answer.status, error),
      )
    } catch (caught) {
      services.failed(caught, sent.traceId)
      answer = failureAnswer(
        new GpConnectError(
          'INTERNAL_SERVER_ERROR',
          'The audit could not be written, so nothing is disclosed: try again.',
        ),
        dialect,
      )
    }
    // NFR-FHIR-09
    if (request.method === 'GET' && answer.versionId !== undefined) {
      reply.header('Content-Location', `${baseUrl}${request.url.split('?')[0]}/_history/${answer.versionId}`)
    }
    return send(request, reply, answer, format, dialect, error => services.failed(error, sent.traceId))
  }
}

/** Everything that is checked before a handler sees the request, in the order headers, token, switch. */
function check(
  operations: readonly Operation[],
  dialect: Dialect,
  sent: SspHeaders,
  practice: PracticeSettings,
  authorization: string | undefined,
  now: number,
): Operation {
  const interaction = checkHeaders(
    sent,
    operations.map(one => one.interaction),
    practice.asid,
  )
  dialect.checkClaims(decodeToken(authorization), interaction, now)
  const operation = operations.find(one => one.interaction === interaction)
  if (operation === undefined) throw new GpConnectError('NOT_IMPLEMENTED', 'This interaction is not implemented here.')
  if (operation.switched !== false) checkSwitches(practice, interaction)
  return operation
}

/** NFR-ENA-01, NFR-ENA-04, STR-ERR-07. */
function checkSwitches({ enabled }: PracticeSettings, { capability }: Interaction): void {
  if (!enabled.has('gp-connect'))
    throw new GpConnectError('ACCESS DENIED', 'GP Connect is switched off at this practice.')
  if (!enabled.has(capability))
    throw new GpConnectError('ACCESS DENIED', `The capability ${capability} is switched off at this practice.`)
}

function decodedOrNothing(authorization: string | undefined): Readonly<Record<string, unknown>> {
  try {
    return decodeToken(authorization)
  } catch {
    return {}
  }
}

function failureAnswer(failure: GpConnectError, dialect: Dialect): Answer {
  const outcome = dialect.outcome([{ severity: 'error', code: failure.code, diagnostics: failure.message }])
  return { status: failure.status, json: JSON.stringify(outcome) }
}

/**
 * Sends an answer in a format: never cached (NFR-VER-07, SEC-TLS-08), compressed if asked for (NFR-CT-06).
 * @param failed told if a stream breaks off
 */
export function send(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: Answer,
  format: Format,
  dialect: Dialect,
  failed: (error: unknown) => void = () => {},
): FastifyReply {
  const { status, json, versionId, location } = answer
  reply.code(status).header('Content-Type', contentType(format, dialect.mediaTypes)).header('Cache-Control', 'no-store')
  if (versionId !== undefined) reply.header('ETag', `W/"${versionId}"`)
  if (location !== undefined) reply.header('Location', location)
  if (json === '') return reply.send()
  if (typeof json === 'function') return sendStream(request, reply, json(format), failed)
  const texts = typeof json === 'string' ? [json] : json
  return sendTexts(request, reply, format === 'json' ? texts : [dialect.toXml(whole(texts).toString())])
}

function bodyOf({ body, headers }: FastifyRequest, { mediaTypes }: Dialect): Exchange['body'] {
  if (!Buffer.isBuffer(body) || body.length === 0) return undefined
  const format = sentFormat(headers['content-type'], mediaTypes)
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(body), format }
  } catch {
    throw new GpConnectError('BAD_REQUEST', 'The body is not UTF-8 text.')
  }
}

function queryOf({ query }: FastifyRequest): Record<string, string | readonly string[]> {
  const found: Record<string, string | readonly string[]> = {}
  if (typeof query !== 'object' || query === null) return found
  for (const [name, value] of Object.entries(query)) {
    if (typeof value === 'string') found[name] = value
    else if (Array.isArray(value)) found[name] = value.filter(one => typeof one === 'string')
  }
  return found
}

function paramsOf({ params }: FastifyRequest): Record<string, string> {
  if (typeof params !== 'object' || params === null) return {}
  return Object.fromEntries(
    Object.entries(params).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  )
}

const single = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'string' ? value : value?.[0]

function auditRow(
  practice: string,
  sent: SspHeaders,
  method: string,
  requester: Requester,
  record: { readonly patient: string; readonly detail: string },
  status: number,
  error: string,
) {
  return {
    practice,
    at: new Date(),
    traceId: sent.traceId,
    interaction: sent.interaction,
    fromAsid: sent.from,
    method,
    status,
    error,
    ...requester,
    ...record,
  }
}
