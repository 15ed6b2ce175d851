/** The immunisations of a structured record (STR-IMM-01 to 17). */
import { type Bundle, codeSystems, extensions, type Immunization, profiles, valueSystems } from '@gpc/fhir'
import { ofType } from '../answer.ts'
import { expectSame, type Findings } from '../finding.ts'
import { absent, among, hold, idsOf, is, none, oneOf, present, type Rule, rule } from '../rule.ts'
import { entriesOf, listsOf } from './allergies.ts'
import { listCodes, listRules } from './list.ts'
import { observationRules } from './observation.ts'
import { nameOf } from './references.ts'
import { clinical, exactly, mayReferTo, refersTo } from './shared.ts'

const procedure = (one: Immunization) => exactly(one, extensions.vaccinationProcedure)
const protocols = ({ vaccinationProtocol = [] }: Immunization) => vaccinationProtocol

export const immunisationRules: readonly Rule<Immunization>[] = [
  ...clinical<Immunization>(profiles.immunization),
  rule(
    'STR-IMM-05',
    'one recordedDate',
    i => exactly(i, extensions.dateRecorded).map(one => present(one.valueDateTime)),
    is([true]),
  ),
  rule(
    'STR-IMM-06',
    'one vaccinationProcedure, with a coding or text',
    i => procedure(i).map(one => one.valueCodeableConcept),
    all =>
      all.length === 1 &&
      all.every(one => (one?.text ?? '') !== '' || (one?.coding ?? []).every(({ code, display }) => code && display)),
  ),
  rule('STR-IMM-04', 'status completed', i => i.status, is('completed')),
  rule('STR-IMM-04', 'notGiven', i => i.notGiven, oneOf(true, false)),
  rule(
    'STR-IMM-08',
    'vaccineCode has text, or codings with system and code',
    i => i.vaccineCode,
    one =>
      one !== undefined &&
      ((one.text ?? '') !== '' || (one.coding ?? []).length > 0) &&
      (one.coding ?? []).every(({ system, code }) => present(system) && present(code)),
  ),
  rule(
    'STR-IMM-08',
    'a vaccineCode that isn’t known is UNK',
    i => (i.vaccineCode?.coding ?? []).filter(one => one.system === codeSystems.nullFlavor && one.code !== 'UNK'),
    none,
  ),
  rule('STR-IMM-04', 'patient refers to a Patient', i => i.patient, refersTo('Patient')),
  rule('STR-IMM-10', 'encounter refers to an Encounter', i => i.encounter, mayReferTo('Encounter')),
  rule('STR-IMM-09', 'primarySource', i => i.primarySource, oneOf(true, false)),
  rule(
    'STR-IMM-09',
    'reportOrigin only of what is no primary source',
    i => (i.primarySource === true ? i.reportOrigin : undefined),
    absent,
  ),
  rule('STR-IMM-11', 'location refers to a Location', i => i.location, mayReferTo('Location')),
  rule(
    'STR-IMM-12',
    'practitioners in the roles EP or AP, or in none',
    i =>
      (i.practitioner ?? []).filter(
        ({ role, actor }) =>
          !refersTo('Practitioner')(actor) ||
          (role?.coding ?? []).some(
            ({ system, code = '' }) => system !== valueSystems.immunisationRole || !['EP', 'AP'].includes(code),
          ),
      ),
    none,
  ),
  rule(
    'STR-IMM-13',
    'no site, route or dose of what wasn’t given',
    i => (i.notGiven ? [i.site, i.route, i.doseQuantity].filter(one => one !== undefined) : []),
    none,
  ),
  rule(
    'STR-IMM-14',
    'reason only of what was given, reasonNotGiven only of what wasn’t',
    i => (i.notGiven ? i.explanation?.reason : i.explanation?.reasonNotGiven),
    absent,
  ),
  rule('STR-IMM-15', 'no protocol of what wasn’t given', i => (i.notGiven ? protocols(i) : []), none),
  rule(
    'STR-IMM-15',
    'a protocol has doseSequence, targetDisease and the status count',
    i =>
      protocols(i).filter(
        one =>
          one.doseSequence === undefined ||
          (one.targetDisease ?? []).length === 0 ||
          one.doseStatus?.coding?.[0]?.code !== 'count',
      ),
    none,
  ),
  rule(
    'STR-IMM-16',
    'none of the elements of a protocol that aren’t used',
    i => protocols(i).flatMap(among('authority', 'series', 'doseStatusReason')),
    none,
  ),
  rule('STR-IMM-16', 'no reaction', among('reaction'), none),
]

export const immunisationIds = ['STR-IMM-01', 'STR-IMM-02', ...idsOf(...immunisationRules, ...observationRules)]

export interface ImmunisationsAsked {
  readonly notGiven?: boolean
  readonly status?: boolean
}

/** Immunisations as a primary result. */
export function immunisationFindings(bundle: Bundle, asked: ImmunisationsAsked = {}): Findings {
  const { notGiven = false, status = true } = asked
  const lists = listsOf(bundle, listCodes.immunisations)
  const listed = entriesOf(lists[0])
  const found = ofType(bundle, 'Immunization')
  const observations = ofType(bundle, 'Observation').filter(one => listed.includes(nameOf(one)))
  return [
    ...expectSame('lists of immunisations (STR-LIST-01)', 1, lists.length),
    ...expectSame(
      'entries of the list (STR-IMM-01)',
      [...found, ...observations].map(nameOf).sort(),
      [...listed].sort(),
    ),
    ...expectSame(
      'what wasn’t given, unasked (STR-IMM-02)',
      0,
      notGiven ? 0 : found.filter(one => one.notGiven).length,
    ),
    ...expectSame('status records, unasked (STR-IMM-02)', 0, status ? 0 : observations.length),
    ...hold(listRules, lists),
    ...hold(immunisationRules, found),
    ...hold(observationRules, observations),
  ]
}
