/** Observations whose code is of an allergy category, or says that there are no known allergies, as allergies (STR-ALG-06). */
import type { Allergy } from '@gpc/clinical'
import type { Lookup } from '../contract.ts'
import { isNoKnownAllergy } from '../shared/no-known-allergies.ts'
import { optionOn } from '../shared/options.ts'
import type { ClinicalCode, CodedRow } from './codes.ts'
import { partialDate } from './dates.ts'
import { entryOf, type PatientContext } from './entry.ts'
import { detailNotes, textNotes, valueNotes } from './values.ts'

export function allergyOf({ row, code }: CodedRow, lookup: Lookup, context: PatientContext): Allergy {
  const { columns } = row
  const entry = entryOf(row, context)
  const onset = partialDate(columns.EffectiveDate, columns.EffectiveDatePrecision)
  return {
    ...entry,
    concept: code.concept,
    category: categoryOf(code, lookup),
    ...(isNoKnownAllergy(code.snomed, code.read) ? { negation: true } : {}),
    ...(onset === undefined ? {} : { onset }),
    ...(entry.recorded === undefined ? {} : { asserted: entry.recorded }),
    notes: [...textNotes(columns), ...valueNotes(columns), ...detailNotes(columns)],
  }
}

/** Drug or not, as far as the category says it (STR-ALG-08). That one without "drug" means non-drug is an inference, by option. */
function categoryOf({ category }: ClinicalCode, lookup: Lookup): Allergy['category'] {
  if (/drug/i.test(category)) return 'medication'
  return optionOn(lookup, 'non-drug-allergies-by-category') ? 'environment' : 'medication'
}
