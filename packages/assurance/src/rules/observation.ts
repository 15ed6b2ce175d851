/** What holds of Observations that aren't of an investigation (STR-UNC-04 to 19). */
import { type Bundle, codeSystems, type Observation, profiles } from '@gpc/fhir'
import { ofType } from '../answer.ts'
import { expectSame, type Findings } from '../finding.ts'
import { absent, among, hold, idsOf, is, none, oneOf, present, type Rule, rule } from '../rule.ts'
import { entriesOf, listsOf } from './allergies.ts'
import { listCodes, listRules } from './list.ts'
import { nameOf } from './references.ts'
import { clinical, codeOf, mayReferTo, refersTo, strangeCodings } from './shared.ts'

/** Free text, and how a report was filed (STR-UNC-19, STR-INV-12). */
export const commentCode = '37331000000100'

export const isComment = ({ code }: Observation): boolean => codeOf(code, codeSystems.snomed) === commentCode

const units: ReadonlySet<string> = new Set(['mm[Hg]'])
const panels: ReadonlySet<string> = new Set([
  '163020007',
  '386534000',
  '75367002',
  '163034007',
  '163035008',
  '163033001',
])

const panelOf = (one: Observation): boolean => panels.has(codeOf(one.code, codeSystems.snomed) ?? '')

/** What every Observation has, whatever it is of. */
export const anyObservation: readonly Rule<Observation>[] = [
  ...clinical<Observation>(profiles.observation),
  rule('STR-UNC-04 STR-INV-10 STR-INV-11', 'subject refers to a Patient', o => o.subject, refersTo('Patient')),
  rule(
    'STR-UNC-04 STR-COM-10',
    'code has codings or text',
    o => o.code,
    one => (one.text ?? '') !== '' || (one.coding ?? []).length > 0,
  ),
  rule('STR-UNC-04 STR-COM-12', 'codings of code', o => strangeCodings(o.code), none),
  rule('STR-UNC-04 STR-INV-10 STR-INV-11', 'issued', o => o.issued, present),
  rule('STR-UNC-04', 'context refers to an Encounter', o => o.context, mayReferTo('Encounter')),
  rule(
    'STR-UNC-08',
    'related has a type and an Observation',
    o =>
      (o.related ?? []).filter(
        ({ type, target }) =>
          !oneOf('has-member', 'derived-from', 'sequel-to')(type) || !refersTo('Observation')(target),
      ),
    none,
  ),
  rule('STR-UNC-10 STR-INV-10 STR-INV-11', 'no basedOn and no device', among('basedOn', 'device'), none),
]

export const observationRules: readonly Rule<Observation>[] = [
  ...anyObservation,
  rule('STR-UNC-04', 'status final', o => o.status, is('final')),
  rule(
    'STR-UNC-05',
    'performers are Practitioners and Organizations, one at least',
    o => o.performer ?? [],
    all => all.length > 0 && all.every(one => refersTo('Practitioner')(one) || refersTo('Organization')(one)),
  ),
  rule(
    'STR-UNC-10',
    'none of the elements that aren’t used',
    among('category', 'dataAbsentReason', 'method', 'specimen'),
    none,
  ),
  rule('STR-UNC-10', 'no bodySite (national suite)', o => o.bodySite, absent),
  rule(
    'STR-UNC-11',
    'components of a blood pressure in mm[Hg]',
    o =>
      panelOf(o)
        ? (o.component ?? []).filter(({ valueQuantity: one }) => one !== undefined && !units.has(one.code ?? ''))
        : [],
    none,
  ),
  rule(
    'STR-UNC-15',
    'each component has a value, or says why not',
    o =>
      (o.component ?? []).filter(
        one => one.dataAbsentReason === undefined && !Object.keys(one).some(name => name.startsWith('value')),
      ),
    none,
  ),
  rule(
    'STR-UNC-16',
    'a blood pressure with components has no value or range of its own',
    o =>
      panelOf(o) && o.component !== undefined
        ? Object.keys(o).filter(name => name.startsWith('value') || name === 'referenceRange')
        : [],
    none,
  ),
]

/** Free text of a consultation. */
export const narrativeRules: readonly Rule<Observation>[] = [
  ...anyObservation,
  rule('STR-UNC-19', 'status final', o => o.status, is('final')),
  rule('STR-UNC-19', 'comment', o => o.comment, present),
  rule(
    'STR-UNC-19',
    'a performer',
    o => (o.performer ?? []).length,
    count => count > 0,
  ),
  rule('STR-UNC-19', 'no value', o => Object.keys(o).filter(name => name.startsWith('value')), none),
]

export const uncategorisedIds = ['STR-UNC-01', 'STR-UNC-03', ...idsOf(...observationRules, ...narrativeRules)]

/**
 * Uncategorised data as a primary result.
 * The suite counts every Observation of the bundle against the list; free text that belongs to one of them comes along and isn't in it (STR-UNC-03).
 * @param others Observations that other areas bring: reports, status records of immunisations; absent: this area alone was asked for
 */
export function uncategorisedFindings(bundle: Bundle, others?: readonly Observation[]): Findings {
  const lists = listsOf(bundle, listCodes.uncategorisedData)
  const all = ofType(bundle, 'Observation').filter(one => !others?.includes(one))
  const comments = all.filter(isComment)
  const found = all.filter(one => !isComment(one))
  const listed = entriesOf(lists[0])
  const followed = new Set(all.flatMap(one => (one.related ?? []).map(({ target }) => target.reference ?? '')))
  const loose = comments.filter(one => (one.related ?? []).length === 0 && !followed.has(nameOf(one)))
  return [
    ...expectSame('lists of uncategorised data (STR-LIST-01)', 1, lists.length),
    ...expectSame('entries of the list (STR-UNC-01, STR-UNC-03)', found.map(nameOf).sort(), [...listed].sort()),
    ...(others === undefined
      ? expectSame('free text that belongs to nothing here (STR-UNC-03)', [], loose.map(nameOf))
      : []),
    ...hold(listRules, lists),
    ...hold(observationRules, found),
    ...hold(narrativeRules, comments),
  ]
}
