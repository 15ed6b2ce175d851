/** Observations whose code is of an allergy category, or says that there are no known allergies, as allergies (STR-ALG-06). */
import type { Allergy, Unreadable } from '@gpc/clinical'
import type { Lookup, PatientRows, SourceRow } from '../contract.ts'
import { isNoKnownAllergy } from '../shared/no-known-allergies.ts'
import { optionOn } from '../shared/options.ts'
import { type ClinicalCode, clinicalCode } from './codes.ts'
import { partialDate } from './dates.ts'
import { entryKey, entryOf, labelled, type PatientContext } from './entry.ts'

/** The allergies of a patient; observations whose code isn't known are unreadable, for any of them may be an allergy. */
export function allergiesOf(rows: PatientRows, lookup: Lookup, context: PatientContext) {
  const allergies: Allergy[] = []
  const unreadable: Unreadable[] = []
  for (const row of rows.table('CareRecord_Observation')) {
    const { CodeId: codeId } = row.columns
    const code = clinicalCode(lookup, codeId, context.originalTerms.get(row.key))
    if (code === undefined) {
      const reason = codeId === undefined ? 'it has no code' : `${codeId} is not in Coding_ClinicalCode`
      unreadable.push({
        key: entryKey(row),
        column: 'CodeId',
        reason: `${reason}, so it is not known what it is: it may be an allergy`,
      })
      continue
    }
    const negation = isNoKnownAllergy(code.snomed, code.read)
    if (!negation && !/^allergy and adverse/i.test(code.category)) continue
    if (code.concept.text === undefined && code.concept.codings.length === 0) {
      unreadable.push({ key: entryKey(row), column: 'CodeId', reason: `${codeId} has neither term nor code` })
      continue
    }
    allergies.push(allergyOf(row, code, negation, categoryOf(code, lookup), context))
  }
  return { allergies, unreadable }
}

/** Drug or not, as far as the category says it (STR-ALG-08). That one without "drug" means non-drug is an inference, by option. */
function categoryOf({ category }: ClinicalCode, lookup: Lookup): Allergy['category'] {
  if (/drug/i.test(category)) return 'medication'
  return optionOn(lookup, 'non-drug-allergies-by-category') ? 'environment' : 'medication'
}

function allergyOf(
  row: SourceRow,
  code: ClinicalCode,
  negation: boolean,
  category: Allergy['category'],
  context: PatientContext,
): Allergy {
  const { columns } = row
  const entry = entryOf(row, context)
  const onset = partialDate(columns.EffectiveDate, columns.EffectiveDatePrecision)
  return {
    ...entry,
    concept: code.concept,
    category,
    ...(negation ? { negation } : {}),
    ...(onset === undefined ? {} : { onset }),
    ...(entry.recorded === undefined ? {} : { asserted: entry.recorded }),
    notes: notesOf(columns),
  }
}

/** All that the row says beyond its code and dates: its text, then each labelled field (STR-ALG-15). */
function notesOf(columns: SourceRow['columns']): string[] {
  const value = [columns.Value, columns.NumericUnit].filter(part => part !== undefined).join(' ')
  const { NumericRangeLow: low, NumericRangeHigh: high } = columns
  const range = [low === undefined ? [] : [`from ${low}`], high === undefined ? [] : [`to ${high}`]].flat().join(' ')
  return [
    ...(columns.AssociatedText === undefined ? [] : [columns.AssociatedText]),
    ...labelled('Value', value),
    ...labelled('Range', range),
    ...labelled('Abnormal', columns.Abnormal?.toLowerCase() === 'false' ? undefined : columns.Abnormal),
    ...labelled('Reason for abnormal', columns.AbnormalReason),
    ...labelled('Qualifiers', columns.Qualifiers),
    ...labelled('Episode', columns.Episode),
  ]
}
