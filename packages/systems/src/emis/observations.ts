/** Observation rows that no other area takes (STR-UNC), with immunisation status, test requests and free text. */
import type { Observation } from '@gpc/clinical'
import type { SourceRow } from '../contract.ts'
import type { CodedRow } from './codes.ts'
import { partialDate } from './dates.ts'
import { entryOf, labelled, type PatientContext } from './entry.ts'
import { detailNotes, interpretationOf, measuredValue, rangesOf, textNotes, valueNotes } from './values.ts'

/** Parents are named as the source has them; blood pressure is joined by the renderers' rules (STR-UNC-08, STR-UNC-11). */
export function observationOf(
  { row, code }: CodedRow,
  kind: 'coded' | 'immunisation-status',
  context: PatientContext,
): Observation {
  const { columns } = row
  const value = measuredValue(columns)
  const ranges = rangesOf(columns)
  const interpretation = interpretationOf(columns)
  const { ParentObservationGuid: parent } = columns
  return {
    ...entryOf(row, context),
    kind,
    concept: code.concept,
    ...effectiveOf(row),
    ...(value === undefined ? {} : { value }),
    ...(ranges.length === 0 ? {} : { ranges }),
    ...(interpretation === undefined ? {} : { interpretation }),
    ...(parent === undefined || parent === row.key ? {} : { parent: `${row.table}:${parent}` }),
    notes: [...detailNotes(columns), ...textNotes(columns)],
  }
}

/** A test request in a consultation: all that is shown of it, as text (STR-CON-13). */
export function testRequestOf({ row, code }: CodedRow, context: PatientContext): Observation {
  const { columns } = row
  const term = code.concept.text ?? code.concept.codings.map(one => one.display ?? one.code).join(', ')
  return comment(row, [term, ...valueNotes(columns), ...detailNotes(columns), ...textNotes(columns)], context)
}

/** Free text of a consultation (STR-CON-12). */
export function commentOf(row: SourceRow, context: PatientContext): Observation {
  const { columns } = row
  const document = labelled('Document', columns.DocumentGuid)
  return comment(row, [...textNotes(columns), ...valueNotes(columns), ...detailNotes(columns), ...document], context)
}

function comment(row: SourceRow, notes: readonly string[], context: PatientContext): Observation {
  return { ...entryOf(row, context), kind: 'comment', concept: { codings: [] }, ...effectiveOf(row), notes }
}

export function effectiveOf({ columns }: SourceRow) {
  const effective = partialDate(columns.EffectiveDate, columns.EffectiveDatePrecision)
  return effective === undefined ? {} : { effective }
}
