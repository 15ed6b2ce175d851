/** Allergies: which statements are some, and what they say. The README tells how each rule is grounded. */
import type { Allergy, Concept, EntryKey } from '@gpc/clinical'
import { isNoKnownAllergy } from '../shared/no-known-allergies.ts'
import { conceptOf, hasCode, oids, quantityOf, termOf } from './codes.ts'
import { below, readSystems, type Scope, statementsIn } from './composition.ts'
import { beginning, ending, timeOf } from './dates.ts'
import { annotationsOf, labelled } from './notes.ts'
import { claim, entryOf, type Reading } from './reading.ts'
import { attribute, child, children, type Element, textOf } from './xml.ts'

type Category = Allergy['category']

/** The stem in Read v2 of the wrapper of drug allergies (`14L..00`), and of all others (`SN53.00`). */
const stems = { medication: '14L', environment: 'SN53' } as const

const isNegation = (cd: Element | undefined) =>
  hasCode(cd, oids.snomed, code => isNoKnownAllergy(code, '')) ||
  readSystems.some(system => hasCode(cd, system, code => isNoKnownAllergy('', code)))

/** What kind of allergies a CompoundStatement wraps, by its code; undefined if it wraps none. */
function wrapperCategory(compound: Element | undefined): Category | undefined {
  const code = child(compound, 'code')
  if (readSystems.some(system => hasCode(code, system, one => /^14L\.\.(00)?$/.test(one)))) return 'medication'
  if (readSystems.some(system => hasCode(code, system, one => /^SN53\.(00)?$/.test(one)))) return 'environment'
  return undefined
}

/** A wrapper is a category, or, of another class, one that holds a single observation and nothing else. */
export function wraps(compound: Element | undefined): Category | undefined {
  const category = wrapperCategory(compound)
  if (category === undefined || compound === undefined) return undefined
  const held = children(compound, 'component')
  const isCategory = (attribute(compound, 'classCode') ?? 'CATEGORY') === 'CATEGORY'
  return isCategory || (held.length === 1 && child(held[0], 'ObservationStatement') !== undefined)
    ? category
    : undefined
}

/** The category of an allergy that a statement is; undefined if it is none. */
function allergyCategory(element: Element, scope: Scope): Category | undefined {
  const wrapped = wraps(scope.compound)
  if (element.name === 'NarrativeStatement') {
    return wrapped !== undefined && observationsIn(scope.compound).length === 0 ? wrapped : undefined
  }
  if (element.name !== 'ObservationStatement') return undefined
  if (wrapped !== undefined) return wrapped
  if (child(element, 'subject', 'personalRelationship') !== undefined) return undefined
  const code = child(element, 'code')
  const value = child(element, 'value')
  if (isNegation(code) || isNegation(value)) return 'medication'
  const isDrug = (cd: Element | undefined) => hasCode(cd, oids.egton, one => one.startsWith('ALLERGY-'))
  if (isDrug(value) || isDrug(code)) return 'medication'
  const coded = (stem: string) => readSystems.some(system => hasCode(code, system, one => below(one, [stem])))
  if (coded(stems.medication)) return 'medication'
  return coded(stems.environment) ? 'environment' : undefined
}

function observationsIn(compound: Element | undefined): readonly Element[] {
  return children(compound, 'component').flatMap(one => child(one, 'ObservationStatement') ?? [])
}

/** Keys of the allergy that a statement is; undefined if it is none. */
export function readAllergy(element: Element, scope: Scope, reading: Reading): readonly EntryKey[] | undefined {
  const category = allergyCategory(element, scope)
  if (category === undefined) return undefined
  reading.allergiesSeen += 1
  const said = named(element, () => {})
  const { key, fresh } = claim(element, said, reading)
  if (!fresh) return [key]
  const allergy = allergyOf(element, scope, category, key, reading.endResolved)
  if (allergy === undefined) {
    reading.unreadable.push({ key, column: 'code', reason: 'an allergy without code and text' })
    return []
  }
  reading.allergies.push(allergy)
  return [key]
}

/** Keys of what a wrapper of allergies holds. Comments on its only allergy are that allergy's; one without any is unreadable. */
export function readWrapper(element: Element, scope: Scope, reading: Reading): readonly EntryKey[] {
  const before = reading.allergiesSeen
  const inside = statementsIn(element)
  const isComment = (one: Element) => one.name === 'NarrativeStatement' && textOf(child(one, 'text')) !== undefined
  const comments = observationsIn(element).length === 1 ? inside.filter(isComment) : []
  const keys = inside.filter(one => !comments.includes(one)).flatMap(one => reading.read(one, scope))
  if (reading.allergiesSeen === before) {
    const { key } = claim(element, undefined, reading)
    reading.unreadable.push({ key, reason: 'a heading of allergies without an allergy' })
  }
  return keys
}

