/** A person of PDS, made of a practice's patient or of the manifest. Pure. */
import { londonDay, type Patient } from '@gpc/fhir'
import type { PdsRecord } from '@gpc/spine'
import type { FoundPatient, PatientStatus } from '@gpc/store'
import type { ManifestPatient, ManifestPerson } from './manifest.ts'

/** True for a regular patient who hasn't left. */
export function isRegistered({
  registration,
  registeredTo,
}: Pick<PatientStatus, 'registration' | 'registeredTo'>): boolean {
  return registration === 'regular' && (registeredTo === '' || registeredTo > londonDay())
}

const genders = ['male', 'female', 'other', 'unknown'] as const

export function fromPractice(ods: string, found: FoundPatient): PdsRecord {
  const { nhsNumber, family, given, birthDate, gender, deceased } = found
  const patient = rendered(found.body)
  const prefix = patient?.name?.find(one => one.use !== 'old')?.prefix
  return {
    nhsNumber,
    invalid: false,
    sensitive: false,
    names: [{ use: 'usual', family, given: given.split(' '), ...(prefix === undefined ? {} : { prefix }) }],
    gender: genders.find(one => one === gender) ?? 'unknown',
    ...(birthDate === '' ? {} : { birthDate }),
    ...(deceased === '' ? {} : { deceased: deceased === 'true' ? true : deceased }),
    addresses: (patient?.address ?? []).map(({ use, line, city, district, postalCode }) => ({
      use: use ?? 'home',
      lines: [...(line ?? []), city, district].filter(text => text !== undefined),
      ...(postalCode === undefined ? {} : { postcode: postalCode }),
    })),
    ...(isRegistered(found) ? { generalPractitionerOds: ods } : {}),
  }
}

function rendered(body: string): Patient | undefined {
  const json: unknown = JSON.parse(body)
  return isPatient(json) ? json : undefined
}

/** The store holds what this program rendered itself. */
function isPatient(json: unknown): json is Patient {
  return typeof json === 'object' && json !== null && 'resourceType' in json && json.resourceType === 'Patient'
}

/** @param ods the practice where the person is registered, if any */
export function fromManifest(person: ManifestPerson | ManifestPatient, ods: string | undefined): PdsRecord {
  const { nhsNumber, title, given, middle, family, gender, birthDate, deathDate, address } = person
  const { building, street, locality, town, county, postcode } = address
  const lines = [building, street, locality, town, county].filter(line => line !== undefined)
  return {
    nhsNumber,
    invalid: false,
    sensitive: false,
    names: [
      {
        use: 'usual',
        family,
        given: middle === undefined ? [given] : [given, middle],
        ...(title === undefined ? {} : { prefix: [title] }),
      },
    ],
    gender,
    birthDate,
    ...(deathDate === undefined ? {} : { deceased: deathDate }),
    addresses: [{ use: 'home', lines, postcode }],
    ...(ods === undefined ? {} : { generalPractitionerOds: ods }),
  }
}
