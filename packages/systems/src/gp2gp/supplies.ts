/** MedicationStatements taken apart: their drug, dosage and supply parts, and who refers to whom. */
import type { Concept, EntryKey } from '@gpc/clinical'
import { conceptOf } from './codes.ts'
import { idOf, type Scope } from './composition.ts'
import { type Part, type PartKind, type Reading, type Statement, statementId } from './reading.ts'
import { attribute, child, children, type Element, textOf } from './xml.ts'

const kinds: ReadonlyMap<string, PartKind> = new Map([
  ['ehrSupplyAuthorise', 'Authorise'],
  ['ehrSupplyPrescribe', 'Prescribe'],
  ['ehrSupplyDispense', 'Dispense'],
  ['ehrSupplyDiscontinue', 'Discontinue'],
])

/** Takes a statement apart; gives keys of its authorisations and issues, or its own where it has no parts. */
export function readMedication(element: Element, scope: Scope, reading: Reading): readonly EntryKey[] {
  const id = statementId(element, reading)
  const drugNotes: string[] = []
  const dosage = children(element, 'pertinentInformation')
    .flatMap(one => textOf(child(one, 'pertinentMedicationDosage', 'text')) ?? [])
    .join('; ')
  const parts: Part[] = []
  const name = `MedicationStatement:${id}`
  const own = reading.keys(name)
  const drug = drugOf(element, sentence => void drugNotes.push(sentence))
  const statement: Statement = {
    element,
    scope,
    key: own ?? name,
    drug,
    drugNotes,
    ...(dosage === '' ? {} : { dosage }),
    parts,
  }
  const supplies = children(element, 'component').flatMap(component =>
    component.children.flatMap(one => {
      const kind = kinds.get(one.name)
      return kind === undefined ? [] : [{ kind, element: one }]
    }),
  )
  const shown: EntryKey[] = []
  supplies.forEach(({ kind, element: one }, i) => {
    const part = idOf(one, scope.message) ?? `${id}/${i + 1}`
    const key = reading.keys(`${kind}:${part}`)
    if (key !== undefined) parts.push({ kind, key, element: one, statement })
    if (kind !== 'Authorise' && kind !== 'Prescribe') return
    shown.push(key ?? `${kind}:${part}`)
    if (!reading.became.has(part)) reading.became.set(part, { keys: [key ?? `${kind}:${part}`], concept: drug })
  })
  if (supplies.length === 0) shown.push(statement.key)
  if (!reading.became.has(id)) reading.became.set(id, { keys: shown, concept: drug })
  if (parts.length > 0 || (supplies.length === 0 && own !== undefined)) reading.statements.push(statement)
  return shown
}

/** What is given. Several materials are a mixture, which has no code of its own: their names as text. */
export function drugOf(element: Element, note: (sentence: string) => void): Concept {
  const materials = children(element, 'consumable').flatMap(
    one => child(one, 'manufacturedProduct', 'manufacturedMaterial') ?? child(one, 'manufacturedProduct') ?? [],
  )
  const concepts = materials
    .map(material => conceptOf(child(material, 'code'), note))
    .filter(({ codings, text }) => codings.length > 0 || text !== undefined)
  if (concepts.length <= 1) return concepts[0] ?? { codings: [] }
  const text = concepts.map(one => one.text ?? one.codings.map(({ code }) => code).join(' ')).join(' + ')
  for (const { codings } of concepts) {
    for (const { system, code, display } of codings) note(`Constituent: ${display ?? ''} (${system} ${code})`)
  }
  return { codings: [], text }
}

/** Ids that a part refers to, by the element that holds the reference. */
export function references(part: Part, through: 'inFulfillmentOf' | 'reversalOf' | 'predecessor'): readonly string[] {
  return children(part.element, through).flatMap(
    one => idOf(child(one, 'priorMedicationRef'), part.statement.scope.message) ?? [],
  )
}

/** Annotations of a part, as written. */
export function annotations(part: Part): readonly string[] {
  return children(part.element, 'pertinentInformation').flatMap(
    one => textOf(child(one, 'pertinentSupplyAnnotation', 'text')) ?? [],
  )
}

export const isComplete = (element: Element | undefined) =>
  attribute(child(element, 'statusCode'), 'code') === 'COMPLETE'
