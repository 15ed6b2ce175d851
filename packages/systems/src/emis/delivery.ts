/** A delivery of the extract as a stream of source items, for one of its practices. */
import { isLocalDate, londonDay } from '@gpc/fhir'
import { type Delivery, ImportRefused, type OpenOptions, type SourceItem } from '../contract.ts'
import { checkSwitches, optionItems, optionTable } from '../shared/options.ts'
import { readHeader, readTable } from '../shared/table.ts'
import { slotTable } from './appointments.ts'
import { type CheckedRow, checker } from './check.ts'
import { type EmisTable, emisTables } from './columns.ts'
import { customItems, ofGonePatient } from './custom.ts'
import { type EmisFile, type EmisFiles, emisFiles } from './files.ts'
import { assembleOptions, directoryOptions, options as known } from './options.ts'
import { inOrder, ownCopy } from './order.ts'
import { layoutOf, type OwnPractice, ownPractice } from './practices.ts'
import { otherOrganisationTable } from './referrals.ts'
import { scope } from './scope.ts'
import { type Survey, survey } from './survey.ts'

/** Tables that every layout has, apart from audits. */
const expected = emisTables.filter(table => !table.name.startsWith('Audit_') && table.name !== 'Admin_PatientHistory')

/** Opens a delivery for a practice. @throws ImportRefused with what to do */
export async function openDelivery(path: string, options: OpenOptions): Promise<Delivery> {
  checkSwitches(options.options, known, ['organisation'])
  const files = await emisFiles(path)
  const notices = await headerNotices(files)
  const own = await ownPractice(files, options)
  notices.push(...own.notices)
  const absent = expected.filter(table => !files.extracts.flat().some(file => file.table === table))
  if (absent.length > 0) notices.push(`Not in the delivery: ${absent.map(table => table.name).join(', ')}.`)
  if (files.others.length > 0) notices.push(`Passed over, as no files of the extract: ${files.others.join(', ')}.`)
  const mode = options.mode ?? 'delta'
  const tables = new Set(files.extracts.flat().map(file => file.table))
  const whole = mode === 'bulk' ? [...tables].filter(table => !table.upsertOnly).map(table => table.name) : []
  return {
    notices,
    bytes: [...files.extracts.flat(), ...files.custom].reduce((sum, { file }) => sum + file.size, 0),
    whole: [optionTable, ...whole].map(table => ({ source: 'emis', table })),
    ...bookDayOf(files),
    async *items(read) {
      yield optionItems('emis', options.options, assembleOptions, directoryOptions)
      const reading = newReading(own, options)
      let done = 0
      for (const one of files.extracts.flat()) {
        yield* guarded(
          one.file.name,
          fileItems(one, reading, bytes => read(done + bytes)),
        )
        done += one.file.size
      }
      for (const one of files.custom) {
        yield* guarded(
          one.file.name,
          customItems(one, { guid: own.guid, ods: options.ods, gone: reading.gone }, bytes => read(done + bytes)),
        )
        done += one.file.size
      }
      notices.push(...reading.survey.notices(mode))
    },
  }
}

/** The day on which the newest file of slots was made, by its name. */
function bookDayOf({ extracts }: EmisFiles): Pick<Delivery, 'bookDay'> {
  const stamps = extracts
    .flat()
    .filter(one => one.table.name === slotTable)
    .map(one => one.stamp)
  const last = stamps.sort().at(-1)
  if (last === undefined) return {}
  const bookDay = `${last.slice(0, 4)}-${last.slice(4, 6)}-${last.slice(6, 8)}`
  return isLocalDate(bookDay) ? { bookDay } : { bookDay: londonDay() }
}

/** Refuses files without the columns that they need; tells of columns that aren't known, and of texts that aren't sent. */
async function headerNotices(files: EmisFiles): Promise<string[]> {
  const notices: string[] = []
  const texts = new Map([
    ['CareRecord_Observation', 'AssociatedText'],
    ['CareRecord_Problem', 'Comment'],
  ])
  for (const { file, table } of files.extracts.flat()) {
    const columns = await readHeader(file, layoutOf(table), 'utf-8')
    const unknown = columns.filter(name => name === '').length
    if (unknown > 0)
      notices.push(`${file.name} has ${unknown} columns that this reader doesn't know: they are passed over.`)
    const text = texts.get(table.name)
    if (text !== undefined && !columns.includes(text)) {
      notices.push(`${table.name} comes without ${text}: free text of its entries is not in this delivery.`)
    }
  }
  return notices
}

