/** The sandbox's SDS as the national SDS FHIR API shapes it (SEC-SDS-18): `GET /Endpoint` and `GET /Device`. */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { identifiers } from '@gpc/fhir'
import { listen, type RunningServer, sendFhir } from '../serve.ts'
import { devices, endpoints, type SdsQuery, sdsSystems } from './fhir-resources.ts'
import type { SdsOptions } from './ldap.ts'

/** Starts the HTTP face of SDS. The API key that the national one wants is taken, whatever it is, and not needed. */
export async function startSds({ host, port, registry }: SdsOptions): Promise<RunningServer> {
  const server = createServer((req, res) => {
    handle(req, res).catch(() => sendError(req, res, 500, 'The registry does not answer. Try again.'))
  })

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(req.url ?? '/', 'http://sds')
    const resource = /^(?:\/spine-directory\/FHIR\/R4)?\/(Endpoint|Device)$/.exec(pathname)?.[1]
    if (resource === undefined) return sendError(req, res, 404, 'Ask for /Endpoint or /Device.')
    if (req.method !== 'GET') return sendError(req, res, 405, 'Only GET is available.')
    const query = parseQuery(searchParams, resource)
    if (typeof query === 'string') return sendError(req, res, 400, query)
    const found = (resource === 'Endpoint' ? endpoints : devices)(await registry(), query)
    const base = `http://${req.headers.host ?? 'sds'}`
    sendFhir(
      res,
      200,
      {
        resourceType: 'Bundle',
        id: randomUUID(),
        type: 'searchset',
        total: found.length,
        link: [{ relation: 'self', url: base + (req.url ?? '') }],
        entry: found.map(one => ({
          fullUrl: `${base}${pathname}/${one.id}`,
          resource: one,
          search: { mode: 'match' },
        })),
      },
      correlation(req),
    )
  }

  return await listen(server, 'http', host, port)
}

/** The query, or what is wrong with it. */
function parseQuery(params: URLSearchParams, resource: string): SdsQuery | string {
  const allowed =
    resource === 'Device'
      ? ['organization', 'identifier', 'manufacturing-organization']
      : ['organization', 'identifier']
  const stranger = [...params.keys()].find(name => !allowed.includes(name))
  if (stranger !== undefined) return `Unknown query parameter '${stranger}'. Use ${allowed.join(', ')}.`
  const organization = single(params, 'organization', identifiers.odsOrganization)
  const manufacturer = single(params, 'manufacturing-organization', identifiers.odsOrganization)
  if (organization === null || manufacturer === null) {
    return `Give an organisation once, as ${identifiers.odsOrganization}|[ODS code].`
  }
  const asked = params.getAll('identifier').map(one => one.split('|', 2))
  const strange = asked.some(
    ([system, value]) => !value || (system !== sdsSystems.interaction && system !== sdsSystems.partyKey),
  )
  if (strange)
    return `An identifier is ${sdsSystems.interaction}|[interaction id] or ${sdsSystems.partyKey}|[party key].`
  const interactionId = asked.find(([system]) => system === sdsSystems.interaction)?.[1]
  const partyKey = asked.find(([system]) => system === sdsSystems.partyKey)?.[1]
  const count = [organization, interactionId, partyKey].filter(one => one !== undefined).length
  if (resource === 'Device' && (organization === undefined || interactionId === undefined)) {
    return 'Device needs organization and an identifier with the interaction id.'
  }
  if (count < 2) return 'Endpoint needs two or three of: organization, interaction id, party key.'
  return {
    ...(organization === undefined ? {} : { ods: organization }),
    ...(interactionId === undefined ? {} : { interactionId }),
    ...(partyKey === undefined ? {} : { partyKey }),
    ...(manufacturer === undefined ? {} : { manufacturerOds: manufacturer }),
  }
}

/** The value of a parameter that is there once with the system given; undefined if it is absent, null if it is wrong. */
function single(params: URLSearchParams, name: string, system: string): string | undefined | null {
  const [first, ...others] = params.getAll(name)
  if (first === undefined) return undefined
  const value = first.startsWith(`${system}|`) ? first.slice(system.length + 1) : ''
  return value === '' || others.length > 0 ? null : value
}

function sendError(req: IncomingMessage, res: ServerResponse, status: number, diagnostics: string): void {
  const code = status === 500 ? 'INTERNAL_SERVER_ERROR' : 'BAD_REQUEST'
  const display = status === 500 ? 'Unexpected internal server error' : 'Bad request'
  const system = 'https://fhir.nhs.uk/STU3/ValueSet/Spine-ErrorOrWarningCode-1'
  const issue = status === 500 ? 'processing' : 'invalid'
  sendFhir(
    res,
    status,
    {
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', code: issue, details: { coding: [{ system, code, display }] }, diagnostics }],
    },
    correlation(req),
  )
}

function correlation(req: IncomingMessage): Record<string, string> {
  const id = req.headers['x-correlation-id']
  return typeof id === 'string' ? { 'X-Correlation-Id': id } : {}
}
