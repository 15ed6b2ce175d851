/** A patient's record out of the newest of their extracts. Pure. */
import type { Allergy, PatientRecord, Unreadable } from '@gpc/clinical'
import type { PatientRows, SourceRow } from '../contract.ts'
import { allergyCategory, allergyOf, keyOf, wrapperCategory } from './allergies.ts'
import { idOf, type MessageContext, type Placed, scopeOf, statementsIn } from './composition.ts'
import { medicationsOf } from './medications.ts'
import { agentsOf } from './staff.ts'
import { type Statement, statementOf } from './supplies.ts'
import { type Element, parseElement } from './xml.ts'

/** The extract that counts: made last; of two made at once the one with the higher id. */
export function newestExtract(extracts: readonly SourceRow[]): SourceRow | undefined {
  return [...extracts].sort((a, b) => {
    const [left, right] = [a, b].map(row => (row.columns.available ?? '').replace(/[^\d].*$/, '').padEnd(14, '0'))
    return (left ?? '').localeCompare(right ?? '') || a.key.localeCompare(b.key)
  })[extracts.length - 1]
}

export function recordOf(rows: PatientRows): PatientRecord {
  const extract = newestExtract(rows.table('EhrExtract'))
  if (extract === undefined) return { allergies: [], medications: [], unreadable: [] }
  const { agents: directory = '', interaction = '', nhsNumber = '', endResolved } = extract.columns
  const message: MessageContext = { patient: nhsNumber, marks: interaction >= 'RCMR_IN030000UK07' }
  const agents = agentsOf(parseElement(`<agents>${directory}</agents>`), message)
  const keys = new Set<string>()
  const unique = (key: string): string => {
    let one = key
    for (let n = 2; keys.has(one); n++) one = `${key}~${n}`
    keys.add(one)
    return one
  }
  const allergies: Allergy[] = []
  const statements: Statement[] = []
  const unreadable: Unreadable[] = []
  for (const row of rows.table('EhrComposition')) {
    if (row.columns.extract !== extract.key) continue
    const composition = parseElement(row.columns.xml ?? '')
    const placed = statementsIn(composition, scopeOf(composition, message))
    const wrapped = new Set<Element>()
    placed.forEach((one, i) => {
      const place = `${row.key}/${i + 1}`
      if (one.element.name === 'MedicationStatement') {
        statements.push(statementOf(one, place, unique))
        return
      }
      const category = allergyCategory(one)
      if (category === undefined) return
      const key = unique(keyOf(one, place))
      const allergy = allergyOf(one, category, key, endResolved === 'on')
      if (one.scope.compound !== undefined) wrapped.add(one.scope.compound)
      if (allergy === undefined) unreadable.push({ key, column: 'code', reason: 'an allergy without code and text' })
      else allergies.push(allergy)
    })
    unreadable.push(...emptyWrappers(placed, wrapped, row.key))
  }
  const { plans, unreadable: parts } = medicationsOf(statements)
  return { allergies, medications: plans, ...agents, unreadable: [...unreadable, ...parts] }
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
