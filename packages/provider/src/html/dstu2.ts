/** Patient, Practitioner, Organization and Device of version 0.7.4, made of the stored STU3 resources (HTM-OP-07). Elements in DSTU2's order. */
import { identifiers, logicalId, valueSystems, versionOf } from '@gpc/fhir'
import { dstu2NhsNumber } from './parameters.ts'
import type { Address, Organization, Patient, Practitioner, PractitionerRole, Telecom } from './resources.ts'

const profile = (name: string): readonly string[] => [`http://fhir.nhs.net/StructureDefinition/gpconnect-${name}-1`]

export const dstu2Profile = profile

const metaOf = (name: string, versionId: string) => ({ versionId, profile: profile(name) })

/** Nothing for an empty list: FHIR has no empty arrays. */
const some = <T>(list: readonly T[]): readonly T[] | undefined => (list.length === 0 ? undefined : list)

/** The profile has one family and one given name at most: several given names stand in one text. */
export function dstu2Patient(patient: Patient) {
  const { id, meta, identifier = [], name = [], generalPractitioner = [], managingOrganization } = patient
  const number = identifier.find(({ system }) => system === identifiers.nhsNumber)?.value
  return {
    resourceType: 'Patient',
    id,
    meta: metaOf('patient', meta?.versionId ?? versionOf(id)),
    identifier: number === undefined ? undefined : [{ system: dstu2NhsNumber, value: number }],
    active: patient.active,
    name: some(
      name.map(({ use, text, family, given = [], prefix }) => ({
        use,
        text,
        family: family === undefined ? undefined : [family],
        given: some([given.join(' ')].filter(one => one !== '')),
        prefix,
      })),
    ),
    telecom: telecoms(patient.telecom),
    gender: patient.gender,
    birthDate: patient.birthDate,
    deceasedDateTime: patient.deceasedDateTime,
    address: addresses(patient.address),
    careProvider: some(generalPractitioner.slice(0, 1).map(({ reference }) => ({ reference }))),
    managingOrganization: managingOrganization && { reference: managingOrganization.reference },
  }
}

/** @param roles the PractitionerRoles of the practitioner: DSTU2 has them inside */
export function dstu2Practitioner(practitioner: Practitioner, roles: readonly PractitionerRole[]) {
  const { id, meta, identifier = [], name = [], gender } = practitioner
  const value = (system: string) => identifier.find(one => one.system === system)?.value
  const [first] = name
  return {
    resourceType: 'Practitioner',
    id,
    meta: metaOf('practitioner', meta?.versionId ?? versionOf(id)),
    identifier: some(
      [
        { system: 'http://fhir.nhs.net/Id/sds-user-id', value: value(identifiers.sdsUser) },
        { system: 'http://fhir.nhs.net/Id/sds-role-profile-id', value: value(identifiers.sdsRoleProfile) },
      ].filter(one => one.value !== undefined),
    ),
    // a name in words alone has no other place: the profile has no text
    name: { family: [first?.family ?? first?.text ?? 'Name not recorded'], given: first?.given, prefix: first?.prefix },
    gender,
    practitionerRole: some(roles.flatMap(roleOf)),
  }
}

/** One coding, of SDS; the organisation is the practice's, which is in the Bundle. */
function roleOf({ code = [] }: PractitionerRole): readonly object[] {
  const job = code.flatMap(({ coding = [] }) => coding).find(({ system }) => system === valueSystems.jobRole)
  if (job?.code === undefined || job.display === undefined) return []
  const system = 'http://fhir.nhs.net/ValueSet/sds-job-role-name-1'
  return [{ role: { coding: [{ system, code: job.code, display: job.display }] } }]
}

export function dstu2Organization(organization: Organization) {
  const { id, meta, identifier = [], name } = organization
  const ods = identifier.find(({ system }) => system === identifiers.odsOrganization)?.value
  return {
    resourceType: 'Organization',
    id,
    meta: metaOf('organization', meta?.versionId ?? versionOf(id)),
    identifier:
      ods === undefined ? undefined : [{ system: 'http://fhir.nhs.net/Id/ods-organization-code', value: ods }],
    name,
    telecom: telecoms(organization.telecom),
    address: addresses(organization.address),
  }
}

/** The software that made the view. */
export function dstu2Device(ods: string, version: string) {
  const id = logicalId(ods, 'device')
  return {
    resourceType: 'Device',
    id,
    meta: metaOf('device', versionOf(version)),
    identifier: [{ system: 'https://fhir.gp-connect.invalid/Id/software', value: `gp-connect-${version}` }],
    type: {
      coding: [
        {
          system: 'http://snomed.info/sct',
          code: '462240000',
          display: 'Patient health record information system (physical object)',
        },
      ],
    },
    model: 'GP Connect in TypeScript',
    version,
  }
}

const systems: ReadonlySet<string> = new Set(['phone', 'fax', 'email', 'pager'])

function telecoms(all: readonly Telecom[] = []) {
  return some(
    all.flatMap(({ system = '', value, use }) =>
      value === undefined ? [] : [{ system: systems.has(system) ? system : 'other', value, use }],
    ),
  )
}

function addresses(all: readonly Address[] = []) {
  return some(all.map(({ use, line, city, district, postalCode }) => ({ use, line, city, district, postalCode })))
}
