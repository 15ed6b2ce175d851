/** Patients, staff, organisations, places and services of a practice (foundations.md, register-patient.md). */
import {
  type HealthcareService,
  type Interaction,
  identifiers,
  interactions,
  isResource,
  type Location,
  type Organization,
  type Patient,
  type Practitioner,
  profiles,
  type ResourceTypes,
} from '@gpc/fhir'
import { type Caller, type CallOptions, unexpected } from './calls.ts'
import { InvalidRequestError } from './errors.ts'
import { checkNhsNumber } from './parameters.ts'
import { onlyPatient } from './patients.ts'
import { isBundle, isPatient } from './schema.ts'

/** A person to be registered for the time being; what isn't known is left out (REG-FLD-01 to 03). */
export type NewPatient = Pick<Patient, 'gender' | 'address' | 'telecom' | 'extension'> & {
  readonly nhsNumber: string
  readonly family: string
  readonly given: readonly string[]
  /** yyyy-MM-dd */
  readonly birthDate: string
}

export interface Foundations {
  /** The practice's patient with an NHS number, or undefined. Compare the demographics before use (FND-PAT-22). */
  findPatient(request: CallOptions & { readonly nhsNumber: string }): Promise<Patient | undefined>
  /** The patient with a logical id, as an earlier answer of the same practice had it. */
  readPatient(request: CallOptions & { readonly id: string }): Promise<Patient>
  findPractitioner(request: CallOptions & { readonly sdsUserId: string }): Promise<Practitioner | undefined>
  readPractitioner(request: CallOptions & { readonly id: string }): Promise<Practitioner>
  findOrganization(request: CallOptions & { readonly ods: string }): Promise<Organization | undefined>
  readOrganization(request: CallOptions & { readonly id: string }): Promise<Organization>
  readLocation(request: CallOptions & { readonly id: string }): Promise<Location>
  /** All of the practice's services, or the one with a Directory of Services id (FND-HCS-02). */
  findHealthcareServices(request: CallOptions & { readonly dosId?: string }): Promise<readonly HealthcareService[]>
  readHealthcareService(request: CallOptions & { readonly id: string }): Promise<HealthcareService>
  /**
   * Registers somebody temporarily (REG-REQ-04): trace them on PDS first, and only if `findPatient` found nobody (REG-REQ-03). It is never
   * sent twice by itself; `DUPLICATE_REJECTED` means: find them again (REG-ERR-02).
   */
  registerPatient(request: CallOptions & { readonly patient: NewPatient }): Promise<Patient>
}

export function foundations(call: Caller): Foundations {
  const search = async <Name extends keyof ResourceTypes>(
    interaction: Interaction,
    name: Name,
    options: CallOptions,
    system: string,
    value: string | undefined,
  ): Promise<ResourceTypes[Name][]> => {
    const query = value === undefined ? '' : `?identifier=${encodeURIComponent(`${system}|${value}`)}`
    const { json, traceId } = await call(interaction, options, interaction.path + query)
    if (!isBundle(json)) throw unexpected('a Bundle', traceId)
    return (json.entry ?? []).flatMap(({ resource }) => (isResource(resource, name) ? [resource] : []))
  }
  const read = async <Name extends keyof ResourceTypes>(
    interaction: Interaction,
    name: Name,
    { id, ...options }: CallOptions & { readonly id: string },
  ): Promise<ResourceTypes[Name]> => {
    const path = interaction.path.replace(':id', encodeURIComponent(id))
    const { json, traceId } = await call(interaction, options, path)
    if (!isResourceOf(json, name)) throw unexpected(`a ${name}`, traceId)
    return json
  }
  return {
    async findPatient(request) {
      checkNhsNumber(request.nhsNumber)
      const identifier = encodeURIComponent(`${identifiers.nhsNumber}|${request.nhsNumber}`)
      const { json, traceId } = await call(interactions.findPatient, request, `/Patient?identifier=${identifier}`)
      if (!isBundle(json)) throw unexpected('a Bundle', traceId)
      return onlyPatient(json, request.nhsNumber, traceId)
    },
    readPatient: request => read(interactions.readPatient, 'Patient', request),
    async findPractitioner({ sdsUserId, ...options }) {
      return only(
        await search(interactions.findPractitioner, 'Practitioner', options, identifiers.sdsUser, sdsUserId),
        'practitioner',
      )
    },
    readPractitioner: request => read(interactions.readPractitioner, 'Practitioner', request),
    async findOrganization({ ods, ...options }) {
      return only(
        await search(interactions.findOrganization, 'Organization', options, identifiers.odsOrganization, ods),
        'organisation',
      )
    },
    readOrganization: request => read(interactions.readOrganization, 'Organization', request),
    readLocation: request => read(interactions.readLocation, 'Location', request),
    findHealthcareServices: ({ dosId, ...options }) =>
      search(interactions.findHealthcareService, 'HealthcareService', options, identifiers.dosService, dosId),
    readHealthcareService: request => read(interactions.readHealthcareService, 'HealthcareService', request),
    async registerPatient({ patient, ...options }) {
      checkNhsNumber(patient.nhsNumber)
      const body = {
        resourceType: 'Parameters',
        parameter: [{ name: 'registerPatient', resource: patientResource(patient) }],
      }
      const { json, traceId } = await call(interactions.registerPatient, options, interactions.registerPatient.path, {
        body,
      })
      if (!isBundle(json)) throw unexpected('a Bundle', traceId)
      const registered = onlyPatient(json, patient.nhsNumber, traceId)
      if (registered === undefined) throw unexpected('a Bundle with the patient', traceId)
      return registered
    },
  }
}

function patientResource({ nhsNumber, family, given, birthDate, gender, address, telecom, extension }: NewPatient) {
  if (family.trim() === '' || given.every(one => one.trim() === '')) {
    throw new InvalidRequestError('Give the family name and a given name.')
  }
  return {
    resourceType: 'Patient',
    meta: { profile: [profiles.patient] },
    ...(extension === undefined ? {} : { extension }),
    identifier: [{ system: identifiers.nhsNumber, value: nhsNumber }],
    name: [{ use: 'official', family, given }],
    ...(telecom === undefined ? {} : { telecom }),
    ...(gender === undefined ? {} : { gender }),
    birthDate,
    ...(address === undefined ? {} : { address }),
  }
}

function only<T>(found: readonly T[], what: string): T | undefined {
  if (found.length > 1) {
    throw new InvalidRequestError(`The practice has ${found.length} of this ${what}'s id: read it by its logical id.`)
  }
  return found[0]
}

function isResourceOf<Name extends keyof ResourceTypes>(json: unknown, name: Name): json is ResourceTypes[Name] {
  if (name === 'Patient') return isPatient(json)
  return typeof json === 'object' && json !== null && 'resourceType' in json && json.resourceType === name
}
