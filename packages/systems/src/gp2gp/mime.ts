/**
 * The part of a received message that holds the EHR extract. A message is either the XML alone, or ebXML: a MIME multipart whose
 * first part is the SOAP envelope, the next one the HL7 payload, and the rest attachments.
 */

import { createGunzip } from 'node:zlib'
import { manifestOf, type Named } from './manifest.ts'

export interface Attachment {
  /** File name, as the manifest or the part's headers give it; else the Content-ID. */
  readonly name: string
  readonly mediaType: string
  content(): AsyncIterable<Uint8Array>
}

export interface Unwrapped {
  readonly xml: string
  /** Line of the file on which the XML begins, counted from 1. */
  readonly line: number
  readonly attachments: readonly Attachment[]
  /** Names of files that are to follow in messages of their own. */
  readonly awaited: readonly string[]
}

/** A message that can't be unwrapped; the text says why. */
export class WrapFault extends Error {
  override readonly name = 'WrapFault'
}

interface Part {
  readonly headers: ReadonlyMap<string, string>
  readonly body: Buffer
  readonly start: number
}

const deepestMultipart = 4

/** @throws WrapFault where there is no EHR extract, or its bytes aren't of the encoding that it names */
export function unwrap(bytes: Buffer): Unwrapped {
  if (looksLikeXml(bytes)) return { xml: decodeXml(bytes), line: 1, attachments: [], awaited: [] }
  const parts = leaves({ headers: new Map(), body: bytes, start: 0 }, 0)
  const payload = parts.find(part => isExtract(part.body))
  if (payload === undefined) throw new WrapFault('neither XML nor a multipart message with an EHR extract in it')
  const envelope = parts.find(part => part !== payload && isEnvelope(part.body))
  const manifest = envelope === undefined ? [] : manifestOf(decodeXml(envelope.body))
  const isLarge = (named: Named) => named.large || named.href.startsWith('mid:')
  const found = parts
    .filter(part => part !== payload && part !== envelope)
    .map(part => {
      const id = contentId(part.headers)
      return { part, id, named: manifest.find(({ href }) => href === `cid:${id}`) }
    })
  return {
    xml: decodeXml(payload.body),
    line: countLines(bytes, payload.start),
    attachments: found
      .filter(({ named }) => named === undefined || !isLarge(named))
      .map(({ part: { headers, body }, id, named }) => ({
        name: named?.name ?? fileName(headers) ?? id,
        mediaType: mediaType(headers) ?? named?.mediaType ?? 'application/octet-stream',
        content: () => contentOf(body, named?.compressed ?? false),
      })),
    awaited: manifest.filter(isLarge).flatMap(({ name }) => name ?? []),
  }
}

const contentId = (headers: Part['headers']) =>
  (headers.get('content-id') ?? 'without Content-ID').replace(/^<|>$/g, '')

const mediaType = (headers: Part['headers']) => headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()

function fileName(headers: Part['headers']): string | undefined {
  const named = (header: string, parameter: string) =>
    new RegExp(`;\\s*${parameter}="?([^";]+)"?`, 'i').exec(headers.get(header) ?? '')?.[1]?.trim()
  return named('content-disposition', 'filename') ?? named('content-type', 'name')
}

const largestContent = 200 * 1024 * 1024

/** The bytes of a document, in pieces. @throws Error if they are compressed and can't be expanded within the limit */
async function* contentOf(body: Buffer, compressed: boolean): AsyncGenerator<Uint8Array> {
  if (!compressed || body[0] !== 0x1f || body[1] !== 0x8b) {
    for (let at = 0; at < body.length; at += 65_536) yield body.subarray(at, at + 65_536)
    return
  }
  const gunzip = createGunzip()
  gunzip.end(body)
  let size = 0
  for await (const piece of gunzip) {
    if (!(piece instanceof Uint8Array)) continue
    size += piece.byteLength
    if (size > largestContent) throw new Error(`a document that expands to more than ${largestContent} bytes`)
    yield piece
  }
}

function looksLikeXml(bytes: Buffer): boolean {
  if (bytes.length >= 2 && ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))) {
    return true
  }
  return /^(?:\u00ef\u00bb\u00bf)?\s*</.test(bytes.subarray(0, 1000).toString('latin1'))
}

const isExtract = (body: Buffer) =>
  looksLikeXml(body) && /<(?:[\w.-]+:)?RCMR_IN030000UK/.test(body.subarray(0, 4000).toString('latin1'))
