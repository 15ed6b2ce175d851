/** Files of an extract as source items: every row is checked here, once; what doesn't fit becomes a reject with its column. */
import { PassThrough, pipeline } from 'node:stream'
import { ImportRefused, type SourceItem } from '../contract.ts'
import type { SourceFile } from '../shared/files.ts'
import { type ReadRow, readTable, type TableLayout } from '../shared/table.ts'
import { dayOf } from './dates.ts'
import type { TppTable } from './layout.ts'

/** All files of an extract are in this encoding. */
export const encoding = 'windows-1252'

/** Look-up rows made of SRStaffMemberProfile: who a profile is, found by the profile. */
export const profileStaffTable = 'ProfileStaff'

/** Look-up rows made of SROrganisation: an organisation, found by its ODS code. */
export const organisationTable = 'OrganisationByCode'

/** The file of a table as `readTable` wants it: required columns, and those that may be there. */
export function layoutOf(table: TppTable): TableLayout {
  const optional = [...table.columns.filter(name => !table.required.includes(name)), 'RemovedData']
  return { table: table.name, required: table.required, optional }
}

/** How many rows belong to other practices, by their ODS code. */
export type OtherPractices = Map<string, number>

/**
 * The items of one file, in batches. Rows of other practices are counted and passed over.
 * @throws ImportRefused if the file breaks off in the middle of a row (the rest of it is missing), or can't be read
 */
export async function* fileItems(
  table: TppTable,
  file: SourceFile,
  ods: string,
  others: OtherPractices,
  read: (bytes: number) => void,
): AsyncGenerator<readonly SourceItem[]> {
  const watched = watch(file)
  const check = rowCheck(table, ods)
  let last: SourceItem | ReadRow | undefined
  try {
    for await (const batch of readTable(
      watched.file,
      { kind: 'header', layout: layoutOf(table) },
      'tpp',
      encoding,
      read,
    )) {
      const items: SourceItem[] = []
      for (const row of batch) {
        if ('kind' in row) {
          items.push(row)
          continue
        }
        const item = check(row)
        if (typeof item === 'string') others.set(item, (others.get(item) ?? 0) + 1)
        else {
          items.push(item)
          const more = profileStaff(item) ?? organisationByCode(item)
          if (more !== undefined) items.push(more)
        }
      }
      last = batch.at(-1) ?? last
      if (items.length > 0) yield items
    }
  } catch (error) {
    if (error instanceof ImportRefused) throw error
    throw new ImportRefused(`${file.name} can't be read (${reasonOf(error)}): fetch the extract again.`)
  }
  if (last !== undefined && 'kind' in last && watched.endsInLine()) {
    throw new ImportRefused(
      `${file.name} breaks off in the middle of its last row (line ${last.at.line}): fetch the extract again.`,
    )
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Remembers whether the file's last byte was a line end. */
function watch(file: SourceFile): { readonly file: SourceFile; endsInLine(): boolean } {
  let last = 10
  return {
    file: {
      ...file,
      async open() {
        const tap = new PassThrough({
          transform(chunk: Buffer, _encoding, done) {
            last = chunk.at(-1) ?? last
            done(null, chunk)
          },
        })
        return pipeline(await file.open(), tap, () => {})
      },
    },
    endsInLine: () => last !== 10 && last !== 13,
  }
}

const identifier = /^[1-9]\d{0,18}$/
/** What Windows-1252 has no character for. */
const unassigned = /[\u0081\u008d\u008f\u0090\u009d]/

/** True for a link to another row: empty, 0 and negative numbers are none. */
export function isLink(cell: string | undefined): cell is string {
  return cell !== undefined && identifier.test(cell)
}

/** Checks a row of a table: gives its item, or the ODS code of the other practice that it belongs to. */
function rowCheck(table: TppTable, ods: string): (row: ReadRow) => SourceItem | string {
  const { name, owner, dates, flags } = table
  const splits = table.columns.includes('IDOrganisationVisibleTo')
  const source = 'tpp'
  return row => {
    const { cells, at } = row
    const reject = (column: string, reason: string): SourceItem => ({
      kind: 'reject',
      source,
      at,
      column,
      reason,
      row: row.text,
    })
    const practice = cells.IDOrganisationVisibleTo
    if (splits && practice !== undefined && practice !== ods) return practice
    const key = cells.RowIdentifier
    if (key === undefined || !identifier.test(key)) return reject('RowIdentifier', 'is no positive whole number')
    const removed = cells.RemovedData
    if (removed === '1' || removed === 'TRUE') return { kind: 'delete', source, table: name, key, at }
    if (removed !== undefined && removed !== '0' && removed !== 'FALSE')
      return reject('RemovedData', 'is neither 0 nor 1')
    if (unassigned.test(row.text)) return reject('RowIdentifier', `the row has bytes that aren't ${encoding} text`)
    let of = ''
    if (owner.by === 'patient') {
      if (practice === undefined) return reject('IDOrganisationVisibleTo', 'names no practice')
      const cell = cells[owner.column]
      if (isLink(cell)) of = cell
      else if (owner.mayLack !== true || (cell !== undefined && !/^-?\d+$/.test(cell))) {
        return reject(owner.column, 'names no patient')
      }
    } else if (owner.by === 'code') {
      const cell = cells[owner.column]
      if (cell === undefined) return reject(owner.column, 'is empty')
      of = cell
    }
    for (const column of dates) {
      const cell = cells[column]
      if (cell !== undefined && dayOf(cell) === undefined)
        return reject(column, 'is no date such as 04 Nov 1958 00:00:00')
    }
    for (const column of flags) {
      const cell = cells[column]
      if (cell !== undefined && cell !== 'TRUE' && cell !== 'FALSE') return reject(column, 'is neither TRUE nor FALSE')
    }
    return {
      kind: 'upsert',
      source,
      row: { table: name, key, owner: of, shared: owner.by === 'code', columns: cells },
      at,
    }
  }
}

/** The look-up row that goes with a staff profile's row, or its deletion. */
function profileStaff(item: SourceItem): SourceItem | undefined {
  if (item.kind === 'delete' && item.table === 'SRStaffMemberProfile') return { ...item, table: profileStaffTable }
  if (item.kind !== 'upsert' || item.row.table !== 'SRStaffMemberProfile') return undefined
  const { key, columns } = item.row
  const { IDStaffMember } = columns
  if (!isLink(IDStaffMember)) return { kind: 'delete', source: 'tpp', table: profileStaffTable, key, at: item.at }
  return {
    ...item,
    row: { table: profileStaffTable, key, owner: key, shared: true, columns: { IDStaffMember } },
  }
}

/** The look-up row that goes with an organisation's row, or its deletion. */
function organisationByCode(item: SourceItem): SourceItem | undefined {
  if (item.kind === 'delete' && item.table === 'SROrganisation') return { ...item, table: organisationTable }
  if (item.kind !== 'upsert' || item.row.table !== 'SROrganisation') return undefined
  const { key, columns } = item.row
  if (columns.ID === undefined) return { kind: 'delete', source: 'tpp', table: organisationTable, key, at: item.at }
  return { ...item, row: { table: organisationTable, key, owner: columns.ID, shared: true, columns } }
}
