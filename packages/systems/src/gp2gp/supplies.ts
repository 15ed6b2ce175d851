/** MedicationStatements taken apart: their drug, dosage and supply parts, and who refers to whom. */
import type { Concept } from '@gpc/clinical'
import { conceptOf } from './codes.ts'
import { idOf, type Placed } from './composition.ts'
import { attribute, child, children, type Element, textOf } from './xml.ts'

export type PartKind = 'Authorise' | 'Prescribe' | 'Dispense' | 'Discontinue'

export interface Part {
  readonly kind: PartKind
  /** `Authorise:` and its id; unique in the message. */
  readonly key: string
  readonly element: Element
  readonly statement: Statement
}

export interface Statement extends Placed {
  readonly key: string
  readonly drug: Concept
  readonly drugNotes: readonly string[]
  readonly dosage?: string
  readonly parts: readonly Part[]
}

const kinds: ReadonlyMap<string, PartKind> = new Map([
  ['ehrSupplyAuthorise', 'Authorise'],
  ['ehrSupplyPrescribe', 'Prescribe'],
  ['ehrSupplyDispense', 'Dispense'],
  ['ehrSupplyDiscontinue', 'Discontinue'],
])

/**
 * A statement with its parts. `keys` gives a part's key, or nothing for a part that is known already; undefined for a statement of
 * which all is known.
 */
export function statementOf(
  placed: Placed,
  place: string,
  keys: (key: string) => string | undefined,
): Statement | undefined {
  const { element, scope } = placed
  const id = idOf(element, scope.message) ?? place
  const drugNotes: string[] = []
  const dosage = children(element, 'pertinentInformation')
    .flatMap(one => textOf(child(one, 'pertinentMedicationDosage', 'text')) ?? [])
    .join('; ')
  const parts: Part[] = []
  const own = keys(`MedicationStatement:${id}`)
  const statement: Statement = {
    ...placed,
    key: own ?? `MedicationStatement:${id}`,
    drug: drugOf(element, sentence => void drugNotes.push(sentence)),
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
  supplies.forEach(({ kind, element: one }, i) => {
    const key = keys(`${kind}:${idOf(one, scope.message) ?? `${id}/${i + 1}`}`)
    if (key !== undefined) parts.push({ kind, key, element: one, statement })
  })
  return parts.length > 0 || (supplies.length === 0 && own !== undefined) ? statement : undefined
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
