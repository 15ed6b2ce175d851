/** What each observation row is: the extract has one table for allergies, immunisations, referrals, reports and all else. */
import type { Unreadable } from '@gpc/clinical'
import type { Lookup, PatientRows, SourceRow } from '../contract.ts'
import { immunisationMeaning } from '../shared/immunisation-meaning.ts'
import { isNoKnownAllergy } from '../shared/no-known-allergies.ts'
import { type ClinicalCode, type CodedRow, clinicalCode } from './codes.ts'
import { entryKey, type PatientContext } from './entry.ts'
import { isTestRequest, type Report, reportsOf } from './reports.ts'

export interface Sorted {
  readonly allergies: readonly CodedRow[]
  readonly immunisations: readonly CodedRow[]
  readonly immunisationStatus: readonly CodedRow[]
  readonly referrals: readonly CodedRow[]
  readonly reports: readonly Report[]
  /** Requests of a test that are no part of a report, recorded in a consultation (STR-CON-13). */
  readonly testRequests: readonly CodedRow[]
  /** Text without a code that belongs to a consultation (STR-CON-12). */
  readonly comments: readonly SourceRow[]
  readonly observations: readonly CodedRow[]
  readonly unreadable: readonly Unreadable[]
  /** Codes of all rows that have one, by ObservationGuid. */
  readonly codes: ReadonlyMap<string, ClinicalCode>
}

type Area = 'allergies' | 'immunisations' | 'immunisationStatus' | 'referrals' | 'observations'

/** Sorts a patient's observation rows (emis.md 3.4); each is in one place, or unreadable. */
export function sorted(rows: PatientRows, lookup: Lookup, context: PatientContext): Sorted {
  const found: Record<Area, CodedRow[]> = {
    allergies: [],
    immunisations: [],
    immunisationStatus: [],
    referrals: [],
    observations: [],
  }
  const comments: SourceRow[] = []
  const unreadable: Unreadable[] = []
  const codes = new Map<string, ClinicalCode>()
  for (const row of rows.table('CareRecord_Observation')) {
    const { CodeId: codeId, AssociatedText: text, ConsultationGuid: consultation } = row.columns
    const code = clinicalCode(lookup, codeId, context.originalTerms.get(row.key))
    if (code === undefined) {
      if (codeId === undefined && text !== undefined && consultation !== undefined) comments.push(row)
      else unreadable.push(unknownCode(row))
    } else if (code.concept.text === undefined && code.concept.codings.length === 0) {
      unreadable.push({ key: entryKey(row), column: 'CodeId', reason: `${codeId ?? ''} has neither term nor code` })
    } else {
      codes.set(row.key, code)
      found[areaOf(row, code, context)].push({ row, code })
    }
  }
  const { reports, others } = reportsOf(found.observations)
  const isRequest = (one: CodedRow) =>
    isTestRequest(one) && one.row.columns.Value === undefined && one.row.columns.ConsultationGuid !== undefined
  return {
    ...found,
    reports,
    testRequests: others.filter(isRequest),
    observations: others.filter(one => !isRequest(one)),
    comments,
    unreadable,
    codes,
  }
}

function unknownCode(row: SourceRow): Unreadable {
  const { CodeId: codeId } = row.columns
  const reason = codeId === undefined ? 'it has no code' : `${codeId} is not in Coding_ClinicalCode`
  return {
    key: entryKey(row),
    column: 'CodeId',
    reason: `${reason}, so it is not known what it is: it may be an allergy`,
  }
}

/** A value makes a referral's code a plain observation [C]; an allergy or immunisation stays one, with the value in a note [I]. */
function areaOf({ key, columns }: SourceRow, code: ClinicalCode, context: PatientContext): Area {
  if (isNoKnownAllergy(code.snomed, code.read) || /^allergy and adverse/i.test(code.category)) return 'allergies'
  if (context.referrals.has(key)) return 'referrals'
  if (/^referral$/i.test(code.category)) return columns.Value === undefined ? 'referrals' : 'observations'
  if (!/^immunisations?$/i.test(code.category)) return 'observations'
  return meaningOf(code) === 'status' ? 'immunisationStatus' : 'immunisations'
}

/** What an immunisation's code says, by all the words that there are for it. */
export function meaningOf({ concept }: ClinicalCode) {
  return immunisationMeaning([concept.text, ...concept.codings.map(one => one.display)].join(' '))
}
