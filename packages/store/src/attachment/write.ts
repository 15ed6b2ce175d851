/** Writing a document's bytes within an import's transaction, in chunks, with flat memory. */
import { createHash, randomUUID } from 'node:crypto'
import type { SourceName } from '@gpc/clinical'
import { logicalId } from '@gpc/fhir'
import type pg from 'pg'
import { copier } from '../import/copy.ts'

/** Bytes of a chunk; the last one of a document may be shorter. */
export const chunkBytes = 256 << 10

const flushAt = 4 << 20

export interface GivenAttachment {
  readonly key: string
  readonly owner: string
  readonly name?: string
  readonly contentType: string
  content(): AsyncIterable<Uint8Array>
}

/** What staging keeps of a document; its bytes lie in the chunks of `body` already. */
export interface StagedAttachment {
  readonly source: SourceName
  readonly key: string
  readonly name: string
  readonly contentType: string
  readonly size: number
  readonly sha256: string
  readonly body: string
  readonly tbl: number
}

/** The logical id of the Binary: the same at every import, whatever the bytes. */
export const attachmentId = (practice: string, source: SourceName, key: string): string =>
  logicalId(practice, source, 'Binary', key)

export function attachmentWriter(client: pg.PoolClient, practice: string) {
  const chunks = copier(client, 'attachment_chunk', { practice: 'text', body: 'text', n: 'int4', bytes: 'bytea' })

  /** The body that is stored under an id now. */
  const stored = async (id: string): Promise<{ body: string; sha256: string } | undefined> =>
    (
      await client.query<{ body: string; sha256: string }>({
        name: 'attachment-body',
        text: 'SELECT body, sha256 FROM attachment WHERE practice = $1 AND id = $2',
        values: [practice, id],
      })
    ).rows[0]

  return {
    /** Reads a document's bytes to their end and writes them, unless the same ones are stored under its id. */
    async write(source: SourceName, given: GivenAttachment, tbl: number): Promise<StagedAttachment> {
      const { key, name = '', contentType } = given
      const body = randomUUID()
      const digest = createHash('sha256')
      let waiting: Buffer[] = []
      let gathered = 0
      let size = 0
      let n = 0
      const put = async (): Promise<void> => {
        for (const bytes of waiting) chunks.row([practice, body, n++, bytes])
        waiting = []
        gathered = 0
        if (chunks.size > flushAt) await chunks.flush()
      }
      for await (const bytes of inPieces(given.content())) {
        digest.update(bytes)
        size += bytes.length
        waiting.push(bytes)
        gathered += bytes.length
        if (gathered >= flushAt) await put()
      }
      const sha256 = digest.digest('hex')
      const staged = { source, key, name, contentType, size, sha256, tbl }
      const before = await stored(attachmentId(practice, source, key))
      if (before?.sha256 === sha256) {
        await chunks.flush()
        if (n > 0)
          await client.query('DELETE FROM attachment_chunk WHERE practice = $1 AND body = $2', [practice, body])
        return { ...staged, body: before.body }
      }
      await put()
      return { ...staged, body }
    },
    flush: chunks.flush,
  }
}

/** Bytes in pieces of `chunkBytes`, the last one of what is left. */
async function* inPieces(content: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let piece = Buffer.allocUnsafe(chunkBytes)
  let at = 0
  for await (const bytes of content) {
    for (let from = 0; from < bytes.length; ) {
      const taken = Math.min(chunkBytes - at, bytes.length - from)
      piece.set(bytes.subarray(from, from + taken), at)
      at += taken
      from += taken
      if (at < chunkBytes) continue
      yield piece
      piece = Buffer.allocUnsafe(chunkBytes)
      at = 0
    }
  }
  if (at > 0) yield piece.subarray(0, at)
}
