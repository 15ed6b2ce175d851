/** One import: a delivery in, source rows and renderings out, in one transaction. */
import {
  type Directory,
  emptyDirectory,
  renderDirectory,
  type SourceName,
  type StaffMember,
  type TestResult,
} from '@gpc/clinical'
import { londonDay } from '@gpc/fhir'
import {
  beginImport,
  type ImportSession,
  type Merged,
  type OwnerRows,
  type RenderedOwner,
  refreshStatistics,
  type StaffIdentity,
  type Store,
  staffIdentities,
} from '@gpc/store'
import { type ClinicalSystem, type Delivery, ImportRefused, type SourceItem, type SourceRow } from '@gpc/systems'
import { assembleRecord, type SourcedRecord } from './assemble.ts'
import { fillBook } from './book.ts'
import { employersOf, organisationRefs, renderRecord } from './render.ts'
import { bySource, type Lookups, lookups } from './rows.ts'

export interface ImportRequest {
  readonly practice: { readonly ods: string; readonly name: string }
  /** The system that the delivery is of, for the report. */
  readonly system: string
  readonly delivery: Delivery
  readonly systems: ReadonlyMap<SourceName, ClinicalSystem>
  /** Finds a person by NHS number, for a message whose patient the practice doesn't have (PDS). */
  readonly whoIs?: (nhsNumber: string) => Promise<Readonly<Record<string, string>> | undefined>
  /** True: a message about an unknown patient stops the import; else its rows wait. */
  readonly patientsMustBeKnown?: boolean
  readonly progress?: (step: ImportStep) => void
}

export type ImportStep =
  | { readonly step: 'reading'; readonly bytes: number; readonly of: number; readonly rows: number }
  | { readonly step: 'merging'; readonly rows: number }
  | { readonly step: 'rendering'; readonly patients: number; readonly of: number }

export interface ImportResult {
  readonly rows: number
  readonly inserted: number
  readonly updated: number
  readonly deleted: number
  readonly unchanged: number
  readonly rejected: number
  readonly patients: number
  readonly entries: number
  readonly withheld: number
  readonly unreadable: number
  readonly waiting: number
  readonly seconds: number
  readonly notices: readonly string[]
}

/**
 * Imports a delivery. Readers see the practice as it was until all of it is done.
 * @throws ImportBusy, ImportRefused (nothing has been changed then)
 */
export async function runImport(store: Store, request: ImportRequest): Promise<ImportResult> {
  const began = performance.now()
  const { delivery, progress = () => {}, practice } = request
  const session = await beginImport(store, practice.ods)
  try {
    await checkChain(session, request)
    const read = await stageAll(session, delivery, progress)
    progress({ step: 'merging', rows: read.rows })
    const merged = await session.merge(delivery.whole)
    const known = await directory(store, session, request, merged)
    const tally: Tally = { patients: 0, entries: 0, withheld: 0, unreadable: 0, waiting: 0 }
    const everyone = merged.sharedChanged || known.changed || (await session.rendererChanged())
    const unknown = await renderAll(session, request, known, everyone, tally)
    if (unknown.length > 0) await identify(session, request, known, unknown, tally)
    if ((await session.adopt()) > 0) await renderAll(session, request, known, false, tally)
    const { bookDay } = delivery
    const system = request.systems.get(sourceOf(request))
    const bookNotices =
      bookDay === undefined || system?.book === undefined
        ? []
        : await fillBook(session, { system, reader: system.book, ods: practice.ods, bookDay, known: known.people })
    const seconds = (performance.now() - began) / 1000
    const { inserted, updated, deleted, unchanged } = merged
    const result = {
      ...read,
      inserted,
      updated,
      deleted,
      unchanged,
      ...tally,
      seconds,
      notices: [...delivery.notices, ...bookNotices],
    }
    const { notices, ...counts } = result
    const chain = (delivery.chain ?? []).map(({ table, to }) => ({ source: sourceOf(request), table, to }))
    await session.commit({ system: request.system, seconds, counts, notices, chain })
    if (tally.patients >= many) await refreshStatistics(store)
    return result
  } catch (error) {
    await session.rollback()
    throw error
  }
}

