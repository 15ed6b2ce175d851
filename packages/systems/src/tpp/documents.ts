/** Letters and other documents: what is known of them. The extract has no content. */
import type { Concept, DocumentEntry } from '@gpc/clinical'
import type { Lookup, PatientRows, SourceRow } from '../contract.ts'
import { dateOf } from './dates.ts'
import { entryOf } from './entries.ts'
import { doneAtNotes, type Place } from './places.ts'
import type { NamedStaff } from './staff.ts'
import { labelled, labelledDate, mappedOrNumber } from './values.ts'

export function documentsOf(
  rows: PatientRows,
  lookup: Lookup,
  named: NamedStaff,
  place: Place,
): readonly DocumentEntry[] {
  return [
    ...rows.table('SRMedia').map(row => document(row, 'Document', lookup, named, place)),
    ...rows.table('SRLetter').map(row => document(row, 'Letter', lookup, named, place)),
  ]
}

function document(row: SourceRow, otherwise: string, lookup: Lookup, named: NamedStaff, place: Place): DocumentEntry {
  const { columns } = row
  const { DocumentUID, FileName, FileSize } = columns
  const type: Concept = { codings: [], text: mappedOrNumber(columns.CommunicationType, lookup) ?? otherwise }
  const created = dateOf(columns.DateEvent)
  const author = partyOf(columns, 'Sender')
  const size = FileSize !== undefined && /^\d{1,12}$/.test(FileSize) ? Number(FileSize) : undefined
  return {
    ...entryOf(row, type, lookup, named),
    type,
    ...(FileName === undefined ? {} : { title: FileName }),
    ...(created === undefined ? {} : { created }),
    ...(author === undefined ? {} : { authorText: author }),
    ...(DocumentUID === undefined ? {} : { attachment: DocumentUID }),
    ...(size === undefined ? {} : { size }),
    notes: [
      ...labelled('Direction', mappedOrNumber(columns.Direction, lookup)),
      ...labelled('Recipient', partyOf(columns, 'Recipient')),
      ...labelled('E-mail', columns.EmailAddress),
      ...labelledDate('Finalised', columns.DateFinalised),
      ...(size === undefined ? labelled('Size', FileSize) : []),
      ...doneAtNotes(row, lookup, place),
    ],
  }
}

/** Who sent or received a document: the person, and the organisation. */
function partyOf(columns: SourceRow['columns'], role: 'Sender' | 'Recipient'): string | undefined {
  const person = [columns[`${role}Title`], columns[`${role}FirstName`], columns[`${role}Surname`]]
    .filter(part => part !== undefined)
    .join(' ')
  const parts = [person, columns[`${role}Organisation`]].filter(part => part !== undefined && part !== '')
  return parts.length === 0 ? undefined : parts.join(', ')
}
