/** The parts of a blood pressure triple: readings as components, and words for what a component has no place for. */
import type { Coding, Concept } from '../model/entry.ts'
import type { Component, Observation, Value } from '../model/observation.ts'
import { type Part, type Reading, readingOf, standard } from './blood-pressure-codes.ts'
import { rangeText, valueText } from './value-text.ts'

/** The unit is always mm[Hg] (STR-UNC-11), also where the source leaves it out; another unit stays. */
function pressure(value: Value): Value {
  if (value.kind !== 'quantity') return value
  const unit = value.unit?.trim() ?? ''
  return unit === '' || /^mm\s*(of\s+)?\[?hg\]?$/i.test(unit) ? { ...value, unit: 'mm[Hg]' } : value
}

/** A reading that stays an observation of its own. */
export function inMillimetres(observation: Observation): Observation {
  const { value, components, concept } = observation
  if (components !== undefined) return { ...observation, components: components.map(inUnit) }
  if (value === undefined || readingOf(concept) === undefined) return observation
  return { ...observation, value: pressure(value) }
}

function inUnit(component: Component): Component {
  const { concept, value } = component
  return value === undefined || readingOf(concept) === undefined ? component : { ...component, value: pressure(value) }
}

/** A row as a component. */
export function componentOf({ concept, value, ranges = [], interpretation }: Observation): Component {
  const [range] = ranges
  return {
    concept,
    ...(value === undefined ? {} : { value: pressure(value) }),
    ...(range === undefined ? {} : { range }),
    ...(interpretation === undefined ? {} : { interpretation }),
  }
}

/** The other reading, which wasn't taken (STR-UNC-15). */
export const missing = (coding: Coding): Component => ({ concept: { codings: [coding] } })

/** The texts of a row that became a component, each with the reading's name. */
export function labelled({ concept, notes }: Observation): string[] {
  const name = nameOf(concept)
  return notes.flatMap(note => (note.trim() === '' ? [] : [name === undefined ? note : `${name}: ${note}`]))
}

function nameOf(concept: Concept): string | undefined {
  const part = readingOf(concept)?.part
  if (part !== undefined) return part === 'systolic' ? 'Systolic' : 'Diastolic'
  return concept.text ?? concept.codings.find(({ display }) => display !== undefined)?.display
}

/** What stands at the panel itself, as words: no value nor range may (STR-UNC-16). */
export function valueNotes({ value, ranges = [] }: Observation): string[] {
  return [
    ...(value === undefined ? [] : [`Value: ${valueText(value)}`]),
    ...ranges.map(range => `Reference range: ${rangeText(range)}`),
  ]
}

/**
 * A panel as a triple (STR-UNC-14 to 16): readings without codes get those of the table, a missing one is named, and a value of the panel
 * itself (`120/80`) becomes readings where it is two numbers, and stays to be read in the notes.
 */
export function completed(panel: Observation): Observation {
  const { value, ranges, ...rest } = panel
  const components = (panel.components ?? componentsOf(value)).map(coded).map(inUnit)
  const lone = components.length === 1 ? readingOf(components[0]?.concept ?? { codings: [] }) : undefined
  return {
    ...rest,
    ...(components.length === 0 ? {} : { components: lone === undefined ? components : withOther(components, lone) }),
    notes: [...panel.notes, ...valueNotes(panel)],
  }
}

function withOther(components: readonly Component[], { part, triple }: Reading): readonly Component[] {
  return part === 'systolic' ? [...components, missing(triple.diastolic)] : [missing(triple.systolic), ...components]
}

/** `120/80`, with the unit or without it. */
function componentsOf(value: Value | undefined): readonly Component[] {
  const found =
    value?.kind === 'text' ? /^\s*(\d{2,3})\s*\/\s*(\d{2,3})\s*(?:mm\s*\[?hg\]?)?\s*$/i.exec(value.text) : null
  const [, systolic, diastolic] = found ?? []
  if (systolic === undefined || diastolic === undefined) return []
  const component = (part: Part, text: string): Component => ({
    concept: { codings: [standard[part]] },
    value: { kind: 'quantity', value: text, unit: 'mm[Hg]' },
  })
  return [component('systolic', systolic), component('diastolic', diastolic)]
}

/** A reading that has words only. */
function coded(component: Component): Component {
  const { codings, text = '' } = component.concept
  const part = /\bdiastolic\b/i.test(text) ? 'diastolic' : /\bsystolic\b/i.test(text) ? 'systolic' : undefined
  if (codings.length > 0 || part === undefined) return component
  return { ...component, concept: { codings: [standard[part]], text } }
}
