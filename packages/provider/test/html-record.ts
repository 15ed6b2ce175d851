/** A record of resources that a test makes itself, laid out as the store has them. */
import { type Area, areaOf, layOut, type PartName, type RenderedGroup, type StoredPart } from '@gpc/clinical'
import { type CareRecord, careRecord } from '../src/html/record.ts'
import type { Stored } from '../src/html/resources.ts'

export interface TestItem {
  /** What its list names it; else its first resource. */
  readonly entry?: string
  readonly resources: readonly Stored[]
  readonly problems?: readonly string[]
  readonly withheld?: readonly Area[]
}

const refOf = ({ resourceType, id }: Stored): string => `${resourceType}/${id}`

/** @param shared resources that no entry owns */
export function recordOf(
  parts: Partial<Record<PartName, readonly TestItem[]>>,
  { today = '2026-11-20', system = 'tpp' } = {},
  shared: Partial<Record<PartName, readonly Stored[]>> = {},
): CareRecord {
  const stored = new Map<PartName, StoredPart>()
  for (const name of new Set([...Object.keys(parts), ...Object.keys(shared)] as PartName[])) {
    const groups = (parts[name] ?? []).map(({ entry, resources, problems = [], withheld = [] }): RenderedGroup => {
      const [first] = resources
      const own = first === undefined ? '' : refOf(first)
      return {
        entry: entry ?? (name === 'ended-allergies' ? `#${first?.id}` : own),
        from: '',
        to: '',
        resources: resources.map(rendered),
        problems,
        withheld,
      }
    })
    const all = (shared[name] ?? []).map(rendered)
    stored.set(name, layOut(name, { area: areaOf(name) ?? 'documents', groups, shared: all, withheld: [] }))
  }
  return careRecord(stored, new Map(), { today, system, off: new Set(), patient: { flags: '{}' } })
}

const rendered = (one: Stored) => ({ ref: refOf(one), json: JSON.stringify(one), refs: [] })
