/** A patient's record out of their extracts: the newest of each sender. Pure. */
import { type Allergy, noEntries, type PatientRecord, type Unreadable } from '@gpc/clinical'
import type { PatientRows, SourceRow } from '../contract.ts'
import { allergyCategory, allergyOf, keyOf, wrapperCategory } from './allergies.ts'
import { idOf, type MessageContext, type Placed, scopeOf, statementsIn } from './composition.ts'
import { medicationsOf } from './medications.ts'
import { agentsOf } from './staff.ts'
import { type Statement, statementOf } from './supplies.ts'
import { type Element, parseElement } from './xml.ts'

/**
 * The extracts that count: of each sender the one that was made last (of two made at once the one with the higher id), newest first. What
 * a practice sent earlier is superseded by what it sends later, not by what another practice sends.
 */
export function currentExtracts(extracts: readonly SourceRow[]): readonly SourceRow[] {
  const newestFirst = [...extracts].sort((a, b) => made(b).localeCompare(made(a)) || b.key.localeCompare(a.key))
  const senders = new Set<string>()
  return newestFirst.filter(({ columns }) => {
    const sender = columns.author ?? ''
    if (senders.has(sender)) return false
    senders.add(sender)
    return true
  })
}

const made = ({ columns }: SourceRow) => (columns.available ?? '').replace(/\D.*$/, '').padEnd(14, '0')

export function recordOf(rows: PatientRows): PatientRecord {
  const known = new Set<string>()
  const parts = currentExtracts(rows.table('EhrExtract')).map(extract => {
    const compositions = rows.table('EhrComposition').filter(row => row.columns.extract === extract.key)
    return entriesOf(extract, compositions, known)
  })
  const { plans, unreadable } = medicationsOf(parts.flatMap(part => part.statements))
  return {
    ...noEntries,
    allergies: parts.flatMap(part => part.allergies),
    medications: plans,
    staff: once(parts.flatMap(part => part.agents.staff)),
    organisations: once(parts.flatMap(part => part.agents.organisations)),
    unreadable: [...parts.flatMap(part => part.unreadable), ...unreadable],
  }
}

function once<T extends { readonly key: string }>(all: readonly T[]): readonly T[] {
  return [...new Map([...all].reverse().map(one => [one.key, one])).values()].reverse()
}

/** Gives keys of entries: unique in the extract; undefined for an entry that a newer extract has as well. */
export type Keys = (key: string) => string | undefined

function keysBeside(known: ReadonlySet<string>, own: Set<string>): Keys {
  return key => {
    if (known.has(key)) return undefined
    let one = key
    for (let n = 2; own.has(one); n++) one = `${key}~${n}`
    own.add(one)
    return one
  }
}

/** What one extract adds to those that are `known`; their keys are added to it. */
function entriesOf(extract: SourceRow, compositions: readonly SourceRow[], known: Set<string>) {
  const { agents: directory = '', interaction = '', nhsNumber = '', endResolved } = extract.columns
  const message: MessageContext = { patient: nhsNumber, marks: interaction >= 'RCMR_IN030000UK07' }
  const own = new Set<string>()
  const keys = keysBeside(known, own)
  const allergies: Allergy[] = []
  const statements: Statement[] = []
  const unreadable: Unreadable[] = []
  for (const row of compositions) {
    const composition = parseElement(row.columns.xml ?? '')
    const placed = statementsIn(composition, scopeOf(composition, message))
    const wrapped = new Set<Element>()
    placed.forEach((one, i) => {
      const place = `${row.key}/${i + 1}`
      if (one.element.name === 'MedicationStatement') {
        const statement = statementOf(one, place, keys)
        if (statement !== undefined) statements.push(statement)
        return
      }
      const category = allergyCategory(one)
      if (category === undefined) return
      if (one.scope.compound !== undefined) wrapped.add(one.scope.compound)
      const key = keys(keyOf(one, place))
      if (key === undefined) return
      const allergy = allergyOf(one, category, key, endResolved === 'on')
      if (allergy === undefined) unreadable.push({ key, column: 'code', reason: 'an allergy without code and text' })
      else allergies.push(allergy)
    })
    unreadable.push(...emptyWrappers(placed, wrapped, row.key))
  }
  for (const key of own) known.add(key)
  const agents = agentsOf(parseElement(`<agents>${directory}</agents>`), message)
  return { allergies, statements, unreadable, agents }
}

/** Wrappers of allergies that hold none, nor anything else that does. */
function emptyWrappers(placed: readonly Placed[], wrapped: ReadonlySet<Element>, row: string): readonly Unreadable[] {
  return placed.flatMap(({ element, scope }, i) => {
    if (element.name !== 'CompoundStatement' || wrapperCategory(element) === undefined) return []
    if (element.attributes.classCode === 'TOPIC' || holds(element, wrapped)) return []
    const key = `CompoundStatement:${idOf(element, scope.message) ?? `${row}/${i + 1}`}`
    return [{ key, reason: 'a heading of allergies without an allergy' }]
  })
}

const holds = (element: Element, any: ReadonlySet<Element>): boolean =>
  any.has(element) || element.children.some(one => holds(one, any))
