/** SDS's records: MHS records with endpoints, AS records with ASIDs, as the LDAP directory has them (SEC-SDS-13). */
import { accreditedInteractions, cpaId, type RegistryContents } from '../registry.ts'

/** A directory entry: its name, and its attributes under their usual spelling, each with its values. */
export interface DirectoryEntry {
  readonly dn: string
  readonly attributes: Readonly<Record<string, readonly string[]>>
}

/** Every record of the registry: one MHS record for each endpoint, one AS record for each system. */
export function directoryEntries({ systems }: RegistryContents): DirectoryEntry[] {
  return systems.flatMap(system => {
    const common = {
      nhsIDCode: [system.ods],
      nhsMhsPartyKey: [system.partyKey],
      nhsMhsManufacturerOrg: [system.manufacturerOds],
    }
    const mhs = system.endpoints.map(({ interactionId, url }) => {
      const id = cpaId(system, interactionId)
      return entry(id, {
        objectClass: ['top', 'nhsMhs'],
        ...common,
        nhsMhsSvcIA: [interactionId],
        nhsMhsEndPoint: [url],
        nhsMhsFQDN: [new URL(url).hostname],
        nhsMhsCPAId: [id],
      })
    })
    const as = entry(system.asid, {
      objectClass: ['top', 'nhsAs'],
      ...common,
      nhsAsSvcIA: accreditedInteractions(system),
      nhsAsClient: [system.ods],
      nhsProductName: [system.name],
    })
    return [...mhs, as]
  })
}

function entry(id: string, attributes: Readonly<Record<string, readonly string[]>>): DirectoryEntry {
  return { dn: `uniqueIdentifier=${id},ou=Services,o=nhs`, attributes: { uniqueIdentifier: [id], ...attributes } }
}
