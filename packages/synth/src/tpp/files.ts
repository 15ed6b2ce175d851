/** The extract's CSV files: layout 93, every field quoted, CRLF, Windows-1252. */
import { createWriteStream, type WriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { tppColumns } from '@gpc/systems'

/** A row's cells by column; those that aren't given are empty, RemovedData is 0. */
export type Cells = Readonly<Record<string, string | undefined>>

export interface TppWriter {
  readonly files: readonly string[]
  row(table: string, cells: Cells): void
  /** Hands what has gathered to the files, and waits until they have taken it. */
  flush(): Promise<void>
  close(): Promise<void>
}

const gathered = 1 << 16

/** Opens a file for each table, with its header. The folder is made if need be. */
export async function tppWriter(folder: string, tables: readonly string[]): Promise<TppWriter> {
  await mkdir(folder, { recursive: true })
  const open = tables.map(name => {
    const columns = tppColumns(name)
    return { name, columns, stream: createWriteStream(join(folder, `${name}.csv`)), text: line(columns) }
  })
  const byName = new Map(open.map(table => [table.name, table]))
  const flush = async (least: number): Promise<void> => {
    for (const table of open) {
      if (table.text.length <= least) continue
      const { text } = table
      table.text = ''
      await write(table.stream, encoded(text))
    }
  }
  return {
    files: tables.map(name => `${name}.csv`),
    row(name, cells) {
      const table = byName.get(name)
      if (table === undefined) throw new Error(`The extract has no file for ${name}.`)
      const given: Cells = { RemovedData: '0', ...cells }
      table.text += line(table.columns.map(column => given[column] ?? ''))
    },
    flush: () => flush(gathered),
    async close() {
      await flush(0)
      await Promise.all(
        open.map(({ stream }) => {
          stream.end()
          return finished(stream)
        }),
      )
    },
  }
}

function line(values: readonly string[]): string {
  return `${values.map(value => `"${value.replaceAll('"', '""')}"`).join(',')}\r\n`
}

function write(stream: WriteStream, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(bytes, error => (error ? reject(error) : resolve()))
  })
}

const outsideLatin1 = /[\u0080-\u009f\u0100-\u{10ffff}]/gu

/** The characters of bytes 80 to 9F: to the Latin-1 character of the same byte. */
const upper = new Map(
  Array.from({ length: 32 }, (_, i) => 0x80 + i).map(byte => [
    new TextDecoder('windows-1252').decode(Uint8Array.of(byte)),
    String.fromCharCode(byte),
  ]),
)

/** Text in Windows-1252. @throws RangeError for a character that it hasn't got */
export function encoded(text: string): Uint8Array {
  const latin1 = text.replace(outsideLatin1, char => {
    const byte = upper.get(char)
    if (byte === undefined || char < '\u0100') throw new RangeError(`Windows-1252 has no ${JSON.stringify(char)}.`)
    return byte
  })
  return Buffer.from(latin1, 'latin1')
}
