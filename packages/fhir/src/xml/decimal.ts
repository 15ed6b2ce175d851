/** Decimals of JSON and XML, digit by digit: 0.10 stays 0.10, and nobody gets an exponent, which FHIR XML doesn't know. */

import { FhirXmlError } from './error.ts'

/** A JSON number's text without exponent: `1.5e3` → `1500`, `1e-7` → `0.0000001`. */
export function plainDecimal(text: string): string {
  const [, sign, whole, , fraction, exponent] = /^(-?)(\d+)(\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? []
  if (whole === undefined || exponent === undefined) return text
  const shift = Number(exponent)
  if (Math.abs(shift) > 400) throw new FhirXmlError('', 'a number is too large or too small')
  const digits = whole + (fraction ?? '')
  const point = whole.length + shift
  const left = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0'
  const right = point >= 0 ? digits.slice(point) : '0'.repeat(-point) + digits
  return `${sign}${left.replace(/^0+(?=\d)/, '')}${right === '' ? '' : `.${right}`}`
}

/** A number that parsing would reshape: a last zero after the point, an exponent, or more digits than a double holds. */
const reshaped = /[[:,]\s*-?(?:\d+\.\d*0\b|[\d.]+[eE]|[\d.]{16})/

/**
 * JSON.parse, but a number whose text would not survive is that text (a string, without exponent). The look for one costs
 * little, so that the slow way is taken only where it is needed.
 */
export function parseExact(json: string): unknown {
  if (!reshaped.test(json)) return JSON.parse(json)
  return JSON.parse(json, (_key, value: unknown, context?: { source?: string }) => {
    const source = context?.source
    return typeof value === 'number' && source !== undefined && source !== String(value) ? plainDecimal(source) : value
  })
}
