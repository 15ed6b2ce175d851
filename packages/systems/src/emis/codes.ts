/** From the dictionaries of the extract to concepts: every coding that a row has, and the term as text. */
import type { Coding, Concept } from '@gpc/clinical'
import { codeSystems } from '@gpc/fhir'
import type { Lookup, SourceRow } from '../contract.ts'
import { isSnomedId } from '../shared/snomed.ts'

export interface ClinicalCode {
  readonly concept: Concept
  /** EmisCodeCategoryDescription, trimmed. */
  readonly category: string
  /** SnomedCTConceptId as it stands, and the Read v2 code, for the comparison with known codes; else the empty text. */
  readonly snomed: string
  readonly read: string
}

/**
 * A code of Coding_ClinicalCode, or undefined if the dictionary doesn't have it. One CodeId may have several rows, one for each parent;
 * they say the same of the code itself. `term` is the clinician's own wording, where the custom extract has it.
 */
export function clinicalCode(lookup: Lookup, codeId: string | undefined, term?: string): ClinicalCode | undefined {
  const columns = codeId === undefined ? undefined : lookup('Coding_ClinicalCode', codeId)[0]?.columns
  if (columns === undefined) return undefined
  const display = columns.Term
  const native = readCoding(columns.ReadTermId?.trim(), display)
  const snomed = columns.SnomedCTConceptId?.trim() ?? ''
  const codings = [
    ...(native === undefined ? [] : [native]),
    ...snomedCoding(snomed, display, columns.SnomedCTDescriptionId?.trim(), native === undefined),
  ]
  const text = term ?? display
  return {
    concept: { codings, ...(text === undefined ? {} : { text }) },
    category: columns.EmisCodeCategoryDescription?.trim() ?? '',
    snomed,
    read: native?.system === codeSystems.readV2 ? native.code : '',
  }
}

/** A drug of Coding_DrugCode, or undefined if the dictionary doesn't have it, or has neither name nor code. */
export function drugCode(lookup: Lookup, codeId: string | undefined): Concept | undefined {
  const columns = codeId === undefined ? undefined : lookup('Coding_DrugCode', codeId)[0]?.columns
  if (columns === undefined) return undefined
  const text = columns.Term
  const codings = snomedCoding(columns.DmdProductCodeId?.trim() ?? '', text, undefined, false)
  if (text === undefined && codings.length === 0) return undefined
  return { codings, ...(text === undefined ? {} : { text }) }
}

function snomedCoding(
  code: string,
  display: string | undefined,
  description: string | undefined,
  chosen: boolean,
): Coding[] {
  if (!isSnomedId(code)) return []
  return [
    {
      system: codeSystems.snomed,
      code,
      ...(display === undefined ? {} : { display }),
      ...(description !== undefined && isSnomedId(description) ? { descriptionId: description } : {}),
      ...(chosen ? { userSelected: true } : {}),
    },
  ]
}

const local = /^(EMIS|ESCT|FUNDHC|JHCC|RAFME)|(KC60|SHHAPT)$/

/**
 * ReadTermId: a Read v2 code, with or without padding dots and `-NN` of a synonym, or a code of EMIS's own. Case counts.
 * The dictionary's own code is the one that the clinician chose.
 */
function readCoding(code: string | undefined, term: string | undefined): Coding | undefined {
  if (code === undefined || code === '') return undefined
  const display = term === undefined ? {} : { display: term }
  const bare = code.replace(/-\d{1,2}$/, '')
  return !local.test(code) && /^[0-9A-Za-z][0-9A-Za-z.]{0,4}$/.test(bare)
    ? { system: codeSystems.readV2, code: bare.padEnd(5, '.'), ...display, userSelected: true }
    : { system: codeSystems.egton, code, ...display, userSelected: true }
}

/** A row with its code. */
export interface CodedRow {
  readonly row: SourceRow
  readonly code: ClinicalCode
}
