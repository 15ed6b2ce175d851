/** Find and read practitioners and organisations, read locations (FND-PRA, FND-ORG, FND-LOC): all from the practice's directory. */
import { visitLocation } from '@gpc/clinical'
import { GpConnectError, type Interaction, identifiers, interactions, type SpineCode } from '@gpc/fhir'
import type { AdminResource } from '@gpc/store'
import type { Operation } from '../exchange/exchange.ts'
import type { Services } from '../services.ts'
import { identifierValue } from './identifier.ts'
import { searchset } from './searchset.ts'

type ResourceType = 'Practitioner' | 'Organization' | 'Location'

/** GET [type]/[id]: 404 with the type's own code if the practice has no such resource. */
function read(services: Services, interaction: Interaction, type: ResourceType, missing: SpineCode): Operation {
  return {
    interaction,
    async handle({ practice, params }) {
      const directory = await services.directory.current(practice.ods)
      const found = directory.get(`${type}/${params.id ?? ''}`)
      if (found === undefined) throw new GpConnectError(missing, `There is no ${type} with this id at this practice.`)
      return { status: 200, json: found.body, versionId: found.versionId }
    },
  }
}

/**
 * GET [type]?identifier=[system]|[value]: the one that it identifies, or an empty searchset. A source may have the same one twice, such as
 * a person with two posts: then it is the one with more to say (FND-PRA-06).
 */
function find(
  services: Services,
  interaction: Interaction,
  type: ResourceType,
  system: string,
  identified: (resource: AdminResource) => string,
): Operation {
  return {
    interaction,
    async handle({ practice, query }) {
      const value = identifierValue(query, system)
      const directory = await services.directory.current(practice.ods)
      const [found] = [...directory.values()]
        .filter(one => one.ref.startsWith(`${type}/`) && identified(one) === value)
        .sort((a, b) => b.body.length - a.body.length || (a.ref < b.ref ? -1 : 1))
      return { status: 200, json: searchset(found === undefined ? [] : [found.body]) }
    },
  }
}

export const directoryOperations = (services: Services): readonly Operation[] => [
  find(services, interactions.findPractitioner, 'Practitioner', identifiers.sdsUser, one => one.sdsUserId),
  read(services, interactions.readPractitioner, 'Practitioner', 'PRACTITIONER_NOT_FOUND'),
  find(services, interactions.findOrganization, 'Organization', identifiers.odsOrganization, one => one.ods),
  read(services, interactions.readOrganization, 'Organization', 'ORGANISATION_NOT_FOUND'),
  withVisits(read(services, interactions.readLocation, 'Location', 'NO_RECORD_FOUND')),
]

/** The place of a visit can be read as any other (APT-RETR-09). */
function withVisits(locations: Operation): Operation {
  return {
    ...locations,
    async handle(exchange) {
      const { id, json, versionId } = visitLocation(exchange.practice.ods)
      return exchange.params.id === id ? { status: 200, json, versionId } : locations.handle(exchange)
    },
  }
}
