/** The sandbox's PDS, as the national PDS FHIR API in application-restricted mode: retrieve, and a search that finds one or none. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { isLocalDate, isNhsNumber, isUuid, londonTime } from '@gpc/fhir'
import { listen, type RunningServer, sendFhir } from '../serve.ts'
import type { PdsCriteria, PdsPeople, PdsRecord } from './person.ts'
import { type PdsProblem, patientResource, pdsOutcome, pdsProblems } from './resource.ts'

export interface PdsOptions {
  readonly host: string
  readonly port: number
  readonly people: PdsPeople
}

/** Starts the stand-in. It logs nothing. The access token that the national one wants is taken, whatever it is, and not needed. */
export function startPds({ host, port, people }: PdsOptions): Promise<RunningServer> {
  const server = createServer((req, res) => {
    answer(req, people)
      .catch(() => pdsProblems.failed)
      .then(reply => send(req, res, reply))
  })
  return listen(server, 'http', host, port)
}

type Reply = PdsProblem | { readonly body: object; readonly etag?: string }

async function answer(req: IncomingMessage, people: PdsPeople): Promise<Reply> {
  const { pathname, searchParams } = new URL(req.url ?? '/', 'http://pds')
  const path = /^(?:\/personal-demographics\/FHIR\/R4)?\/Patient(?:\/([^/]*))?$/.exec(pathname)
  if (path === null) return pdsProblems.unsupported
  if (req.method !== 'GET') return pdsProblems.method
  const requestId = req.headers['x-request-id']
  if (requestId === undefined) return { ...pdsProblems.missing, diagnostics: "Missing value - 'X-Request-ID'" }
  if (typeof requestId !== 'string' || !isUuid(requestId)) {
    return { ...pdsProblems.invalidValue, diagnostics: "Invalid value in header 'X-Request-ID': give a UUID." }
  }
  return path[1] === undefined ? search(searchParams, people) : retrieve(path[1], people)
}

async function retrieve(nhsNumber: string, people: PdsPeople): Promise<Reply> {
  if (!isNhsNumber(nhsNumber)) return pdsProblems.invalidNumber
  const found = await people.find(nhsNumber)
  if (found === undefined) return pdsProblems.notFound
  if (found.invalid) return pdsProblems.invalidated
  const body = patientResource(found)
  return { body, etag: `W/"${body.meta.versionId}"` }
}

const known = [
  '_fuzzy-match',
  '_exact-match',
  '_history',
  '_max-results',
  'family',
  'given',
  'gender',
  'birthdate',
  'address-postcode',
  'address-postalcode',
]
const genders = ['male', 'female', 'other', 'unknown'] as const

async function search(params: URLSearchParams, people: PdsPeople): Promise<Reply> {
  const criteria = parseCriteria(params)
  if ('status' in criteria) return criteria
  const found = (await people.search(criteria)).filter(one => visible(one, criteria))
  if (found.length > 1) return pdsProblems.tooMany
  return {
    body: {
      resourceType: 'Bundle',
      type: 'searchset',
      timestamp: londonTime(),
      total: found.length,
      entry: found.map(one => ({ search: { score: 1 }, resource: patientResource(one) })),
    },
  }
}

/** An invalid record is in no search; a restricted one in none by postcode, which would give its place away. */
function visible({ invalid, sensitive }: PdsRecord, { postcode }: PdsCriteria): boolean {
  return !invalid && !(sensitive && postcode !== undefined)
}

function parseCriteria(params: URLSearchParams): PdsCriteria | PdsProblem {
  const stranger = [...params.keys()].find(name => !known.includes(name))
  if (stranger !== undefined) {
    return { ...pdsProblems.unknownParameter, diagnostics: `Additional properties are not allowed ('${stranger}')` }
  }
  if (Number(params.get('_max-results') ?? '1') !== 1) {
    return { ...pdsProblems.severalAsked, diagnostics: "Your app has insufficient permissions: '_max-results' is 1." }
  }
  const family = params.get('family') ?? ''
  const birthDate = (params.get('birthdate') ?? '').replace(/^eq/, '')
  if (family === '') return { ...pdsProblems.missing, diagnostics: "Missing value - 'family'" }
  if (birthDate === '') return { ...pdsProblems.missing, diagnostics: "Missing value - 'birthdate'" }
  if (!isLocalDate(birthDate)) return { ...pdsProblems.invalidValue, diagnostics: "Invalid value in field 'birthdate'" }
  const gender = genders.find(one => one === params.get('gender'))
  if (gender === undefined && params.has('gender')) {
    return { ...pdsProblems.invalidValue, diagnostics: "Invalid value in field 'gender'" }
  }
  const given = params.get('given')
  const postcode = params.get('address-postcode') ?? params.get('address-postalcode')
  return {
    family,
    birthDate,
    ...(gender === undefined ? {} : { gender }),
    ...(given === null ? {} : { given }),
    ...(postcode === null ? {} : { postcode }),
  }
}

function send(req: IncomingMessage, res: ServerResponse, reply: Reply): void {
  const echoed = ['X-Request-ID', 'X-Correlation-ID'].flatMap(name => {
    const value = req.headers[name.toLowerCase()]
    return typeof value === 'string' ? [[name, value]] : []
  })
  const etag = 'etag' in reply && reply.etag !== undefined ? { ETag: reply.etag } : {}
  const headers = { ...Object.fromEntries(echoed), ...etag }
  if ('body' in reply) sendFhir(res, 200, reply.body, headers)
  else sendFhir(res, reply.status, pdsOutcome(reply), headers)
}
