/** Consultations with their structure: TOPIC is a topic, CATEGORY a heading; what stands outside of topics is one topic of its own. */
import type { Consultation, EntryKey, Heading } from '@gpc/clinical'
import { readWrapper, wraps } from './allergies.ts'
import { conceptOf, termOf } from './codes.ts'
import { agentOf, isNopat, type Scope, statementsIn } from './composition.ts'
import { beginning, ending, timeOf } from './dates.ts'
import { entryOf, keyed, type Reading, type TopicDraft } from './reading.ts'
import { attribute, child, children, type Element } from './xml.ts'

/** Reads all statements of a composition, and the composition itself if it is a consultation. */
export function readComposition(composition: Element, scope: Scope, reading: Reading): void {
  const topics: TopicBuilder[] = []
  let loose: TopicBuilder | undefined
  for (const statement of statementsIn(composition)) {
    if (isSection(statement, 'TOPIC')) {
      topics.push(readTopic(statement, scope, reading))
    } else {
      if (loose === undefined) {
        loose = newTopic(undefined)
        topics.push(loose)
      }
      addTo(loose, statement, scope, reading, undefined)
    }
  }
  const key = scope.encounter
  if (key === undefined || reading.keys(key) === undefined) return
  const filled = topics.map(closed).filter(({ headings }) => headings.length > 0)
  reading.drafts.push({ consultation: consultationOf(composition, scope, key, reading), topics: filled })
}

function consultationOf(
  composition: Element,
  scope: Scope,
  key: EntryKey,
  reading: Reading,
): Omit<Consultation, 'topics'> {
  const silent = () => {}
  const effective = child(composition, 'effectiveTime')
  const start = beginning(effective, silent) ?? timeOf(child(composition, 'availabilityTime'), silent)
  const others = children(composition, 'Participant2')
    .flatMap(one => agentOf(one, reading.message) ?? [])
    .filter(one => one !== scope.performer)
  const status = attribute(child(composition, 'statusCode'), 'code')
  const { encounter: _, ...entry } = entryOf(composition, scope, key)
  return {
    ...entry,
    type: conceptOf(child(composition, 'code'), silent),
    ...keyed('start', start),
    ...keyed('end', ending(effective, silent)),
    ...(status === undefined || status === 'COMPLETE' ? {} : { draft: true }),
    ...(others.length === 0 ? {} : { participants: [...new Set(others)] }),
    ...keyed('edited', scope.recorded),
  }
}

/** True for a CompoundStatement of the class that is no wrapper of allergies. */
function isSection(element: Element, classCode: 'TOPIC' | 'CATEGORY'): boolean {
  return element.name === 'CompoundStatement' && attribute(element, 'classCode') === classCode
}

interface TopicBuilder {
  readonly code: Element | undefined
  readonly headings: { readonly title: string | undefined; readonly items: EntryKey[] }[]
}

const newTopic = (code: Element | undefined): TopicBuilder => ({ code, headings: [] })

function readTopic(element: Element, outer: Scope, reading: Reading): TopicBuilder {
  const topic = newTopic(child(element, 'code'))
  const scope = { ...outer, nopat: outer.nopat || isNopat(element), compound: element }
  if (wraps(element) === undefined) {
    for (const one of statementsIn(element)) addTo(topic, one, scope, reading, undefined)
  } else {
    add(topic, undefined, readWrapper(element, scope, reading))
  }
  return topic
}

/** Puts a statement under the heading that it stands in; headings within headings follow their outer one, named after both. */
function addTo(
  topic: TopicBuilder,
  statement: Element,
  outer: Scope,
  reading: Reading,
  title: string | undefined,
): void {
  const isHeading = isSection(statement, 'CATEGORY') || isSection(statement, 'TOPIC')
  if (!isHeading || wraps(statement) !== undefined) {
    add(topic, title, reading.read(statement, outer))
    return
  }
  const scope = { ...outer, nopat: outer.nopat || isNopat(statement), compound: statement }
  const own = termOf(child(statement, 'code'))
  const inner = title === undefined || own === undefined ? (own ?? title) : `${title}: ${own}`
  topic.headings.push({ title: inner, items: [] })
  for (const one of statementsIn(statement)) addTo(topic, one, scope, reading, inner)
  topic.headings.push({ title, items: [] })
}

function add(topic: TopicBuilder, title: string | undefined, items: readonly EntryKey[]): void {
  const last = topic.headings[topic.headings.length - 1]
  if (last !== undefined && last.title === title) last.items.push(...items)
  else topic.headings.push({ title, items: [...items] })
}

/** EMIS's code of a topic that is about no problem. */
const unspecified = /^Z\.{4}(?:00)?$/

function closed({ code, headings }: TopicBuilder): TopicDraft {
  const { codings } = conceptOf(code, () => {})
  const title = unspecified.test(attribute(code, 'code') ?? '') ? undefined : termOf(code)
  return {
    ...keyed('title', title),
    codes: new Set(codings.filter(one => !unspecified.test(one.code)).map(one => `${one.system}|${one.code}`)),
    headings: headings
      .filter(({ items }) => items.length > 0)
      .map(({ title: name, items }): Heading => ({ ...keyed('title', name), items })),
  }
}
