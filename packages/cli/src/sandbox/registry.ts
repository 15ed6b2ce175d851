/** What the sandbox's Spine knows: the practices of this provider, as they are now, and the manifest's consumers. */
import { type Capability, type Interaction, interactions, serviceRootPath } from '@gpc/fhir'
import type { AccreditedSystem, SpineRegistry } from '@gpc/spine'
import { type Practice, practices, type Store } from '@gpc/store'
import type { Manifest } from './manifest.ts'

/** The interactions that this provider answers, by capability. */
export const served: Readonly<Record<Capability, readonly Interaction[]>> = {
  foundations: [
    interactions.metadata,
    interactions.findPatient,
    interactions.readPatient,
    interactions.findPractitioner,
    interactions.readPractitioner,
    interactions.findOrganization,
    interactions.readOrganization,
    interactions.readLocation,
    interactions.registerPatient,
    interactions.findHealthcareService,
    interactions.readHealthcareService,
  ],
  structured: [interactions.structuredMetadata, interactions.getStructuredRecord, interactions.migrateStructuredRecord],
  documents: [
    interactions.documentsMetadata,
    interactions.documentsFindPatient,
    interactions.searchDocuments,
    interactions.readDocument,
    interactions.migrateDocument,
  ],
  appointments: [
    interactions.searchSlots,
    interactions.bookAppointment,
    interactions.readAppointment,
    interactions.amendAppointment,
    interactions.cancelAppointment,
    interactions.patientAppointments,
  ],
  html: [interactions.htmlMetadata, interactions.getCareRecord],
}

/** A service root as the specification forms it (SEC-SSP-04). */
export const serviceRoot = (provider: string, ods: string, capability: Capability): string =>
  `${provider}/${ods}/${serviceRootPath(capability)}`

/** @param provider the URL that the provider is reached at, without trailing slash */
export function sandboxRegistry(store: Store, provider: string, consumers: Manifest['consumers']): SpineRegistry {
  const asking = consumers.map(consumerSystem)
  return async () => ({
    systems: [...(await practices(store)).map(one => practiceSystem(one, provider)), ...asking],
    disallowed: [],
  })
}

const manufacturerOds = 'X9999'

function practiceSystem({ ods, name, asid, partyKey }: Practice, provider: string): AccreditedSystem {
  const endpoints = (['foundations', 'structured', 'documents', 'appointments', 'html'] as const).flatMap(capability =>
    served[capability].map(({ id }) => ({ interactionId: id, url: serviceRoot(provider, ods, capability) })),
  )
  return { ods, name, asid, partyKey, organisationType: 'gp-practice', manufacturerOds, role: 'provider', endpoints }
}

function consumerSystem({ asid, ods, name, organisationType }: Manifest['consumers'][number]): AccreditedSystem {
  const partyKey = `${ods}-${asid.slice(-6)}`
  return { ods, name, asid, partyKey, organisationType, manufacturerOds, role: 'consumer', endpoints: [] }
}
