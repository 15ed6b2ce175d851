/** FHIR XML to FHIR JSON (NFR-CT-02, SEC-TLS-11). */
import { type SaxesAttributeNS, SaxesParser, type SaxesTagNS } from 'saxes'
import { elementType, type Field, resourceType, type Type, typeOf } from '../model/model.ts'
import { type PrimitiveType, primitives } from '../model/primitives.ts'
import { FhirXmlError, fhirNamespace, maxDepth, shown } from './error.ts'
import { addDivText, closeDivTag, type Div, openDivTag } from './xhtml.ts'

type JsonObject = Record<string, unknown>

/** An element that is open. */
interface Frame {
  /** Its name and, if it may repeat, index: a step of the path. */
  readonly step: string
  /** What it is in its parent; absent for a resource. */
  readonly field?: Field
  /** What its elements are; absent for one that only wraps a resource. */
  readonly type?: Type
  object: JsonObject | undefined
  /** Groups of the elements that may be there only once, and were. */
  readonly seen: Set<string>
  /** The value of a primitive. */
  value: unknown
}

interface Reader {
  readonly frames: Frame[]
  readonly decimal: (text: string) => unknown
  div: Div | undefined
  root: JsonObject | undefined
}

/**
 * A FHIR resource in XML as the object that its JSON would be. Numbers are JavaScript's (0.10 becomes 0.1; `xmlToJson` keeps
 * the digits). The order of elements isn't checked, nor what is mandatory: `checkResource` does the latter.
 *
 * Throws FhirXmlError on a text that isn't well-formed, a DOCTYPE (no entity is ever expanded), another namespace, elements or
 * attributes that STU3 doesn't know, values that their type doesn't allow, and nesting deeper than 100.
 */
export function fromXml(xml: string): object {
  return read(xml, Number)
}

/** As fromXml, but JSON text, in which decimals are digit for digit those of the XML. */
export function xmlToJson(xml: string): string {
  return JSON.stringify(read(xml, JSON.rawJSON))
}

declare global {
  interface JSON {
    /** ECMAScript's JSON.parse source text access, which the compiler's library doesn't know yet. */
    rawJSON(text: string): object
  }
}

function read(xml: string, decimal: Reader['decimal']): object {
  const reader: Reader = { frames: [], decimal, div: undefined, root: undefined }
  const parser = new SaxesParser({ xmlns: true, position: true, defaultXMLVersion: '1.0', forceXMLVersion: true })
  parser.on('doctype', () => fail(reader, 'DOCTYPE is not allowed'))
  parser.on('error', error => fail(reader, `not well-formed XML: ${error.message}`))
  parser.on('opentag', tag => (reader.div === undefined ? open(reader, tag) : narrative(reader, openDivTag, tag)))
  parser.on('closetag', tag => (reader.div === undefined ? close(reader) : narrative(reader, closeDivTag, tag)))
  parser.on('text', text => characters(reader, text))
  parser.on('cdata', text => characters(reader, text))
  parser.write(xml).close()
  return reader.root ?? fail(reader, 'there is no resource')
}

function narrative(reader: Reader, step: (div: Div, tag: SaxesTagNS) => void, tag: SaxesTagNS): void {
  const { div } = reader
  const parent = reader.frames.at(-1)
  if (div === undefined || parent?.object === undefined) return
  try {
    step(div, tag)
  } catch (error) {
    fail(reader, error instanceof Error ? error.message : String(error))
  }
  if (div.open > 0) return
  parent.object.div = div.text
  reader.div = undefined
}

function characters(reader: Reader, text: string): void {
  if (reader.div !== undefined) addDivText(reader.div, text)
  else if (/\S/.test(text)) fail(reader, 'has text; values belong into the attribute "value"')
}

function open(reader: Reader, tag: SaxesTagNS): void {
  const parent = reader.frames.at(-1)
  if (reader.frames.length >= maxDepth) fail(reader, `elements nest deeper than ${maxDepth}`)
  const field = parent?.type?.fields.get(tag.local)
  if (field?.kind !== 'xhtml' && tag.uri !== fhirNamespace)
    fail(reader, `element ${shown(tag.name)} is not in the namespace ${fhirNamespace}`)
  if (parent?.type === undefined) openResource(reader, tag)
  else if (field === undefined || (field.kind === 'primitive' && field.attribute))
    fail(reader, `has no element ${shown(tag.local)}`)
  else openField(reader, parent, field, tag)
}

