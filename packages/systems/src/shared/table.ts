/** A table of a delivery: columns by name or by position, rows as named cells, with rejects where a row doesn't fit. */
import type { SourceName } from '@gpc/clinical'
import type { Position, SourceItem } from '../contract.ts'
import { ImportRefused } from '../contract.ts'
import { readCsv } from './csv.ts'
import type { SourceFile } from './files.ts'

export type Encoding = 'utf-8' | 'windows-1252'

export interface TableLayout {
  readonly table: string
  /** Columns that must be there. */
  readonly required: readonly string[]
  /** Columns that may be there. Any other column is passed over. */
  readonly optional?: readonly string[]
  /** Other spellings of a column's name: lower case → the name. */
  readonly aliases?: Readonly<Record<string, string>>
}

export type Cells = Readonly<Record<string, string>>

/** A row as read: its cells by column name (empty ones left out), its place, and its own text. */
export interface ReadRow {
  readonly cells: Cells
  readonly at: Position
  readonly text: string
}

/** Text of a file in pieces, telling the bytes read so far. Bytes that aren't of the encoding become U+FFFD. */
export async function* decoded(
  file: SourceFile,
  encoding: Encoding,
  read: (bytes: number) => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  const stream = await file.open()
  let bytes = 0
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) continue
    bytes += chunk.byteLength
    yield decoder.decode(chunk, { stream: true })
    read(bytes)
  }
  yield decoder.decode()
}

/**
 * Reads only a file's header row. @throws ImportRefused if the file is empty or a required column is missing
 */
export async function readHeader(
  file: SourceFile,
  layout: TableLayout,
  encoding: Encoding,
): Promise<readonly string[]> {
  for await (const batch of readCsv(firstPiece(decoded(file, encoding, () => {})))) {
    const record = batch[0]
    if (record?.kind !== 'record') break
    return columnsOf(record.fields, layout, file.name)
  }
  throw new ImportRefused(`${file.name} is empty or has no header row: fetch it again.`)
}

async function* firstPiece(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let text = ''
  for await (const piece of pieces) {
    text += piece
    if (text.includes('\n') || text.length > 1_000_000) break
  }
  yield text.slice(0, text.indexOf('\n') + 1) || text
}

function columnsOf(header: readonly string[], layout: TableLayout, file: string): readonly string[] {
  const known = new Map([...layout.required, ...(layout.optional ?? [])].map(name => [name.toLowerCase(), name]))
  const names = header.map(cell => {
    const name = cell.trim().toLowerCase()
    return known.get(layout.aliases?.[name]?.toLowerCase() ?? name) ?? ''
  })
  const missing = layout.required.filter(name => !names.includes(name))
  if (missing.length > 0) {
    throw new ImportRefused(
      `${file} lacks the column ${missing.join(', ')}: it isn't a ${layout.table} file of a known layout.`,
    )
  }
  return names
}

/** How a file's records become rows: by its header row, or by position (`columns` by number of fields). */
export type Heading =
  | { readonly kind: 'header'; readonly layout: TableLayout }
  | { readonly kind: 'positions'; readonly columns: ReadonlyMap<number, readonly string[]> }

/**
 * Reads a table's rows in batches; what can't be read comes as a reject in the same batch, in file order.
 * @throws ImportRefused if the header is wrong (nothing has been handed on by then)
 */
export async function* readTable(
  file: SourceFile,
  heading: Heading,
  source: SourceName,
  encoding: Encoding,
  read: (bytes: number) => void,
): AsyncGenerator<readonly (ReadRow | Extract<SourceItem, { kind: 'reject' }>)[]> {
  let columns: readonly string[] | undefined
  for await (const batch of readCsv(decoded(file, encoding, read))) {
    const rows: (ReadRow | Extract<SourceItem, { kind: 'reject' }>)[] = []
    for (const record of batch) {
      const at = { file: file.name, line: record.line }
      const reject = (reason: string, column?: string): void => {
        rows.push({ kind: 'reject', source, at, reason, row: record.text, ...(column === undefined ? {} : { column }) })
      }
      if (record.kind === 'fault') {
        reject(record.reason)
        continue
      }
      if (heading.kind === 'header' && columns === undefined) {
        columns = columnsOf(record.fields, heading.layout, file.name)
        continue
      }
      const names = heading.kind === 'header' ? columns : heading.columns.get(record.fields.length)
      if (names === undefined || names.length !== record.fields.length) {
        reject(`${record.fields.length} fields where ${expected(heading, columns)} are expected`)
        continue
      }
      const cells: Record<string, string> = {}
      let broken: string | undefined
      for (let i = 0; i < names.length; i++) {
        const name = names[i] ?? ''
        const value = record.fields[i] ?? ''
        if (name === '' || value === '') continue
        if (value.includes('\u0000') || (encoding === 'utf-8' && value.includes('\ufffd'))) broken = name
        cells[name] = value
      }
      if (broken !== undefined) reject(`bytes that aren't ${encoding} text`, broken)
      else rows.push({ cells, at, text: record.text })
    }
    yield rows
  }
  if (heading.kind === 'header' && columns === undefined) {
    throw new ImportRefused(`${file.name} is empty or has no header row: fetch it again.`)
  }
}

function expected(heading: Heading, columns: readonly string[] | undefined): string {
  return heading.kind === 'header' ? String(columns?.length ?? 0) : [...heading.columns.keys()].join(' or ')
}
