/** What is known of the documents of patients, for their rendering. */
import type { SourceName } from '@gpc/clinical'
import type pg from 'pg'

export interface OwnerAttachment {
  /** Logical id of the Binary. */
  readonly id: string
  readonly source: SourceName
  readonly key: string
  readonly contentType: string
  /** Bytes. */
  readonly size: number
}

/** The documents of some patients, by owner, in key order. */
export async function attachmentsOf(
  client: pg.PoolClient,
  practice: string,
  owners: readonly string[],
): Promise<ReadonlyMap<string, readonly OwnerAttachment[]>> {
  const found = await client.query<OwnerAttachment & { owner: string }>({
    name: 'attachments-of-owners',
    text: `SELECT owner, id, source, key, content_type AS "contentType", size::float8 AS size FROM attachment
      WHERE practice = $1 AND owner = ANY($2) ORDER BY source, key`,
    values: [practice, owners],
  })
  return Map.groupBy(found.rows, row => row.owner)
}
