/** Whether received JSON is FHIR STU3 in its structure (STR-PAR-06). */
import { FhirXmlError, maxDepth, shown } from '../xml/error.ts'
import { readDiv } from '../xml/xhtml.ts'
import { elementType, type Field, resourceType, type Type, typeOf } from './model.ts'
import { type PrimitiveType, primitives } from './primitives.ts'

type JsonObject = Readonly<Record<string, unknown>>

/** As many messages as help; a hostile body could cause millions. */
const mostMessages = 50

interface Check {
  readonly messages: string[]
}

/**
 * What is structurally wrong with a resource: unknown elements, wrong JSON types, wrong formats of primitives, an array where
 * one value belongs and vice versa, two of one choice, a mandatory element that is absent, empty arrays and objects, nesting
 * deeper than 100. Each message begins with the path (`Parameters.parameter[0].name: must be ...`) and never repeats a value.
 * An empty list: it is sound. At most 50 messages.
 *
 * Invariants, value sets and profiles aren't looked at; so a parameter with neither value nor part is sound (STR-PAR-01).
 *
 * @param type the resource type that is expected
 */
export function checkResource(json: unknown, type: string): string[] {
  const check: Check = { messages: [] }
  const found = isObject(json) ? json.resourceType : undefined
  if (found === type) checkAny(check, json, type, 0)
  else say(check, type, isObject(json) ? `resourceType must be ${shown(type)}` : 'must be an object')
  return check.messages
}

function checkAny(check: Check, value: unknown, path: string, depth: number): void {
  const type = isObject(value) ? resourceType(value.resourceType) : undefined
  if (type !== undefined) checkObject(check, value, type, path, depth)
  else say(check, path, isObject(value) ? 'resourceType is absent or not known' : 'must be an object')
}

function checkObject(check: Check, value: unknown, type: Type, path: string, depth: number): void {
  if (!isObject(value)) say(check, path, 'must be an object')
  else if (depth > maxDepth) say(check, path, `elements nest deeper than ${maxDepth}`)
  else if (Object.keys(value).length === 0) say(check, path, 'must not be empty')
  else checkFields(check, value, type, path, depth + 1)
}

function checkFields(check: Check, object: JsonObject, type: Type, path: string, depth: number): void {
  const choices = new Map<string, string>()
  for (const [key, value] of Object.entries(object)) {
    if (isFull(check)) return
    if (key === 'resourceType' && type.isResource) continue
    const beside = key.startsWith('_')
    const name = beside ? key.slice(1) : key
    const field = type.fields.get(name)
    if (field === undefined || (beside && (field.kind !== 'primitive' || field.attribute))) {
      say(check, path, `has no element ${shown(key)}`)
      continue
    }
    const other = choices.get(field.group) ?? name
    if (other !== name) say(check, path, `may have only one of ${other} and ${name}`)
    choices.set(field.group, name)
    if (beside) checkBeside(check, value, object[name], field, `${path}.${key}`, depth)
    else checkField(check, value, object[`_${name}`], field, `${path}.${key}`, depth)
  }
  for (const group of type.required) {
    if (!choices.has(group)) say(check, path, `must have ${group}`)
  }
}

function checkField(check: Check, value: unknown, beside: unknown, field: Field, path: string, depth: number): void {
  if (!field.many) {
    if (Array.isArray(value)) say(check, path, 'must not be an array')
    else checkValue(check, value, field, path, depth)
    return
  }
  for (const [index, item] of listAt(check, value, path).entries()) {
    if (isFull(check)) return
    const stands = item === null && Array.isArray(beside) && isObject(beside[index])
    if (!stands) checkValue(check, item, field, `${path}[${index}]`, depth)
  }
}

/** What stands beside a primitive: `id` and `extension`; in a list with nulls where the primitive repeats. */
function checkBeside(check: Check, value: unknown, own: unknown, field: Field, path: string, depth: number): void {
  if (!field.many) {
    checkObject(check, value, elementType, path, depth)
    return
  }
  const list = listAt(check, value, path)
  if (Array.isArray(own) && own.length !== list.length) say(check, path, `must be as long as ${field.name}`)
  for (const [index, item] of list.entries()) {
    if (isFull(check)) return
    if (item !== null) checkObject(check, item, elementType, `${path}[${index}]`, depth)
    else if (own === undefined) say(check, `${path}[${index}]`, 'must not be null without a value')
  }
}

function checkValue(check: Check, value: unknown, field: Field, path: string, depth: number): void {
  if (field.kind === 'complex') checkObject(check, value, typeOf(field.type), path, depth)
  else if (field.kind === 'xhtml') checkDiv(check, value, path)
  else if (field.kind === 'primitive') checkPrimitive(check, value, field.type, path)
  else if (depth > maxDepth) say(check, path, `elements nest deeper than ${maxDepth}`)
  else checkAny(check, value, path, depth + 1)
}

function checkPrimitive(check: Check, value: unknown, type: PrimitiveType, path: string): void {
  const { json, allows, form } = primitives[type]
  if (typeof value !== json) say(check, path, `must be a JSON ${json}: ${form}`)
  else if (type === 'decimal' ? !Number.isFinite(value) : !allows(String(value))) say(check, path, `must be ${form}`)
}

function checkDiv(check: Check, value: unknown, path: string): void {
  if (typeof value !== 'string') say(check, path, 'must be a JSON string: an XHTML div')
  else
    try {
      readDiv(value, path)
    } catch (error) {
      say(check, path, error instanceof FhirXmlError ? error.reason : String(error))
    }
}

function listAt(check: Check, value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) say(check, path, 'must be an array')
  else if (value.length === 0) say(check, path, 'must not be empty')
  return Array.isArray(value) ? value : []
}

function isFull({ messages }: Check): boolean {
  return messages.length >= mostMessages
}

function say(check: Check, path: string, what: string): void {
  if (!isFull(check)) check.messages.push(`${path}: ${what}`)
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
