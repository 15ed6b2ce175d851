/** Rows of SUBSET I: vaccinations given or declined, and what is only about vaccinations. */
import type { Immunisation, Observation, Unreadable } from '@gpc/clinical'
import { codeSystems } from '@gpc/fhir'
import type { Lookup, SourceRow } from '../contract.ts'
import { immunisationMeaning } from '../shared/immunisation-meaning.ts'
import { optionOn } from '../shared/options.ts'
import { isSnomedId } from '../shared/snomed.ts'
import type { Cells } from '../shared/table.ts'
import { readCode, type VisionConcept, visionConcept } from './codes.ts'
import { entryKey, entryOf, eventDate, labelled, qualifierNotes } from './journal.ts'
import { observationOf, textNotes } from './observations.ts'
import { valueNotes } from './values.ts'

type Kind = 'given' | 'not-given' | 'status' | 'observation'

/** What the row becomes: an immunisation, an observation of immunisation data or of uncategorised data, or why it is none. */
export function immunisationOf(row: SourceRow, lookup: Lookup): Immunisation | Observation | Unreadable {
  const cells = row.columns
  if (cells.VALUE1 !== undefined && (cells.ENTITY === 'WEIGHT' || cells.ENTITY === 'BP')) {
    const reason = `an immunisation row with a value of ${cells.ENTITY} is corrupt`
    return { key: entryKey(row), column: 'ENTITY', reason }
  }
  const found = visionConcept(cells, [{ column: 'SNOMED_CODE', termIsRubric: true }], cells.TEXT)
  if (found === undefined) return { key: entryKey(row), column: 'CODE', reason: 'neither a code nor a term nor a text' }
  const kind = kindOf(cells, !optionOn(lookup, 'no-immunisation-inference'))
  if (kind === 'status') return observationOf(row, lookup, 'immunisation-status')
  if (kind === 'observation') return observationOf(row, lookup, 'coded')
  return vaccination(row, found, kind, lookup)
}

/**
 * IMMS_STATUS decides, and the term where it says more: consent (68N) is a status record whatever the status; a refusal is a vaccination not
 * given only if the term is a "not done" situation; a term that denies it is never one given. Without a status (the test pack has none) the
 * term alone decides. All but `Given` is inferred.
 */
function kindOf(cells: Cells, infer: boolean): Kind {
  const status = cells.IMMS_STATUS?.trim().toLowerCase()
  const term = [cells.RUBRIC, cells.RUBRIC === undefined ? cells.TEXT : undefined].join('')
  const meaning = immunisationMeaning(term)
  if (infer && (readCode(cells).startsWith('68N') || /\b(consent|dissent)/i.test(term))) return 'status'
  if (status === 'given') return infer && meaning === 'not-given' ? 'observation' : 'given'
  if (!infer) return 'observation'
  if (status === undefined) return meaning
  return status.startsWith('refusal') && meaning === 'not-given' ? 'not-given' : 'observation'
}

function vaccination(row: SourceRow, found: VisionConcept, kind: 'given' | 'not-given', lookup: Lookup): Immunisation {
  const cells = row.columns
  const date = eventDate(cells)
  const { IMMS_BATCH: batch, IMMS_REASON: reason, IMMS_METHOD: route, IMMS_SITE: site, IMMS_STATUS: status } = cells
  const product = cells.DMD_CODE?.trim() ?? ''
  const isProduct = isSnomedId(product)
  const given = kind === 'given'
  return {
    ...entryOf(row, lookup),
    procedure: found.concept,
    ...(isProduct ? { vaccine: { codings: [{ system: codeSystems.snomed, code: product }] } } : {}),
    ...(given ? {} : { notGiven: true, ...(status === undefined ? {} : { reasonNotGiven: words(status) }) }),
    ...(date === undefined ? {} : { date }),
    ...(given && batch !== undefined ? { batch } : {}),
    ...(given && site !== undefined ? { bodySite: words(site) } : {}),
    ...(given && route !== undefined ? { route: words(route) } : {}),
    ...(given && reason !== undefined ? { reason: words(reason) } : {}),
    notes: [
      ...qualifierNotes(cells),
      ...(status === undefined ? ['Immunisation status: not stated'] : []),
      ...labelled(cells, { IMMS_COMPOUND: 'Compound', IMMS_SOURCE: 'Source' }),
      ...(given
        ? []
        : labelled(cells, { IMMS_BATCH: 'Batch', IMMS_REASON: 'Reason', IMMS_METHOD: 'Method', IMMS_SITE: 'Site' })),
      ...valueNotes(cells),
      ...textNotes(cells),
      ...(isProduct ? [] : labelled(cells, { DMD_CODE: 'Drug code (dm+d)' })),
      ...labelled(cells, { END_DATE: 'End date (yyyyMMdd)', BNF_CODE: 'BNF code', DOCUMENT_ID: 'Document' }),
      ...found.leftOver,
    ],
  }
}

const words = (text: string) => ({ codings: [], text })
