/** One immunisation out of an ObservationStatement. */
import type { Concept, EntryKey, Immunisation } from '@gpc/clinical'
import { isLocalDate } from '@gpc/fhir'
import { conceptOf } from './codes.ts'
import { confidentialityOf, type Scope } from './composition.ts'
import { beginning, ending, timeOf } from './dates.ts'
import { annotationsOf, labelled } from './notes.ts'
import { entryOf, keyed } from './reading.ts'
import { statedValue } from './values.ts'
import { child, type Element } from './xml.ts'

interface Told {
  readonly concept: Concept
  readonly notGiven: boolean
  /** What its code couldn't say as a code. */
  readonly said: readonly string[]
}

/** The procedure with its date. Batch, manufacturer and expiry are read from EMIS's brackets; the whole text is a note as well (STR-IMM-17). */
export function immunisationOf(
  element: Element,
  scope: Scope,
  key: EntryKey,
  { concept, notGiven, said }: Told,
): Immunisation {
  const more: string[] = []
  const note = (sentence: string) => void more.push(sentence)
  const effective = child(element, 'effectiveTime')
  const date = beginning(effective, note) ?? timeOf(child(element, 'availabilityTime'), note) ?? scope.available
  const end = ending(effective, note)
  const value = statedValue(child(element, 'value'), note)
  const interpretation = child(element, 'interpretationCode')
  const texts = annotationsOf(element)
  if (end !== undefined) note(`End date: ${end}`)
  if (value?.kind === 'text') note(`Value: ${value.text}`)
  if (value?.kind === 'quantity') {
    note(`Value: ${[value.comparator, value.value, value.unit].filter(part => part !== undefined).join(' ')}`)
  }
  if (interpretation !== undefined) note(`Interpretation: ${conceptOf(interpretation, note).text ?? ''}`)
  return {
    ...entryOf(element, scope, key),
    confidentiality: confidentialityOf(element, scope),
    procedure: concept,
    ...(value?.kind === 'concept' ? { vaccine: value.concept } : {}),
    ...(notGiven ? { notGiven } : {}),
    ...keyed('date', date),
    ...keyed('manufacturer', bracketed(texts, 'Manufacturer')),
    ...keyed('batch', bracketed(texts, 'Batch Number')),
    ...keyed('expires', day(bracketed(texts, 'Expiry Date'))),
    notes: [...labelled(element), ...texts, ...said, ...more],
  }
}

/** `[Batch Number: 123456]` */
function bracketed(texts: readonly string[], label: string): string | undefined {
  const found = new RegExp(`\\[${label}:\\s*([^\\]]+)\\]`, 'i')
  return texts.map(text => found.exec(text)?.[1]?.trim()).find(value => value !== undefined && value !== '')
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `21-Jun-2011` */
function day(text: string | undefined): string | undefined {
  const [, dd = '', name, year] = /^(\d{1,2})-([A-Z][a-z]{2})-(\d{4})$/.exec(text ?? '') ?? []
  const month = months.indexOf(name ?? '') + 1
  const date = `${year}-${String(month).padStart(2, '0')}-${dd.padStart(2, '0')}`
  return month > 0 && isLocalDate(date) ? date : undefined
}
