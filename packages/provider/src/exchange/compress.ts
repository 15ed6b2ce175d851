/** How an answer's text goes onto the wire: whole, or as gzip if the caller takes it (NFR-CT-06). */
import { Readable } from 'node:stream'
import { type Block, fromBlock, type Text, toBlock } from '@gpc/clinical'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { gzipStream } from './gzip.ts'

/** Sends texts one after the other, as gzip where Accept-Encoding takes it. */
export function sendTexts(request: FastifyRequest, reply: FastifyReply, texts: readonly Text[]): FastifyReply {
  reply.header('Vary', 'Accept-Encoding')
  if (!takesGzip(request.headers['accept-encoding'])) return sendWhole(reply, texts)
  return reply.header('Content-Encoding', 'gzip').send(gzipStream(blocksOf(texts)))
}

/** Everything is at hand before the first byte leaves: nothing half is sent (STR-OP-19). */
function sendWhole(reply: FastifyReply, texts: readonly Text[]): FastifyReply {
  const pieces = together(texts).map(bytesOf)
  const [only] = pieces
  if (pieces.length === 1 && only !== undefined) return reply.send(only)
  reply.header(
    'Content-Length',
    pieces.reduce((sum, piece) => sum + piece.length, 0),
  )
  return reply.send(Readable.from(pieces, { objectMode: false }))
}

/** Texts that aren't stored blocks joined with their neighbours. */
function together(texts: readonly Text[]): (Buffer | Block)[] {
  const joined: (Buffer | Block)[] = []
  let plain: Buffer[] = []
  const close = (): void => {
    if (plain.length > 0) joined.push(Buffer.concat(plain))
    plain = []
  }
  for (const text of texts) {
    if (isBlock(text)) {
      close()
      joined.push(text)
    } else plain.push(bytesOf(text))
  }
  close()
  return joined
}

const isBlock = (text: Text): text is Block => typeof text === 'object' && 'deflated' in text

const bytesOf = (text: Text): Buffer =>
  isBlock(text) ? fromBlock(text) : typeof text === 'string' ? Buffer.from(text) : text

/** All texts as bytes. */
export function whole(texts: readonly Text[]): Buffer {
  const [only] = texts
  return texts.length === 1 && only !== undefined ? bytesOf(only) : Buffer.concat(texts.map(bytesOf))
}

/** What is compressed already stays as it is; what lies between is compressed quickly. */
const blocksOf = (texts: readonly Text[]): Block[] =>
  together(texts).map(text => (isBlock(text) ? text : toBlock(text, 1)))

/** True if a header takes gzip: named, or by a wildcard, with a quality above 0. */
export function takesGzip(header: string | string[] | undefined): boolean {
  const parts = String(header ?? '')
    .toLowerCase()
    .split(',')
    .map(part => part.trim())
  const named = parts.find(part => /^(x-)?gzip(;|$|\s)/.test(part)) ?? parts.find(part => part.startsWith('*'))
  return named !== undefined && !/;\s*q=0(\.0*)?$/.test(named)
}
