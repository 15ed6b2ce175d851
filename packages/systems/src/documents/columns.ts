/** documents.csv: its columns, and what a row must be to be used. */
import { isNhsNumber } from '@gpc/fhir'
import { isSnomedId } from '../shared/snomed.ts'
import type { Cells, TableLayout } from '../shared/table.ts'
import { dateOf } from './dates.ts'

export const csvName = 'documents.csv'

export const layout: TableLayout = {
  table: 'Document',
  required: ['DocumentId', 'NhsNumber', 'File'],
  optional: [
    'ContentType',
    'Title',
    'TypeCode',
    'TypeText',
    'Created',
    'Added',
    'AuthorOds',
    'AuthorName',
    'Confidential',
  ],
}

export interface Fault {
  readonly column: string
  readonly reason: string
}

/** Ten digits, or undefined. */
export function nhsNumberOf({ NhsNumber = '' }: Cells): string | undefined {
  const digits = NhsNumber.replaceAll(' ', '')
  return isNhsNumber(digits) ? digits : undefined
}

export const confidentialities: ReadonlyMap<string, boolean> = new Map([
  ['', false],
  ['false', false],
  ['true', true],
])

/** The first reason why a row can't be used, whatever its file. */
export function faultOf(cells: Cells): Fault | undefined {
  const { DocumentId = '', TypeCode, Created, Added, AuthorOds, Confidential = '' } = cells
  if (DocumentId.trim() === '') return { column: 'DocumentId', reason: 'a document needs an id' }
  if (DocumentId.length > 200) return { column: 'DocumentId', reason: 'longer than 200 characters' }
  if (nhsNumberOf(cells) === undefined) return { column: 'NhsNumber', reason: 'no valid NHS number' }
  if (!confidentialities.has(Confidential.toLowerCase()))
    return { column: 'Confidential', reason: 'neither true nor false' }
  if (TypeCode !== undefined && !isSnomedId(TypeCode)) return { column: 'TypeCode', reason: 'no SNOMED CT id' }
  if (Created !== undefined && dateOf(Created) === undefined) return { column: 'Created', reason: 'no date' }
  if (Added !== undefined && dateOf(Added) === undefined) return { column: 'Added', reason: 'no date' }
  if (AuthorOds !== undefined && !/^[A-Za-z0-9]{3,12}$/.test(AuthorOds))
    return { column: 'AuthorOds', reason: 'no ODS code' }
  return undefined
}

const endings: ReadonlyMap<string, string> = new Map([
  ['pdf', 'application/pdf'],
  ['tif', 'image/tiff'],
  ['tiff', 'image/tiff'],
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['png', 'image/png'],
  ['gif', 'image/gif'],
  ['txt', 'text/plain'],
  ['htm', 'text/html'],
  ['html', 'text/html'],
  ['rtf', 'application/rtf'],
  ['xml', 'application/xml'],
  ['doc', 'application/msword'],
  ['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
])

const mediaType = /^[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}(; ?[a-z0-9_-]+=[a-z0-9_.-]+)*$/i

/** The media type of a row's file, as declared, else by its ending; undefined if neither tells. */
export function contentTypeOf({ ContentType, File = '' }: Cells): string | undefined {
  if (ContentType !== undefined) return mediaType.test(ContentType) ? ContentType : undefined
  return endings.get(File.slice(File.lastIndexOf('.') + 1).toLowerCase())
}
