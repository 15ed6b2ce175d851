/** What holds of every primary List (STR-LIST-02 to 08, STR-WARN-01). */
import { codeSystems, extensions, type List, profiles, valueSystems } from '@gpc/fhir'
import { among, is, none, type Rule, rule } from '../rule.ts'
import { codeOf, exactly, refersTo, unversioned } from './shared.ts'

export interface ListKind {
  readonly title: string
  readonly display: string
  /** What an entry refers to (STR-LIST-06). */
  readonly entry: RegExp
}

const named = (title: string, entry: RegExp, display: string = title): ListKind => ({ title, display, entry })

/** The codes of the primary lists. */
export const listCodes = {
  allergies: '886921000000105',
  endedAllergies: '1103671000000101',
  consultations: '1149501000000101',
  diaryEntries: '714311000000108',
  immunisations: '1102181000000102',
  investigations: '887191000000108',
  medications: '933361000000108',
  problems: '717711000000103',
  referrals: '792931000000107',
  uncategorisedData: '826501000000100',
} as const

/** An ended allergy, which its list contains: seen from the list itself, and from elsewhere. */
export const endedEntry = /^(List\/[A-Za-z0-9.-]{1,64})?#/

/** Primary lists by SNOMED CT code (STR-LIST-01). */
export const primaryLists: ReadonlyMap<string, ListKind> = new Map([
  [listCodes.allergies, named('Allergies and adverse reactions', /^AllergyIntolerance\//)],
  [listCodes.endedAllergies, named('Ended allergies', endedEntry)],
  [listCodes.consultations, named('List of consultations', /^Encounter\//)],
  [listCodes.diaryEntries, named('Patient recall administration', /^ProcedureRequest\//)],
  [listCodes.immunisations, named('Immunisations', /^(Immunization|Observation)\//)],
  [listCodes.investigations, named('Investigations and results', /^DiagnosticReport\//)],
  [listCodes.medications, named('Medications and medical devices', /^MedicationStatement\//)],
  [listCodes.problems, named('Problems', /^Condition\//)],
  [listCodes.referrals, named('Outbound referral', /^ReferralRequest\//)],
  [listCodes.uncategorisedData, named('Uncategorised data', /^Observation\//, 'Miscellaneous record')],
])

export const listCode = (list: List): string => codeOf(list.code, codeSystems.snomed) ?? ''
export const warningsOf = (list: List): string[] =>
  exactly(list, extensions.listWarningCode).map(one => one.valueCode ?? '')
export const notesOf = (list: List): string => (list.note ?? []).map(one => one.text).join(' ')
const entries = (list: List) => list.entry ?? []

export const emptyText = 'Information not available'

/** `dd-Mmm-yyyy`, or that the practice's system doesn't tell it. */
const day = '(\\d\\d-[A-Z][a-z]{2}-\\d{4}|an unknown date)'

/** The words of each warning (STR-WARN-02 to 04). */
export const warningTexts: ReadonlyMap<string, RegExp> = new Map([
  ['confidential-items', /Items excluded due to confidentiality and\/or patient preferences\./],
  [
    'data-in-transit',
    new RegExp(
      `Patient record transfer from previous GP practice not yet complete; information recorded before ${day} may be missing\\.`,
    ),
  ],
  [
    'data-awaiting-filing',
    new RegExp(
      `Patient record contains some items in the GP practice workflow that have not been reviewed for inclusion in this message; information recorded before ${day} may be missing\\.`,
    ),
  ],
])

/** What holds of every list that a query has, primary or secondary. */
export const queryListRules: readonly Rule<List>[] = [
  rule('STR-LIST-02', `meta.profile is ${profiles.list} alone`, l => l.meta?.profile, is([profiles.list])),
  ...unversioned<List>(),
  rule('STR-LIST-08', 'no source', among('source'), none),
  rule('STR-LIST-03', 'status current', l => l.status, is('current')),
  rule('STR-LIST-03', 'mode snapshot', l => l.mode, is('snapshot')),
  rule('STR-LIST-03', 'subject refers to a Patient', l => l.subject, refersTo('Patient')),
  rule(
    'STR-LIST-04',
    'clinicalSetting is general practice service',
    l => exactly(l, extensions.clinicalSetting).map(one => codeOf(one.valueCodeableConcept, codeSystems.snomed)),
    is(['1060971000000108']),
  ),
  rule(
    'STR-LIST-07',
    'no emptyReason if there are entries',
    l => (entries(l).length === 0 ? undefined : l.emptyReason),
    is(undefined),
  ),
  rule(
    'STR-WARN-01',
    'no empty note, and one note at most',
    l => l.note ?? [],
    all => all.length < 2 && all.every(one => one.text !== ''),
  ),
  rule(
    'STR-WARN-01 STR-WARN-02 STR-WARN-03',
    'each warning once, with its text',
    l => ({ warnings: warningsOf(l), note: notesOf(l) }),
    one =>
      new Set(one.warnings).size === one.warnings.length &&
      one.warnings.every(code => warningTexts.get(code)?.test(one.note)),
  ),
  rule(
    'STR-WARN-01',
    'no text of a warning that isn’t given',
    l => [...warningTexts].filter(([code, text]) => text.test(notesOf(l)) && !warningsOf(l).includes(code)),
    none,
  ),
]

export const listRules: readonly Rule<List>[] = [
  ...queryListRules,
  rule(
    'STR-LIST-08 STR-ALG-03',
    'no id, unless ended allergies are referred to by it',
    l => (listCode(l) === listCodes.endedAllergies ? undefined : l.id),
    is(undefined),
  ),
  rule('STR-LIST-01', 'a code that is a primary list’s', listCode, code => primaryLists.has(code)),
  rule(
    'STR-LIST-01',
    'the title of its code',
    l => [l.title, primaryLists.get(listCode(l))?.title],
    ([title, wanted]) => title === wanted,
  ),
  rule(
    'STR-LIST-01',
    'the display of its code',
    l => [l.code?.coding?.[0]?.display, primaryLists.get(listCode(l))?.display],
    ([display, wanted]) => display === wanted,
  ),
  rule(
    'STR-LIST-06',
    'entries refer to what its code wants',
    l => entries(l).filter(one => !primaryLists.get(listCode(l))?.entry.test(one.item.reference ?? '')),
    none,
  ),
  rule(
    'STR-LIST-07',
    'emptyReason no-content-recorded if there is no entry',
    l => (entries(l).length > 0 ? undefined : (l.emptyReason?.coding ?? 'no emptyReason')),
    amongSame(undefined, [
      { system: valueSystems.listEmptyReason, code: 'no-content-recorded', display: 'No Content Recorded' },
    ]),
  ),
  rule(
    'STR-LIST-07',
    `note "${emptyText}" if, and only if, there is no entry`,
    l => ({ entries: entries(l).length, note: notesOf(l) }),
    one => (one.entries === 0) === one.note.includes(emptyText),
  ),
]

function amongSame(...wanted: readonly unknown[]) {
  return (value: unknown): boolean => wanted.some(one => is(one)(value))
}
