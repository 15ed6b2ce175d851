/** Rows for COPY in PostgreSQL's binary format, gathered in memory and written in large pieces. */
import type { ClientBase } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'

type Kind = 'text' | 'int2' | 'int4' | 'bool' | 'bytea'
type Value = string | number | boolean | Uint8Array | null

const signature = Buffer.from('PGCOPY\n\u00ff\r\n\0\0\0\0\0\0\0\0\0', 'latin1')

export interface Copier {
  row(values: readonly Value[]): void
  /** Bytes gathered so far. */
  readonly size: number
  /** Writes what is gathered. */
  flush(): Promise<void>
}

/** A COPY into a table's columns. Nothing is sent until `flush`. Two buffers take turns: one is filled while the other is sent. */
export function copier(client: ClientBase, table: string, columns: Readonly<Record<string, Kind>>): Copier {
  const kinds = Object.values(columns)
  const statement = `COPY ${table} (${Object.keys(columns).join(', ')}) FROM STDIN (FORMAT binary)`
  let buffer: Buffer = Buffer.allocUnsafe(1 << 20)
  let spare: Buffer | undefined
  let at = signature.copy(buffer)
  const room = (bytes: number): void => {
    if (at + bytes <= buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, at + bytes))
    buffer.copy(larger, 0, 0, at)
    buffer = larger
  }
  const write = (value: Value, kind: Kind): void => {
    if (value === null) {
      room(4)
      at = buffer.writeInt32BE(-1, at)
    } else if (typeof value === 'string') {
      room(4 + value.length * 3)
      const length = buffer.write(value, at + 4)
      buffer.writeInt32BE(length, at)
      at += 4 + length
    } else if (typeof value === 'number') {
      room(8)
      at = buffer.writeInt32BE(kind === 'int2' ? 2 : 4, at)
      at = kind === 'int2' ? buffer.writeInt16BE(value, at) : buffer.writeInt32BE(value, at)
    } else if (typeof value === 'object') {
      room(4 + value.length)
      at = buffer.writeInt32BE(value.length, at)
      buffer.set(value, at)
      at += value.length
    } else {
      room(5)
      at = buffer.writeInt32BE(1, at)
      at = buffer.writeUInt8(value ? 1 : 0, at)
    }
  }
  return {
    row(values) {
      room(2)
      at = buffer.writeInt16BE(kinds.length, at)
      kinds.forEach((kind, i) => {
        write(values[i] ?? null, kind)
      })
    },
    get size() {
      return at
    },
    async flush() {
      if (at === signature.length) return
      room(2)
      at = buffer.writeInt16BE(-1, at)
      const full = buffer
      const gathered = full.subarray(0, at)
      buffer = spare ?? Buffer.allocUnsafe(1 << 20)
      spare = undefined
      at = signature.copy(buffer)
      const stream = client.query(copyFrom(statement))
      await new Promise<void>((resolve, reject) => {
        stream.once('error', reject)
        stream.once('finish', resolve)
        stream.end(gathered)
      })
      spare = full
    },
  }
}
