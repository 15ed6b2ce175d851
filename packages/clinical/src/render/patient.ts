/** The Patient resource (FND-PAT-12 to 20, STR-OP-10). */
import { extensions, identifiers, type LocalDate, profiles, valueSystems } from '@gpc/fhir'
import type { Patient, PatientContact, Registration, RegistrationType } from '../model/patient.ts'
import { address, addresses, homeUse, humanName, isNamed, personalUse, telecoms } from './contact-details.ts'
import { locationRef, patientId, practiceRef, practitionerRef } from './identity.ts'
import { reference, some, unknownValue, versioned } from './json.ts'
import { languageOf } from './languages.ts'
import type { Ref, RenderContext } from './rendered.ts'
import { clean } from './text.ts'

export interface RenderedPatient {
  readonly id: string
  readonly ref: Ref
  readonly json: string
  /** The practice, the usual GP and the preferred branch, as far as the resource names them. */
  readonly refs: readonly Ref[]
  readonly versionId: string
}

/**
 * Renders a patient. `managingOrganization` is the practice whose ODS code is in the request's URL (FND-PAT-18);
 * `generalPractitioner` is the usual GP, if the directory has them.
 */
export function renderPatient(patient: Patient, context: RenderContext): RenderedPatient {
  const { ods } = context
  const { source, key, usualGp, registration } = patient
  const id = patientId(ods, source, key)
  const gp =
    usualGp !== undefined && context.hasStaff(source, usualGp) ? practitionerRef(ods, source, usualGp) : undefined
  const branch = branchRef(patient, context)
  const practice = practiceRef(ods)
  const names = [
    humanName(patient.name, 'official'),
    ...(patient.formerNames ?? []).filter(isNamed).map(name => humanName(name, 'old')),
  ]
  const { json, versionId } = versioned('Patient', id, profiles.patient, {
    extension: some([...registrationDetails(registration, branch), ...communication(patient)]),
    identifier: patient.nhsNumber === undefined ? undefined : [nhsNumber(patient.nhsNumber)],
    active: isActive(patient, context.today),
    name: names,
    telecom: telecoms(patient.contacts, personalUse),
    gender: patient.gender,
    birthDate: patient.birthDate?.slice(0, 10),
    deceasedDateTime: patient.deceased === true ? undefined : patient.deceased,
    _deceasedDateTime: patient.deceased === true ? unknownValue : undefined,
    address: addresses(patient.addresses, homeUse),
    contact: some(patient.relations.map(contact)),
    generalPractitioner: gp === undefined ? undefined : [reference(gp)],
    managingOrganization: reference(practice),
  })
  const refs = [practice, gp, branch].filter(ref => ref !== undefined)
  return { id, ref: `Patient/${id}`, json, refs, versionId }
}

/** Registered, not left, not deceased: only such patients are served (FND-PAT-02, FND-PAT-20). */
function isActive({ deceased, registration }: Patient, today: LocalDate): boolean {
  return deceased === undefined && (registration.end === undefined || registration.end > today)
}

/**
 * The NHS number with the status "present and verified" (FND-PAT-12). A patient whose number isn't verified, here or by PDS
 * at the request, is never served (FND-PAT-03, FND-PAT-04, STR-ERR-04), so no other status can leave.
 */
function nhsNumber(value: string) {
  return {
    extension: [
      {
        url: extensions.nhsNumberVerificationStatus,
        valueCodeableConcept: {
          coding: [{ system: valueSystems.nhsNumberVerification, code: '01', display: 'Number present and verified' }],
        },
      },
    ],
    system: identifiers.nhsNumber,
    value,
  }
}

const registrationTypes: Record<RegistrationType, readonly [code: string, display: string]> = {
  regular: ['R', 'Regular'],
  temporary: ['T', 'Temporary'],
  private: ['P', 'Private'],
  emergency: ['E', 'Emergency'],
  'immediately-necessary': ['IN', 'Immediately necessary'],
  'pre-registration': ['O', 'Other'],
  other: ['O', 'Other'],
}

/** The branch surgery that the patient prefers, if the directory has it (FND-PAT-17, STR-OP-16). */
function branchRef({ source, registration }: Patient, context: RenderContext): Ref | undefined {
  const { branch } = registration
  if (branch === undefined || context.hasSite?.(source, branch) === false) return undefined
  return locationRef(context.ods, source, branch)
}

/** FND-PAT-17. The source's own words for the type are the text where they say more than the code. */
function registrationDetails({ type, typeText, start, end }: Registration, branch: Ref | undefined) {
  const [code, display] = registrationTypes[type]
  const words = clean(typeText) ?? (type === 'pre-registration' ? 'Pre-registration' : undefined)
  const concept = {
    coding: [{ system: valueSystems.registrationType, code, display }],
    text: words === display ? undefined : words,
  }
  const parts: object[] = []
  const valuePeriod = start !== undefined && end !== undefined && end < start ? { start } : { start, end }
  if (start !== undefined || end !== undefined) parts.push({ url: 'registrationPeriod', valuePeriod })
  parts.push({ url: 'registrationType', valueCodeableConcept: concept })
  if (branch !== undefined) parts.push({ url: 'preferredBranchSurgery', valueReference: reference(branch) })
  return [{ url: extensions.registrationDetails, extension: parts }]
}

/** FND-PAT-16. The profile takes codes of its list of languages only: a language that isn't in it can't be told. */
function communication({ language, interpreterRequired }: Patient) {
  const coding = language === undefined ? undefined : languageOf(language)
  if (coding === undefined) return []
  const parts: object[] = [{ url: 'language', valueCodeableConcept: { coding: [coding] } }]
  if (interpreterRequired !== undefined) parts.push({ url: 'interpreterRequired', valueBoolean: interpreterRequired })
  return [{ url: extensions.nhsCommunication, extension: parts }]
}

/** FND-PAT-15: the relationship as text without coding. The profile wants a name with a use. */
function contact({ name, relationship, contacts, address: home, gender }: PatientContact) {
  const words = clean(relationship)
  return {
    relationship: words === undefined ? undefined : [{ text: words }],
    name: name !== undefined && isNamed(name) ? humanName(name, 'usual') : { use: 'usual', text: 'Not recorded' },
    telecom: telecoms(contacts, personalUse),
    address: address(home, homeUse),
    gender,
  }
}
