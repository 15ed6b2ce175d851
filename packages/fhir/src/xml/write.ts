/** FHIR JSON to FHIR XML, in the schema's order (NFR-CT-02). */
import { elementType, type Field, resourceType, type Type, typeOf } from '../model/model.ts'
import { parseExact, plainDecimal } from './decimal.ts'
import { FhirXmlError, fhirNamespace, maxDepth, shown } from './error.ts'
import { escapeXml } from './escape.ts'
import { readDiv } from './xhtml.ts'

interface Writer {
  out: string
  /** Element names and indexes from the root to where it is. */
  readonly path: (string | number)[]
  depth: number
}

/**
 * A FHIR resource as XML with its declaration. Of a JSON text the decimals stay digit for digit; of an object they are what a
 * JavaScript number holds. Characters that XML can't write become U+FFFD.
 *
 * Throws FhirXmlError on what STU3 doesn't know (nothing is left out silently), SyntaxError on a text that isn't JSON.
 */
export function toXml(json: string | object): string {
  const writer: Writer = { out: '<?xml version="1.0" encoding="UTF-8"?>\n', path: [], depth: 0 }
  writeResource(writer, typeof json === 'string' ? parseExact(json) : json, ` xmlns="${fhirNamespace}"`)
  return writer.out
}

function writeResource(writer: Writer, value: unknown, namespace: string): void {
  const object = objectAt(writer, value)
  const type = resourceType(object.resourceType)
  if (type === undefined) throw failure(writer, `resourceType ${shown(object.resourceType)} is not known`)
  if (writer.path.length === 0) writer.path.push(type.name)
  writer.out += `<${type.name}${namespace}>`
  writeChildren(writer, object, fieldsOf(writer, object, type))
  writer.out += `</${type.name}>`
}

/** An element: a complex one, or a primitive with its value (already escaped) and what stands beside it. */
function writeElement(writer: Writer, name: string, type: Type, value: unknown, primitive?: string): void {
  writer.out += primitive === undefined ? `<${name}` : `<${name} value="${primitive}"`
  if (value === undefined) {
    writer.out += '/>'
    return
  }
  if (++writer.depth > maxDepth) throw failure(writer, `elements nest deeper than ${maxDepth}`)
  const object = objectAt(writer, value)
  for (const { name: attribute } of type.attributes) {
    const text = object[attribute]
    if (text !== undefined) writer.out += ` ${attribute}="${primitiveText(writer, text)}"`
  }
  const fields = fieldsOf(writer, object, type).filter(field => field.kind !== 'primitive' || !field.attribute)
  if (fields.length === 0) writer.out += '/>'
  else {
    writer.out += '>'
    writeChildren(writer, object, fields)
    writer.out += `</${name}>`
  }
  writer.depth--
}

function writeChildren(writer: Writer, object: Readonly<Record<string, unknown>>, fields: readonly Field[]): void {
  for (const field of fields) {
    const { name, many } = field
    writer.path.push(name)
    const values = listOf(writer, object[name], many)
    const besides = field.kind === 'primitive' ? listOf(writer, object[`_${name}`], many) : []
    const length = Math.max(values.length, besides.length)
    for (let index = 0; index < length; index++) {
      if (many) writer.path.push(index)
      writeField(writer, field, values[index], besides[index])
      if (many) writer.path.pop()
    }
    writer.path.pop()
  }
}

function writeField(writer: Writer, field: Field, value: unknown, beside: unknown): void {
  switch (field.kind) {
    case 'primitive': {
      const text = isNothing(value) ? undefined : primitiveText(writer, value)
      if (text === undefined && isNothing(beside)) throw failure(writer, 'is null')
      writeElement(writer, field.name, elementType, beside ?? undefined, text)
      break
    }
    case 'complex':
      writeElement(writer, field.name, typeOf(field.type), value ?? null)
      break
    case 'resource':
      if (++writer.depth > maxDepth) throw failure(writer, `elements nest deeper than ${maxDepth}`)
      writer.out += `<${field.name}>`
      writeResource(writer, value, '')
      writer.out += `</${field.name}>`
      writer.depth--
      break
    case 'xhtml':
      if (typeof value !== 'string') throw failure(writer, 'must be a text')
      writer.out += readDiv(value, pathText(writer.path))
  }
}

/** The fields that an object has, in the schema's order. */
function fieldsOf(writer: Writer, object: Readonly<Record<string, unknown>>, type: Type): Field[] {
  const fields: Field[] = []
  let last = -1
  let sorted = true
  for (const key of Object.keys(object)) {
    if (object[key] === undefined || (key === 'resourceType' && type.isResource)) continue
    const beside = key.startsWith('_')
    const name = beside ? key.slice(1) : key
    const field = type.fields.get(name)
    if (field === undefined || (beside && (field.kind !== 'primitive' || field.attribute)))
      throw failure(writer, `has no element ${shown(key)}`)
    if (beside && object[name] !== undefined) continue
    if (field.order < last) sorted = false
    last = field.order
    fields.push(field)
  }
  return sorted ? fields : fields.sort((a, b) => a.order - b.order)
}

function listOf(writer: Writer, value: unknown, many: boolean): readonly unknown[] {
  if (value === undefined) return []
  if (Array.isArray(value) !== many) throw failure(writer, many ? 'must be an array' : 'must not be an array')
  return Array.isArray(value) ? value : [value]
}

function primitiveText(writer: Writer, value: unknown): string {
  if (typeof value === 'string') return escapeXml(value)
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number' && Number.isFinite(value)) return plainDecimal(String(value))
  throw failure(writer, 'must be a text, a number or a boolean')
}

function objectAt(writer: Writer, value: unknown): Readonly<Record<string, unknown>> {
  if (isObject(value)) return value
  throw failure(writer, 'must be an object')
}

function isNothing(value: unknown): value is null | undefined {
  return value === null || value === undefined
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function failure(writer: Writer, reason: string): FhirXmlError {
  return new FhirXmlError(pathText(writer.path), reason)
}

function pathText(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    return text === '' ? step : `${text}.${step}`
  }, '')
}
