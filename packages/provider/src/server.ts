/** The provider's HTTP server: service roots as the specification forms them, one route for each path and verb (SEC-SSP-04). */
import { GpConnectError, interactions, serviceRootPath } from '@gpc/fhir'
import type { PdsClient } from '@gpc/spine'
import { auditWriter, directoryReader, patientReader, type Store, settingsReader } from '@gpc/store'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { appointmentOperations } from './appointments/operations.ts'
import { documentsOperations } from './documents/operations.ts'
import { type Dialect, dialectAt } from './exchange/dialect.ts'
import { type ExchangeServices, exchange, type Operation, send } from './exchange/exchange.ts'
import { type Format, wantedFormat } from './exchange/format.ts'
import { directoryOperations } from './foundations/directory.ts'
import { healthcareServiceOperations } from './foundations/healthcare-service.ts'
import { findPatient, readPatient } from './foundations/patient.ts'
import { registerPatient } from './foundations/register-patient.ts'
import { htmlMetadata } from './html/conformance.ts'
import { getCareRecord } from './html/get-care-record.ts'
import type { HtmlSettings } from './html/settings.ts'
import { metadataOperations } from './metadata.ts'
import type { RegisterPatient, Services } from './services.ts'
import { getStructuredRecord } from './structured/get-structured-record.ts'
import { migrateStructuredRecord } from './structured/migrate-structured-record.ts'

export interface ProviderOptions {
  readonly store: Store
  /** Asked about patients who haven't been traced; absent: the practice's own verification counts. */
  readonly pds?: PdsClient
  /** Writes a registration (intake: `registrar`); absent: nobody is registered here. */
  readonly register?: RegisterPatient
  /** Where this provider is reached, without a slash at its end, if requests don't name it themselves (a proxy before it). */
  readonly baseUrl?: string
  /** This software's version, for the CapabilityStatement. */
  readonly version: string
  /** What of Access Record HTML NHS England may order to be changed; absent: no emergency codes, no default time frames. */
  readonly html?: HtmlSettings
  /** Told of failures that aren't the caller's, with the trace id; never patient data. */
  readonly failed?: (error: unknown, traceId: string) => void
  /** Seconds since the epoch; for tests. */
  readonly now?: () => number
}

/** Bodies larger than this are refused (SEC-TLS-11). Strings may have 1 MB (NFR-LIM-01). */
const bodyLimit = 4 << 20

/** Builds the server; it doesn't listen yet. Closing it leaves the store open. */
export async function createProvider(options: ProviderOptions): Promise<FastifyInstance> {
  const { store, pds, version, baseUrl, html = {}, failed = () => {}, now = () => Date.now() / 1000 } = options
  const settings = await settingsReader(store)
  const services: Services & ExchangeServices = {
    store,
    pds,
    settings,
    baseUrl,
    directory: directoryReader(store),
    patients: patientReader(store),
    audit: auditWriter(store),
    now,
    failed,
  }
  const app = Fastify({
    bodyLimit,
    exposeHeadRoutes: false,
    routerOptions: { caseSensitive: true },
    requestTimeout: 60_000,
    logger: false,
  })
  app.addHook('onClose', () => settings.close())
  // SEC-TLS-07: where callers reach it by TLS, they are told to keep to it
  if (baseUrl?.startsWith('https:') === true) {
    app.addHook('onRequest', (_request, reply, done) => {
      reply.header('Strict-Transport-Security', 'max-age=31536000')
      done()
    })
  }
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  const routes = routesOf(operationsOf(services, options.register, html, version))
  for (const { method, url, operations } of routes) app.route({ method, url, handler: exchange(operations, services) })
  app.setNotFoundHandler((request, reply) => refuse(request, reply, notFound(routes, request)))
  app.setErrorHandler((error, request, reply) => refuse(request, reply, mapped(error, failed)))
  return app
}

