/** Allergies: which statements are some, and what they say. The README tells how each rule is grounded. */
import type { Allergy, Concept } from '@gpc/clinical'
import { isNoKnownAllergy } from '../shared/no-known-allergies.ts'
import { conceptOf, hasCode, oids, qualifiersOf, quantityOf, termOf } from './codes.ts'
import { below, clinicianOf, confidentialityOf, idOf, type Placed, readSystems, type Scope } from './composition.ts'
import { beginning, ending, timeOf } from './dates.ts'
import { attribute, child, children, type Element, textOf } from './xml.ts'

type Category = Allergy['category']

/** The stem in Read v2 of the wrapper of drug allergies (`14L..00`), and of all others (`SN53.00`). */
const stems = { medication: '14L', environment: 'SN53' } as const

const isNegation = (cd: Element | undefined) =>
  hasCode(cd, oids.snomed, code => isNoKnownAllergy(code, '')) ||
  readSystems.some(system => hasCode(cd, system, code => isNoKnownAllergy('', code)))

/** What kind of allergies a CompoundStatement wraps, by its code; undefined if it wraps none. */
export function wrapperCategory(compound: Element | undefined): Category | undefined {
  const code = child(compound, 'code')
  if (readSystems.some(system => hasCode(code, system, one => /^14L\.\.(00)?$/.test(one)))) return 'medication'
  if (readSystems.some(system => hasCode(code, system, one => /^SN53\.(00)?$/.test(one)))) return 'environment'
  return undefined
}

/** A wrapper is a category, or, of another class, one that holds a single observation and nothing else. */
function wraps(compound: Element | undefined): Category | undefined {
  const category = wrapperCategory(compound)
  if (category === undefined || compound === undefined) return undefined
  const held = children(compound, 'component')
  const isCategory = (attribute(compound, 'classCode') ?? 'CATEGORY') === 'CATEGORY'
  return isCategory || (held.length === 1 && child(held[0], 'ObservationStatement') !== undefined)
    ? category
    : undefined
}

/** The category of an allergy that a statement is; undefined if it is none. */
export function allergyCategory({ element, scope }: Placed): Category | undefined {
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

/** The allergy that a statement says, or undefined where it has neither code nor text. */
export function allergyOf(
  { element, scope }: Placed,
  category: Category,
  key: string,
  endResolved: boolean,
): Allergy | undefined {
  const notes: string[] = []
  const note = (sentence: string) => void notes.push(sentence)
  const concept = named(element, note)
  if (concept.codings.length === 0 && concept.text === undefined) return undefined
  const times = timesOf(element, scope, note)
  const clinician = clinicianOf(element, scope)
  const texts = textsOf(element, scope)
  const ended = endResolved ? endedBy(texts) : undefined
  const negation = isNegation(child(element, 'code')) || isNegation(child(element, 'value'))
  return {
    source: 'gp2gp',
    key,
    confidentiality: confidentialityOf(element, scope),
    ...(scope.recorded === undefined ? {} : { recorded: scope.recorded }),
    ...(scope.recorder === undefined ? {} : { recorder: scope.recorder }),
    ...(clinician === undefined ? {} : { clinician }),
    ...(scope.encounter === undefined ? {} : { encounter: scope.encounter }),
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

/** What has no element of its own, labelled. */
function labelled(element: Element): readonly string[] {
  const term = (name: string, label: string) => {
    const said = termOf(child(element, name))
    return said === undefined ? [] : [`${label}: ${said}`]
  }
  const relation = termOf(child(element, 'subject', 'personalRelationship', 'code'))
  return [
    ...qualifiersOf(child(element, 'code')),
    ...qualifiersOf(child(element, 'value')),
    ...term('uncertaintyCode', 'Certainty'),
    ...term('priorityCode', 'Priority'),
    ...term('interpretationCode', 'Interpretation'),
    ...(relation === undefined ? [] : [`Subject: ${relation}`]),
  ]
}

/** Annotations in the order of their sequence numbers, and a wrapper's comments where they can only belong to this entry. */
function textsOf(element: Element, scope: Scope): readonly string[] {
  const annotations = children(element, 'pertinentInformation')
    .map(one => ({
      order: Number(attribute(child(one, 'sequenceNumber'), 'value') ?? 0),
      text: textOf(child(one, 'pertinentAnnotation', 'text')),
    }))
    .sort((a, b) => (a.order || 0) - (b.order || 0))
    .flatMap(({ text }) => text ?? [])
  const alone = wraps(scope.compound) !== undefined && observationsIn(scope.compound).length === 1
  const comments = alone
    ? children(scope.compound, 'component').flatMap(one => textOf(child(one, 'NarrativeStatement', 'text')) ?? [])
    : []
  return [...annotations, ...(element.name === 'ObservationStatement' ? comments : [])]
}

const labels = 'Status|Reason Ended|Type|Criticality|Last Occurred'

/** "Status: Resolved" or "Reason Ended: …" in the text, which some senders write for ended allergies. No date is known. */
function endedBy(texts: readonly string[]): Allergy['ended'] {
  const text = texts.join('\n')
  const reason = new RegExp(`\\bReason Ended:?\\s*(.*?)\\s*(?:$|\\b(?:${labels}):?\\s)`, 'ims').exec(text)?.[1]
  if (reason === undefined && !/\bStatus:?\s*Resolved\b/i.test(text)) return undefined
  return reason === undefined || reason === '' ? {} : { reason }
}

/** An id for a statement; the place in the message where it has none. */
export function keyOf({ element, scope }: Placed, place: string): string {
  return `${element.name}:${idOf(element, scope.message) ?? place}`
}
