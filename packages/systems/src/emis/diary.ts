/** Diary rows (STR-DRY). */
import type { Concept, DiaryEntry, Unreadable } from '@gpc/clinical'
import type { Lookup, PatientRows, SourceRow } from '../contract.ts'
import { clinicalCode } from './codes.ts'
import { partialDate } from './dates.ts'
import { entryKey, entryOf, labelled, type PatientContext } from './entry.ts'

export function diaryOf(rows: PatientRows, lookup: Lookup, context: PatientContext) {
  const diary: DiaryEntry[] = []
  const unreadable: Unreadable[] = []
  for (const row of rows.table('CareRecord_Diary')) {
    const concept = conceptOf(row, lookup)
    if (concept === undefined) {
      const { CodeId: codeId } = row.columns
      const reason = codeId === undefined ? 'it has no code' : `${codeId} is not in Coding_ClinicalCode`
      unreadable.push({ key: entryKey(row), column: 'CodeId', reason: `${reason}, and it has no text of its own` })
    } else {
      diary.push(diaryEntryOf(row, concept, context))
    }
  }
  return { diary, unreadable }
}

/** The code with the user's own term; the term alone where the dictionary doesn't have the code. */
function conceptOf({ columns }: SourceRow, lookup: Lookup): Concept | undefined {
  const { OriginalTerm: term, AssociatedText: text } = columns
  const concept = clinicalCode(lookup, columns.CodeId, term)?.concept
  if (concept !== undefined && (concept.text !== undefined || concept.codings.length > 0)) return concept
  const words = term ?? text
  return words === undefined ? undefined : { codings: [], text: words }
}

/** Open is only what is active and not complete; a day is what the extract has. */
function diaryEntryOf(row: SourceRow, concept: Concept, context: PatientContext): DiaryEntry {
  const { columns } = row
  const due = partialDate(columns.EffectiveDate, columns.EffectiveDatePrecision)
  return {
    ...entryOf(row, context),
    concept,
    status: columns.IsActive === 'true' && columns.IsComplete !== 'true' ? 'open' : 'done',
    ...(due === undefined ? {} : { due }),
    notes: [
      ...(columns.AssociatedText === undefined ? [] : [columns.AssociatedText]),
      ...labelled('Duration', columns.DurationTerm),
      ...labelled('Location type', columns.LocationTypeDescription),
    ],
  }
}
