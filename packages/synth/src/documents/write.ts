/**
 * The documents of invented patients as a hand-over of documents (packages/systems/src/documents): `documents.csv` and a file each. For EMIS, SystmOne
 * and Vision, whose files name documents without their bytes; GP2GP messages carry them.
 */
import { createWriteStream } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { guid } from '../keys.ts'
import type { DocumentType, InventedDocument, InventedPatient, InventedPractice } from '../model.ts'
import { documentBytes } from './bytes.ts'

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

const endings: Readonly<Record<DocumentType, string>> = {
  'application/pdf': 'pdf',
  'text/plain': 'txt',
  'text/html': 'html',
  'application/rtf': 'rtf',
  'image/tiff': 'tif',
  'image/jpeg': 'jpg',
}

/** The id of an invented document in the files of its practice's system, in lower case. */
export const documentId = (ods: string, patient: number, key: number): string => guid(ods, 'Document', patient, key)

/**
 * Writes a folder, which it makes if need be. The same patients give the same bytes; those without documents leave no trace.
 * @returns how many documents were written
 */
export async function writeDocuments(
  practice: InventedPractice,
  patients: Iterable<InventedPatient>,
  folder: string,
): Promise<number> {
  await mkdir(folder, { recursive: true })
  const table = createWriteStream(join(folder, 'documents.csv'))
  table.write(`${columns.join(',')}\r\n`)
  let written = 0
  for (const patient of patients) {
    for (const document of patient.documents ?? []) {
      const cells = cellsOf(practice, patient, document)
      table.write(`${columns.map(column => quoted(cells[column])).join(',')}\r\n`)
      await writeFile(join(folder, cells.File), documentBytes(document))
      written += 1
    }
  }
  table.end()
  await finished(table)
  return written
}

function cellsOf(
  { ods, name }: InventedPractice,
  patient: InventedPatient,
  { key, concept, title, date, recordedAt, contentType, author, confidential }: InventedDocument,
): Readonly<Record<(typeof columns)[number], string>> {
  const id = documentId(ods, patient.number, key)
  const own = 'staff' in author
  return {
    DocumentId: id,
    NhsNumber: patient.nhsNumber,
    File: `${id}.${endings[contentType]}`,
    ContentType: contentType,
    Title: title,
    TypeCode: concept.snomed?.code ?? '',
    TypeText: concept.text,
    Created: date,
    Added: recordedAt,
    AuthorOds: own ? ods : '',
    AuthorName: own ? name : author.text,
    Confidential: confidential ? 'true' : '',
  }
}

const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
