/** Values and reference ranges as FHIR has them (STR-UNC-06, STR-UNC-09). */
import { codeSystems } from '@gpc/fhir'
import type { Quantity } from '../model/entry.ts'
import type { Range, Value } from '../model/observation.ts'
import { rangeText, valueText } from '../rules/value-text.ts'
import { coded } from './coded.ts'
import { decimal, some } from './json.ts'
import { clean } from './text.ts'
import { ucumOf } from './ucum.ts'

/** `value[x]` as an object to be spread; empty for no value. What isn't a decimal number is text. */
export function valueJson(value: Value | undefined, descriptionUrl: string): object {
  if (value === undefined) return {}
  if (value.kind === 'concept') {
    const valueCodeableConcept = coded(value.concept, descriptionUrl)
    return valueCodeableConcept === undefined ? {} : { valueCodeableConcept }
  }
  const number = value.kind === 'quantity' ? decimal(value.value) : undefined
  if (value.kind === 'quantity' && number !== undefined) {
    return { valueQuantity: { value: number, comparator: value.comparator, ...unitJson(value.unit) } }
  }
  const words = clean(valueText(value))
  return words === undefined ? {} : { valueString: words }
}

/** The unit as the source writes it, with its UCUM code where there is no doubt. */
function unitJson(source: string | undefined) {
  const unit = clean(source)
  const code = unit === undefined ? undefined : ucumOf(unit)
  if (code === undefined) return { unit }
  // STR-UNC-11: the unit of a blood pressure is always written like this.
  return { unit: code === 'mm[Hg]' ? code : unit, system: codeSystems.ucum, code }
}

/** A quantity without comparator; undefined where the source has text only. */
export function simpleQuantity(quantity: Quantity | undefined) {
  const value = decimal(quantity?.value)
  return value === undefined ? undefined : { value, ...unitJson(quantity?.unit) }
}

/** What of a quantity `simpleQuantity` can't say, as words. */
export function quantityText(quantity: Quantity | undefined): string | undefined {
  if (quantity === undefined) return undefined
  const { value, unit, text } = quantity
  if (decimal(value) !== undefined) return clean(text)
  return some([clean(text) ?? clean(value), clean(unit)].filter(part => part !== undefined))?.join(' ')
}

/** Ranges that say something; one with an operator or any other words as text. */
export function rangesJson(ranges: readonly Range[] | undefined): readonly object[] | undefined {
  return some((ranges ?? []).flatMap(range => rangeJson(range) ?? []))
}

function rangeJson(range: Range): object | undefined {
  const [low, high] = [decimal(range.low), decimal(range.high)]
  const words = clean(range.text)
  if (
    (low === undefined) !== (clean(range.low) === undefined) ||
    (high === undefined) !== (clean(range.high) === undefined)
  ) {
    const all = clean(rangeText(range))
    return all === undefined ? undefined : { text: all }
  }
  if (low === undefined && high === undefined) return words === undefined ? undefined : { text: words }
  const bound = (value: ReturnType<typeof decimal>) =>
    value === undefined ? undefined : { value, ...unitJson(range.unit) }
  return { low: bound(low), high: bound(high), text: words }
}
