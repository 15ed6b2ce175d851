/** Which supply part belongs to which: by the ids that they refer to, else by the statement that they share. */
import type { Unreadable } from '@gpc/clinical'
import type { Part, Statement } from './reading.ts'
import { references } from './supplies.ts'

export interface Links {
  /** Parts by kind and id. */
  readonly index: ReadonlyMap<string, Part>
  /** Prescriptions of each authorisation. */
  readonly issues: ReadonlyMap<Part, readonly Part[]>
  /** Prescriptions whose authorisation the message lacks. */
  readonly lone: readonly Part[]
  /** What ends an authorisation or a prescription. */
  readonly stops: ReadonlyMap<Part, readonly Part[]>
  readonly dispensings: ReadonlyMap<Part, readonly Part[]>
  /** Parts that belong to nothing. */
  readonly dangling: readonly Unreadable[]
}

export function linksOf(statements: readonly Statement[]): Links {
  const index = indexOf(statements)
  const [issues, stops, dispensings] = [new Map<Part, Part[]>(), new Map<Part, Part[]>(), new Map<Part, Part[]>()]
  const lone: Part[] = []
  const dangling: Unreadable[] = []
  const lost = ({ key }: Part, reason: string) => void dangling.push({ key, column: 'priorMedicationRef', reason })
  const named = (part: Part, through: Parameters<typeof references>[1], ...kinds: readonly Part['kind'][]) =>
    references(part, through).flatMap(
      id => kinds.map(kind => index.get(`${kind}:${id}`)).find(found => found !== undefined) ?? [],
    )
  const sole = (part: Part, through: Parameters<typeof references>[1]) =>
    references(part, through).length === 0 ? soleAuthorise(part.statement) : undefined

  for (const part of statements.flatMap(statement => statement.parts)) {
    if (part.kind === 'Prescribe') {
      const plan = named(part, 'inFulfillmentOf', 'Authorise')[0] ?? sole(part, 'inFulfillmentOf')
      if (plan === undefined) lone.push(part)
      else push(issues, plan, part)
    } else if (part.kind === 'Discontinue') {
      const shared = sole(part, 'reversalOf')
      const targets = shared === undefined ? named(part, 'reversalOf', 'Authorise', 'Prescribe') : [shared]
      for (const target of new Set(targets)) push(stops, target, part)
      if (targets.length === 0) lost(part, 'ends an authorisation that the message lacks')
    } else if (part.kind === 'Dispense') {
      const target =
        named(part, 'inFulfillmentOf', 'Prescribe', 'Authorise')[0] ??
        part.statement.parts.find(({ kind }) => kind === 'Prescribe') ??
        soleAuthorise(part.statement)
      if (target === undefined) lost(part, 'dispenses a prescription that the message lacks')
      else push(dispensings, target, part)
    }
  }
  return { index, issues, lone, stops, dispensings, dangling }
}

/** Parts by kind and id; a reference to a MedicationStatement's own id finds its authorisation and its prescription. */
function indexOf(statements: readonly Statement[]): ReadonlyMap<string, Part> {
  const index = new Map<string, Part>()
  for (const statement of statements) {
    for (const part of statement.parts) if (!index.has(part.key)) index.set(part.key, part)
  }
  for (const { key, parts } of statements) {
    const id = key.slice(key.indexOf(':') + 1)
    for (const part of parts) if (!index.has(`${part.kind}:${id}`)) index.set(`${part.kind}:${id}`, part)
  }
  return index
}

function soleAuthorise(statement: Statement): Part | undefined {
  const all = statement.parts.filter(({ kind }) => kind === 'Authorise')
  return all.length === 1 ? all[0] : undefined
}

function push(map: Map<Part, Part[]>, key: Part, value: Part): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
