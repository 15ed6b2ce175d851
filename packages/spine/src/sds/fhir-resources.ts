/** SDS's records in the FHIR R4 form of the national SDS FHIR API: Endpoint and Device (SEC-SDS-18). */
import { identifiers, logicalId } from '@gpc/fhir'
import {
  type AccreditedSystem,
  accreditedInteractions,
  cpaId,
  type RegisteredEndpoint,
  type RegistryContents,
} from '../registry.ts'

/** Identifier systems of SDS. */
export const sdsSystems = {
  asid: 'https://fhir.nhs.uk/Id/nhsSpineASID',
  partyKey: 'https://fhir.nhs.uk/Id/nhsMhsPartyKey',
  interaction: 'https://fhir.nhs.uk/Id/nhsServiceInteractionId',
  fqdn: 'https://fhir.nhs.uk/Id/nhsMhsFQDN',
  cpa: 'https://fhir.nhs.uk/Id/nhsMhsCPAId',
  mhs: 'https://fhir.nhs.uk/Id/nhsMHSId',
} as const

/** What is asked for; an absent part isn't looked at. */
export interface SdsQuery {
  readonly ods?: string
  readonly interactionId?: string
  readonly partyKey?: string
  readonly manufacturerOds?: string
}

const extension = 'https://fhir.nhs.uk/StructureDefinition/Extension-SDS-'
const same = (asked: string | undefined, held: string) =>
  asked === undefined || asked.toUpperCase() === held.toUpperCase()

function matches(system: AccreditedSystem, query: SdsQuery): boolean {
  return (
    same(query.ods, system.ods) &&
    same(query.partyKey, system.partyKey) &&
    same(query.manufacturerOds, system.manufacturerOds)
  )
}

/** The MHS records of a query. */
export function endpoints({ systems }: RegistryContents, query: SdsQuery) {
  return systems
    .filter(system => matches(system, query))
    .flatMap(system =>
      system.endpoints
        .filter(({ interactionId }) => query.interactionId === undefined || interactionId === query.interactionId)
        .map(one => endpointResource(system, one)),
    )
}

/** The AS records of a query. */
export function devices({ systems }: RegistryContents, query: SdsQuery) {
  return systems
    .filter(system => matches(system, query))
    .filter(system => query.interactionId === undefined || accreditedInteractions(system).includes(query.interactionId))
    .map(system => deviceResource(system))
}

function endpointResource(system: AccreditedSystem, { interactionId, url }: RegisteredEndpoint) {
  const cpa = cpaId(system, interactionId)
  return {
    resourceType: 'Endpoint',
    id: logicalId('sds-endpoint', system.asid, interactionId),
    extension: [
      { url: `${extension}NhsServiceInteractionId`, valueReference: by(sdsSystems.interaction, interactionId) },
    ],
    identifier: [
      { system: sdsSystems.fqdn, value: new URL(url).hostname },
      { system: sdsSystems.partyKey, value: system.partyKey },
      { system: sdsSystems.cpa, value: cpa },
      { system: sdsSystems.mhs, value: cpa },
    ],
    status: 'active',
    connectionType: {
      system: 'http://terminology.hl7.org/CodeSystem/endpoint-connection-type',
      code: 'hl7-fhir-rest',
      display: 'HL7 FHIR',
    },
    managingOrganization: by(identifiers.odsOrganization, system.ods),
    payloadType: [
      {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/endpoint-payload-type', code: 'any', display: 'Any' },
        ],
      },
    ],
    address: url,
  }
}

function deviceResource(system: AccreditedSystem) {
  return {
    resourceType: 'Device',
    id: logicalId('sds-device', system.asid),
    extension: [
      {
        url: `${extension}ManufacturingOrganisation`,
        valueReference: by(identifiers.odsOrganization, system.manufacturerOds),
      },
      ...accreditedInteractions(system).map(id => ({
        url: `${extension}NhsServiceInteractionId`,
        valueReference: by(sdsSystems.interaction, id),
      })),
    ],
    identifier: [
      { system: sdsSystems.asid, value: system.asid },
      { system: sdsSystems.partyKey, value: system.partyKey },
    ],
    owner: { ...by(identifiers.odsOrganization, system.ods), display: system.name },
  }
}

function by(system: string, value: string) {
  return { identifier: { system, value } }
}
