export const fhirNamespace = 'http://hl7.org/fhir'
export const xhtmlNamespace = 'http://www.w3.org/1999/xhtml'

/** How deep elements may nest, in XML and JSON: far beyond any record, far below what harms the stack. */
export const maxDepth = 100

/** FHIR that can't be turned from XML to JSON or back: says where and what is wrong, and never repeats a value. */
export class FhirXmlError extends Error {
  override readonly name = 'FhirXmlError'
  /** Where, as `Patient.name[0].given[1]`; empty where no element is open. */
  readonly path: string
  /** What is wrong there. */
  readonly reason: string

  constructor(path: string, reason: string) {
    super(path === '' ? reason : `${path}: ${reason}`)
    this.path = path
    this.reason = reason
  }
}

/** A name from outside, as a message may show it: quoted and cut. */
export function shown(name: unknown): string {
  return typeof name === 'string' ? JSON.stringify(name.length > 64 ? `${name.slice(0, 64)}…` : name) : typeof name
}
