/** The Patient of Register a patient, as the national suite makes it and changes it. */
import { extensions, identifiers, profiles } from '@gpc/fhir'
import type { Person } from '../sandbox.ts'

export type Sent = Readonly<Record<string, unknown>>

export const address = (use: string) => ({
  use,
  type: 'physical',
  line: ['1 Test Lane'],
  city: 'Testham',
  postalCode: 'ZZ99 1AA',
})

/** `email` stands for an e-mail address. */
export const telecom = (use: string) =>
  use === 'email'
    ? { system: 'email', value: 'somebody@example.org' }
    : { system: 'phone', value: `01632 96000${use.length}`, use }

export const communication = {
  url: extensions.nhsCommunication,
  extension: [
    {
      url: 'language',
      valueCodeableConcept: {
        coding: [
          { system: 'https://fhir.nhs.uk/STU3/CodeSystem/CareConnect-HumanLanguage-1', code: 'de', display: 'German' },
        ],
      },
    },
    { url: 'interpreterRequired', valueBoolean: false },
  ],
}

/** The least that must be sent, and the gender (REG-FLD-01). */
export function patientOf({ nhsNumber, family, given, birthDate, gender }: Person): Sent {
  return {
    resourceType: 'Patient',
    meta: { profile: [profiles.patient] },
    identifier: [{ system: identifiers.nhsNumber, value: nhsNumber }],
    name: [{ use: 'official', family, given: given.split(' ') }],
    gender,
    birthDate,
  }
}

export const without =
  (...names: readonly string[]) =>
  (patient: Sent): Sent =>
    Object.fromEntries(Object.entries(patient).filter(([name]) => !names.includes(name)))

export const withElements =
  (more: Sent) =>
  (patient: Sent): Sent => ({ ...patient, ...more })

export const named =
  (change: (name: { readonly family: string; readonly given: readonly string[] }) => object) =>
  (patient: Sent, { family, given }: Person): Sent => ({
    ...patient,
    name: [{ use: 'official', ...change({ family, given: given.split(' ') }) }],
  })
