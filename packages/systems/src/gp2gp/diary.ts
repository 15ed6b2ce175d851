/** PlanStatements: what is planned. */
import type { EntryKey } from '@gpc/clinical'
import { conceptOf } from './codes.ts'
import type { Scope } from './composition.ts'
import { beginning, ending, timeOf } from './dates.ts'
import { annotationsOf, labelled } from './notes.ts'
import { claim, entryOf, keyed, type Reading } from './reading.ts'
import { child, type Element, textOf } from './xml.ts'

/** A plan's status stands in its text, where it stands at all: without one it is open, whenever it was due (STR-DRY-04). */
export function readPlan(element: Element, scope: Scope, reading: Reading): readonly EntryKey[] {
  const said: string[] = []
  const note = (sentence: string) => void said.push(sentence)
  const concept = conceptOf(child(element, 'code'), note)
  const { key, fresh } = claim(element, concept, reading)
  if (!fresh) return [key]
  const text = textOf(child(element, 'text'))
  const effective = child(element, 'effectiveTime')
  const [due, dueEnd] = [beginning(effective, note), ending(effective, note)]
  const entered = timeOf(child(element, 'availabilityTime'), note)
  const notes = [...labelled(element), ...(text === undefined ? [] : [text]), ...annotationsOf(element), ...said]
  if (concept.codings.length === 0 && concept.text === undefined && notes.length === 0) {
    reading.unreadable.push({ key, column: 'code', reason: 'a plan without code and text' })
    return []
  }
  reading.diary.push({
    ...entryOf(element, scope, key),
    ...keyed('recorded', entered ?? scope.recorded),
    concept,
    status: /^status:\s*(?:seen|cancelled by clinician|superseded)\b/i.test(text ?? '') ? 'done' : 'open',
    ...keyed('due', due),
    ...keyed('dueEnd', dueEnd),
    notes,
  })
  return [key]
}
