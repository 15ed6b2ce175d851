/** Rows of one patient, as each system's `assemble` takes them, and look-ups that remember what they missed. */
import type { SourceName } from '@gpc/clinical'
import type { ImportSession, OwnerRow, SourceTables } from '@gpc/store'
import type { Lookup, PatientRows, SourceRow } from '@gpc/systems'

/** Looked-up rows that are kept in memory at most. */
const most = 200_000

export interface Lookups {
  /** The look-up of one source; a miss gives an empty list and is remembered. */
  of(source: SourceName): Lookup
  /** How often anything was missed, ever. */
  readonly misses: number
  /** Fetches what was missed, all in one query a table. */
  fetch(): Promise<void>
}

export function lookups(session: ImportSession): Lookups {
  const known = new Map<number, Map<string, readonly SourceRow[]>>()
  const misses = new Map<number, Set<string>>()
  let size = 0
  let missed = 0
  const tableOf = (tbl: number): Map<string, readonly SourceRow[]> => {
    const found = known.get(tbl) ?? new Map<string, readonly SourceRow[]>()
    known.set(tbl, found)
    return found
  }
  return {
    of: source => (table, owner) => {
      const tbl = session.tables.known(source, table)
      if (tbl === undefined || owner === '') return []
      const rows = tableOf(tbl).get(owner)
      if (rows !== undefined) return rows
      const wanted = misses.get(tbl) ?? new Set<string>()
      misses.set(tbl, wanted.add(owner))
      missed += 1
      return []
    },
    get misses() {
      return missed
    },
    async fetch() {
      if (size > most) {
        known.clear()
        size = 0
      }
      const wanted = new Map([...misses].map(([tbl, owners]) => [tbl, [...owners]]))
      misses.clear()
      for (const [tbl, owners] of wanted) {
        const rows = tableOf(tbl)
        for (const owner of owners) rows.set(owner, [])
        size += owners.length
      }
      for (const { tbl, key, owner, columns } of await session.shared(wanted)) {
        const rows = tableOf(tbl)
        const table = session.tables.byId(tbl)?.name ?? ''
        rows.set(owner, [...(rows.get(owner) ?? []), { table, key, owner, shared: true, columns }])
        size += 1
      }
    },
  }
}

/** A patient's rows by source. */
export function bySource(
  owner: string,
  rows: readonly OwnerRow[],
  tables: SourceTables,
): ReadonlyMap<SourceName, PatientRows> {
  const sources = new Map<SourceName, Map<string, SourceRow[]>>()
  for (const { tbl, key, columns } of rows) {
    const table = tables.byId(tbl)
    if (table === undefined) continue
    const named = sources.get(table.source) ?? new Map<string, SourceRow[]>()
    sources.set(table.source, named)
    const list = named.get(table.name) ?? []
    named.set(table.name, list)
    list.push({ table: table.name, key, owner, shared: false, columns })
  }
  return new Map([...sources].map(([source, named]) => [source, { owner, table: name => named.get(name) ?? [] }]))
}
