/** Rows of SUBSET C (clinical) and T (test), what a problem (P) is made of, and immunisation rows that give no vaccination. */
import type { Observation, Unreadable, Value } from '@gpc/clinical'
import type { Lookup, SourceRow } from '../contract.ts'
import type { Cells } from '../shared/table.ts'
import { visionConcept } from './codes.ts'
import { dayOf } from './files.ts'
import { entryKey, entryOf, eventDate, labelled, qualifierNotes } from './journal.ts'
import { valueNotes, valuesOf } from './values.ts'

/** An observation, or why the row is none. END_DATE is when it ended, but for a problem's row (P), whose problem it ends. */
export function observationOf(
  row: SourceRow,
  lookup: Lookup,
  kind: 'coded' | 'immunisation-status',
): Observation | Unreadable {
  const cells = row.columns
  const found = visionConcept(cells, [{ column: 'SNOMED_CODE', termIsRubric: true }], cells.TEXT)
  if (found === undefined) return { key: entryKey(row), column: 'CODE', reason: 'neither a code nor a term nor a text' }
  const effective = eventDate(cells)
  const effectiveEnd = cells.SUBSET === 'P' ? undefined : dayOf(cells, 'END_DATE')
  const { value, components, notes } = cells.SUBSET === 'I' ? statusValue(cells) : valuesOf(cells)
  return {
    ...entryOf(row, lookup),
    kind,
    concept: found.concept,
    ...(effective === undefined ? {} : { effective }),
    ...(effectiveEnd === undefined ? {} : { effectiveEnd }),
    ...(value === undefined ? {} : { value }),
    ...(components.length === 0 ? {} : { components }),
    notes: [...qualifierNotes(cells), ...notes, ...textNotes(cells), ...otherNotes(cells), ...found.leftOver],
  }
}

/** An immunisation's row that gave no vaccination: its status is its value, so that the code alone never reads as given. */
function statusValue(cells: Cells) {
  const status = cells.IMMS_STATUS
  const value: Value | undefined = status === undefined ? undefined : { kind: 'text', text: status }
  return { value, components: [], notes: valueNotes(cells) }
}

/** A consultation's text without any code (STR-CON-12). */
export function commentOf(row: SourceRow, lookup: Lookup): Observation {
  const cells = row.columns
  const effective = eventDate(cells)
  return {
    ...entryOf(row, lookup),
    kind: 'comment',
    concept: { codings: [] },
    ...(effective === undefined ? {} : { effective }),
    notes: [
      ...qualifierNotes(cells),
      ...labelled(cells, { END_DATE: 'End date (yyyyMMdd)' }),
      cells.TEXT ?? '',
      ...otherNotes(cells),
    ],
  }
}

/** True for a row that has a text and neither code, term nor value. */
export function isFreeText(cells: Cells): boolean {
  const said = [cells.CODE, cells.SNOMED_CODE, cells.RUBRIC, cells.VALUE1, cells.VALUE2]
  return cells.TEXT !== undefined && said.every(cell => cell === undefined)
}

/** TEXT, unless it stands for the term. */
export const textNotes = ({ TEXT: text, RUBRIC: rubric }: Cells): readonly string[] =>
  text === undefined || rubric === undefined ? [] : [text]

/** Columns that these rows have no use for, should they be filled. */
function otherNotes(cells: Cells): readonly string[] {
  return labelled(cells, {
    ...(cells.SUBSET === 'I' ? {} : { IMMS_STATUS: 'Immunisation status' }),
    IMMS_COMPOUND: 'Immunisation compound',
    IMMS_SOURCE: 'Immunisation source',
    IMMS_BATCH: 'Batch',
    IMMS_REASON: 'Immunisation reason',
    IMMS_METHOD: 'Immunisation method',
    IMMS_SITE: 'Immunisation site',
    DMD_CODE: 'Drug code (dm+d)',
    BNF_CODE: 'BNF code',
    DRUG_FORM: 'Drug form',
    DRUG_STRENGTH: 'Drug strength',
    DRUG_PACKSIZE: 'Pack size',
    DOCUMENT_ID: 'Document',
  })
}
