/** How an answer's text goes onto the wire: whole, or as gzip if the caller takes it (NFR-CT-06). */
import { type Block, fromBlock, type Text, toBlock } from '@gpc/clinical'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { gzipStream } from './gzip.ts'

/** Sends texts one after the other, as gzip where Accept-Encoding takes it. */
export function sendTexts(request: FastifyRequest, reply: FastifyReply, texts: readonly Text[]): FastifyReply {
  reply.header('Vary', 'Accept-Encoding')
  if (!takesGzip(request.headers['accept-encoding'])) return reply.send(whole(texts))
  return reply.header('Content-Encoding', 'gzip').send(gzipStream(blocksOf(texts)))
}

const isBlock = (text: Text): text is Block => typeof text === 'object' && 'deflated' in text

const bytesOf = (text: Text): Buffer =>
  isBlock(text) ? fromBlock(text) : typeof text === 'string' ? Buffer.from(text) : text

/** All texts as bytes. */
export function whole(texts: readonly Text[]): Buffer {
  const [only] = texts
  return texts.length === 1 && only !== undefined ? bytesOf(only) : Buffer.concat(texts.map(bytesOf))
}

/** What is compressed already stays as it is; what lies between is compressed quickly, in as few blocks as can be. */
function blocksOf(texts: readonly Text[]): Block[] {
  const blocks: Block[] = []
  let plain: Buffer[] = []
  const close = (): void => {
    if (plain.length > 0) blocks.push(toBlock(Buffer.concat(plain), 1))
    plain = []
  }
  for (const text of texts) {
    if (isBlock(text)) {
      close()
      blocks.push(text)
    } else plain.push(bytesOf(text))
  }
  close()
  return blocks
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