interface Reading {
  readonly own: OwnPractice
  /** True: the rows of a patient whom the delivery deletes are kept, if the delivery has them after the deletion. */
  readonly keepLater: boolean
  /** True: what a table doesn't name is deleted, so a file that is cut off must stop the import. */
  readonly bulk: boolean
  /** Patients whose last word in this delivery so far is that they are deleted. */
  readonly gone: Set<string>
  readonly inScope: ReturnType<typeof scope>
  readonly survey: Survey
}

function newReading(own: OwnPractice, { options, mode }: OpenOptions): Reading {
  return {
    own,
    keepLater: options.get('keep-rows-after-patient-delete') === 'on',
    bulk: mode === 'bulk',
    gone: new Set<string>(),
    inScope: scope(own),
    survey: survey(),
  }
}

/** A row that is the practice's, or why there is none of it. */
interface Taken {
  readonly key: string
  readonly order: number | undefined
  readonly item: Extract<SourceItem, { kind: 'reject' }> | undefined
  readonly row?: CheckedRow & { readonly at: SourceItem['at']; readonly text: string }
}

async function* fileItems(one: EmisFile, reading: Reading, read: (bytes: number) => void) {
  const { table, file } = one
  const check = checker(table)
  let cutOff = false
  const rows = async function* (again: boolean): AsyncGenerator<Taken[]> {
    const heading = { kind: 'header', layout: layoutOf(table) } as const
    for await (const batch of readTable(file, heading, 'emis', 'utf-8', again ? () => {} : read)) {
      const taken: Taken[] = []
      for (const row of batch) {
        const isFault = 'kind' in row
        if (!again) cutOff = isFault && row.column === undefined
        if (isFault) {
          if (!again) taken.push({ key: '', order: undefined, item: row })
          continue
        }
        const { cells, at, text } = row
        const whose = reading.inScope(table, cells, !again)
        if (whose === 'other') continue
        const found = whose === 'own' ? check(cells) : whose
        const order = Number(cells.ProcessingId ?? Number.NaN)
        if (!('reason' in found)) {
          taken.push({
            key: found.key,
            order: Number.isNaN(order) ? undefined : order,
            item: undefined,
            row: { ...found, at, text },
          })
        } else if (!again) {
          taken.push({ key: '', order: undefined, item: { kind: 'reject', source: 'emis', at, ...found, row: text } })
        }
      }
      yield taken
    }
  }
  for await (const batch of inOrder(rows)) {
    const items: SourceItem[] = []
    for (const { item, row } of batch) {
      if (item !== undefined) items.push(item)
      else if (row !== undefined) pushItems(items, table, row, reading)
    }
    yield items
  }
  if (cutOff && reading.bulk) {
    throw new ImportRefused(
      `The last row of ${file.name} is broken off, and a bulk import would delete what is missing: fetch it again.`,
    )
  }
}

/** What a row tells to do, with what it brings with it (deletions of a patient or an observation cascade). */
function pushItems(items: SourceItem[], table: EmisTable, row: NonNullable<Taken['row']>, reading: Reading): void {
  const { key, owner, at, text } = row
  const isPatient = table.name === 'Admin_Patient'
  reading.survey.count(table.name, row)
  if (row.deleted) {
    if (isPatient) {
      reading.gone.add(ownCopy(key))
      items.push({ kind: 'delete-owner', source: 'emis', owner: key, at })
      return
    }
    items.push({ kind: 'delete', source: 'emis', table: table.name, key, at })
    if (table.name === 'CareRecord_Observation') {
      items.push({ kind: 'delete', source: 'emis', table: 'CareRecord_ObservationReferral', key, at })
    }
    return
  }
  if (isPatient) reading.gone.delete(key)
  else if (owner !== '' && table.owner !== 'dictionary' && !reading.keepLater && reading.gone.has(owner)) {
    items.push({ kind: 'reject', source: 'emis', at, column: 'PatientGuid', reason: ofGonePatient, row: text })
    return
  }
  const shared = table.owner === 'dictionary'
  items.push({
    kind: 'upsert',
    source: 'emis',
    row: { table: table.name, key, owner, shared, columns: row.columns },
    at,
  })
  if (table.name === 'Admin_Organisation' && key !== reading.own.guid) {
    const others = { table: otherOrganisationTable, key, owner: key, shared: true, columns: row.columns }
    items.push({ kind: 'upsert', source: 'emis', row: others, at })
  }
}

/** A file that stops being readable (a damaged zip, a file that goes away) stops the import with a sentence. */
async function* guarded<T>(name: string, items: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* items
  } catch (error) {
    if (error instanceof ImportRefused) throw error
    const cause = error instanceof Error ? error.message : 'unknown cause'
    throw new ImportRefused(`${name} can't be read to its end (${cause}): fetch it again.`)
  }
}
