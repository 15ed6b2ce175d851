/** What holds of every AllergyIntolerance (STR-ALG-04 to 19). */
import { type AllergyIntolerance, codeSystems, extensions, profiles } from '@gpc/fhir'
import { absent, among, is, none, oneOf, present, type Rule, rule } from '../rule.ts'
import { clinical, codeOf, exactly, mayReferTo, refersTo, strangeCodings } from './shared.ts'

const end = (allergy: AllergyIntolerance) => exactly(allergy, extensions.allergyEnd)
const reactions = ({ reaction = [] }: AllergyIntolerance) => reaction

/** Every allergy, current or ended. */
export const allergyRules: readonly Rule<AllergyIntolerance>[] = [
  ...clinical<AllergyIntolerance>(profiles.allergyIntolerance),
  rule(
    'STR-ALG-04 STR-ALG-05',
    'clinicalStatus active or resolved',
    a => a.clinicalStatus,
    oneOf('active', 'resolved'),
  ),
  rule('STR-ALG-07', 'verificationStatus unconfirmed', a => a.verificationStatus, is('unconfirmed')),
  rule(
    'STR-ALG-08',
    'category is medication or environment',
    a => a.category,
    all => is(['medication'])(all) || is(['environment'])(all),
  ),
  rule(
    'STR-ALG-10 STR-COM-12',
    'code has codings of known systems',
    a => (a.code?.coding === undefined ? ['no coding'] : strangeCodings(a.code)),
    none,
  ),
  rule(
    'STR-ALG-10',
    'a degraded code keeps its text',
    a => (codeOf(a.code, codeSystems.snomed) === '196461000000101' ? (a.code?.text ?? '') : 'not degraded'),
    present,
  ),
  rule('STR-ALG-11', 'patient refers to a Patient', a => a.patient, refersTo('Patient')),
  rule('STR-ALG-11', 'recorder refers to a Practitioner', a => a.recorder, refersTo('Practitioner')),
  rule(
    'STR-ALG-11',
    'asserter refers to a Practitioner or Patient',
    a => a.asserter,
    one => mayReferTo('Practitioner')(one) || mayReferTo('Patient')(one),
  ),
  rule(
    'STR-ALG-12',
    'assertedDate, or why it isn’t known',
    a => ('_assertedDate' in a ? 'unknown' : a.assertedDate),
    present,
  ),
  rule('STR-ALG-13', 'onset is a dateTime', among('onsetAge', 'onsetPeriod', 'onsetRange', 'onsetString'), none),
  rule(
    'STR-ALG-14',
    'an encounter extension refers to an Encounter',
    a => (a.extension ?? []).filter(one => /encounter/i.test(one.url) && !refersTo('Encounter')(one.valueReference)),
    none,
  ),
  rule(
    'STR-ALG-16',
    'at most one reaction, with one manifestation',
    a => reactions(a).map(one => one.manifestation.length),
    all => all.length < 2 && all.every(count => count === 1),
  ),
  rule(
    'STR-ALG-16',
    'a manifestation has system and code',
    a =>
      reactions(a)
        .flatMap(one => one.manifestation)
        .filter(one => one.coding?.some(({ system, code }) => !system || !code) !== false),
    none,
  ),
  rule(
    'STR-ALG-17',
    'severity mild, moderate or severe',
    a => reactions(a)[0]?.severity,
    oneOf(undefined, 'mild', 'moderate', 'severe'),
  ),
  rule(
    'STR-ALG-18',
    'exposureRoute is SNOMED CT',
    a => reactions(a).filter(one => one.exposureRoute !== undefined && !codeOf(one.exposureRoute, codeSystems.snomed)),
    none,
  ),
  rule(
    'STR-ALG-19',
    'no note, onset or substance of a reaction',
    a => reactions(a).flatMap(among('note', 'onset', 'substance')),
    none,
  ),
  rule('STR-ALG-19', 'no evidence extension', a => (a.extension ?? []).filter(one => /evidence/i.test(one.url)), none),
]

/** What stands in the bundle by itself (STR-ALG-03, STR-ALG-05). */
export const activeAllergyRules: readonly Rule<AllergyIntolerance>[] = [
  ...allergyRules,
  rule('STR-ALG-03 STR-ALG-05', 'outside the ended list: active', a => a.clinicalStatus, is('active')),
  rule('STR-ALG-05', 'active: no allergyEnd', a => end(a)[0], absent),
]

/** What the ended list contains (STR-ALG-03, STR-ALG-04). */
export const endedAllergyRules: readonly Rule<AllergyIntolerance>[] = [
  ...allergyRules,
  rule('STR-ALG-03 STR-ALG-04', 'in the ended list: resolved', a => a.clinicalStatus, is('resolved')),
  rule('STR-ALG-04', 'one allergyEnd', a => end(a).length, is(1)),
  rule(
    'STR-ALG-04',
    'allergyEnd has endDate, or why it isn’t known',
    a => end(a).flatMap(one => exactly(one, 'endDate')),
    all => all.length === 1 && all.every(one => present(one.valueDateTime) || '_valueDateTime' in one),
  ),
  rule(
    'STR-ALG-04',
    'allergyEnd has reasonEnded',
    a =>
      end(a)
        .flatMap(one => exactly(one, 'reasonEnded'))
        .map(one => one.valueString),
    all => all.length === 1 && all.every(present),
  ),
]
