/** gzip, if the caller takes it (NFR-CT-06). */
import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'

const deflate = promisify(gzip)

/** Sends a body, as gzip where Accept-Encoding takes it. */
export async function compress(request: FastifyRequest, reply: FastifyReply, body: string): Promise<FastifyReply> {
  reply.header('Vary', 'Accept-Encoding')
  if (!takesGzip(request.headers['accept-encoding'])) return reply.send(body)
  reply.header('Content-Encoding', 'gzip')
  return reply.send(await deflate(body, { level: constants.Z_BEST_SPEED }))
}

/** True if a header takes gzip: named, or by a wildcard, with a quality above 0. */
export function takesGzip(header: string | string[] | undefined): boolean {
  const parts = String(header ?? '')
    .toLowerCase()
    .split(',')
    .map(part => part.trim())
  const named = parts.find(part => /^(x-)?gzip(;|$|\s)/.test(part)) ?? parts.find(part => part.startsWith('*'))
  return named !== undefined && !/;\s*q=0(\.0*)?$/.test(named)
}
