/** Value, range, abnormal, qualifiers and text of an observation row, as elements where the area has them, else as notes. */
import type { Concept, Range, Value } from '@gpc/clinical'
import type { SourceRow } from '../contract.ts'
import { labelled } from './entry.ts'
import { qualifierNotes, qualifiersOf } from './qualifiers.ts'

type Columns = SourceRow['columns']

const decimal = /^-?\d+(\.\d+)?$/
const compared = /^(<=|>=|<|>)\s*(-?\d+(?:\.\d+)?)$/

/** A number, with a comparator if it has one, or the text as it stands with its unit. */
export function measuredValue({ Value: written, NumericUnit: unit }: Columns): Value | undefined {
  const text = written?.trim() ?? ''
  if (text === '') return undefined
  const of = unit === undefined ? {} : { unit }
  if (decimal.test(text)) return { kind: 'quantity', value: text, ...of }
  const [, comparator, value] = compared.exec(text) ?? []
  if (value !== undefined && isComparator(comparator)) return { kind: 'quantity', value, comparator, ...of }
  return { kind: 'text', text: [text, unit].filter(part => part !== undefined).join(' ') }
}

const isComparator = (text: string | undefined) => text === '<' || text === '<=' || text === '>=' || text === '>'

/** The reference range: either bound or both, in words where a bound isn't a number. */
export function rangesOf({ NumericRangeLow: low, NumericRangeHigh: high, NumericUnit: unit }: Columns): Range[] {
  const bounds = [low, high].filter(bound => bound !== undefined).map(bound => bound.trim())
  if (bounds.length === 0) return []
  if (!bounds.every(bound => decimal.test(bound))) return [{ text: rangeText(low, high) }]
  return [
    {
      ...(low === undefined ? {} : { low: low.trim() }),
      ...(high === undefined ? {} : { high: high.trim() }),
      ...(unit === undefined ? {} : { unit }),
    },
  ]
}

function rangeText(low: string | undefined, high: string | undefined): string {
  return [low === undefined ? [] : [`from ${low}`], high === undefined ? [] : [`to ${high}`]].flat().join(' ')
}

/** What Abnormal and AbnormalReason (`LO`) say, in the source's words; nothing where it isn't abnormal. */
export function interpretationOf({ Abnormal: abnormal, AbnormalReason: reason }: Columns): Concept | undefined {
  const flag = abnormal?.trim() ?? ''
  const words = /^(true|false)$/i.test(flag) ? '' : flag
  const text = [words, reason?.trim() ?? ''].filter(part => part !== '').join(': ')
  if (text !== '') return { codings: [], text }
  return /^true$/i.test(flag) ? { codings: [], text: 'Abnormal' } : undefined
}

/** The user's text. */
export function textNotes({ AssociatedText: text }: Columns): string[] {
  return text === undefined ? [] : [text]
}

/** Value, range and abnormal, labelled, for areas without such elements. */
export function valueNotes(columns: Columns): string[] {
  const { Value: value, NumericUnit: unit, NumericRangeLow: low, NumericRangeHigh: high, Abnormal: abnormal } = columns
  return [
    ...labelled('Value', value === undefined ? undefined : [value, unit].filter(part => part !== undefined).join(' ')),
    ...labelled('Range', rangeText(low, high)),
    ...labelled('Abnormal', abnormal?.trim().toLowerCase() === 'false' ? undefined : abnormal),
    ...labelled('Reason for abnormal', columns.AbnormalReason),
  ]
}

/** Qualifiers and episode, labelled (STR-UNC-07). */
export function detailNotes({ Qualifiers: qualifiers, Episode: episode }: Columns): string[] {
  return [
    ...(qualifiers === undefined ? [] : qualifierNotes(qualifiersOf(qualifiers))),
    ...labelled('Episode', episode),
  ]
}
