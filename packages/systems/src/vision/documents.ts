/** Rows of the journal that stand for a document: ENTITY LETTERS or ATTACHMENT with a DOCUMENT_ID. */
import type { DocumentEntry, Unreadable } from '@gpc/clinical'
import type { Lookup, SourceRow } from '../contract.ts'
import type { Cells } from '../shared/table.ts'
import { visionConcept } from './codes.ts'
import { entryKey, entryOf, eventDate, labelled, qualifierNotes } from './journal.ts'
import { valueNotes } from './values.ts'

/** True for clinical rows (C) and tests (T) that stand for a document. */
export function isDocumentRow(cells: Cells): boolean {
  if (cells.SUBSET !== 'C' && cells.SUBSET !== 'T') return false
  return (cells.ENTITY === 'LETTERS' || cells.ENTITY === 'ATTACHMENT') && cells.DOCUMENT_ID !== undefined
}

/**
 * A document's metadata. DATE is taken for the day that it was written, TEXT for its title; nobody is named as its author, as HCP may
 * be whoever filed it.
 */
export function documentOf(row: SourceRow, lookup: Lookup): DocumentEntry | Unreadable {
  const cells = row.columns
  const found = visionConcept(cells, [{ column: 'SNOMED_CODE', termIsRubric: true }], cells.TEXT)
  if (found === undefined) return { key: entryKey(row), column: 'CODE', reason: 'neither a code nor a term nor a text' }
  const created = eventDate(cells)
  const title = cells.RUBRIC === undefined ? undefined : cells.TEXT
  const attachment = documentId(cells.DOCUMENT_ID ?? '')
  return {
    ...entryOf(row, lookup),
    type: found.concept,
    ...(title === undefined ? {} : { title }),
    ...(created === undefined ? {} : { created }),
    ...(attachment === undefined ? {} : { attachment }),
    notes: [
      ...qualifierNotes(cells),
      ...valueNotes(cells),
      ...labelled(cells, { END_DATE: 'End date (yyyyMMdd)' }),
      ...(attachment === undefined ? labelled(cells, { DOCUMENT_ID: 'Document' }) : []),
      ...found.leftOver,
    ],
  }
}

/** The second part of `1|5B0C…`; a text without parts is the id itself. */
function documentId(text: string): string | undefined {
  const [first = '', second] = text.split('|').map(part => part.trim())
  const id = second ?? first
  return id === '' ? undefined : id
}
