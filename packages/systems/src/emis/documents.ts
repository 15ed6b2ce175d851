/** Documents: the extract has nothing but a DocumentGuid on an observation (DOC-REF). */
import type { DocumentEntry } from '@gpc/clinical'
import { partialDate } from './dates.ts'
import { documentKey, entryKey, entryOf, type PatientContext } from './entry.ts'
import type { CodedRow } from './sorting.ts'

/**
 * One for each DocumentGuid, beside the observations that name it: type and day are the first one's. It is confidential if any of them is. The GUID,
 * in capitals without braces, is what its bytes are found by.
 */
export function documentsOf(rows: readonly CodedRow[], context: PatientContext): DocumentEntry[] {
  const byGuid = Map.groupBy(
    rows.filter(({ row }) => row.columns.DocumentGuid !== undefined),
    ({ row }) => row.columns.DocumentGuid ?? '',
  )
  return [...byGuid].flatMap(([guid, [first, ...others]]) => {
    if (first === undefined) return []
    const { EffectiveDate: date, EffectiveDatePrecision: precision } = first.row.columns
    const created = partialDate(date, precision)
    const entries = [first, ...others].map(({ row }) => entryOf(row, context))
    const hidden = entries.some(one => one.confidentiality === 'confidential')
    return [
      {
        ...entryOf(first.row, context),
        key: documentKey(guid),
        ...(hidden ? { confidentiality: 'confidential' as const } : {}),
        type: first.code.concept,
        ...(created === undefined ? {} : { created }),
        attachment: guid,
        related: [first, ...others].map(({ row }) => entryKey(row)),
        notes: [],
      },
    ]
  })
}
