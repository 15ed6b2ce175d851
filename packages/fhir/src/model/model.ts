/** The model of FHIR STU3 (3.0.1), as far as GP Connect reaches: the tables, read once and with choices expanded. */
import { administration } from './administration.ts'
import { dataTypes } from './datatypes.ts'
import { exchange } from './exchange.ts'
import { medicines } from './medicines.ts'
import { isPrimitive, type PrimitiveType } from './primitives.ts'
import { record } from './record.ts'
import { type Base, bases, readElements, type Table, type Written } from './table.ts'

interface Place {
  /** As in JSON and XML: a choice has its type in the name (`valueString`). */
  readonly name: string
  /** The name that at most one may stand for: the choice's (`value[x]`), else the element's own. */
  readonly group: string
  readonly many: boolean
  /** Its place in the schema's order. */
  readonly order: number
}

/** One element of a type. */
export type Field = Place &
  (
    | { readonly kind: 'primitive'; readonly type: PrimitiveType; readonly attribute: boolean }
    | { readonly kind: 'complex'; readonly type: string }
    | { readonly kind: 'resource' }
    | { readonly kind: 'xhtml' }
  )

export interface Type {
  readonly name: string
  readonly isResource: boolean
  readonly fields: ReadonlyMap<string, Field>
  /** The fields that are attributes in XML. */
  readonly attributes: readonly Field[]
  /** The groups that must be there. */
  readonly required: readonly string[]
}

function groupOf({ name, choice }: Written): string {
  return choice ? `${name}[x]` : name
}

function expand(written: Written, order: number): Field[] {
  return written.types.map(type => {
    const name = written.choice ? written.name + type.charAt(0).toUpperCase() + type.slice(1) : written.name
    const place = { name, group: groupOf(written), many: written.many, order }
    if (isPrimitive(type)) return { ...place, kind: 'primitive', type, attribute: written.attribute }
    if (type === 'Resource') return { ...place, kind: 'resource' }
    if (type === 'xhtml') return { ...place, kind: 'xhtml' }
    return { ...place, kind: 'complex', type }
  })
}

function makeType(name: string, base: Base, elements: string): Type {
  const written = readElements(`${bases[base]} ${elements}`)
  const fields = written.flatMap(expand)
  return {
    name,
    isResource: base === 'Resource' || base === 'DomainResource',
    fields: new Map(fields.map(field => [field.name, field])),
    attributes: fields.filter(field => field.kind === 'primitive' && field.attribute),
    required: written.filter(({ required }) => required).map(groupOf),
  }
}

const tables: Table = { ...dataTypes, ...exchange, ...administration, ...record, ...medicines }

/** Every type by its name: data types, resources, and parts of resources (`Patient.contact`). */
export const types: ReadonlyMap<string, Type> = new Map(
  Object.entries(tables).map(([name, [base, elements]]) => [name, makeType(name, base, elements)]),
)

/** What a primitive may carry beside its value: `id` and `extension` (JSON's `_name`). */
export const elementType: Type = makeType('Element', 'Element', '')

/** The type that a field of kind `complex` names. */
export function typeOf(name: string): Type {
  const type = types.get(name)
  if (type === undefined) throw new Error(`Model table: no type ${name}`)
  return type
}

/** The resource type with a name, or undefined where the model has none. */
export function resourceType(name: unknown): Type | undefined {
  const type = typeof name === 'string' ? types.get(name) : undefined
  return type?.isResource ? type : undefined
}
