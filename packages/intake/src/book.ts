/** The appointment book out of the practice's own rows, in the import's transaction. */
import type { Directory } from '@gpc/clinical'
import { addDays, type LocalDate } from '@gpc/fhir'
import type { ImportSession } from '@gpc/store'
import type { BookRead, BookReader, ClinicalSystem, SourceRow } from '@gpc/systems'
import { lookups } from './rows.ts'

/** Days before the file's own day for which the book is kept up to date: as far as reports look back, and some more. */
const daysBack = 120
/** Rounds of look-ups that lead to others. */
const rounds = 8

export interface BookRequest {
  readonly system: ClinicalSystem
  readonly reader: BookReader
  readonly ods: string
  /** The day that the delivery's appointments speak of. */
  readonly bookDay: LocalDate
  readonly known: Pick<Directory, 'sites' | 'staff'>
}

/** Writes the sessions of the system's rows; gives a notice for each reason why rows made no slot. */
export async function fillBook(session: ImportSession, request: BookRequest): Promise<readonly string[]> {
  const { system, reader, bookDay } = request
  const from = addDays(bookDay, -daysBack)
  const rows = await recentRows(session, request, from)
  const { schedules, faults } = await readBook(session, request, rows)
  const days = schedules.filter(one => one.starts.slice(0, 10) >= from)
  await session.saveBook(system.name, days, from, bookDay)
  if (schedules.length === 0 || faults.size === 0) return []
  const counts = [...faults].map(([reason, count]) => `${reason} (${count})`)
  return [`Not in the appointment book: ${counts.join(', ')}; ${reader.tables[0]} and its like are kept as they came.`]
}

async function recentRows(
  session: ImportSession,
  { system, reader }: BookRequest,
  from: LocalDate,
): Promise<ReadonlyMap<string, readonly SourceRow[]>> {
  const rows = new Map<string, SourceRow[]>()
  for await (const batch of session.tableRows(reader.tables.map(table => ({ source: system.name, table })))) {
    for (const { tbl, key, owner, columns } of batch) {
      const table = session.tables.byId(tbl)?.name
      if (table === undefined) continue
      const row = { table, key, owner, shared: false, columns }
      const day = reader.dayOf(row)
      if (day !== undefined && day < from) continue
      const list = rows.get(table) ?? []
      rows.set(table, list)
      list.push(row)
    }
  }
  return rows
}

async function readBook(
  session: ImportSession,
  { system, reader, ods, known }: BookRequest,
  rows: ReadonlyMap<string, readonly SourceRow[]>,
): Promise<BookRead> {
  const found = lookups(session)
  const own = <T extends { readonly source: string }>(all: readonly T[]) =>
    all.filter(one => one.source === system.name)
  const place = { ods, sites: own(known.sites), staff: own(known.staff) }
  for (let round = 0; ; round++) {
    const before = found.misses
    const read = reader.read(table => rows.get(table) ?? [], found.of(system.name), place)
    if (found.misses === before || round === rounds) return read
    await found.fetch()
  }
}
