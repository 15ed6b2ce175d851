/** Words for what resources hold: terms, never codes (HTM-LAY-11), values with their units (HTM-LAY-10). */
import { codeSystems, displayDate, extensions } from '@gpc/fhir'
import type { CareRecord } from './record.ts'
import { type Concept, extensionOf, type Quantity, type Range, type Reference, type Value } from './resources.ts'

/** The original term: the text, else the term of the code that was chosen, else the first term. The empty text, if there is none. */
export function term(concept: Concept | undefined): string {
  if (concept === undefined) return ''
  const { coding = [], text } = concept
  if (text !== undefined) return text
  const known = coding.filter(({ system, display }) => system !== codeSystems.nullFlavor && display !== undefined)
  return (known.find(one => one.userSelected) ?? known[0])?.display ?? ''
}

/** A title that must be there. */
export function titled(concept: Concept | undefined): string {
  return term(concept) || 'Coded entry without a term'
}

export const terms = (concepts: readonly Concept[] | undefined): string =>
  (concepts ?? [])
    .map(term)
    .filter(text => text !== '')
    .join('; ')

/** UCUM's way of writing it is for machines; its 1, which means no unit, would be read as a digit of the value. */
function unitOf(unit: string | undefined): string {
  if (unit === '1') return ''
  return unit === 'mm[Hg]' ? 'mmHg' : (unit ?? '')
}

export function amount(quantity: Quantity | undefined): string {
  if (quantity === undefined) return ''
  const words = extensionOf(quantity, extensions.quantityText)?.valueString
  if (words !== undefined) return words
  const { comparator = '', value = '', unit } = quantity
  return `${comparator}${value} ${unitOf(unit)}`.trim()
}

export function valueText({ valueQuantity, valueString, valueCodeableConcept }: Value): string {
  return valueString ?? (valueQuantity === undefined ? term(valueCodeableConcept) : amount(valueQuantity))
}

/** A reference range with its unit. */
export function rangeOf({ low, high, text }: Range): string {
  const bounds =
    low === undefined
      ? high === undefined
        ? ''
        : `up to ${amount(high)}`
      : high === undefined
        ? `from ${amount(low)}`
        : `${low.unit === high.unit ? (low.value ?? '') : amount(low)} - ${amount(high)}`
  return [bounds, text ?? ''].filter(part => part !== '').join(' ')
}

export const ranges = (all: readonly Range[] | undefined): readonly string[] =>
  (all ?? []).map(rangeOf).filter(text => text !== '')

/** `Label: text`; nothing for no text. */
export const labelled = (label: string, text: string | undefined): string =>
  text === undefined || text === '' ? '' : `${label}: ${text}`

export const dated = (label: string, date: string | undefined): string =>
  date === undefined || date === '' ? '' : `${label}: ${displayDate(date)}`

export const lines = (...texts: readonly (string | undefined)[]): readonly string[] =>
  texts.flatMap(text => (text === undefined || text === '' ? [] : [text]))

export const notes = (all: readonly { readonly text: string }[] | undefined): readonly string[] =>
  (all ?? []).map(({ text }) => text)

/** The name of a person, an organisation or a place that is referred to; else how the reference shows it. */
export function nameOf(record: CareRecord, to: Reference | undefined): string {
  const found = record.find(to?.reference)
  switch (found?.resourceType) {
    case 'Practitioner': {
      const [name] = found.name ?? []
      const parts = [...(name?.prefix ?? []), ...(name?.given ?? []), name?.family ?? '']
      return parts.filter(part => part !== '').join(' ') || (name?.text ?? '')
    }
    case 'PractitionerRole':
      return nameOf(record, found.practitioner)
    case 'Organization':
    case 'Location':
      return found.name ?? ''
    default:
      return to?.display ?? ''
  }
}

export const names = (record: CareRecord, all: readonly Reference[] | undefined): string =>
  lines(...(all ?? []).map(one => nameOf(record, one))).join(', ')

/** Problems that an entry is linked to, each on a line (HTM-SEC-13). */
export const linkedProblems = (problems: readonly Concept[]): readonly string[] =>
  problems.map(problem => labelled('Linked problem', titled(problem)))
