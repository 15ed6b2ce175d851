/** LinkSets: problems with what they are linked to; and the kind that only ties letters to a referral. */
import type { Consultation, EntryKey, Problem, Referral } from '@gpc/clinical'
import { termOf } from './codes.ts'
import { idOf, type Scope } from './composition.ts'
import { beginning, ending, timeOf } from './dates.ts'
import { annotationsOf } from './notes.ts'
import { claim, type Draft, entryOf, keyed, type LinkSet, type Reading } from './reading.ts'
import { attribute, child, children, type Element, textOf } from './xml.ts'

/** LinkSets are kept until all statements are read: they refer to any. */
export function readLinkSet(element: Element, scope: Scope, reading: Reading): readonly EntryKey[] {
  reading.linkSets.push({ element, scope, ...claim(element, undefined, reading) })
  return []
}

const statuses: ReadonlyMap<string, Problem['status']> = new Map([
  ['394774009', 'active'],
  ['394775005', 'inactive'],
])

interface Targets {
  readonly named: string | undefined
  readonly linked: readonly string[]
}

function targetsOf({ element }: LinkSet, reading: Reading): Targets {
  return {
    named: idOf(child(element, 'conditionNamed', 'namedStatementRef'), reading.message),
    linked: children(element, 'component').flatMap(one => idOf(child(one, 'statementRef'), reading.message) ?? []),
  }
}

/** Problems of an extract. What ties documents to a referral goes into the referral (STR-REF-09). */
export function problemsOf(reading: Reading): readonly Problem[] {
  const sets = reading.linkSets.filter(({ fresh }) => fresh)
  const keysOf = (id: string) => reading.became.get(id)?.keys ?? []
  const isProblem = new Set<EntryKey>()
  const problems: { readonly set: LinkSet; readonly targets: Targets }[] = []
  for (const set of sets) {
    const targets = targetsOf(set, reading)
    const [named] = targets.named === undefined ? [] : keysOf(targets.named)
    const supporting = targets.linked.flatMap(keysOf)
    if (isSupport(set.element, named, supporting, reading)) support(named, supporting, reading)
    else {
      problems.push({ set, targets })
      isProblem.add(set.key)
    }
  }
  const parents = new Map<EntryKey, EntryKey[]>()
  for (const { set, targets } of problems) {
    for (const key of targets.linked.flatMap(keysOf)) {
      if (isProblem.has(key) && key !== set.key) parents.set(key, [...(parents.get(key) ?? []), set.key])
    }
  }
  return problems.flatMap(({ set, targets }) => {
    const known = targets.named === undefined ? undefined : reading.became.get(targets.named)
    const concept = known?.concept ?? (known === undefined ? undefined : conceptOfEntry(known.keys[0], reading))
    if (concept === undefined) {
      reading.unreadable.push({
        key: set.key,
        column: 'conditionNamed',
        reason: 'a problem that names no statement of the record that was received',
      })
      return []
    }
    const linked = targets.linked.flatMap(keysOf)
    const lost = targets.linked.filter(id => !reading.became.has(id)).length
    const children = linked.filter(key => isProblem.has(key) && key !== set.key)
    return [
      {
        ...problemOf(set, lost),
        concept,
        ...keyed('actual', known?.keys[0]),
        related: [...new Set(linked.filter(key => !isProblem.has(key)))],
        problems: [
          ...(parents.get(set.key) ?? []).map(key => ({ type: 'parent' as const, key })),
          ...children.map(key => ({ type: 'child' as const, key })),
        ],
      },
    ]
  })
}

/** A problem that is a narrative is called by its text. */
function conceptOfEntry(key: EntryKey | undefined, reading: Reading) {
  const text =
    reading.observations.find(one => one.key === key)?.notes[0] ?? reading.documents.find(one => one.key === key)?.title
  return text === undefined ? undefined : { codings: [], text }
}

function problemOf({ element, scope, key }: LinkSet, lost: number): Omit<Problem, 'concept' | 'related' | 'problems'> {
  const notes: string[] = []
  const note = (sentence: string) => void notes.push(sentence)
  const code = child(element, 'code')
  const status = statuses.get(attribute(code, 'code') ?? '')
  if (status === undefined) note('The record that was received does not say whether this problem is active')
  const qualifiers = children(code, 'qualifier').flatMap(one => attribute(child(one, 'name'), 'code') ?? [])
  const graded: Problem['significance'] = qualifiers.includes('386134007') ? 'major' : 'minor'
  const significance = qualifiers.length > 0 ? graded : undefined
  const words = textOf(child(code, 'originalText'))
  if (words !== undefined && !/^(?:in)?active problem, (?:not )?significant(?: \(minor\))?$/i.test(words)) {
    note(`Problem type: ${words}`)
  }
  if (lost > 0) note(`Linked to ${lost} more that the record that was received lacks`)
  const effective = child(element, 'effectiveTime')
  const entered = timeOf(child(element, 'availabilityTime'), note)
  const onset = beginning(effective, note) ?? entered
  const ended = ending(effective, note)
  return {
    ...entryOf(element, scope, key),
    ...keyed('recorded', entered ?? scope.recorded),
    status: status ?? 'active',
    ...keyed('significance', significance),
    ...keyed('onset', onset),
    ...keyed('ended', ended),
    notes: [...annotationsOf(element), ...notes],
  }
}

/** An unspecified problem that names a referral and links documents only: the referral's letters. */
function isSupport(
  element: Element,
  named: EntryKey | undefined,
  supporting: readonly EntryKey[],
  reading: Reading,
): named is EntryKey {
  const code = child(element, 'code')
  if (attribute(code, 'code') !== '394776006' || termOf(child(code, 'qualifier', 'name')) !== undefined) return false
  if (child(code, 'originalText') !== undefined || named === undefined) return false
  const isDocument = (key: EntryKey) => reading.documents.some(one => one.key === key)
  return reading.referrals.some(one => one.key === named) && supporting.every(isDocument)
}

function support(named: EntryKey, supporting: readonly EntryKey[], reading: Reading): void {
  const at = reading.referrals.findIndex(one => one.key === named)
  const referral = reading.referrals[at]
  if (referral === undefined) return
  const all = [...(referral.supporting ?? []), ...supporting]
  const more: Referral = { ...referral, ...(all.length === 0 ? {} : { supporting: [...new Set(all)] }) }
  reading.referrals.splice(at, 1, more)
}

/**
 * Topics with the problems that they are about (STR-CON-08): the problem's own entry stands in the topic, or the topic is named by the problem's
 * code and holds something that is linked to it.
 */
export function linkTopics(drafts: readonly Draft[], problems: readonly Problem[]): readonly Consultation[] {
  const about = (keys: ReadonlySet<EntryKey>, codes: ReadonlySet<string>) =>
    problems.filter(({ actual, related, concept }) => {
      if (actual !== undefined && keys.has(actual)) return true
      const named = concept.codings.some(({ system, code }) => codes.has(`${system}|${code}`))
      return named && related.some(key => keys.has(key))
    })
  return drafts.map(({ consultation, topics }) => ({
    ...consultation,
    topics: topics.map(({ codes, ...topic }) => {
      const keys = new Set(topic.headings.flatMap(({ items }) => items))
      const linked = about(keys, codes).map(({ key }) => key)
      return { ...topic, ...(linked.length === 0 ? {} : { problems: linked }) }
    }),
  }))
}
