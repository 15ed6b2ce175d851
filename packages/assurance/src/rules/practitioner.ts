/** What holds of every Practitioner and PractitionerRole (FND-PRA-02 to 04). */
import { identifiers, type Practitioner, type PractitionerRole, profiles } from '@gpc/fhir'
import { among, is, none, type Rule, rule } from '../rule.ts'
import { administrative, isVague, mayReferTo, refersTo } from './shared.ts'

/** STR-COM-13 names these for people who work in health care; NMC numbers have the same form. */
const systems: readonly string[] = [
  identifiers.sdsUser,
  identifiers.sdsRoleProfile,
  identifiers.gmp,
  identifiers.gmc,
  identifiers.nmc,
]

const ofSystem = ({ identifier = [] }: Practitioner, system: string) => identifier.filter(one => one.system === system)

export const practitionerRules: readonly Rule<Practitioner>[] = [
  ...administrative<Practitioner>(profiles.practitioner),
  rule(
    'FND-PRA-02 STR-COM-13',
    'identifiers of known systems, with values',
    p => (p.identifier ?? []).filter(one => isVague(one) || !systems.includes(one.system ?? '')),
    none,
  ),
  rule(
    'FND-PRA-02',
    'at most one SDS user id',
    p => ofSystem(p, identifiers.sdsUser).length,
    count => count < 2,
  ),
  rule('FND-PRA-03', 'exactly one name', p => p.name?.length, is(1)),
  rule(
    'FND-PRA-03',
    'a name has a family name and no text, or text alone',
    p => p.name?.[0],
    name =>
      name !== undefined &&
      (name.family === undefined ? (name.text ?? '') !== '' && name.given === undefined : name.text === undefined),
  ),
  rule(
    'FND-PRA-04',
    'no telecom, address, birth date, photo or qualification',
    among('telecom', 'address', 'birthDate', 'photo', 'qualification'),
    none,
  ),
]

export const roleRules: readonly Rule<PractitionerRole>[] = [
  ...administrative<PractitionerRole>(profiles.practitionerRole),
  rule('STR-OP-11', 'refers to its Practitioner', r => r.practitioner, refersTo('Practitioner')),
  rule('STR-OP-11', 'organization refers to an Organization', r => r.organization, mayReferTo('Organization')),
]

export { ofSystem }
