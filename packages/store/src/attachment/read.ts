/** Reading documents: what is served of which patient, and the bytes, a chunk at a time. */
import type { Store } from '../store.ts'

export interface ServedDocument {
  /** Logical id of the Binary. */
  readonly id: string
  /** Logical id of the patient. */
  readonly patient: string
  readonly confidential: boolean
  readonly contentType: string
  /** Bytes. */
  readonly size: number
  /** Changes with each change of the bytes. */
  readonly versionId: string
  /** Names the bytes, for `documentBytes`. */
  readonly body: string
}

/** The document with a Binary's id, if a record of the practice refers to it now. */
export async function servedDocument(store: Store, practice: string, id: string): Promise<ServedDocument | undefined> {
  const found = await store.pool.query<ServedDocument>({
    name: 'served-document',
    text: `SELECT s.id, s.patient, s.confidential, a.content_type AS "contentType", a.size::float8 AS size,
        left(a.sha256, 16) AS "versionId", a.body
      FROM served_document s JOIN attachment a ON a.practice = s.practice AND a.id = s.id WHERE s.practice = $1 AND s.id = $2`,
    // PostgreSQL's text holds no U+0000: nothing has such an id
    values: [practice, id.replaceAll('\u0000', '\ufffd')],
  })
  return found.rows[0]
}

/**
 * A document's bytes in order. Memory holds one chunk; no connection is held while the reader waits. A document that an import changes
 * meanwhile has another body: what is read never mixes two versions.
 * @throws Error if the bytes have been replaced meanwhile: what was read so far is not the document
 */
export async function* documentBytes(
  store: Store,
  practice: string,
  { body, size }: Pick<ServedDocument, 'body' | 'size'>,
): AsyncGenerator<Buffer> {
  let read = 0
  for (let n = 0; read < size; n++) {
    const found = await store.pool.query<{ bytes: Buffer }>({
      name: 'document-bytes',
      text: 'SELECT bytes FROM attachment_chunk WHERE practice = $1 AND body = $2 AND n = $3',
      values: [practice, body, n],
    })
    const [chunk] = found.rows
    if (chunk === undefined) throw new Error('The document was replaced while it was read: ask for it again.')
    read += chunk.bytes.length
    yield chunk.bytes
  }
  if (read !== size) throw new Error('A stored document has another size than its record says: import it again.')
}
