/** Measured and stated values with their ranges. */
import type { Range, Value } from '@gpc/clinical'
import { conceptOf, quantityOf } from './codes.ts'
import { attribute, child, children, type Element, textOf } from './xml.ts'

/** A value by what it holds: PQ, IVL_PQ, coded, or words. What can't be a value is told to `note`. */
export function statedValue(element: Element | undefined, note: (sentence: string) => void): Value | undefined {
  if (element === undefined) return undefined
  const [low, high] = [child(element, 'low'), child(element, 'high')]
  if (low !== undefined || high !== undefined) return between(low, high)
  if (attribute(element, 'code') !== undefined || attribute(element, 'displayName') !== undefined) {
    return { kind: 'concept', concept: conceptOf(element, note) }
  }
  const quantity = quantityOf(element)
  if (quantity?.value !== undefined) return measured(quantity.value, quantity.unit)
  const text = textOf(element) ?? quantity?.text ?? textOf(child(element, 'originalText'))
  return text === undefined ? undefined : { kind: 'text', text }
}

function measured(value: string, unit: string | undefined, comparator?: '<' | '<=' | '>=' | '>'): Value {
  return {
    kind: 'quantity',
    value,
    ...(comparator === undefined ? {} : { comparator }),
    ...(unit === undefined ? {} : { unit }),
  }
}

/** One bound is a comparator, inclusive unless it says otherwise; two are words. */
function between(low: Element | undefined, high: Element | undefined): Value | undefined {
  const [from, to] = [quantityOf(low), quantityOf(high)]
  const inclusive = (bound: Element | undefined) => attribute(bound, 'inclusive') !== 'false'
  if (from?.value !== undefined && to === undefined) return measured(from.value, from.unit, inclusive(low) ? '>=' : '>')
  if (to?.value !== undefined && from === undefined) return measured(to.value, to.unit, inclusive(high) ? '<=' : '<')
  const words = [from, to].map(one => one && (one.text ?? one.value))
  const unit = to?.unit ?? from?.unit
  const text = [words.filter(one => one !== undefined).join(' - '), unit].filter(Boolean).join(' ')
  return text === '' ? undefined : { kind: 'text', text }
}

export function rangesOf(element: Element): readonly Range[] {
  return children(element, 'referenceRange').flatMap(one => {
    const range = child(one, 'referenceInterpretationRange')
    const value = child(range, 'value')
    const [low, high] = [quantityOf(child(value, 'low')), quantityOf(child(value, 'high'))]
    const words = [low?.text, high?.text].filter(part => part !== undefined).join(' - ')
    const text = [textOf(child(range, 'text')), words].filter(Boolean).join(', ')
    const unit = low?.unit ?? high?.unit
    const found = {
      ...(low?.value === undefined ? {} : { low: low.value }),
      ...(high?.value === undefined ? {} : { high: high.value }),
      ...(unit === undefined ? {} : { unit }),
      ...(text === '' ? {} : { text }),
    }
    return Object.keys(found).length === 0 ? [] : [found]
  })
}
