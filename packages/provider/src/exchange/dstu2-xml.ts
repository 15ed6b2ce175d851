/** The resources of version 0.7.4 as XML. They are made here, with their elements in the order of the schema, so no model is needed. */

const namespace = 'http://hl7.org/fhir'

/** @param json one resource as JSON text, elements in DSTU2's order, made by this provider */
export function dstu2Xml(json: string): string {
  const value: unknown = JSON.parse(json)
  if (!isObject(value)) throw new Error('A resource must be an object.')
  return `<?xml version="1.0" encoding="UTF-8"?>\n${resource(value, ` xmlns="${namespace}"`)}`
}

type Object = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function resource({ resourceType, ...rest }: Object, attributes = ''): string {
  return `<${resourceType}${attributes}>${children(rest)}</${resourceType}>`
}

function children(value: Object): string {
  return Object.entries(value)
    .map(([name, one]) => (Array.isArray(one) ? one.map(item => element(name, item)).join('') : element(name, one)))
    .join('')
}

function element(name: string, value: unknown): string {
  if (name === 'div') return String(value)
  if (!isObject(value)) return `<${name} value="${escaped(String(value))}"/>`
  const inside = 'resourceType' in value ? resource(value) : children(value)
  return `<${name}>${inside}</${name}>`
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be found
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g

/** What XML has no way to write becomes U+FFFD; tabs and line ends become references, as attributes lose them. */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(forbidden, '\ufffd')
    .replace(/[&<>"\t\n\r]/g, one => entities[one] ?? `&#${one.codePointAt(0)};`)
