/** Medicines: authorisations become plans, prescriptions their issues, discontinuations and dispensings go to what they are of. */
import type { MedicationPlan, Unreadable } from '@gpc/clinical'
import { cloneAcute } from './acute.ts'
import { linksOf } from './links.ts'
import { authorised, bare, unauthorised } from './plans.ts'
import type { Part, Statement } from './reading.ts'

export interface Medications {
  readonly plans: readonly MedicationPlan[]
  readonly unreadable: readonly Unreadable[]
}

/** Every part of every statement, as a plan, an issue, in one of them, or as unreadable. */
export function medicationsOf(statements: readonly Statement[]): Medications {
  const links = linksOf(statements)
  const plans: MedicationPlan[] = []
  const unreadable: Unreadable[] = [...links.dangling]
  const add = (plan: MedicationPlan | undefined, from: readonly { readonly key: string }[]) => {
    if (plan !== undefined) plans.push(...cloneAcute(plan))
    else unreadable.push(...from.map(({ key }) => ({ key, column: 'consumable', reason: 'names no medicine' })))
  }
  const withAll = (part: Part): readonly Part[] => [
    part,
    ...(links.issues.get(part) ?? []).flatMap(withAll),
    ...(links.stops.get(part) ?? []),
    ...(links.dispensings.get(part) ?? []),
  ]
  for (const part of statements.flatMap(statement => statement.parts)) {
    if (part.kind === 'Authorise') add(authorised(part, links), withAll(part))
  }
  for (const part of links.lone) add(unauthorised(part, links), withAll(part))
  for (const statement of statements) if (statement.parts.length === 0) add(bare(statement), [statement])
  return { plans, unreadable }
}
