/** A hand-over of documents in a temporary folder, as `gpc import documents` takes it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const columns = [
  'DocumentId',
  'NhsNumber',
  'File',
  'ContentType',
  'Title',
  'TypeCode',
  'TypeText',
  'Created',
  'Added',
  'AuthorOds',
  'AuthorName',
  'Confidential',
] as const

export type DocumentRow = Partial<Record<(typeof columns)[number], string>> & { readonly bytes?: Uint8Array }

export async function handOver(rows: readonly DocumentRow[]): Promise<{ path: string; remove: () => Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'gpc-documents-'))
  const lines = rows.map(row => columns.map(name => `"${(row[name] ?? '').replaceAll('"', '""')}"`).join(','))
  await writeFile(join(path, 'documents.csv'), [columns.join(','), ...lines].join('\r\n').concat('\r\n'))
  for (const { File, bytes } of rows) {
    if (File !== undefined && bytes !== undefined) await writeFile(join(path, File), bytes)
  }
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}
