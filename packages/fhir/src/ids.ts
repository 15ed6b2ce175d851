/** Logical ids: opaque, stable, the same at every import of the same entry (NFR-VER-08, NFR-FHIR-05, FND-RES-15). */
import { hash } from 'node:crypto'

/**
 * A logical id made of its parts, in the form of a lower-case UUID (version 8: a hash of our own). The same parts always
 * give the same id, so that a record imported again keeps its ids.
 */
export function logicalId(...parts: readonly string[]): string {
  const hex = hash('sha1', parts.join('\u001f'), 'hex')
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 3) | 8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** A version id that changes with each change of the content (NFR-VER-06): a hash of it. */
export function versionOf(content: string): string {
  return hash('sha1', content, 'hex').slice(0, 16)
}

/** True for a UUID of any version, in either case. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text)
}
