/** What holds of every Condition, GP Connect's ProblemHeader (STR-PRB-06 to 14). */
import { type Condition, extensions, profiles, type Reference, valueSystems } from '@gpc/fhir'
import { among, is, none, oneOf, present, type Rule, rule } from '../rule.ts'
import { clinical, exactly, mayReferTo, refersTo, strangeCodings } from './shared.ts'

const actual = (problem: Condition) => exactly(problem, extensions.actualProblem)

/** What a problem is linked to (STR-PRB-09). */
export const relatedTo = (problem: Condition): (Reference | undefined)[] =>
  exactly(problem, extensions.relatedClinicalContent).map(one => one.valueReference)

const item =
  /^(MedicationRequest|AllergyIntolerance|Immunization|Observation|ReferralRequest|DocumentReference|DiagnosticReport|ProcedureRequest)\/|^List\/[^/]+#/

const related = new RegExp(`${item.source}|^Encounter/`)

const isLink =
  (wanted: RegExp) =>
  (one: Reference | undefined): boolean =>
    one?.reference === undefined ? (one?.display ?? '') !== '' : wanted.test(one.reference)

export interface Relation {
  readonly type: string | undefined
  readonly target: string | undefined
}

/** The problems that a problem is related to (STR-PRB-10). */
export const relationsOf = (problem: Condition): Relation[] =>
  exactly(problem, extensions.relatedProblemHeader).map(one => ({
    type: exactly(one, 'type')[0]?.valueCode,
    target: exactly(one, 'target')[0]?.valueReference?.reference,
  }))

export const problemRules: readonly Rule<Condition>[] = [
  ...clinical<Condition>(profiles.problemHeader),
  rule('STR-PRB-06', 'clinicalStatus active or inactive', p => p.clinicalStatus, oneOf('active', 'inactive')),
  rule(
    'STR-PRB-06',
    'category is problem-list-item',
    p => p.category?.map(one => one.coding?.map(({ system, code }) => [system, code])),
    is([[[valueSystems.conditionCategory, 'problem-list-item']]]),
  ),
  rule(
    'STR-PRB-07',
    'one problemSignificance, major or minor',
    p => exactly(p, extensions.problemSignificance).map(one => one.valueCode),
    all => all.length === 1 && oneOf('major', 'minor')(all[0]),
  ),
  rule(
    'STR-PRB-08',
    'at most one actualProblem, which refers to an item',
    p => actual(p).map(one => one.valueReference),
    all => all.length < 2 && all.every(isLink(item)),
  ),
  rule(
    'STR-PRB-09 STR-PRB-11',
    'relatedClinicalContent refers to items and consultations, each once',
    p => relatedTo(p).map(one => one?.reference ?? one?.display),
    all => new Set(all).size === all.length,
  ),
  rule(
    'STR-PRB-09 STR-PRB-11',
    'kinds of relatedClinicalContent',
    p => relatedTo(p).filter(one => !isLink(related)(one)),
    none,
  ),
  rule(
    'STR-PRB-10',
    'relatedProblemHeader has a type and a Condition',
    p =>
      relationsOf(p).filter(
        ({ type, target = '' }) =>
          !oneOf('parent', 'child', 'sibling')(type) || !refersTo('Condition')({ reference: target }),
      ),
    none,
  ),
  rule('STR-PRB-13 STR-COM-12', 'code, of known systems or as text', p => p.code, present),
  rule('STR-PRB-13 STR-COM-12', 'codings of code', p => strangeCodings(p.code), none),
  rule('STR-PRB-13', 'subject refers to a Patient', p => p.subject, refersTo('Patient')),
  rule('STR-PRB-13', 'context refers to an Encounter', p => p.context, mayReferTo('Encounter')),
  rule(
    'STR-PRB-13',
    'assertedDate, or why it isn’t known',
    p => ('_assertedDate' in p ? 'unknown' : p.assertedDate),
    present,
  ),
  rule(
    'STR-PRB-13',
    'asserter is a Practitioner, or says Unknown',
    p => p.asserter,
    one => refersTo('Practitioner')(one) || /unknown/i.test(one?.display ?? ''),
  ),
  rule(
    'STR-PRB-14',
    'none of the elements that aren’t used',
    among('severity', 'verificationStatus', 'bodySite', 'stage', 'evidence'),
    none,
  ),
]