function operationsOf(
  services: Services,
  register: RegisterPatient | undefined,
  html: HtmlSettings,
  version: string,
): readonly Operation[] {
  const built = [...builtOperations(services), ...(register === undefined ? [] : [registerPatient(services, register)])]
  const careRecord = [htmlMetadata(version), getCareRecord(services, html, version)]
  return [...metadataOperations(built, version), ...built, ...careRecord]
}

const builtOperations = (services: Services): readonly Operation[] => [
  findPatient(services),
  readPatient(services),
  ...directoryOperations(services),
  ...healthcareServiceOperations(services),
  ...appointmentOperations(services),
  getStructuredRecord(services),
  ...documentsOperations(services),
  migrateStructuredRecord(services),
]

interface Route {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly url: string
  readonly operations: readonly Operation[]
}

/** A route for each path and verb of the interaction table; those that aren't built yet say so (SEC-IID-02, ERR-MAP-08). */
function routesOf(built: readonly Operation[]): readonly Route[] {
  const routes = new Map<string, Route>()
  for (const interaction of Object.values(interactions)) {
    const operation = built.find(one => one.interaction === interaction) ?? notImplemented(interaction)
    const url = `/:ods/${serviceRootPath(interaction.capability)}${interaction.path}`
    const key = `${interaction.method} ${url}`
    routes.set(key, {
      method: interaction.method,
      url,
      operations: [...(routes.get(key)?.operations ?? []), operation],
    })
  }
  return [...routes.values()]
}

function notImplemented(interaction: Operation['interaction']): Operation {
  return {
    interaction,
    switched: false,
    handle: () => Promise.reject(new GpConnectError('NOT_IMPLEMENTED', 'This interaction is not implemented here.')),
  }
}

/** ERR-MAP-06: an unknown path is 404; a known path with another verb is 405. */
function notFound(routes: readonly Route[], { url, method }: FastifyRequest): GpConnectError {
  const path = url.split('?')[0] ?? ''
  const known = routes.filter(route =>
    new RegExp(`^${route.url.replaceAll('$', '\\$').replaceAll(/:\w+/g, '[^/]+')}$`).test(path),
  )
  if (known.length > 0) {
    const verbs = known.map(route => route.method).join(', ')
    return new GpConnectError('BAD_REQUEST', `This path takes ${verbs}, not ${method.slice(0, 20)}.`, 405)
  }
  return new GpConnectError(
    'NO_RECORD_FOUND',
    'There is nothing at this path: check the service root and the resource name, letter case included.',
  )
}

/** What Fastify refuses before a handler runs. */
function mapped(error: unknown, failed: (error: unknown, traceId: string) => void): GpConnectError {
  if (error instanceof GpConnectError) return error
  const status =
    error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500
  if (status === 413) return new GpConnectError('BAD_REQUEST', `The body is larger than ${bodyLimit} bytes.`, 413)
  if (status === 415)
    return new GpConnectError(
      'BAD_REQUEST',
      'The Content-Type must be application/fhir+json or application/fhir+xml.',
      415,
    )
  if (status < 500) return new GpConnectError('BAD_REQUEST', 'The request is not well-formed HTTP.')
  failed(error, '')
  return new GpConnectError(
    'INTERNAL_SERVER_ERROR',
    'Something failed on this side: try again, or report it with the trace id.',
  )
}

function refuse(request: FastifyRequest, reply: FastifyReply, error: GpConnectError): FastifyReply {
  const dialect = dialectAt(request.url)
  const outcome = dialect.outcome([{ severity: 'error', code: error.code, diagnostics: error.message }])
  const answer = { status: error.status, json: JSON.stringify(outcome) }
  return send(request, reply, answer, formatOrJson(request, dialect), dialect)
}

function formatOrJson({ headers, query }: FastifyRequest, { mediaTypes }: Dialect): Format {
  try {
    const format = typeof query === 'object' && query !== null && '_format' in query ? query._format : undefined
    const named = typeof format === 'string' ? format : undefined
    return wantedFormat(named, headers.accept, headers['content-type'], mediaTypes)
  } catch {
    return 'json'
  }
}
