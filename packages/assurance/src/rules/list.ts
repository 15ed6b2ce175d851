/** What holds of every primary List (STR-LIST-02 to 08, STR-WARN-01). */
import { codeSystems, extensions, type List, profiles, valueSystems } from '@gpc/fhir'
import { among, is, none, type Rule, rule } from '../rule.ts'
import { codeOf, exactly, refersTo, unversioned } from './shared.ts'

/** Primary lists that the provider may have, by SNOMED CT code (STR-LIST-01): title, what an entry refers to. */
export const primaryLists: ReadonlyMap<string, readonly [title: string, entry: RegExp]> = new Map([
  ['886921000000105', ['Allergies and adverse reactions', /^AllergyIntolerance\//]],
  ['1103671000000101', ['Ended allergies', /^#/]],
  ['933361000000108', ['Medications and medical devices', /^MedicationStatement\//]],
])

export const listCode = (list: List): string => codeOf(list.code, codeSystems.snomed) ?? ''
export const warningsOf = (list: List): string[] =>
  exactly(list, extensions.listWarningCode).map(one => one.valueCode ?? '')
export const notesOf = (list: List): string => (list.note ?? []).map(one => one.text).join(' ')
const entries = (list: List) => list.entry ?? []

export const emptyText = 'Information not available'

/** The words of each warning; `dd-Mmm-yyyy` stands for a date (STR-WARN-02, STR-WARN-03). */
export const warningTexts: ReadonlyMap<string, RegExp> = new Map([
  ['confidential-items', /Items excluded due to confidentiality and\/or patient preferences\./],
  [
    'data-in-transit',
    /Patient record transfer from previous GP practice not yet complete; information recorded before \d\d-[A-Z][a-z]{2}-\d{4} may be missing\./,
  ],
])

export const listRules: readonly Rule<List>[] = [
  rule('STR-LIST-02', `meta.profile is ${profiles.list} alone`, l => l.meta?.profile, is([profiles.list])),
  ...unversioned<List>(),
  rule('STR-LIST-08', 'no id and no source', among('id', 'source'), none),
  rule('STR-LIST-03', 'status current', l => l.status, is('current')),
  rule('STR-LIST-03', 'mode snapshot', l => l.mode, is('snapshot')),
  rule('STR-LIST-03', 'subject refers to a Patient', l => l.subject, refersTo('Patient')),
  rule('STR-LIST-01', 'a code that is a primary list’s', listCode, code => primaryLists.has(code)),
  rule(
    'STR-LIST-01',
    'the title of its code',
    l => [l.title, primaryLists.get(listCode(l))?.[0]],
    ([title, wanted]) => title === wanted,
  ),
  rule(
    'STR-LIST-01',
    'the display of its code',
    l => [l.code?.coding?.[0]?.display, primaryLists.get(listCode(l))?.[0]],
    ([display, wanted]) => display === wanted,
  ),
  rule(
    'STR-LIST-06',
    'entries refer to what its code wants',
    l => entries(l).filter(one => !primaryLists.get(listCode(l))?.[1].test(one.item.reference ?? '')),
    none,
  ),
  rule(
    'STR-LIST-04',
    'clinicalSetting is general practice service',
    l => exactly(l, extensions.clinicalSetting).map(one => codeOf(one.valueCodeableConcept, codeSystems.snomed)),
    is(['1060971000000108']),
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

function amongSame(...wanted: readonly unknown[]) {
  return (value: unknown): boolean => wanted.some(one => is(one)(value))
}
