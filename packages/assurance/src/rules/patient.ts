/** What holds of every Patient that leaves a provider (FND-PAT-12 to 20). */
import { extensions, identifiers, isNhsNumber, type Patient, profiles, valueSystems } from '@gpc/fhir'
import { absent, among, is, none, oneOf, present, type Rule, rule } from '../rule.ts'
import { administrative, exactly, isVagueTelecom, mayReferTo, refersTo } from './shared.ts'

const registration = (patient: Patient) => exactly(patient, extensions.registrationDetails)
const part = (patient: Patient, url: string) => registration(patient).flatMap(one => exactly(one, url))

/** Extensions of the profile that the pages forbid (FND-PAT-19), by their last word. */
const forbidden = /(EthnicCategory|ReligiousAffiliation|ResidentialStatus|TreatmentCategory|cadavericDonor|birthPlace)/i

export const patientRules: readonly Rule<Patient>[] = [
  ...administrative<Patient>(profiles.patient),
  rule(
    'FND-PAT-12',
    'the NHS number is the only identifier',
    p => p.identifier?.map(one => one.system),
    is([identifiers.nhsNumber]),
  ),
  rule('FND-PAT-12 NFR-LIM-05', 'the NHS number is sound', p => p.identifier?.[0]?.value ?? '', isNhsNumber),
  rule(
    'FND-PAT-12 FND-PAT-03',
    'the NHS number is present and verified',
    p =>
      exactly(p.identifier?.[0], extensions.nhsNumberVerificationStatus).map(one => one.valueCodeableConcept?.coding),
    is([[{ system: valueSystems.nhsNumberVerification, code: '01', display: 'Number present and verified' }]]),
  ),
  rule('FND-PAT-13 FND-RES-08', 'one official name', p => p.name?.filter(one => one.use === 'official').length, is(1)),
  rule(
    'FND-PAT-13',
    'each name has use and family name',
    p => (p.name ?? []).filter(one => !one.use || !one.family),
    none,
  ),
  rule('FND-PAT-14', 'gender', p => p.gender, oneOf('male', 'female', 'other', 'unknown')),
  rule('FND-PAT-14', 'birthDate', p => p.birthDate, present),
  rule(
    'FND-PAT-14 FND-RES-07',
    'each telecom has system, value and use',
    p => (p.telecom ?? []).filter(isVagueTelecom(true)),
    none,
  ),
  rule(
    'FND-PAT-14 FND-RES-05',
    'each address has a use',
    p => (p.address ?? []).filter(one => one.use === undefined),
    none,
  ),
  rule('FND-RES-06', 'no address has text', p => (p.address ?? []).filter(one => one.text !== undefined), none),
  rule(
    'FND-PAT-15',
    'contacts: relationships are text without coding',
    p => (p.contact ?? []).flatMap(one => (one.relationship ?? []).filter(r => !r.text || r.coding !== undefined)),
    none,
  ),
  rule(
    'FND-PAT-15',
    'contacts: a name with use',
    p => (p.contact ?? []).filter(one => one.name?.use === undefined),
    none,
  ),
  rule(
    'FND-PAT-15',
    'contacts: each telecom has a use',
    p => (p.contact ?? []).flatMap(one => (one.telecom ?? []).filter(isVagueTelecom(true))),
    none,
  ),
  rule('FND-PAT-17', 'one registrationDetails', p => registration(p).length, is(1)),
  rule(
    'FND-PAT-17',
    'at most one registrationPeriod, with a period',
    p => part(p, 'registrationPeriod'),
    all => all.length < 2 && all.every(one => present(one.valuePeriod)),
  ),
  rule(
    'FND-PAT-17',
    'registrationType with code of its system',
    p => part(p, 'registrationType').map(one => one.valueCodeableConcept?.coding?.map(({ system }) => system)),
    is([[valueSystems.registrationType]]),
  ),
  rule(
    'FND-PAT-17 FND-LOC-07',
    'at most one preferredBranchSurgery, which refers to a Location',
    p => part(p, 'preferredBranchSurgery'),
    all => all.length < 2 && all.every(one => refersTo('Location')(one.valueReference)),
  ),
  rule(
    'FND-PAT-16',
    'nhsCommunication with a language',
    p => exactly(p, extensions.nhsCommunication).filter(one => exactly(one, 'language').length !== 1),
    none,
  ),
  rule(
    'FND-PAT-18 STR-OP-10',
    'at most one generalPractitioner, a Practitioner',
    p => p.generalPractitioner ?? [],
    all => all.length < 2 && all.every(mayReferTo('Practitioner')),
  ),
  rule(
    'FND-PAT-18',
    'managingOrganization refers to an Organization',
    p => p.managingOrganization,
    refersTo('Organization'),
  ),
  rule('FND-PAT-20', 'active is true', p => p.active, is(true)),
  rule('FND-PAT-02 FND-PAT-20', 'not deceased', p => p.deceasedBoolean ?? p.deceasedDateTime, absent),
  rule(
    'FND-PAT-19',
    'no marital status, multiple birth, photo, link or animal',
    among('maritalStatus', 'multipleBirthBoolean', 'multipleBirthInteger', 'photo', 'link', 'animal'),
    none,
  ),
  rule(
    'FND-PAT-19',
    'no extension that the pages forbid',
    p => (p.extension ?? []).filter(one => forbidden.test(one.url)),
    none,
  ),
]
