/** Recalls. */
import type { Concept, DiaryEntry } from '@gpc/clinical'
import { displayDate } from '@gpc/fhir'
import type { Lookup, PatientRows, SourceRow } from '../contract.ts'
import { dateOf } from './dates.ts'
import { entryOf } from './entries.ts'
import type { NamedStaff } from './staff.ts'
import { mappedOrNumber } from './values.ts'

export function diaryOf(rows: PatientRows, lookup: Lookup, named: NamedStaff): readonly DiaryEntry[] {
  return rows.table('SRRecall').map(row => {
    const concept: Concept = { codings: [], text: mappedOrNumber(row.columns.RecallType, lookup) ?? 'Recall' }
    const due = dateOf(row.columns.DateRecall)
    const status = statusOf(row, lookup)
    return {
      ...entryOf(row, concept, lookup, named),
      concept,
      status: status !== undefined && closed.test(status) ? 'done' : 'open',
      ...(due === undefined ? {} : { due }),
      notes: statusNote(row, status),
    }
  })
}

/**
 * Words of a recall that is over. Any other word, a new one too, is open: a recall that is shown once too often does less harm than one
 * that is lost.
 */
const closed = /^\s*(seen|awaiting result|superseded|suspended|cancelled\b.*)\s*$/i

function statusOf({ columns }: SourceRow, lookup: Lookup): string | undefined {
  return mappedOrNumber(columns.RecallStatus, lookup) ?? mappedOrNumber(columns.RecallInitialStatus, lookup)
}

function statusNote({ columns }: SourceRow, status: string | undefined): readonly string[] {
  if (status === undefined) return []
  const changed = dateOf(columns.RecallStatusDate)
  return [`Recall status: ${status}${changed === undefined ? '' : ` (${displayDate(changed)})`}`]
}