const isEnvelope = (body: Buffer) =>
  looksLikeXml(body) && /<(?:[\w.-]+:)?Envelope[\s>]/i.test(body.subarray(0, 4000).toString('latin1'))

/** The parts that aren't multipart themselves, decoded. */
function leaves(part: Part, depth: number): readonly Part[] {
  const head = part.headers.size > 0 || depth > 0 ? part : headed(part.body, part.start)
  const boundary = boundaryOf(head)
  if (boundary === undefined) return depth === 0 ? [] : [decoded(head)]
  if (depth >= deepestMultipart) throw new WrapFault(`multiparts more than ${deepestMultipart} deep`)
  return split(head, boundary).flatMap(one => leaves(headed(one.body, one.start), depth + 1))
}

function boundaryOf({ headers, body }: Part): string | undefined {
  const type = headers.get('content-type')
  const named = type === undefined ? undefined : /boundary="?([^";\s]+)"?/i.exec(type)?.[1]
  if (type !== undefined && /^multipart\//i.test(type) && named !== undefined) return named
  if (type !== undefined) return undefined
  return /^\s*--([^\s]+)\r?\n/.exec(body.subarray(0, 300).toString('latin1'))?.[1]
}

/** Header lines and body of a part; a part that begins with its boundary, or with a blank line, has no headers. */
function headed(bytes: Buffer, start: number): Part {
  const text = bytes.subarray(0, 16_384).toString('latin1')
  const blank = /\r?\n\r?\n/.exec(text)
  const lines = blank === null ? '' : text.slice(0, blank.index)
  if (/^\r?\n/.test(text)) {
    const skip = text.startsWith('\r') ? 2 : 1
    return { headers: new Map(), body: bytes.subarray(skip), start: start + skip }
  }
  if (blank === null || !/^[\w-]+:/.test(lines)) return { headers: new Map(), body: bytes, start }
  const headers = new Map<string, string>()
  for (const line of lines.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':')
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim())
  }
  const from = blank.index + blank[0].length
  return { headers, body: bytes.subarray(from), start: start + from }
}

function split(part: Part, boundary: string): readonly { body: Buffer; start: number }[] {
  const { body } = part
  const mark = Buffer.from(`--${boundary}`, 'latin1')
  const parts: { body: Buffer; start: number }[] = []
  let at = body.indexOf(mark)
  while (at !== -1) {
    const afterMark = at + mark.length
    if (body.subarray(afterMark, afterMark + 2).toString('latin1') === '--') break
    const lineEnd = body.indexOf(10, afterMark)
    if (lineEnd === -1) break
    const next = body.indexOf(mark, lineEnd)
    if (next === -1) throw new WrapFault('the multipart message is cut off: its last boundary is missing')
    let end = next
    if (body[end - 1] === 10) end -= 1
    if (body[end - 1] === 13) end -= 1
    parts.push({ body: body.subarray(lineEnd + 1, Math.max(end, lineEnd + 1)), start: part.start + lineEnd + 1 })
    at = next
  }
  return parts
}

function decoded(part: Part): Part {
  const encoding = part.headers.get('content-transfer-encoding')?.toLowerCase()
  if (encoding === 'base64') return { ...part, body: Buffer.from(part.body.toString('latin1'), 'base64') }
  if (encoding !== 'quoted-printable') return part
  const text = part.body
    .toString('latin1')
    .replace(/=\r?\n/g, '')
    .replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return { ...part, body: Buffer.from(text, 'latin1') }
}

/** The XML as text, by its byte order mark, else by the encoding that it declares, else UTF-8. @throws WrapFault */
function decodeXml(bytes: Buffer): string {
  const declared = /^(?:\u00ef\u00bb\u00bf)?\s*<\?xml[^>]*encoding=["']([\w.-]+)["']/.exec(
    bytes.subarray(0, 400).toString('latin1'),
  )?.[1]
  const mark = bytes[0] === 0xff ? 'utf-16le' : bytes[0] === 0xfe ? 'utf-16be' : undefined
  const encoding = mark ?? declared ?? 'utf-8'
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    throw new WrapFault(`bytes that aren't ${encoding} text`)
  }
}

function countLines(bytes: Buffer, end: number): number {
  let lines = 1
  for (let at = bytes.indexOf(10); at !== -1 && at < end; at = bytes.indexOf(10, at + 1)) lines += 1
  return lines
}