/** Staff, sites, organisations (with their references) and employers of staff (`employersOf`) of the practice's directory, by `source key`. */
interface KnownToPractice {
  readonly staff: ReadonlySet<string>
  readonly sites: ReadonlySet<string>
  readonly organisations: ReadonlyMap<string, string>
  readonly employers: ReadonlyMap<string, string>
  /** Who and what they are, of all sources. */
  readonly people: Pick<Directory, 'sites' | 'staff'>
}

/** Patients after whose rendering the planner's statistics are out of date. */
const many = 500

interface Tally {
  patients: number
  entries: number
  withheld: number
  unreadable: number
  waiting: number
}

function sourceOf({ system, systems }: ImportRequest): SourceName {
  return [...systems.keys()].find(name => name === system) ?? 'emis'
}

/** A delta must follow on what was imported last; the same one again is fine. */
async function checkChain(session: ImportSession, request: ImportRequest): Promise<void> {
  const upto = await session.chain(sourceOf(request))
  for (const { table, from, to } of request.delivery.chain ?? []) {
    const last = upto.get(table)
    if (from === undefined || last === from || last === to) continue
    const before = last === undefined ? 'nothing of it has been imported yet' : `it was last imported up to ${last}`
    throw new ImportRefused(
      `${table} holds changes since ${from}, but ${before}: import the deliveries between first, or a full one.`,
    )
  }
}

async function stageAll(session: ImportSession, delivery: Delivery, progress: (step: ImportStep) => void) {
  let bytes = 0
  let rows = 0
  let rejected = 0
  const items = delivery.items(read => {
    bytes = read
  })
  for await (const batch of items) {
    await session.stage(batch)
    for (const item of batch) {
      if (item.kind === 'reject') rejected += 1
      else rows += 1
    }
    progress({ step: 'reading', bytes, of: delivery.bytes, rows })
  }
  return { rows, rejected }
}

/** Makes the practice's directory of all its sources, if any row of it changed; tells which staff there are. */
async function directory(
  store: Store,
  session: ImportSession,
  { systems, practice }: ImportRequest,
  merged: Merged,
): Promise<KnownToPractice & { readonly changed: boolean }> {
  const tables = new Map<string, SourceRow[]>()
  const wanted = [...systems.values()].flatMap(({ name: source, directoryTables }) =>
    directoryTables.map(table => ({ source, table })),
  )
  for (const { tbl, key, owner, columns } of await session.practiceRows(wanted)) {
    const table = session.tables.byId(tbl)
    if (table === undefined) continue
    const name = `${table.source} ${table.name}`
    const list = tables.get(name) ?? []
    tables.set(name, list)
    list.push({ table: table.name, key, owner, shared: false, columns })
  }
  const parts = [...systems.values()].map(system =>
    system.directory(name => tables.get(`${system.name} ${name}`) ?? [], practice.ods),
  )
  const all: Directory = {
    ...emptyDirectory,
    organisations: parts.flatMap(part => part.organisations),
    sites: parts.flatMap(part => part.sites),
    staff: withIdentities(
      parts.flatMap(part => part.staff),
      await staffIdentities(store, practice.ods),
    ),
  }
  const staff = new Set(all.staff.map(({ source, key }) => `${source} ${key}`))
  const sites = new Set(all.sites.map(({ source, key }) => `${source} ${key}`))
  const organisations = organisationRefs(all.organisations, practice.ods)
  const employers = employersOf(all.staff, organisations, practice.ods)
  const context = { ods: practice.ods, today: londonDay(), hasStaff: () => true }
  const written = await session.writeDirectory(renderDirectory(all, context, practice.name))
  return { staff, sites, organisations, employers, people: all, changed: written && merged.practiceChanged }
}

/** SDS ids from the provider's administration, for staff whose own source has none; one role profile id a role, in order. */
function withIdentities(staff: readonly StaffMember[], identities: readonly StaffIdentity[]): StaffMember[] {
  const known = new Map(identities.map(one => [`${one.source} ${one.staff}`, one]))
  return staff.map(member => {
    const identity = known.get(`${member.source} ${member.key}`)
    if (identity === undefined) return member
    const roles = member.roles.map((role, i) => {
      const roleProfileId = role.roleProfileId ?? identity.roleProfileIds[i]
      return roleProfileId === undefined ? role : { ...role, roleProfileId }
    })
    return { ...member, sdsUserId: member.sdsUserId ?? identity.sdsUserId, roles }
  })
}

