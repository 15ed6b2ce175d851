/** Rows of SUBSET L, and coded entries of the journal that say the same (STR-ALG-06). */
import type { Allergy, Unreadable } from '@gpc/clinical'
import type { Lookup, SourceRow } from '../contract.ts'
import { isNoKnownAllergy } from '../shared/no-known-allergies.ts'
import { optionOn } from '../shared/options.ts'
import type { Cells } from '../shared/table.ts'
import { readCode, visionConcept } from './codes.ts'
import { dayOf } from './files.ts'
import { certaintyNote, entryKey, entryOf, episodeNote, eventDate, labelled, severityOf } from './journal.ts'

const severities = ['mild', 'moderate', 'severe', 'life-threatening'] as const

/** Read v2: H/O drug allergy, drug hypersensitivity, adverse effects of drugs in therapeutic use, personal history of drug allergy. */
const drugChapters = ['14L', 'SN52', 'TJ', 'U60', 'ZV14']

/** Chapters whose every code is an allergy, also where it stands in an ordinary clinical row: H/O drug, H/O non-drug allergy. */
const allergyChapters = ['14L', '14M']

const isNegation = (cells: Cells) => isNoKnownAllergy(cells.SNOMED_CODE ?? '', readCode(cells))

/** True for the rows that `allergyOf` takes: SUBSET L, and clinical rows (C) and problems (P) with a code that can be nothing else. */
export function isAllergyRow(cells: Cells): boolean {
  if (cells.SUBSET === 'L') return true
  if (cells.SUBSET !== 'C' && cells.SUBSET !== 'P') return false
  return isNegation(cells) || allergyChapters.some(chapter => readCode(cells).startsWith(chapter))
}

/**
 * Drug or not isn't marked. Inferred: a drug code, a BNF code, a Read drug code (they begin with a small letter) or a drug chapter is
 * a drug's; any other Read code isn't. A row without a Read code, or with the inference off, can't be told: a drug (STR-ALG-08).
 */
function categoryOf(cells: Cells, lookup: Lookup): Allergy['category'] {
  const read = readCode(cells)
  if (read === '' || optionOn(lookup, 'no-allergy-inference')) return 'medication'
  if (cells.DMD_CODE !== undefined || cells.BNF_CODE !== undefined || /^[a-z]/.test(read)) return 'medication'
  return drugChapters.some(chapter => read.startsWith(chapter)) ? 'medication' : 'environment'
}

/** An allergy, or why the row is none. */
export function allergyOf(row: SourceRow, lookup: Lookup): Allergy | Unreadable {
  const cells = row.columns
  const key = entryKey(row)
  if (cells.VALUE1 !== undefined && (cells.ENTITY === 'WEIGHT' || cells.ENTITY === 'BP')) {
    return { key, column: 'ENTITY', reason: `an allergy row with a value of ${cells.ENTITY} is corrupt` }
  }
  const found = visionConcept(
    cells,
    [
      { column: 'SNOMED_CODE', termIsRubric: true },
      { column: 'DMD_CODE', termIsRubric: false },
    ],
    cells.TEXT,
  )
  if (found === undefined) return { key, column: 'CODE', reason: 'neither a code nor a term nor a text' }
  const onset = eventDate(cells)
  const asserted = onset ?? dayOf(cells, 'RECORDED_DATE')
  const severity = severities.find(one => one === severityOf(cells))
  return {
    ...entryOf(row, lookup),
    concept: found.concept,
    category: categoryOf(cells, lookup),
    ...(isNegation(cells) ? { negation: true } : {}),
    ...(onset === undefined ? {} : { onset }),
    ...(asserted === undefined ? {} : { asserted }),
    ...(severity === undefined ? {} : { severity }),
    notes: notesOf(cells, found.leftOver, found.concept.codings[0]?.code),
  }
}

function notesOf(cells: Cells, leftOver: readonly string[], code: string | undefined): readonly string[] {
  const { TEXT: text, RUBRIC: rubric, SEVERITY: severity, DMD_CODE: drug } = cells
  return [
    ...(text !== undefined && rubric !== undefined ? [text] : []),
    ...certaintyNote(cells),
    ...(severity === undefined || severityOf(cells) !== undefined ? [] : [`Severity: ${severity}`]),
    ...episodeNote(cells),
    ...(drug === undefined || drug === code ? [] : [`Drug code (dm+d): ${drug}`]),
    ...labelled(cells, { BNF_CODE: 'BNF code', END_DATE: 'End date (yyyyMMdd)' }),
    ...leftOver,
  ]
}