/** The allergy that a statement says, or undefined where it has neither code nor text. */
function allergyOf(
  element: Element,
  scope: Scope,
  category: Category,
  key: string,
  endResolved: boolean,
): Allergy | undefined {
  const notes: string[] = []
  const note = (sentence: string) => void notes.push(sentence)
  const concept = named(element, note)
  if (concept.codings.length === 0 && concept.text === undefined) return undefined
  const times = timesOf(element, scope, note)
  const texts = textsOf(element, scope)
  const ended = endResolved ? endedBy(texts) : undefined
  const negation = isNegation(child(element, 'code')) || isNegation(child(element, 'value'))
  return {
    ...entryOf(element, scope, key),
    concept,
    category,
    ...(negation ? { negation } : {}),
    ...times,
    ...(ended === undefined ? {} : { ended }),
    notes: [...labelled(element), ...texts, ...notes],
  }
}

/** The value (what the allergy is to), unless it is absent or an EMIS code that repeats the code; else the code. */
function named(element: Element, note: (sentence: string) => void): Concept {
  if (element.name === 'NarrativeStatement') {
    const text = textOf(child(element, 'text'))
    return { codings: [], ...(text === undefined ? {} : { text }) }
  }
  const code = child(element, 'code')
  const given = child(element, 'value')
  const value = given !== undefined && isCoded(given) ? given : undefined
  if (given !== undefined && value === undefined) {
    const { value: amount, unit, text } = quantityOf(given) ?? {}
    const said = textOf(given) ?? [amount, unit, text].filter(part => part !== undefined).join(' ')
    if (said !== '') note(`Value: ${said}`)
  }
  const valued = value && conceptOf(value, note)
  const shown = attribute(value, 'displayName')
  const coded = conceptOf(code, note)
  if (valued === undefined) return coded
  if (attribute(value, 'codeSystem') === oids.egton) {
    const text = shown ?? coded.text
    const codings = [...coded.codings, ...valued.codings.filter(one => !isIn(one, coded))]
    return { codings, ...(text === undefined ? {} : { text }) }
  }
  const heading = /^h\/o: drug allergy$/i
  const other = coded.text
  if (other !== undefined && !heading.test(other) && other !== valued.text && other !== shown) {
    note(`Allergy code: ${other}`)
  }
  const text = shown ?? valued.text
  return { codings: valued.codings, ...(text === undefined ? {} : { text }) }
}

const isIn = ({ system, code }: { system: string; code: string }, { codings }: Concept) =>
  codings.some(one => one.system === system && one.code === code)

const isCoded = (value: Element) =>
  attribute(value, 'code') !== undefined || attribute(value, 'displayName') !== undefined

function timesOf(element: Element, scope: Scope, note: (sentence: string) => void) {
  const effective = child(element, 'effectiveTime')
  const own = timeOf(child(element, 'availabilityTime'), note)
  const onset = beginning(effective, note) ?? beginning(child(scope.compound, 'effectiveTime'), () => {}) ?? own
  const asserted = own ?? scope.available ?? scope.recorded
  const end = ending(effective, note)
  if (end !== undefined) note(`End date: ${end}`)
  return {
    ...(onset === undefined ? {} : { onset }),
    ...(asserted === undefined ? {} : { asserted }),
  }
}

/** Annotations, and a wrapper's comments where they can only belong to this entry. */
function textsOf(element: Element, scope: Scope): readonly string[] {
  const alone = wraps(scope.compound) !== undefined && observationsIn(scope.compound).length === 1
  const comments = alone
    ? children(scope.compound, 'component').flatMap(one => textOf(child(one, 'NarrativeStatement', 'text')) ?? [])
    : []
  const interpretation = termOf(child(element, 'interpretationCode'))
  return [
    ...(interpretation === undefined ? [] : [`Interpretation: ${interpretation}`]),
    ...annotationsOf(element),
    ...(element.name === 'ObservationStatement' ? comments : []),
  ]
}

const labels = 'Status|Reason Ended|Type|Criticality|Last Occurred'

/** "Status: Resolved" or "Reason Ended: …" in the text, which some senders write for ended allergies. No date is known. */
function endedBy(texts: readonly string[]): Allergy['ended'] {
  const text = texts.join('\n')
  const reason = new RegExp(`\\bReason Ended:?\\s*(.*?)\\s*(?:$|\\b(?:${labels}):?\\s)`, 'ims').exec(text)?.[1]
  if (reason === undefined && !/\bStatus:?\s*Resolved\b/i.test(text)) return undefined
  return reason === undefined || reason === '' ? {} : { reason }
}
