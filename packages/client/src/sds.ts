/** Where a practice's capability is: two look-ups in SDS (SEC-SDS-02, SEC-SDS-03), by LDAP or by the FHIR API. */
import { PracticeNotFoundError } from './errors.ts'
import type { SdsAccess } from './options.ts'
import type { Directory } from './sds-directory.ts'
import { fhirDirectory } from './sds-fhir.ts'
import { ldapDirectory } from './sds-ldap.ts'

/** A practice's system, for one interaction. */
export interface Provider {
  readonly ods: string
  /** The service root URL, exactly as registered. */
  readonly root: string
  readonly asid: string
}

export interface Sds {
  /** @throws PracticeNotFoundError, TransportError */
  resolve(ods: string, interactionId: string): Promise<Provider>
  /** Lets the next call look it up again, as the Spine no longer takes what was found. */
  forget(ods: string, interactionId: string): void
}

const sessionMs = 10 * 60_000
const mostRemembered = 1000

/**
 * SDS with a memory of ten minutes, for one session (SEC-SDS-07, SEC-SDS-08). Each capability is looked up by an interaction of
 * its own; no root is used for another one (SEC-SDS-06).
 */
export function openSds(access: SdsAccess, fetch: typeof globalThis.fetch, timeoutMs: number): Sds {
  const ldap = /^ldaps?:/i.test(access.url)
  const directory = ldap ? ldapDirectory(access, timeoutMs) : fhirDirectory(access, fetch, timeoutMs)
  const remembered = new Map<string, { readonly at: number; readonly provider: Promise<Provider> }>()
  return {
    resolve(ods, interactionId) {
      const key = `${ods} ${interactionId}`
      const known = remembered.get(key)
      if (known !== undefined && performance.now() - known.at < sessionMs) return known.provider
      if (remembered.size >= mostRemembered) remembered.clear()
      const provider = lookUp(directory, ods, interactionId)
      remembered.set(key, { at: performance.now(), provider })
      provider.catch(() => remembered.delete(key))
      return provider
    },
    forget: (ods, interactionId) => void remembered.delete(`${ods} ${interactionId}`),
  }
}

async function lookUp(directory: Directory, ods: string, interactionId: string): Promise<Provider> {
  const { root, partyKey } = only(await directory.endpoints(ods, interactionId), ods, 'endpoints')
  const asid = only(await directory.asids(ods, interactionId, partyKey), ods, 'ASIDs')
  return { ods, root, asid }
}

function only<T>(found: readonly T[], ods: string, what: string): T {
  const [first, ...others] = found
  if (first === undefined) {
    const message =
      `SDS has no ${what} of practice ${ods} for this interaction: it does not offer this capability. ` +
      "Check the ODS code by a PDS trace; otherwise ask the practice's system supplier."
    throw new PracticeNotFoundError(message, ods, 'none')
  }
  if (others.length > 0) {
    const message =
      `SDS has ${found.length} ${what} of practice ${ods} for this interaction where there must be one. ` +
      'None was used; report it to the national service desk.'
    throw new PracticeNotFoundError(message, ods, 'several')
  }
  return first
}
