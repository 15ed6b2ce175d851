/** The extract's CSV files: every table of layout 8.2, every field quoted, CRLF, rows numbered by ProcessingId. */
import { createWriteStream, type WriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { emisTables } from '@gpc/systems'

export type Cells = Readonly<Record<string, string | undefined>>

export interface EmisWriter {
  readonly files: readonly string[]
  /** Adds a row; columns that aren't given are empty. */
  row(table: string, cells: Cells): void
  /** Hands what has gathered to the files, and waits until they have taken it. */
  flush(): Promise<void>
  close(): Promise<void>
}

const gathered = 1 << 16

/**
 * Opens a file for each table, with its header.
 * @param stamp `yyyyMMddHHmmss`
 * @param agreement GUID of the sharing agreement
 */
export async function emisWriter(folder: string, stamp: string, agreement: string): Promise<EmisWriter> {
  await mkdir(folder, { recursive: true })
  let processingId = 0
  const open = emisTables.map(({ name, columns }) => {
    const file = `291_${name}_${stamp}_${agreement.toUpperCase()}.csv`
    const names = columns.map(column => column.name)
    const stream = createWriteStream(join(folder, file)).on('error', () => {})
    return { name, file, names, stream, text: line(names) }
  })
  const byName = new Map(open.map(table => [table.name, table]))
  const flush = async (least: number): Promise<void> => {
    for (const table of open) {
      if (table.text.length <= least) continue
      const { text } = table
      table.text = ''
      await write(table.stream, text)
    }
  }
  return {
    files: open.map(({ file }) => file),
    row(name, cells) {
      const table = byName.get(name)
      if (table === undefined) throw new Error(`The extract has no table ${name}.`)
      processingId += 1
      const numbered: Cells = { ...cells, ProcessingId: String(processingId) }
      table.text += line(table.names.map(column => numbered[column] ?? ''))
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

function write(stream: WriteStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, error => (error ? reject(error) : resolve()))
  })
}
