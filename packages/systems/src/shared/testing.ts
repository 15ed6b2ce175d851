/** An engine in memory for the readers' tests: what an import does with a delivery, without a database. */
import type { Directory, PatientRecord } from '@gpc/clinical'
import type { BookRead, ClinicalSystem, OpenOptions, SourceItem, SourceRow } from '../contract.ts'

type Reject = Extract<SourceItem, { kind: 'reject' }>

export interface Imported {
  readonly notices: readonly string[]
  readonly rejects: readonly Reject[]
  /** Items of the delivery, rejects left out, in order. */
  readonly items: readonly SourceItem[]
  readonly directory: Directory
  /** By the patient's key. */
  readonly records: ReadonlyMap<string, PatientRecord>
  /** What the practice's rows say of its appointment book, and the day of the file. */
  readonly book: BookRead & { readonly day?: string }
  /** Rows that are stored now. */
  readonly rows: readonly SourceRow[]
}

/** A practice in memory; each `load` is an import into it, as the store merges one. */
export function practice(system: ClinicalSystem, ods: string) {
  const rows = new Map<string, SourceRow>()
  const place = (table: string, key: string) => `${table}\u0000${key}`

  const load = async (path: string, options: Partial<Omit<OpenOptions, 'ods'>> = {}): Promise<Imported> => {
    const stored: OpenOptions['stored'] = async (_, table) => [...rows.values()].filter(row => isPractice(row, table))
    const delivery = await system.open(path, { ods, options: new Map(), stored, ...options })
    const rejects: Reject[] = []
    const items: SourceItem[] = []
    const named = new Set<string>()
    for await (const batch of delivery.items(() => {})) {
      for (const item of batch) {
        if (item.kind === 'reject') {
          rejects.push(item)
          continue
        }
        items.push(item)
        if (item.kind === 'upsert') {
          rows.set(place(item.row.table, item.row.key), item.row)
          named.add(place(item.row.table, item.row.key))
        } else if (item.kind === 'delete') {
          rows.delete(place(item.table, item.key))
        } else if (item.kind === 'delete-owner') {
          for (const [key, row] of rows) if (row.owner === item.owner && !row.shared) rows.delete(key)
        }
      }
    }
    const whole = new Set(delivery.whole.map(one => one.table))
    for (const [key, row] of rows) if (whole.has(row.table) && !named.has(key)) rows.delete(key)
    return {
      notices: delivery.notices,
      rejects,
      items,
      rows: [...rows.values()],
      ...assembled(system, rows.values(), ods),
      book: {
        ...bookOf(system, [...rows.values()], ods),
        ...(delivery.bookDay === undefined ? {} : { day: delivery.bookDay }),
      },
    }
  }
  return { load }
}

const isPractice = (row: SourceRow, table: string) => row.table === table && row.owner === '' && !row.shared

function assembled(system: ClinicalSystem, stored: Iterable<SourceRow>, ods: string) {
  const rows = [...stored].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  const shared = Map.groupBy(
    rows.filter(row => row.shared),
    row => `${row.table}\u0000${row.owner}`,
  )
  const owned = Map.groupBy(
    rows.filter(row => row.owner !== '' && !row.shared),
    row => row.owner,
  )
  const records = new Map<string, PatientRecord>()
  for (const [owner, own] of owned) {
    const tables = Map.groupBy(own, row => row.table)
    const patient = { owner, table: (name: string) => tables.get(name) ?? [] }
    system.assemble(patient, () => [], ods)
    records.set(
      owner,
      system.assemble(patient, (table, code) => shared.get(`${table}\u0000${code}`) ?? [], ods),
    )
  }
  return { records, directory: system.directory(table => rows.filter(row => isPractice(row, table)), ods) }
}

function bookOf(system: ClinicalSystem, rows: readonly SourceRow[], ods: string): BookRead {
  const { sites, staff } = system.directory(table => rows.filter(row => isPractice(row, table)), ods)
  const own = (table: string) => rows.filter(row => row.table === table && !row.shared)
  const lookup = (table: string, owner: string) =>
    rows.filter(row => row.shared && row.table === table && row.owner === owner)
  return system.book?.read(own, lookup, { ods, sites, staff }) ?? { schedules: [], faults: new Map() }
}
