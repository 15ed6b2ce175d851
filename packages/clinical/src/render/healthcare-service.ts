/** The HealthcareService resource: a service of a practice, as the Directory of Services names it (FND-HCS-01). */
import { identifiers, profiles } from '@gpc/fhir'
import { practiceRef } from './identity.ts'
import { reference, versioned } from './json.ts'
import type { Ref } from './rendered.ts'

export interface ServiceContent {
  /** Logical id. */
  readonly id: string
  readonly dosServiceId: string
  readonly name: string
}

/** @param location the surgery where it is given, if the practice's directory has it */
export function renderHealthcareService(ods: string, { id, dosServiceId, name }: ServiceContent, location?: Ref) {
  return versioned('HealthcareService', id, profiles.healthcareService, {
    identifier: [{ system: identifiers.dosService, value: dosServiceId }],
    providedBy: reference(practiceRef(ods)),
    location: location === undefined ? undefined : [reference(location)],
    name,
  })
}