/** Patients rendered together between two looks at the look-ups that were missed. */
async function renderAll(
  session: ImportSession,
  request: ImportRequest,
  known: KnownToPractice,
  everyone: boolean,
  tally: Tally,
): Promise<string[]> {
  const of = await session.countOwners(everyone)
  if (of === 0) return []
  await session.clear(everyone)
  const found = lookups(session)
  const today = londonDay()
  const unknown: string[] = []
  for await (const batch of session.owners(everyone)) {
    const records = await assembleBatch(session, request, batch, found)
    const attachments = await session.attachments(batch.map(one => one.owner))
    const rendered = batch.map((one, i): RenderedOwner => {
      const record = records[i]
      if (record === undefined) throw new Error(`No record was assembled for ${one.owner}.`)
      count(tally, record)
      if (record.patient === undefined && isAskedAbout(one, session)) unknown.push(one.owner)
      return renderRecord(one.owner, record, one.rows, session.tables, {
        ods: request.practice.ods,
        today,
        ...known,
        attachments: attachments.get(one.owner) ?? [],
      })
    })
    for (const one of rendered) tally.withheld += one.withheld.length
    await session.write(rendered)
    request.progress?.({ step: 'rendering', patients: tally.patients, of })
  }
  return unknown
}

/** A message's patient is looked for; documents that were handed over for somebody whom the practice doesn't have wait for them. */
function isAskedAbout({ owner, rows }: OwnerRows, session: ImportSession): boolean {
  return owner.startsWith('nhs:') && rows.some(row => session.tables.byId(row.tbl)?.source !== 'documents')
}

function count(tally: Tally, record: SourcedRecord): void {
  tally.patients += 1
  tally.unreadable += record.unreadable.length
  if (record.patient === undefined) tally.waiting += 1
  else tally.entries += entriesIn(record)
}

/** Entries as their sources count them: each issue, each result of a report, each part of a consultation that is an entry of its own. */
function entriesIn(record: SourcedRecord): number {
  const results = (all: readonly TestResult[]): number => all.reduce((sum, one) => sum + 1 + results(one.results), 0)
  return (
    record.allergies.length +
    record.medications.reduce((sum, plan) => sum + 1 + plan.issues.length, 0) +
    record.consultations.length +
    record.problems.length +
    record.immunisations.length +
    record.observations.length +
    record.investigations.reduce((sum, report) => sum + 1 + results(report.results), 0) +
    record.referrals.length +
    record.documents.length +
    record.diary.length
  )
}

/** Rounds of look-ups that lead to others (a profile to its person) before a chain counts as broken. */
const rounds = 8

async function assembleBatch(
  session: ImportSession,
  { systems, practice }: ImportRequest,
  batch: readonly OwnerRows[],
  found: Lookups,
): Promise<SourcedRecord[]> {
  const rows = batch.map(({ owner, rows: own }) => bySource(owner, own, session.tables))
  const records: SourcedRecord[] = []
  let open = rows.map((_, i) => i)
  for (let round = 0; open.length > 0; round++) {
    const again: number[] = []
    for (const i of open) {
      const own = rows[i]
      if (own === undefined) continue
      const before = found.misses
      records[i] = assembleRecord(own, systems, found, practice.ods)
      if (found.misses > before) again.push(i)
    }
    if (again.length === 0 || round === rounds) break
    await found.fetch()
    open = again
  }
  return records
}

/** Asks who the patients are whom only a message names, and renders them with what PDS says. */
async function identify(
  session: ImportSession,
  request: ImportRequest,
  known: KnownToPractice,
  owners: readonly string[],
  tally: Tally,
): Promise<void> {
  const people: SourceItem[] = []
  for (const owner of owners) {
    const nhsNumber = owner.slice(4)
    const columns = await request.whoIs?.(nhsNumber)
    if (columns !== undefined) {
      const row = { table: 'Person', key: nhsNumber, owner, shared: false, columns }
      people.push({ kind: 'upsert', source: 'pds', row, at: { file: 'PDS', line: 1 } })
    } else if (request.patientsMustBeKnown === true) {
      throw new ImportRefused(
        `Nobody with NHS number ${nhsNumber} is registered at ${request.practice.ods} or known to PDS: import the practice's registration list first, or give --family, --given, --birth-date and --gender.`,
      )
    }
  }
  if (people.length === 0) return
  await session.stage(people)
  await session.mergeMore()
  tally.waiting -= people.length
  tally.patients -= people.length
  await renderAll(session, request, known, false, tally)
}
