/** A row of the extract, checked once: key, owner, dates, times, flags, codes and GUIDs; what doesn't fit is a fault with its column. */
import { isLocalDate } from '@gpc/fhir'
import type { Cells } from '../shared/table.ts'
import { type EmisTable, type Kind, transportColumns } from './columns.ts'

export interface CheckedRow {
  readonly key: string
  /** The patient, or the code that the row is looked up by, or the empty text. */
  readonly owner: string
  readonly deleted: boolean
  /** GUIDs in capitals without braces, flags in lower case, all else as it stands; empty for a deleted row. */
  readonly columns: Readonly<Record<string, string>>
}

export interface RowFault {
  readonly column: string
  readonly reason: string
}

const guid = /^\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?$/i

/** A GUID in capitals without braces, which is how GUIDs are compared; undefined for anything else. */
export function plainGuid(text: string): string | undefined {
  return guid.exec(text.trim())?.[1]?.toUpperCase()
}

const time = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/
const precisions: ReadonlySet<string> = new Set(['U', 'Y', 'YM', 'YMD', 'YMDT'])

/** By kind: the value as it is kept, or undefined if it isn't one; and what it should be. */
const parsers: Readonly<Record<Exclude<Kind, 'text'>, readonly [(text: string) => string | undefined, string]>> = {
  guid: [plainGuid, 'a GUID'],
  date: [text => (isLocalDate(text) ? text : undefined), 'a day of the calendar written yyyy-MM-dd'],
  time: [text => (time.test(text) ? text : undefined), 'a time written HH:mm:ss'],
  datetime: [
    text => (isLocalDate(text.slice(0, 10)) && text[10] === ' ' && time.test(text.slice(11)) ? text : undefined),
    'a date and time written yyyy-MM-dd HH:mm:ss',
  ],
  flag: [
    text => {
      const lower = text.toLowerCase()
      return lower === 'true' || lower === 'false' ? lower : undefined
    },
    'true or false',
  ],
  precision: [text => (precisions.has(text.toUpperCase()) ? text.toUpperCase() : undefined), 'U, Y, YM, YMD or YMDT'],
  code: [text => (/^-?\d{1,20}$/.test(text) ? text : undefined), 'a whole number'],
}

/** Makes the check of a table's rows. */
export function checker(table: EmisTable): (cells: Cells) => CheckedRow | RowFault {
  const kept = table.columns
    .filter(({ name }) => !transportColumns.has(name))
    .map(({ name, kind }) => {
      const [parse, wanted] = kind === 'text' ? [undefined, 'text'] : parsers[kind]
      const inKey = table.key.includes(name)
      const owns = table.owner === 'patient' && name === 'PatientGuid'
      return { name, parse, wanted, inKey, needed: name === table.key[0] || (inKey && kind === 'guid') || owns }
    })
  const keyColumns = kept.filter(one => one.inKey)

  const faultOf = (name: string, wanted: string, value: string | undefined): RowFault => ({
    column: name,
    reason: value === undefined ? 'is missing' : `isn't ${wanted}`,
  })

  const keyOf = (columns: Cells): string => {
    const [first = '', ...others] = table.key
    let key = columns[first] ?? ''
    for (const other of others) {
      const part = columns[other]
      if (part !== undefined) key += `/${part}`
    }
    return key
  }

  const ownerOf = (columns: Cells): string => {
    if (table.owner === 'practice') return ''
    return (table.owner === 'dictionary' ? columns.CodeId : columns.PatientGuid) ?? ''
  }

  return cells => {
    const mark = cells.Deleted
    const deleted = mark === undefined ? 'false' : parsers.flag[0](mark.trim())
    if (deleted === undefined) return faultOf('Deleted', parsers.flag[1], mark)
    const columns: Record<string, string> = {}
    for (const { name, parse, wanted, needed } of deleted === 'true' ? keyColumns : kept) {
      const value = cells[name]
      if (value === undefined) {
        if (needed) return faultOf(name, wanted, value)
        continue
      }
      const parsed = parse === undefined ? value : parse(value.trim())
      if (parsed === undefined) return faultOf(name, wanted, value)
      columns[name] = parsed
    }
    if (deleted === 'true') return { key: keyOf(columns), owner: '', deleted: true, columns: {} }
    return { key: keyOf(columns), owner: ownerOf(columns), deleted: false, columns }
  }
}
