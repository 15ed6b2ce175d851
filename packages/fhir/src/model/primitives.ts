/** The primitive types of FHIR STU3: what each is in JSON, and what its text may look like. */
import { isLocalDate } from '../dates.ts'

interface Primitive {
  readonly json: 'string' | 'number' | 'boolean'
  /** True for a text (in XML, or of a JSON string or number) that the type allows. Linear in the text's length. */
  readonly allows: (text: string) => boolean
  /** What to write, for messages. */
  readonly form: string
}

const matches = (pattern: RegExp) => (text: string) => pattern.test(text)

const time = '([01]\\d|2[0-3]):[0-5]\\d:([0-5]\\d|60)(\\.\\d+)?'
const offset = '(Z|[+-](0\\d:[0-5]\\d|1[0-3]:[0-5]\\d|14:00))'
const instant = new RegExp(`^\\d{4}-\\d\\d-\\d\\dT${time}${offset}$`)

const isDate = (text: string) => /^\d{4}(-(0[1-9]|1[0-2]))?$/.test(text) || isLocalDate(text)
const isInstant = (text: string) => instant.test(text) && isLocalDate(text.slice(0, 10))

function whole(pattern: RegExp, least: number) {
  return (text: string) => pattern.test(text) && Number(text) >= least && Number(text) <= 2_147_483_647
}

/** Base64 with the white space that XML schema allows; in steps, as a document has megabytes. */
function isBase64(text: string): boolean {
  const dense = /\s/.test(text) ? text.replace(/\s+/g, '') : text
  return dense !== '' && dense.length % 4 === 0 && /^[0-9a-zA-Z+/]*={0,2}$/.test(dense)
}

const text = { json: 'string', allows: (value: string) => value !== '', form: 'a text that is not empty' } as const

/** Integers' JSON numbers are checked by their text, so that 1.5 or 1e21 is refused. */
export const primitives = {
  base64Binary: { json: 'string', allows: isBase64, form: 'base64' },
  boolean: { json: 'boolean', allows: matches(/^(true|false)$/), form: 'true or false' },
  code: { json: 'string', allows: matches(/^\S+(?:\s\S+)*$/), form: 'a code without blanks at its ends' },
  date: { json: 'string', allows: isDate, form: 'a date: YYYY, YYYY-MM or YYYY-MM-DD' },
  dateTime: {
    json: 'string',
    allows: (value: string) => isDate(value) || isInstant(value),
    form: 'a date and time: YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss+zz:zz',
  },
  decimal: { json: 'number', allows: matches(/^-?(0|[1-9]\d*)(\.\d+)?$/), form: 'a decimal number without exponent' },
  id: { json: 'string', allows: matches(/^[A-Za-z0-9.-]{1,64}$/), form: 'an id: 1 to 64 of A-Z a-z 0-9 - .' },
  instant: { json: 'string', allows: isInstant, form: 'an instant: YYYY-MM-DDThh:mm:ss+zz:zz' },
  integer: { json: 'number', allows: whole(/^(0|[-+]?[1-9]\d*)$/, -2_147_483_648), form: 'a whole number of 32 bits' },
  markdown: text,
  oid: { json: 'string', allows: matches(/^urn:oid:[0-2](\.(0|[1-9]\d*))+$/), form: 'an OID as urn:oid:1.2.3' },
  positiveInt: { json: 'number', allows: whole(/^\+?[1-9]\d*$/, 1), form: 'a whole number of 1 or more' },
  string: text,
  time: { json: 'string', allows: matches(new RegExp(`^${time}$`)), form: 'a time: hh:mm:ss' },
  unsignedInt: { json: 'number', allows: whole(/^(0|[1-9]\d*)$/, 0), form: 'a whole number of 0 or more' },
  uri: { json: 'string', allows: matches(/^\S+$/), form: 'a URI without blanks' },
} as const satisfies Record<string, Primitive>

export type PrimitiveType = keyof typeof primitives

export function isPrimitive(type: string): type is PrimitiveType {
  return Object.hasOwn(primitives, type)
}
