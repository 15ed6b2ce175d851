/** The Bundle of a find interaction (FND-SRCH-02, FND-SRCH-03, FND-SRCH-09). */
import { randomUUID } from 'node:crypto'
import { profiles } from '@gpc/fhir'

/** A searchset of resources that are JSON text already. */
export function searchset(resources: readonly Buffer[]): readonly Buffer[] {
  const meta = JSON.stringify({ profile: [profiles.searchset] })
  const head = `{"resourceType":"Bundle","id":"${randomUUID()}","meta":${meta},"type":"searchset","total":${resources.length}`
  if (resources.length === 0) return [Buffer.from(`${head}}`)]
  const entries = resources.flatMap((resource, i) => [
    Buffer.from(`${i === 0 ? ',"entry":[' : ','}{"resource":`),
    resource,
    Buffer.from(',"search":{"mode":"match"}}'),
  ])
  return [Buffer.from(head), ...entries, Buffer.from(']}')]
}
