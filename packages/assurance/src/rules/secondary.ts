/** Secondary lists: what consultations and problems hold or are linked to (STR-LIST-09 to 14, STR-WARN-06). */
import { type Bundle, type List, valueSystems } from '@gpc/fhir'
import { ofType } from '../answer.ts'
import { expectSame, type Findings } from '../finding.ts'
import { hold, idsOf, none, type Rule, rule } from '../rule.ts'
import { entriesOf, listsOf } from './allergies.ts'
import { endedEntry, listCodes, queryListRules, warningsOf } from './list.ts'
import { nameOf, repeated } from './references.ts'
import { codeOf } from './shared.ts'

interface Kind {
  readonly title: string
  readonly entry: RegExp
}

const kinds: readonly (readonly [title: string, entry: RegExp])[] = [
  ['Consultations - allergies contained in consultations', /^AllergyIntolerance\//],
  ['Consultations - allergies that have been ended contained in consultations', endedEntry],
  ['Consultations - diary entries contained in consultations', /^ProcedureRequest\//],
  ['Consultations - documents contained in consultations', /^DocumentReference\//],
  ['Consultations - immunisations contained in consultations', /^(Immunization|Observation)\//],
  ['Consultations - investigations contained in consultations', /^DiagnosticReport\//],
  ['Consultations - medications contained in consultations', /^MedicationStatement\//],
  ['Consultations - outbound referrals in consultations', /^ReferralRequest\//],
  ['Consultations - problems contained in consultations', /^Condition\//],
  ['Consultations - uncategorised data contained in consultations', /^Observation\//],
  ['Problems - allergies related to problems', /^AllergyIntolerance\//],
  ['Problems - allergies that have been ended related to problems', endedEntry],
  ['Problems - consultations related to problems', /^Encounter\//],
  ['Problems - diary entries related to problems', /^ProcedureRequest\//],
  ['Problems - documents related to problems', /^DocumentReference\//],
  ['Problems - immunisations related to problems', /^(Immunization|Observation)\//],
  ['Problems - investigations related to problems', /^DiagnosticReport\//],
  ['Problems - medications related to problems', /^MedicationStatement\//],
  ['Problems - outbound referrals related to problems', /^ReferralRequest\//],
  ['Problems - linked problems not relating to the primary query', /^Condition\//],
  ['Problems - uncategorised data related to problems', /^Observation\//],
]

const codeFor = (title: string): string => title.toLowerCase().replace(' - ', '-').replaceAll(' ', '-')

/** The 21 secondary lists by code. */
export const secondaryLists: ReadonlyMap<string, Kind> = new Map(
  kinds.map(([title, entry]) => [codeFor(title), { title, entry }]),
)

export const linkedProblems = 'problems-linked-problems-not-relating-to-the-primary-query'

export const secondaryCode = (list: List): string | undefined => codeOf(list.code, valueSystems.secondaryList)

export const secondaryOf = (bundle: Bundle, code: string): List | undefined =>
  ofType(bundle, 'List').find(one => secondaryCode(one) === code)

const kindOf = (list: List) => secondaryLists.get(secondaryCode(list) ?? '')

export const secondaryRules: readonly Rule<List>[] = [
  ...queryListRules,
  rule(
    'STR-LIST-08',
    'no id',
    l => l.id,
    one => one === undefined,
  ),
  rule('STR-LIST-09', 'a code that is a secondary list’s', secondaryCode, code => secondaryLists.has(code ?? '')),
  rule(
    'STR-LIST-09',
    'title and display of its code',
    l => [l.title, l.code?.coding?.[0]?.display, kindOf(l)?.title],
    ([title, display, wanted]) => title === wanted && display === wanted,
  ),
  rule(
    'STR-LIST-10',
    'entries refer to what its code wants',
    l => entriesOf(l).filter(one => !kindOf(l)?.entry.test(one)),
    none,
  ),
  rule('STR-LIST-10', 'each entry once', l => repeated(entriesOf(l)), none),
  rule(
    'STR-LIST-09 STR-LIST-11',
    'never empty without a warning',
    l => entriesOf(l).length + warningsOf(l).length,
    count => count > 0,
  ),
]

export const secondaryIds = ['STR-LIST-13', 'STR-LIST-14', ...idsOf(...secondaryRules)]

/** Which of the areas that have secondary lists were asked for. */
export interface Families {
  readonly consultations?: boolean
  readonly problems?: boolean
}

/** The secondary lists of a record, for what was asked. */
export function secondaryFindings(bundle: Bundle, { consultations = false, problems = false }: Families): Findings {
  const lists = ofType(bundle, 'List').filter(one => secondaryCode(one) !== undefined)
  const codes = lists.map(one => secondaryCode(one) ?? '')
  const unasked = codes.filter(
    code =>
      (code.startsWith('consultations-') && !consultations) ||
      (code.startsWith('problems-') && !problems && code !== linkedProblems),
  )
  const primary = problems ? entriesOf(listsOf(bundle, listCodes.problems)[0]) : []
  const linked = entriesOf(secondaryOf(bundle, linkedProblems))
  const found = ofType(bundle, 'Condition').map(nameOf)
  return [
    ...hold(secondaryRules, lists),
    ...expectSame('secondary lists that are there twice (STR-LIST-13)', [], repeated(codes)),
    ...expectSame('secondary lists that nobody asked for (STR-LIST-09)', [], unasked),
    ...expectSame(
      'problems in neither the list of problems nor that of linked ones (STR-LIST-14)',
      [],
      found.filter(one => !primary.includes(one) && !linked.includes(one)),
    ),
    ...expectSame(
      'linked problems that the bundle lacks (STR-LIST-14)',
      [],
      linked.filter(one => !found.includes(one)),
    ),
  ]
}
