/** ObservationStatements, groups of them, and free text. */
import type { Concept, EntryKey, Observation } from '@gpc/clinical'
import { codeSystems } from '@gpc/fhir'
import { conceptOf } from './codes.ts'
import type { Scope } from './composition.ts'
import { beginning, type Complain, ending, timeOf } from './dates.ts'
import { immunisationKind } from './immunisation-codes.ts'
import { immunisationOf } from './immunisations.ts'
import { annotationsOf, labelled } from './notes.ts'
import { claim, entryOf, keyed, type Reading } from './reading.ts'
import { rangesOf, statedValue } from './values.ts'
import { child, type Element, textOf } from './xml.ts'

/** What a text without a code is called. */
export const commentNote: Concept = {
  codings: [{ system: codeSystems.snomed, code: '37331000000100', display: 'Comment note' }],
}

const isNamed = ({ codings, text }: Concept) => codings.length > 0 || text !== undefined

/** When it was so: effectiveTime, else availabilityTime. */
export function effectiveOf(element: Element, scope: Scope, complain: Complain) {
  const effective = child(element, 'effectiveTime')
  const start =
    beginning(effective, complain) ?? timeOf(child(element, 'availabilityTime'), complain) ?? scope.available
  return { ...keyed('effective', start), ...keyed('effectiveEnd', ending(effective, complain)) }
}

/** An observation, an immunisation, or the record of a consent to one, by its codes. */
export function readObservation(
  element: Element,
  scope: Scope,
  reading: Reading,
  parent: EntryKey | undefined,
): readonly EntryKey[] {
  const said: string[] = []
  const note = (sentence: string) => void said.push(sentence)
  const concept = conceptOf(child(element, 'code'), note)
  const { key, fresh } = claim(element, concept, reading)
  if (!fresh) return [key]
  const kind = immunisationKind(concept)
  if (kind === 'given' || kind === 'not-given') {
    reading.immunisations.push(immunisationOf(element, scope, key, { concept, notGiven: kind === 'not-given', said }))
    return [key]
  }
  const value = statedValue(child(element, 'value'), note)
  const ranges = rangesOf(element)
  const interpreted = child(element, 'interpretationCode')
  const interpretation = interpreted && conceptOf(interpreted, note)
  const effective = effectiveOf(element, scope, note)
  const notes = [...labelled(element), ...annotationsOf(element), ...said]
  if (!isNamed(concept) && value === undefined && notes.length === 0) {
    reading.unreadable.push({ key, column: 'code', reason: 'an observation without code, text and value' })
    return [key]
  }
  reading.observations.push({
    ...entryOf(element, scope, key),
    kind: kind === 'status' ? 'immunisation-status' : 'coded',
    concept,
    ...effective,
    ...keyed('value', value),
    ...(ranges.length === 0 ? {} : { ranges }),
    ...keyed('interpretation', interpretation),
    ...keyed('parent', parent),
    notes,
  })
  return [key]
}

/** A group that has a name, as an observation that its members belong to; its key, or undefined for one without a name. */
export function readGroup(
  element: Element,
  scope: Scope,
  reading: Reading,
  parent: EntryKey | undefined,
  comments: readonly string[],
): EntryKey | undefined {
  const said: string[] = []
  const note = (sentence: string) => void said.push(sentence)
  const concept = conceptOf(child(element, 'code'), note)
  if (!isNamed(concept)) return undefined
  const { key, fresh } = claim(element, concept, reading)
  if (!fresh) return key
  const effective = effectiveOf(element, scope, note)
  const group: Observation = {
    ...entryOf(element, scope, key),
    kind: 'coded',
    concept,
    ...effective,
    ...keyed('parent', parent),
    notes: [...labelled(element), ...comments, ...said],
  }
  reading.observations.push(group)
  return key
}

/**
 * Free text: a comment of its consultation (STR-CON-12). Outside of consultations it would never be seen as one (STR-UNC-03), so there it is
 * coded as a comment note.
 */
export function readComment(
  element: Element,
  scope: Scope,
  reading: Reading,
  parent: EntryKey | undefined,
): readonly EntryKey[] {
  const text = textOf(child(element, 'text'))
  const { key, fresh } = claim(element, undefined, reading)
  if (!fresh) return [key]
  if (text === undefined) {
    reading.unreadable.push({ key, column: 'text', reason: 'a narrative without text' })
    return []
  }
  const said: string[] = []
  const effective = effectiveOf(element, scope, sentence => void said.push(sentence))
  reading.observations.push({
    ...entryOf(element, scope, key),
    kind: scope.encounter === undefined ? 'coded' : 'comment',
    concept: commentNote,
    ...effective,
    ...keyed('parent', parent),
    notes: [text, ...said],
  })
  return [key]
}
