/** Staging: the delivery's rows, in order, in a temporary table; and its rejects. */
import type { SourceName } from '@gpc/clinical'
import type pg from 'pg'
import { attachmentId, attachmentWriter } from '../attachment/write.ts'
import { copier } from './copy.ts'
import type { SourceTables } from './tables.ts'

interface Place {
  readonly file: string
  readonly line: number
}

/** What a delivery tells to do (the shape of a reader's SourceItem). */
export type StagedItem =
  | {
      readonly kind: 'upsert'
      readonly source: SourceName
      readonly row: {
        readonly table: string
        readonly key: string
        readonly owner: string
        readonly shared: boolean
        readonly columns: Readonly<Record<string, string>>
      }
      readonly at: Place
    }
  | {
      readonly kind: 'delete'
      readonly source: SourceName
      readonly table: string
      readonly key: string
      readonly at: Place
    }
  | { readonly kind: 'delete-owner'; readonly source: SourceName; readonly owner: string; readonly at: Place }
  | {
      readonly kind: 'attachment'
      readonly source: SourceName
      readonly attachment: {
        readonly key: string
        readonly owner: string
        readonly name?: string
        readonly contentType: string
        readonly table?: string
        content(): AsyncIterable<Uint8Array>
      }
      readonly at: Place
    }
  | {
      readonly kind: 'reject'
      readonly source: SourceName
      readonly at: Place
      readonly column?: string
      readonly reason: string
      readonly row: string
    }

const flushAt = 4 << 20
const longestReject = 100_000

/** PostgreSQL's text holds no U+0000; a reject shows it as U+2400. */
const printable = (text: string): string => text.replaceAll('\u0000', '\u2400').slice(0, longestReject)

export function stage(client: pg.PoolClient, tables: SourceTables, practice: string) {
  const rows = copier(client, 'staging', {
    op: 'text',
    tbl: 'int2',
    key: 'text',
    owner: 'text',
    shared: 'bool',
    file: 'int4',
    line: 'int4',
    cells: 'text',
  })
  const rejects = copier(client, 'reject', {
    practice: 'text',
    source: 'text',
    file: 'text',
    line: 'int4',
    col: 'text',
    reason: 'text',
    row: 'text',
  })
  const attachments = attachmentWriter(client, practice)
  const files = new Map<string, number>()

  /** A file's number; a file that is read again leaves its old rejects behind. */
  const fileId = async (source: SourceName, name: string): Promise<number> => {
    const known = files.get(`${source} ${name}`)
    if (known !== undefined) return known
    const found = await client.query<{ id: number }>(
      `INSERT INTO source_file (practice, source, name) VALUES ($1, $2, $3)
       ON CONFLICT (practice, source, name) DO UPDATE SET name = excluded.name RETURNING id`,
      [practice, source, name],
    )
    await client.query('DELETE FROM reject WHERE practice = $1 AND source = $2 AND file = $3 AND owner IS NULL', [
      practice,
      source,
      name,
    ])
    const id = found.rows[0]?.id ?? 0
    files.set(`${source} ${name}`, id)
    return id
  }

  const add = async (items: readonly StagedItem[]): Promise<void> => {
    for (const item of items) {
      const { source, at } = item
      const file = files.get(`${source} ${at.file}`) ?? (await fileId(source, at.file))
      if (item.kind === 'reject') {
        rejects.row([practice, source, at.file, at.line, item.column ?? null, item.reason, printable(item.row)])
      } else if (item.kind === 'upsert') {
        const { table, key, owner, shared, columns } = item.row
        const tbl = tables.known(source, table) ?? (await tables.idOf(source, table))
        let cells = tables.pack(tbl, columns)
        if (cells === undefined) {
          await tables.claim(tbl, Object.keys(columns))
          cells = tables.pack(tbl, columns) ?? '[]'
        }
        rows.row(['u', tbl, key, owner, shared, file, at.line, cells])
      } else if (item.kind === 'delete') {
        const tbl = tables.known(source, item.table) ?? (await tables.idOf(source, item.table))
        rows.row(['d', tbl, item.key, '', false, file, at.line, '[]'])
      } else if (item.kind === 'delete-owner') {
        rows.row(['o', 0, '', item.owner, false, file, at.line, '[]'])
      } else {
        const { attachment } = item
        const tbl = attachment.table === undefined ? 0 : await tables.idOf(source, attachment.table)
        const staged = await attachments.write(source, attachment, tbl)
        const id = attachmentId(practice, source, attachment.key)
        rows.row(['a', 0, id, attachment.owner, false, file, at.line, JSON.stringify(staged)])
      }
    }
    if (rows.size > flushAt) await rows.flush()
    if (rejects.size > flushAt) await rejects.flush()
  }

  const flush = async (): Promise<void> => {
    await rows.flush()
    await rejects.flush()
    await attachments.flush()
  }
  return { add, flush }
}
