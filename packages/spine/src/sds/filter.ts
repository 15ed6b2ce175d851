/** LDAP search filters (RFC 4511 4.5.1.7): and, or, not, equality, present. */
import { BerError, children, type Tlv } from './ber.ts'
import type { DirectoryEntry } from './records.ts'

/** A filter of a kind that this directory doesn't know; its search is refused, not answered with nothing. */
export class UnsupportedFilter extends Error {
  override readonly name = 'UnsupportedFilter'
}

export type Filter = (entry: DirectoryEntry) => boolean

const maxDepth = 16

/**
 * Reads a filter. Names of attributes, and values, match in any letter case, as the directory's schema has them.
 * @throws BerError if it is malformed or nested deeper than 16 levels; UnsupportedFilter for any other kind
 */
export function parseFilter({ tag, content }: Tlv, depth = 0): Filter {
  if (depth > maxDepth) throw new BerError('Filter is nested too deeply.')
  const inner = () => children(content).map(one => parseFilter(one, depth + 1))
  switch (tag) {
    case 0xa0: {
      const all = inner()
      return entry => all.every(filter => filter(entry))
    }
    case 0xa1: {
      const any = inner()
      return entry => any.some(filter => filter(entry))
    }
    case 0xa2: {
      const [one, ...others] = inner()
      if (one === undefined || others.length > 0) throw new BerError('A not filter has one part.')
      return entry => !one(entry)
    }
    case 0xa3: {
      const [name, value, ...others] = children(content).map(one => one.content.toString('utf8').toLowerCase())
      if (name === undefined || value === undefined || others.length > 0) throw new BerError('Equality has two parts.')
      return entry => valuesOf(entry, name).some(one => one.toLowerCase() === value)
    }
    case 0x87: {
      const name = content.toString('utf8').toLowerCase()
      return entry => valuesOf(entry, name).length > 0
    }
    default:
      throw new UnsupportedFilter('Only and, or, not, equality and present filters are supported.')
  }
}

/** The values of an attribute, named in any letter case. */
export function valuesOf(entry: DirectoryEntry, name: string): readonly string[] {
  const found = Object.entries(entry.attributes).find(([key]) => key.toLowerCase() === name.toLowerCase())
  return found?.[1] ?? []
}
