/** Find and read a healthcare service (FND-HCS). Pages: find and read a healthcare service of version 1.2.8. */
import { renderHealthcareService } from '@gpc/clinical'
import { GpConnectError, identifiers, interactions } from '@gpc/fhir'
import { type HealthcareService, healthcareServices, type PracticeSettings } from '@gpc/store'
import type { Exchange, Operation } from '../exchange/exchange.ts'
import type { Services } from '../services.ts'
import { identifierValue } from './identifier.ts'
import { searchset } from './searchset.ts'

/** A practice's services; none while it has switched service filtering off (FND-HCS-03). */
export async function offeredServices(
  { store }: Pick<Services, 'store'>,
  { ods, enabled }: PracticeSettings,
): Promise<readonly HealthcareService[]> {
  return enabled.has('service-filtering') ? healthcareServices(store, ods) : []
}

async function rendered({ directory }: Services, { ods }: PracticeSettings, services: readonly HealthcareService[]) {
  const known = services.length === 0 ? undefined : await directory.current(ods)
  return services.map(service => {
    const location = `Location/${service.location}`
    return renderHealthcareService(ods, service, known?.has(location) ? location : undefined)
  })
}

/** The service id that is asked for, or undefined: then all are. A name in another letter case isn't taken for none (FND-SRCH-06). */
function wantedService(query: Exchange['query']): string | undefined {
  const asked = Object.keys(query).some(name => name.toLowerCase() === 'identifier')
  return asked ? identifierValue(query, identifiers.dosService) : undefined
}

export const healthcareServiceOperations = (services: Services): readonly Operation[] => [
  {
    interaction: interactions.findHealthcareService,
    async handle({ practice, query }) {
      const wanted = wantedService(query)
      const all = await offeredServices(services, practice)
      const found = wanted === undefined ? all : all.filter(one => one.dosServiceId === wanted)
      return { status: 200, json: searchset((await rendered(services, practice, found)).map(one => one.json)) }
    },
  },
  {
    interaction: interactions.readHealthcareService,
    async handle({ practice, params }) {
      if (params.id === '')
        throw new GpConnectError('BAD_REQUEST', 'The path must end with the id of a HealthcareService.')
      const all = await offeredServices(services, practice)
      const [found] = await rendered(
        services,
        practice,
        all.filter(one => one.id === params.id),
      )
      if (found === undefined)
        throw new GpConnectError('NO_RECORD_FOUND', 'There is no HealthcareService with this id at this practice.')
      return { status: 200, json: found.json, versionId: found.versionId }
    },
  },
]
