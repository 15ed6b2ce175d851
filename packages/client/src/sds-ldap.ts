/** SDS by LDAP (SEC-SDS-01 to 03). The LDAP library is loaded only when it is used. */
import type { Entry, Filter } from 'ldapts'
import { TransportError } from './errors.ts'
import type { SdsAccess } from './options.ts'
import type { Directory } from './sds-directory.ts'

const base = 'ou=services, o=nhs'

export function ldapDirectory({ url, tls }: SdsAccess, timeoutMs: number): Directory {
  async function search(criteria: Readonly<Record<string, string>>, attributes: string[]): Promise<Entry[]> {
    try {
      const { AndFilter, Client, EqualityFilter } = await import('ldapts')
      const filters: Filter[] = Object.entries(criteria).map(
        ([attribute, value]) => new EqualityFilter({ attribute, value }),
      )
      const client = new Client({
        url,
        timeout: timeoutMs,
        connectTimeout: timeoutMs,
        ...(tls === undefined ? {} : { tlsOptions: tls }),
      })
      try {
        const { searchEntries } = await client.search(base, {
          scope: 'sub',
          filter: new AndFilter({ filters }),
          attributes,
        })
        return searchEntries
      } finally {
        await client.unbind()
      }
    } catch (cause) {
      const message = 'SDS could not be asked by LDAP. Check its URL, the certificates and the network, then try again.'
      throw new TransportError(message, { cause })
    }
  }

  return {
    async endpoints(ods, interactionId) {
      const criteria = { nhsIDCode: ods, objectClass: 'nhsMhs', nhsMhsSvcIA: interactionId }
      const found = await search(criteria, ['nhsMhsEndPoint', 'nhsMhsPartyKey'])
      return found.flatMap(entry => {
        const [partyKey] = valuesOf(entry, 'nhsMhsPartyKey')
        return partyKey === undefined
          ? []
          : valuesOf(entry, 'nhsMhsEndPoint').map(root => ({ root: root.trim(), partyKey }))
      })
    },
    async asids(ods, _interactionId, partyKey) {
      const found = await search({ nhsIDCode: ods, objectClass: 'nhsAs', nhsMHSPartyKey: partyKey }, [
        'uniqueIdentifier',
      ])
      return found.flatMap(entry => valuesOf(entry, 'uniqueIdentifier'))
    },
  }
}

function valuesOf(entry: Entry, name: string): string[] {
  const value = Object.entries(entry).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1] ?? []
  return (Array.isArray(value) ? value : [value]).map(String)
}
