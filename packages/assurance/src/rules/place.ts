/** What holds of every Organization and Location (FND-ORG-02 and 03, FND-LOC-01 and 02). */
import { extensions, identifiers, type Location, type Organization, profiles } from '@gpc/fhir'
import { among, none, present, type Rule, rule } from '../rule.ts'
import { administrative, isVague, isVagueTelecom, mayReferTo, refersTo } from './shared.ts'

const organisationExtensions: readonly string[] = [
  extensions.mainLocation,
  'http://hl7.org/fhir/StructureDefinition/organization-period',
]

export const organizationRules: readonly Rule<Organization>[] = [
  ...administrative<Organization>(profiles.organization),
  rule('FND-ORG-02', 'each identifier has system and value', o => (o.identifier ?? []).filter(isVague), none),
  rule(
    'FND-ORG-01',
    'at most one ODS code',
    o => (o.identifier ?? []).filter(one => one.system === identifiers.odsOrganization).length,
    count => count < 2,
  ),
  rule('FND-ORG-02', 'name', o => o.name, present),
  rule(
    'FND-ORG-02 FND-RES-07',
    'each telecom has system and value',
    o => (o.telecom ?? []).filter(isVagueTelecom(false)),
    none,
  ),
  rule('FND-RES-06', 'no address has text', o => (o.address ?? []).filter(one => one.text !== undefined), none),
  rule(
    'FND-ORG-02',
    'no extension but main location and period',
    o => (o.extension ?? []).filter(one => !organisationExtensions.includes(one.url)),
    none,
  ),
  rule('FND-ORG-03', 'no contact or endpoint', among('contact', 'endpoint'), none),
  rule('FND-ORG-02', 'partOf refers to an Organization', o => o.partOf, mayReferTo('Organization')),
]

export const locationRules: readonly Rule<Location>[] = [
  ...administrative<Location>(profiles.location),
  rule(
    'FND-LOC-01',
    'at most one site code, and no other identifier without system or value',
    l => l.identifier ?? [],
    all => !all.some(isVague) && all.filter(one => one.system === identifiers.odsSite).length < 2,
  ),
  rule('FND-LOC-01', 'name', l => l.name, present),
  rule('FND-LOC-01', 'address', l => l.address, present),
  rule(
    'FND-LOC-01 FND-RES-07',
    'each telecom has system and value',
    l => (l.telecom ?? []).filter(isVagueTelecom(false)),
    none,
  ),
  rule(
    'FND-LOC-01',
    'managingOrganization refers to an Organization',
    l => l.managingOrganization,
    refersTo('Organization'),
  ),
  rule('FND-LOC-01', 'partOf refers to a Location', l => l.partOf, mayReferTo('Location')),
  rule(
    'FND-RES-10',
    'codings of type and physicalType have system, code and display',
    l =>
      [l.type, l.physicalType].flatMap(one =>
        (one?.coding ?? []).filter(({ system, code, display }) => !system || !code || !display),
      ),
    none,
  ),
  rule('FND-LOC-02', 'no endpoint', among('endpoint'), none),
]
