/** Answers that are made while they are sent: memory stays flat however large they are, and nothing is read faster than the caller takes it. */
import { pipeline, Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { takesGzip } from './compress.ts'

export interface ByteStream {
  /** Bytes in all. */
  readonly length: number
  readonly pieces: AsyncIterable<Uint8Array>
}

/**
 * Sends a stream, as gzip where Accept-Encoding takes it. One that breaks off breaks the connection off: half an answer must not look whole.
 * @param failed told why it broke off, unless it was the caller who went away
 */
export function sendStream(
  request: FastifyRequest,
  reply: FastifyReply,
  { length, pieces }: ByteStream,
  failed: (error: unknown) => void,
): FastifyReply {
  const source = Readable.from(watched(pieces, failed), { objectMode: false })
  reply.header('Vary', 'Accept-Encoding')
  if (!takesGzip(request.headers['accept-encoding'])) return reply.header('Content-Length', length).send(source)
  const gzip = createGzip({ level: 1 })
  pipeline(source, gzip, () => {})
  return reply.header('Content-Encoding', 'gzip').send(gzip)
}

async function* watched(pieces: AsyncIterable<Uint8Array>, failed: (error: unknown) => void) {
  try {
    yield* pieces
  } catch (error) {
    failed(error)
    throw error
  }
}
