/** A hand-over as a delivery: a row for each document, and its bytes. */
import { type AttachmentItem, type Delivery, ImportRefused, type OpenOptions, type SourceItem } from '../contract.ts'
import type { SourceFile } from '../shared/files.ts'
import { type ReadRow, readHeader, readTable } from '../shared/table.ts'
import { contentTypeOf, type Fault, faultOf, layout, nhsNumberOf } from './columns.ts'
import { type HandOver, handOver } from './files.ts'

const source = 'documents'
export const table = 'Document'

/** @throws ImportRefused if there is no documents.csv with the columns that must be there */
export async function openDocuments(path: string, { mode, options }: OpenOptions): Promise<Delivery> {
  const [option] = options.keys()
  if (option !== undefined) throw new ImportRefused(`There is no option ${option} for documents: leave it out.`)
  const given = await handOver(path)
  await readHeader(given.csv, layout, 'utf-8')
  const named = [...given.files.values()].reduce((sum, file) => sum + file.size, 0)
  return {
    notices: [],
    bytes: given.csv.size + named,
    whole: mode === 'bulk' ? [{ source, table }] : [],
    items: read => items(given, read),
  }
}

async function* items(given: HandOver, read: (bytes: number) => void): AsyncGenerator<readonly SourceItem[]> {
  const seen = new Map<string, number>()
  let fromCsv = 0
  let fromFiles = 0
  const told = () => read(fromCsv + fromFiles)
  const counted = (bytes: number) => {
    fromFiles += bytes
    told()
  }
  const heading = { kind: 'header', layout } as const
  for await (const rows of readTable(given.csv, heading, source, 'utf-8', bytes => {
    fromCsv = bytes
    told()
  })) {
    yield rows.flatMap((row): readonly SourceItem[] => {
      if ('kind' in row) return [row]
      const fault = faultOf(row.cells) ?? fileFault(row, given.files) ?? duplicate(row, seen)
      if (fault !== undefined) return [{ kind: 'reject', source, at: row.at, ...fault, row: row.text }]
      return documentItems(row, given.files, counted)
    })
  }
}

function duplicate({ cells, at }: ReadRow, seen: Map<string, number>): Fault | undefined {
  const { DocumentId = '' } = cells
  const before = seen.get(DocumentId)
  if (before === undefined) seen.set(DocumentId, at.line)
  return before === undefined ? undefined : { column: 'DocumentId', reason: `line ${before} has the same id` }
}

function fileFault({ cells }: ReadRow, files: HandOver['files']): Fault | undefined {
  const { File } = cells
  if (File === undefined) return undefined
  if (/[/\\]/.test(File)) return { column: 'File', reason: 'a name with folders: files lie beside documents.csv' }
  const file = files.get(File.normalize('NFC'))
  if (file === undefined) return { column: 'File', reason: 'there is no such file beside documents.csv' }
  if (file.size === 0) return { column: 'File', reason: 'the file is empty' }
  if (contentTypeOf(cells) !== undefined) return undefined
  return { column: 'ContentType', reason: 'no media type, and the name of the file does not tell it' }
}

function documentItems(
  { cells, at }: ReadRow,
  files: HandOver['files'],
  read: (bytes: number) => void,
): readonly SourceItem[] {
  const { DocumentId: key = '', File } = cells
  const owner = `nhs:${nhsNumberOf(cells)}`
  const file = File === undefined ? undefined : files.get(File.normalize('NFC'))
  const contentType = contentTypeOf(cells)
  const columns = { ...cells, ...(contentType === undefined ? {} : { ContentType: contentType }) }
  const row: SourceItem = { kind: 'upsert', source, row: { table, key, owner, shared: false, columns }, at }
  if (file === undefined || contentType === undefined) return [row]
  const attachment: AttachmentItem = {
    key,
    owner,
    name: file.name,
    contentType,
    table,
    content: () => contentOf(file, read),
  }
  return [row, { kind: 'attachment', source, attachment, at }]
}

async function* contentOf(file: SourceFile, read: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const bytes of await file.open()) {
    if (!(bytes instanceof Uint8Array)) continue
    yield bytes
    read(bytes.byteLength)
  }
}
