/** RequestStatements: outbound referrals; what the patient asked for themselves is an observation (STR-UNC-18). */
import type { Component, EntryKey, Referral } from '@gpc/clinical'
import { conceptOf, oids, termOf } from './codes.ts'
import { agentOf, type Scope } from './composition.ts'
import { beginning, ending, timeOf } from './dates.ts'
import { annotationsOf, labelled } from './notes.ts'
import { effectiveOf } from './observations.ts'
import { claim, entryOf, keyed, type Reading } from './reading.ts'
import { attribute, child, children, type Element, textOf } from './xml.ts'

/** Codes of SNOMED CT that are priorities of e-RS (STR-REF-05). */
const priorities: ReadonlyMap<string, NonNullable<Referral['priority']>> = new Map([
  ['394848005', 'routine'],
  ['394849002', 'urgent'],
  ['88694003', 'asap'],
])

export function readRequest(element: Element, scope: Scope, reading: Reading): readonly EntryKey[] {
  const said: string[] = []
  const note = (sentence: string) => void said.push(sentence)
  const reason = conceptOf(child(element, 'code'), note)
  const { key, fresh } = claim(element, reason, reading)
  if (!fresh) return [key]
  if (isSelfReferral(element)) return readSelfReferral(element, scope, reading, key)
  const text = textOf(child(element, 'text'))
  const written = timeOf(child(element, 'availabilityTime'), note) ?? scope.available
  const action = beginning(child(element, 'effectiveTime'), note)
  const end = ending(child(element, 'effectiveTime'), note)
  if (action !== undefined && action !== written) note(`Action date: ${action}`)
  if (end !== undefined) note(`End date: ${end}`)
  const urgency = child(element, 'priorityCode')
  const coded = attribute(urgency, 'codeSystem') === oids.snomed ? attribute(urgency, 'code') : undefined
  const priority = coded === undefined ? undefined : priorities.get(coded)
  const isSaid = (one: string) => one.toLowerCase() !== `priority: ${priority}`
  const notes = [...labelled(element).filter(isSaid), ...annotationsOf(element), ...said]
  if (reason.codings.length === 0 && reason.text === undefined && text === undefined && notes.length === 0) {
    reading.unreadable.push({ key, column: 'code', reason: 'a request without code and text' })
    return []
  }
  const recipients = children(element, 'responsibleParty').flatMap(party => {
    const agent = agentOf(party, reading.message)
    if (agent === undefined) return []
    return [{ kind: reading.isOrganisation(agent) ? ('organisation' as const) : ('staff' as const), key: agent }]
  })
  reading.referrals.push({
    ...entryOf(element, scope, key),
    reason,
    ...keyed('date', written),
    ...keyed('priority', priority),
    ...(recipients.length === 0 ? {} : { recipients }),
    ...keyed('description', text),
    notes,
  })
  return [key]
}

function isSelfReferral(element: Element): boolean {
  return children(child(element, 'code'), 'qualifier').some(
    one => attribute(child(one, 'value'), 'code')?.toLowerCase() === 'selfreferral',
  )
}

function readSelfReferral(element: Element, scope: Scope, reading: Reading, key: EntryKey): readonly EntryKey[] {
  const said: string[] = []
  const note = (sentence: string) => void said.push(sentence)
  const component = (label: string, text: string | undefined): readonly Component[] =>
    text === undefined ? [] : [{ concept: { codings: [], text: label }, value: { kind: 'text', text } }]
  const components = [
    ...component('Urgency', termOf(child(element, 'priorityCode'))),
    ...component('Text', textOf(child(element, 'text'))),
  ]
  const effective = effectiveOf(element, scope, note)
  reading.observations.push({
    ...entryOf(element, scope, key),
    kind: 'coded',
    concept: conceptOf(child(element, 'code'), note),
    ...effective,
    ...(components.length === 0 ? {} : { components }),
    notes: [
      'Self referral',
      ...labelled(element).filter(one => !/^Priority: /.test(one)),
      ...annotationsOf(element),
      ...said,
    ],
  })
  return [key]
}
