/** Invented FHIR for property tests: any resource that the model knows, sound in structure if not in meaning. */
import fc from 'fast-check'
import { elementType, type Field, type Type, typeOf, types } from '../src/model/model.ts'
import type { PrimitiveType } from '../src/model/primitives.ts'

export type JsonObject = Record<string, unknown>

const two = (least: number, most: number) => fc.integer({ min: least, max: most }).map(n => String(n).padStart(2, '0'))
const date = fc.tuple(fc.integer({ min: 1900, max: 2099 }), two(1, 12), two(1, 28)).map(parts => parts.join('-'))
const time = fc.tuple(two(0, 23), two(0, 59), two(0, 59)).map(parts => parts.join(':'))
const instant = fc
  .tuple(date, time, fc.constantFrom('Z', '+00:00', '+01:00', '.123Z'))
  .map(([day, at, offset]) => `${day}T${at}${offset}`)
const partial = fc.oneof(
  date,
  date.map(day => day.slice(0, 4)),
  date.map(day => day.slice(0, 7)),
)

/** Texts that XML can carry: any script, line breaks, markup, quotes, blanks at the ends. */
const text = fc
  .oneof(
    fc.string({ minLength: 1, unit: 'grapheme' }),
    fc.constantFrom(' a ', 'a\r\nb\tc', '<&>"\']]>', '💊', '\u0085'),
  )
  .filter(value => value !== '')

const primitive: Readonly<Record<PrimitiveType, fc.Arbitrary<unknown>>> = {
  base64Binary: fc.uint8Array({ minLength: 1, maxLength: 12 }).map(bytes => Buffer.from(bytes).toString('base64')),
  boolean: fc.boolean(),
  code: fc.stringMatching(/^[a-z<>=&-]{1,8}( [a-z]{1,4})?$/),
  date: partial,
  dateTime: fc.oneof(partial, instant),
  decimal: fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })).map(value => value + 0),
  id: fc.stringMatching(/^[A-Za-z0-9.-]{1,64}$/),
  instant,
  integer: fc.integer(),
  markdown: text,
  oid: fc.stringMatching(/^urn:oid:[0-2](\.[1-9]\d{0,3}){1,4}$/),
  positiveInt: fc.integer({ min: 1, max: 2_147_483_647 }),
  string: text,
  time,
  unsignedInt: fc.integer({ min: 0, max: 2_147_483_647 }),
  uri: fc.webUrl({ withQueryParameters: true, withFragments: true }),
}

const div = text.map(
  value => `<div xmlns="http://www.w3.org/1999/xhtml"><p>${value.replace(/[&<>\r\u0085]/g, '-')}</p><br/></div>`,
)

/** Any resource, of a type by name or of any type. */
export function anyResource(name?: string, depth = 3): fc.Arbitrary<JsonObject> {
  const names = [...types.values()].filter(type => type.isResource).map(type => type.name)
  return fc
    .constantFrom(...(name === undefined ? names : [name]))
    .chain(one => elements(typeOf(one), depth).map(object => ({ resourceType: one, ...object })))
}

function elements(type: Type, depth: number): fc.Arbitrary<JsonObject> {
  const groups = Map.groupBy(type.fields.values(), field => field.group)
  const mandatory = new Set(type.required)
  const optional = [...groups.keys()].filter(group => !mandatory.has(group))
  const least = mandatory.size === 0 ? 1 : 0
  return fc
    .shuffledSubarray(
      optional.filter(group => depth > 0 || groups.get(group)?.some(isLeaf)),
      {
        minLength: least,
        maxLength: Math.max(least, Math.min(optional.length, depth > 0 ? 4 : 1)),
      },
    )
    .chain(chosen => fc.tuple(...[...chosen, ...mandatory].map(group => member(groups.get(group) ?? [], depth))))
    .map(members => Object.assign({}, ...members))
}

function isLeaf(field: Field): boolean {
  return field.kind === 'primitive'
}

function member(fields: readonly Field[], depth: number): fc.Arbitrary<JsonObject> {
  const leaves = fields.filter(isLeaf)
  return fc.constantFrom(...(depth > 0 || leaves.length === 0 ? fields : leaves)).chain(field => {
    const { name, many } = field
    if (field.kind !== 'primitive') {
      const one = content(field, depth - 1)
      return many
        ? fc.array(one, { minLength: 1, maxLength: 2 }).map(list => ({ [name]: list }))
        : one.map(value => ({ [name]: value }))
    }
    const value = primitive[field.type]
    if (field.attribute || depth <= 0) return (many ? value.map(item => [item]) : value).map(one => ({ [name]: one }))
    return many ? repeated(name, value, depth) : withBeside(name, value, depth)
  })
}

function content(field: Field, depth: number): fc.Arbitrary<unknown> {
  if (field.kind === 'complex') return elements(typeOf(field.type), depth)
  return field.kind === 'xhtml' ? div : anyResource(depth > 0 ? undefined : 'Binary', depth)
}

function withBeside(name: string, value: fc.Arbitrary<unknown>, depth: number): fc.Arbitrary<JsonObject> {
  const beside = elements(elementType, depth - 1)
  return fc.oneof(
    { weight: 6, arbitrary: value.map(one => ({ [name]: one })) },
    { weight: 1, arbitrary: beside.map(one => ({ [`_${name}`]: one })) },
    { weight: 1, arbitrary: fc.tuple(value, beside).map(([one, other]) => ({ [name]: one, [`_${name}`]: other })) },
  )
}

/** A primitive that repeats, with `id` and `extension` beside some, and nulls where only those are. */
function repeated(name: string, value: fc.Arbitrary<unknown>, depth: number): fc.Arbitrary<JsonObject> {
  const beside = elements(elementType, depth - 1)
  const pair = fc.oneof(
    fc.tuple(value, fc.constant(null)),
    fc.tuple(value, beside),
    fc.tuple(fc.constant(null), beside),
  )
  return fc.array(pair, { minLength: 1, maxLength: 3 }).map(pairs => {
    const values = { [name]: pairs.map(([one]) => one) }
    return pairs.every(([, other]) => other === null)
      ? values
      : { ...values, [`_${name}`]: pairs.map(([, other]) => other) }
  })
}
