/**
 * The notation of the model's tables: `Type: [base, elements]`, the elements in schema order, parted by blanks:
 *
 * - `name:type`; the type is a primitive, a data type, a part of a resource (`Patient.contact`), `Resource` (any), `xhtml`
 * - `name!` is mandatory, `name*` may repeat, `name!*` is both; `@name` is an attribute in XML
 * - `name[x]:boolean|dateTime` is a choice: `nameBoolean` or `nameDateTime`; `name[x]:*` may be any of the open types
 *
 * What a base brings (`id`, `extension`, `meta`, ...) comes first and isn't repeated.
 */
export type Table = Readonly<Record<string, readonly [base: Base, elements: string]>>

export type Base = 'Element' | 'BackboneElement' | 'Quantity' | 'Resource' | 'DomainResource'

const element = '@id:string extension*:Extension'
const resource = 'id:id meta:Meta implicitRules:uri language:code'

/** What each base brings, in the same notation. */
export const bases: Readonly<Record<Base, string>> = {
  Element: element,
  BackboneElement: `${element} modifierExtension*:Extension`,
  Quantity: `${element} value:decimal comparator:code unit:string system:uri code:code`,
  Resource: resource,
  DomainResource: `${resource} text:Narrative contained*:Resource extension*:Extension modifierExtension*:Extension`,
}

/** The types that `*` stands for: those of an extension's value. */
export const openTypes: readonly string[] = `base64Binary boolean code date dateTime decimal id instant integer markdown
  oid positiveInt string time unsignedInt uri Address Age Annotation Attachment CodeableConcept Coding ContactPoint Count
  Distance Duration HumanName Identifier Money Period Quantity Range Ratio Reference SampledData Signature Timing
  Meta`.split(/\s+/)

/** One element as a table writes it, a choice not yet expanded. */
export interface Written {
  readonly name: string
  readonly types: readonly string[]
  readonly choice: boolean
  readonly many: boolean
  readonly required: boolean
  readonly attribute: boolean
}

/** The elements of a text in the notation above; throws on a text that isn't. */
export function readElements(text: string): Written[] {
  return text
    .split(/\s+/)
    .filter(word => word !== '')
    .map(word => {
      const [, at, name, choice, required, many, types] = /^(@?)(\w+)(\[x\])?(!?)(\*?):(\S+)$/.exec(word) ?? []
      if (name === undefined || types === undefined) throw new Error(`Model table: "${word}" is no element`)
      return {
        name,
        types: types === '*' ? openTypes : types.split('|'),
        choice: choice === '[x]',
        many: many === '*',
        required: required === '!',
        attribute: at === '@',
      }
    })
}
