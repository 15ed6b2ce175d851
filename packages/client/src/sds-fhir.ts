/** SDS by the national FHIR API: `Endpoint` and `Device`, FHIR R4 (SEC-SDS-18). */
import { randomUUID } from 'node:crypto'
import { identifiers } from '@gpc/fhir'
import { TransportError } from './errors.ts'
import type { SdsAccess } from './options.ts'
import { type SdsRecord, sdsBundle } from './schema-sds.ts'
import type { Directory } from './sds-directory.ts'

const ids = 'https://fhir.nhs.uk/Id/'

export function fhirDirectory(
  { url, apiKey }: SdsAccess,
  fetch: typeof globalThis.fetch,
  timeoutMs: number,
): Directory {
  const base = url.replace(/\/+$/, '')

  async function search(resource: string, ods: string, asked: readonly string[]): Promise<SdsRecord[]> {
    const query = new URLSearchParams({ organization: `${identifiers.odsOrganization}|${ods}` })
    for (const one of asked) query.append('identifier', one)
    const headers = { Accept: 'application/fhir+json', 'X-Correlation-Id': randomUUID() }
    let status: number | undefined
    try {
      const response = await fetch(`${base}/${resource}?${query}`, {
        headers: apiKey === undefined ? headers : { ...headers, apikey: apiKey },
        signal: AbortSignal.timeout(timeoutMs),
        redirect: 'error',
      })
      status = response.status
      const bundle = sdsBundle.parse(await response.json())
      if (response.ok) return (bundle.entry ?? []).map(one => one.resource).filter(one => one.resourceType === resource)
    } catch (cause) {
      throw failed(status, cause)
    }
    throw failed(status)
  }

  return {
    async endpoints(ods, interactionId) {
      const found = await search('Endpoint', ods, [`${ids}nhsServiceInteractionId|${interactionId}`])
      return found.flatMap(one => {
        const partyKey = identifierOf(one, 'nhsMhsPartyKey')
        return one.address === undefined || partyKey === undefined ? [] : [{ root: one.address.trim(), partyKey }]
      })
    },
    async asids(ods, interactionId, partyKey) {
      const asked = [`${ids}nhsServiceInteractionId|${interactionId}`, `${ids}nhsMhsPartyKey|${partyKey}`]
      const found = await search('Device', ods, asked)
      return found.flatMap(one => identifierOf(one, 'nhsSpineASID') ?? [])
    },
  }
}

function identifierOf({ identifier }: SdsRecord, name: string): string | undefined {
  return identifier?.find(one => one.system === ids + name)?.value
}

function failed(status: number | undefined, cause?: unknown): TransportError {
  const what =
    status === undefined ? 'could not be reached' : `answered ${status} with something that is not understood`
  return new TransportError(`SDS ${what}. Check its URL, the API key and the network, then try again.`, { cause })
}
