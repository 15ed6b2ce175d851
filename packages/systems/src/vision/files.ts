/** Vision's file names, dates, times and rows: every row is checked here once; what doesn't fit is a reject. */
import { isLocalDate, type LocalDate } from '@gpc/fhir'
import type { SourceItem, SourceRow } from '../contract.ts'
import type { SourceFile } from '../shared/files.ts'
import type { Cells, ReadRow } from '../shared/table.ts'
import { type VisionTable, visionTables } from './columns.ts'

export interface VisionFile {
  readonly file: SourceFile
  readonly table: VisionTable
  readonly ods: string
  /** Day of the extract, `yyyy-MM-dd`. */
  readonly day: string
}

const memberName =
  /^(FULL|INCREMENTAL|ADDITIONAL)_([A-Z0-9]{3,10})_([a-z_]+)_data_extract-(\d{4}-\d{2}-\d{2})-(\d{6})\.csv$/i
const kinds = ['FULL', 'INCREMENTAL', 'ADDITIONAL']

/** The delivery's tables in the order that they take effect, and the names of the files that are passed over. */
export function visionFiles(files: readonly SourceFile[]): {
  found: readonly VisionFile[]
  passedOver: readonly string[]
} {
  const found: (VisionFile & { readonly order: string })[] = []
  const passedOver: string[] = []
  for (const file of files) {
    const [, kind = '', ods = '', name = '', day = '', time = ''] = memberName.exec(file.name) ?? []
    const table = visionTables.find(one => one === name.toLowerCase())
    if (table === undefined) passedOver.push(file.name)
    else {
      const order = `${visionTables.indexOf(table)} ${kinds.indexOf(kind.toUpperCase())} ${time} ${file.name}`
      found.push({ file, table, ods: ods.toUpperCase(), day, order })
    }
  }
  return { found: found.sort((a, b) => (a.order < b.order ? -1 : 1)), passedOver }
}

/** `yyyyMMdd` as `yyyy-MM-dd`; undefined unless it is a real calendar day. */
export function visionDate(text: string): LocalDate | undefined {
  if (text.length !== 8) return undefined
  const date = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`
  return isLocalDate(date) ? date : undefined
}

/** The day of a date column, if it has one. */
export function dayOf(cells: Cells, column: string): LocalDate | undefined {
  const value = cells[column]
  return value === undefined ? undefined : visionDate(value)
}

/** `HHmm` as `HH:mm:ss`; undefined for 9999 and whatever else is no time of day: then the date alone counts. */
export function visionTime(text: string): string | undefined {
  return /^([01]\d|2[0-3])[0-5]\d$/.test(text) ? `${text.slice(0, 2)}:${text.slice(2)}:00` : undefined
}

/** What a table's rows must be like. */
interface RowSchema {
  readonly dates: readonly string[]
  /** Rows of a patient: unique with PID only. */
  readonly ofPatient: boolean
  readonly action: boolean
}

const schemas: Readonly<Record<VisionTable, RowSchema>> = {
  practice: { dates: [], ofPatient: false, action: false },
  staff: { dates: [], ofPatient: false, action: false },
  patient: {
    dates: ['DATE_OF_BIRTH', 'REGISTERED_DATE', 'REMOVED_DATE', 'DATE_OF_DEATH'],
    ofPatient: false,
    action: true,
  },
  encounter: { dates: ['DATE'], ofPatient: true, action: true },
  referral: { dates: ['DATE', 'ACTION_DATE'], ofPatient: true, action: true },
  journal: { dates: ['DATE', 'RECORDED_DATE', 'END_DATE'], ofPatient: true, action: true },
}

const keyPart = /^[\w.-]{1,64}$/

/** A row as what it tells to do. Of a deletion only the key is looked at: other cells may be empty. */
export function itemOf(table: VisionTable, row: ReadRow): SourceItem {
  const { cells, at } = row
  const schema = schemas[table]
  const reject = (column: string, reason: string): SourceItem => ({
    kind: 'reject',
    source: 'vision',
    at,
    column,
    reason,
    row: row.text,
  })
  const keyColumn = schema.ofPatient || table === 'patient' ? 'PID' : 'ID'
  const first = cells[keyColumn] ?? ''
  if (!keyPart.test(first)) return reject(keyColumn, 'no key of letters, digits, dots and dashes')
  const second = cells.ID ?? ''
  if (schema.ofPatient && !keyPart.test(second)) return reject('ID', 'no key of letters, digits, dots and dashes')
  const key = schema.ofPatient ? `${first}:${second}` : first
  const action = cells.ACTION
  if (schema.action && action !== 'I' && action !== 'U') {
    if (action !== 'D') return reject('ACTION', 'neither I, U nor D')
    if (table === 'patient') return { kind: 'delete-owner', source: 'vision', owner: first, at }
    return { kind: 'delete', source: 'vision', table, key, at }
  }
  for (const column of schema.dates) {
    const value = cells[column]
    if (value !== undefined && visionDate(value) === undefined) return reject(column, 'no calendar date yyyyMMdd')
  }
  const owner = keyColumn === 'PID' ? first : ''
  const kept: SourceRow = { table, key, owner, shared: false, columns: cells }
  return { kind: 'upsert', source: 'vision', row: kept, at }
}
