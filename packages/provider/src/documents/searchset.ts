/** The Bundles of the documents service: the profile has neither total nor search in them, and every entry a fullUrl (DOC-SRCH-10). */
import { profiles } from '@gpc/fhir'

export interface Entry {
  /** `Patient/1f3c…` */
  readonly ref: string
  readonly json: string
}

/** @param id the request's Ssp-TraceID */
export function documentsSearchset(id: string, root: string, entries: readonly Entry[]): string {
  const head = JSON.stringify({
    resourceType: 'Bundle',
    id,
    meta: { profile: [profiles.searchset] },
    type: 'searchset',
  })
  if (entries.length === 0) return head
  const texts = entries.map(({ ref, json }) => `{"fullUrl":${JSON.stringify(`${root}/${ref}`)},"resource":${json}}`)
  return `${head.slice(0, -1)},"entry":[${texts.join(',')}]}`
}
