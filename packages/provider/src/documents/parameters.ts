/** The parameters of a search for documents (DOC-SRCH-01 to DOC-SRCH-08). */
import { GpConnectError, identifiers } from '@gpc/fhir'
import { type Period, searchedPeriod } from './period.ts'

type Query = Readonly<Record<string, string | readonly string[]>>

export interface DocumentSearch {
  readonly from?: Period
  readonly to?: Period
  /** ODS code of the organisation that wrote it. */
  readonly author?: string
  /** Text that description or type hold. */
  readonly description?: string
}

const includes = [
  'DocumentReference:subject:Patient',
  'DocumentReference:custodian:Organization',
  'DocumentReference:author:Organization',
  'DocumentReference:author:Practitioner',
] as const

const known = new Set(['_include', '_revinclude:recurse', 'created', 'author', 'description', '_format'])

/** @throws GpConnectError INVALID_PARAMETER; diagnostics name the parameter (DOC-SRCH-09) */
export function documentSearch(query: Query): DocumentSearch {
  const unknown = Object.keys(query).find(name => !known.has(name))
  if (unknown !== undefined) throw invalid(unknown.slice(0, 100), 'is not known here (DOC-SRCH-08)')
  const given = valuesOf(query, '_include')
  const missing = includes.find(one => !given.includes(one))
  if (missing !== undefined) throw invalid('_include', `must be given with the value ${missing}`)
  if (!valuesOf(query, '_revinclude:recurse').includes('PractitionerRole:practitioner')) {
    throw invalid('_revinclude:recurse', 'must be given with the value PractitionerRole:practitioner')
  }
  const author = single(query, 'author')
  const description = single(query, 'description')
  return {
    ...created(valuesOf(query, 'created')),
    ...(author === undefined ? {} : { author: odsCode(author) }),
    ...(description === undefined ? {} : { description }),
  }
}

const invalid = (name: string, why: string): GpConnectError =>
  new GpConnectError('INVALID_PARAMETER', `The parameter ${name} ${why}.`)

function valuesOf(query: Query, name: string): readonly string[] {
  const value = query[name]
  return value === undefined ? [] : typeof value === 'string' ? [value] : value
}

function single(query: Query, name: string): string | undefined {
  const [value, ...others] = valuesOf(query, name)
  if (others.length > 0) throw invalid(name, 'may be given once')
  if (value?.trim() === '') throw invalid(name, 'has no value')
  return value
}

/** DOC-SRCH-03: one ge and one le at most. */
function created(values: readonly string[]): Pick<DocumentSearch, 'from' | 'to'> {
  const found: { from?: Period; to?: Period } = {}
  for (const value of values) {
    const prefix = value.slice(0, 2)
    const name = prefix === 'ge' ? 'from' : prefix === 'le' ? 'to' : undefined
    if (name === undefined) throw invalid('created', 'must begin with ge or le')
    if (found[name] !== undefined) throw invalid('created', `may be given once with ${prefix}`)
    const period = searchedPeriod(value.slice(2))
    if (period === undefined)
      throw invalid('created', `must have a date or dateTime after ${prefix}, such as 2024-05-31`)
    found[name] = period
  }
  return found
}

/** DOC-SRCH-05, DOC-SRCH-06. */
function odsCode(author: string): string {
  const at = author.lastIndexOf('|')
  const value = author.slice(at + 1)
  if (at === -1 || author.slice(0, at) !== identifiers.odsOrganization || value === '') {
    throw invalid('author', `must be ${identifiers.odsOrganization}|[ODS code]`)
  }
  return value
}
