/** The Bundle of a find interaction (FND-SRCH-02, FND-SRCH-03, FND-SRCH-09): its profile has neither total nor search in it. */
import { randomUUID } from 'node:crypto'
import { profiles } from '@gpc/fhir'

/** A searchset of resources that are JSON text already. */
export function searchset(resources: readonly string[]): string {
  const meta = JSON.stringify({ profile: [profiles.searchset] })
  const head = `{"resourceType":"Bundle","id":"${randomUUID()}","meta":${meta},"type":"searchset"`
  const entries = resources.map(resource => `{"resource":${resource}}`)
  return entries.length === 0 ? `${head}}` : `${head},"entry":[${entries.join(',')}]}`
}
