/** What holds of every structured record as a whole (STR-OP-07 to 16). */
import { type Bundle, identifiers, type Patient, profiles } from '@gpc/fhir'
import { ofType } from '../answer.ts'
import { expect, expectSame, type Findings } from '../finding.ts'
import { among, hold } from '../rule.ts'
import { patientRules } from './patient.ts'
import { locationRules, organizationRules } from './place.ts'
import { practitionerRules, roleRules } from './practitioner.ts'
import { nameOf, referenceFindings, repeated, resourcesOf } from './references.ts'

const allowed = ['resourceType', 'id', 'meta', 'type', 'entry']

/** The envelope, the people and places, and the references. */
export function envelopeFindings(bundle: Bundle, traceId: string, nhsNumber: string): Findings {
  const patients = ofType(bundle, 'Patient')
  const entries = bundle.entry ?? []
  return [
    ...expectSame('Bundle.id, the trace id (STR-OP-08)', traceId, bundle.id),
    ...expectSame('Bundle.meta (STR-OP-07, STR-OP-09)', { profile: [profiles.structuredRecord] }, bundle.meta),
    ...expectSame('Bundle.type (STR-OP-07)', 'collection', bundle.type),
    ...expectSame(
      'other elements of the Bundle (STR-OP-09)',
      [],
      Object.keys(bundle).filter(one => !allowed.includes(one)),
    ),
    ...expectSame('entries with fullUrl (STR-OP-09)', 0, entries.flatMap(among('fullUrl')).length),
    ...expectSame('entries without resource', 0, entries.filter(one => one.resource === undefined).length),
    ...expectSame('how many Patients the bundle has (STR-OP-10)', 1, patients.length),
    ...patients.flatMap(patient => patientFindings(bundle, patient, nhsNumber)),
    ...oneRoleEach(bundle),
    ...referenceFindings(bundle),
    ...hold(patientRules, patients),
    ...hold(practitionerRules, ofType(bundle, 'Practitioner')),
    ...hold(roleRules, ofType(bundle, 'PractitionerRole')),
    ...hold(organizationRules, ofType(bundle, 'Organization')),
    ...hold(locationRules, ofType(bundle, 'Location')),
  ]
}

/** STR-OP-10: the patient who was asked for, with practice and usual GP. */
function patientFindings(bundle: Bundle, patient: Patient, nhsNumber: string): Findings {
  const names = new Set(resourcesOf(bundle).map(nameOf))
  const wanted = [...(patient.generalPractitioner ?? []), patient.managingOrganization].map(one => one?.reference ?? '')
  const number = patient.identifier?.find(one => one.system === identifiers.nhsNumber)?.value
  return [
    ...expectSame('the NHS number that was asked for', nhsNumber, number),
    ...expect(
      wanted.every(one => names.has(one)),
      'usual GP and managing organisation in the bundle (STR-OP-10)',
      wanted.filter(one => !names.has(one)),
    ),
  ]
}

/** STR-OP-12. */
function oneRoleEach(bundle: Bundle): Findings {
  const practitioners = ofType(bundle, 'PractitionerRole').map(one => one.practitioner?.reference ?? '')
  const twice = repeated(practitioners)
  return expect(twice.length === 0, 'one PractitionerRole at most for a Practitioner (STR-OP-12)', twice)
}

/** What `envelopeFindings` proves. */
export const envelopeIds = ['STR-OP-07', 'STR-OP-08', 'STR-OP-09', 'STR-OP-10', 'STR-OP-12', 'STR-OP-13', 'STR-OP-16']
