/** Documents: the extract has nothing but a DocumentGuid on an observation (DOC-REF). */
import type { DocumentEntry } from '@gpc/clinical'
import type { PatientRows } from '../contract.ts'
import { partialDate } from './dates.ts'
import { documentKey, entryKey, entryOf, type PatientContext } from './entry.ts'
import type { Sorted } from './sorting.ts'

/**
 * One for each DocumentGuid, beside the observations that name it: type and day are the first one's. It is confidential if any of them is. The GUID,
 * in capitals without braces, is what its bytes are found by.
 */
export function documentsOf(rows: PatientRows, { codes }: Sorted, context: PatientContext): DocumentEntry[] {
  const named = rows.table('CareRecord_Observation').flatMap(row => {
    const guid = row.columns.DocumentGuid
    const code = codes.get(row.key)
    return guid === undefined || code === undefined ? [] : [{ guid, row, code }]
  })
  const byGuid = Map.groupBy(named, ({ guid }) => guid)
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
