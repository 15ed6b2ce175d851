/** LDAP messages (RFC 4511): requests read, responses made. No I/O. */
import { BerError, children, element, integer, number, type Tlv, text } from './ber.ts'
import { type Filter, parseFilter, UnsupportedFilter, valuesOf } from './filter.ts'
import type { DirectoryEntry } from './records.ts'

export const resultCodes = {
  success: 0,
  protocolError: 2,
  sizeLimitExceeded: 4,
  noSuchObject: 32,
  busy: 51,
  unwillingToPerform: 53,
} as const

export interface Message {
  readonly id: number
  readonly operation: Tlv
}

/** @throws BerError if it isn't an LDAPMessage */
export function parseMessage({ tag, content }: Tlv): Message {
  const [id, operation] = children(content)
  if (tag !== 0x30 || id?.tag !== 0x02 || operation === undefined) throw new BerError('Not an LDAP message.')
  return { id: integer(id), operation }
}

export interface Search {
  readonly base: string
  readonly scope: number
  /** 0: no limit. */
  readonly sizeLimit: number
  readonly typesOnly: boolean
  readonly filter: Filter
  readonly attributes: readonly string[]
}

/** @throws BerError if it is malformed, UnsupportedFilter */
export function parseSearch({ content }: Tlv): Search {
  const [base, scope, , sizeLimit, , typesOnly, filter, attributes] = children(content)
  if (!base || !scope || !sizeLimit || !typesOnly || !filter || !attributes) throw new BerError('Not a search.')
  return {
    base: normalDn(base.content.toString('utf8')),
    scope: integer(scope),
    sizeLimit: integer(sizeLimit),
    typesOnly: typesOnly.content[0] !== 0,
    filter: parseFilter(filter),
    attributes: children(attributes.content).map(one => one.content.toString('utf8')),
  }
}

/** A response that ends an operation: bind, search and the others are answered in the same form. */
export function result(id: number, tag: number, code: number, message = ''): Buffer {
  return element(0x30, number(id), element(tag, number(code, 0x0a), text(''), text(message)))
}

/** One entry of a search's answer; attributes keep the spelling that the client asked for. */
export function searchEntry(id: number, entry: DirectoryEntry, { attributes, typesOnly }: Search): Buffer {
  const all = attributes.length === 0 || attributes.includes('*')
  const names = all ? Object.keys(entry.attributes) : [...new Set(attributes)]
  const parts = names.flatMap(name => {
    const values = valuesOf(entry, name)
    if (values.length === 0) return []
    return [element(0x30, text(name), element(0x31, ...(typesOnly ? [] : values.map(value => text(value)))))]
  })
  return element(0x30, number(id), element(0x64, text(entry.dn), element(0x30, ...parts)))
}

const containers = ['', 'o=nhs', 'ou=services,o=nhs']

/** The answer to a search over all entries. */
export function answerSearch(id: number, operation: Tlv, entries: readonly DirectoryEntry[]): Buffer {
  try {
    const search = parseSearch(operation)
    const known = containers.includes(search.base) || entries.some(entry => normalDn(entry.dn) === search.base)
    if (!known) return result(id, 0x65, resultCodes.noSuchObject, 'Search below ou=services, o=nhs.')
    const found = entries.filter(entry => inScope(normalDn(entry.dn), search) && search.filter(entry))
    const limit = search.sizeLimit === 0 ? found.length : search.sizeLimit
    const code = found.length > limit ? resultCodes.sizeLimitExceeded : resultCodes.success
    const sent = found.slice(0, limit).map(entry => searchEntry(id, entry, search))
    return Buffer.concat([...sent, result(id, 0x65, code)])
  } catch (error) {
    if (error instanceof UnsupportedFilter) return result(id, 0x65, resultCodes.unwillingToPerform, error.message)
    throw error
  }
}

function inScope(dn: string, { base, scope }: Search): boolean {
  if (scope === 0) return dn === base
  if (scope === 1) return dn.slice(dn.indexOf(',') + 1) === base
  return dn === base || base === '' || dn.endsWith(`,${base}`)
}

function normalDn(dn: string): string {
  return dn
    .toLowerCase()
    .replace(/\s*([,=])\s*/g, '$1')
    .trim()
}