function openResource(reader: Reader, tag: SaxesTagNS): void {
  const type = resourceType(tag.local)
  const wrapper = reader.frames.at(-1)
  if (type === undefined) fail(reader, `resource type ${shown(tag.local)} is not known`)
  if (wrapper?.object !== undefined) fail(reader, 'may hold one resource only')
  const object: JsonObject = { resourceType: type.name }
  if (wrapper === undefined) reader.root = object
  else wrapper.object = object
  const frame: Frame = { step: wrapper === undefined ? type.name : '', type, object, seen: new Set(), value: undefined }
  reader.frames.push(frame)
  readAttributes(reader, frame, tag)
}

function openField(reader: Reader, parent: Frame, field: Field, tag: SaxesTagNS): void {
  if (!field.many && parent.seen.has(field.group)) fail(reader, `may have ${field.group} only once`)
  parent.seen.add(field.group)
  if (field.kind === 'xhtml') {
    reader.div = { text: '', open: 0 }
    narrative(reader, openDivTag, tag)
    return
  }
  const before = parent.object?.[field.name]
  const step = field.many ? `${field.name}[${Array.isArray(before) ? before.length : 0}]` : field.name
  const plain = { step, field, seen: new Set<string>(), value: undefined }
  const frame: Frame =
    field.kind === 'resource'
      ? { ...plain, object: undefined }
      : { ...plain, object: {}, type: field.kind === 'complex' ? typeOf(field.type) : elementType }
  reader.frames.push(frame)
  readAttributes(reader, frame, tag)
}

function readAttributes(reader: Reader, frame: Frame, tag: SaxesTagNS): void {
  for (const attribute of Object.values(tag.attributes)) {
    if (isForeign(attribute)) continue
    const { name, value } = attribute
    const own = frame.type?.attributes.find(field => field.name === name)
    if (own?.kind === 'primitive' && frame.object !== undefined)
      frame.object[name] = typedValue(reader, own.type, value)
    else if (name === 'value' && frame.field?.kind === 'primitive')
      frame.value = typedValue(reader, frame.field.type, value)
    else fail(reader, `has no attribute ${shown(name)}`)
  }
}

/** Namespaces and schema locations: of XML, not of FHIR. */
function isForeign({ name, prefix, uri, local }: SaxesAttributeNS): boolean {
  if (name === 'xmlns' || prefix === 'xmlns') return true
  return uri === 'http://www.w3.org/2001/XMLSchema-instance' && local === 'schemaLocation'
}

function typedValue(reader: Reader, type: PrimitiveType, text: string): unknown {
  const { json, allows, form } = primitives[type]
  if (!allows(text)) fail(reader, `must be ${form}`)
  if (json === 'boolean') return text === 'true'
  if (json === 'string') return text
  return type === 'decimal' ? reader.decimal(text) : Number(text)
}

function close(reader: Reader): void {
  const frame = reader.frames.at(-1)
  const parent = reader.frames.at(-2)
  if (frame === undefined) return
  const { field, value, object } = frame
  if (field === undefined || parent?.object === undefined) {
    reader.frames.pop()
    return
  }
  if (object === undefined) fail(reader, 'holds no resource')
  const hasMore = Object.keys(object).length > 0
  if (value === undefined && !hasMore) fail(reader, 'is empty: it needs a value or content')
  reader.frames.pop()
  if (field.kind === 'primitive') putPrimitive(parent.object, field, value, hasMore ? object : undefined)
  else if (field.many) listIn(parent.object, field.name).push(object)
  else parent.object[field.name] = object
}

/** A primitive's value, and beside it what else it has; both lists keep their length where it repeats. */
function putPrimitive(parent: JsonObject, field: Field, value: unknown, beside: JsonObject | undefined): void {
  const { name, many } = field
  const besideName = `_${name}`
  if (many) {
    const values = listIn(parent, name)
    values.push(value ?? null)
    if (beside === undefined && !Object.hasOwn(parent, besideName)) return
    const besides = listIn(parent, besideName)
    while (besides.length < values.length - 1) besides.push(null)
    besides.push(beside ?? null)
    return
  }
  if (value !== undefined) parent[name] = value
  if (beside !== undefined) parent[besideName] = beside
}

function listIn(parent: JsonObject, name: string): unknown[] {
  const known = parent[name]
  if (Array.isArray(known)) return known
  const list: unknown[] = []
  parent[name] = list
  return list
}

function fail(reader: Reader, reason: string): never {
  const steps = reader.frames.map(({ step }) => step).filter(step => step !== '')
  throw new FhirXmlError(steps.join('.'), reason)
}
