/** The small part of BER that LDAP needs (RFC 4511 5.1): definite lengths, one-byte tags. */

export interface Tlv {
  readonly tag: number
  readonly content: Buffer
}

export class BerError extends Error {
  override readonly name = 'BerError'
}

/**
 * The whole length of the element at the start of a buffer, or undefined if more bytes are needed to tell.
 * @throws BerError for a length of the indefinite form or of more than four bytes
 */
export function elementLength(buffer: Buffer, at = 0): number | undefined {
  const first = buffer[at + 1]
  if (first === undefined) return undefined
  if (first < 0x80) return 2 + first
  const bytes = first & 0x7f
  if (bytes === 0 || bytes > 4) throw new BerError('Length form not supported.')
  if (buffer.length < at + 2 + bytes) return undefined
  return 2 + bytes + buffer.readUIntBE(at + 2, bytes)
}

/** The elements in the content of a constructed one. @throws BerError if they don't fill it exactly */
export function children(content: Buffer): Tlv[] {
  const found: Tlv[] = []
  for (let at = 0; at < content.length; ) {
    const length = elementLength(content, at)
    if (length === undefined || at + length > content.length) throw new BerError('Element is cut short.')
    found.push(elementAt(content, at, length))
    at += length
  }
  return found
}

function elementAt(buffer: Buffer, at: number, length: number): Tlv {
  const first = buffer[at + 1] ?? 0
  const header = first < 0x80 ? 2 : 2 + (first & 0x7f)
  return { tag: buffer[at] ?? 0, content: buffer.subarray(at + header, at + length) }
}

/** A non-negative INTEGER or ENUMERATED. @throws BerError for anything else */
export function integer({ content }: Tlv): number {
  if (content.length === 0 || content.length > 5 || (content[0] ?? 0) > 0x7f) throw new BerError('Number out of range.')
  return content.readUIntBE(0, content.length)
}

/** An element of a tag and its contents. */
export function element(tag: number, ...contents: readonly Buffer[]): Buffer {
  const length = contents.reduce((sum, one) => sum + one.length, 0)
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), ...contents])
  const header = Buffer.from([tag, 0x84, 0, 0, 0, 0])
  header.writeUInt32BE(length, 2)
  return Buffer.concat([header, ...contents])
}

/** An OCTET STRING, or another string type by its tag. */
export function text(value: string, tag = 0x04): Buffer {
  return element(tag, Buffer.from(value, 'utf8'))
}

/** An INTEGER, or an ENUMERATED by its tag, from 0 to 2^31 - 1. */
export function number(value: number, tag = 0x02): Buffer {
  const bytes = Buffer.alloc(5)
  bytes.writeUInt32BE(value, 1)
  let from = 1
  while (from < 4 && bytes[from] === 0) from++
  return element(tag, bytes.subarray((bytes[from] ?? 0) > 0x7f ? from - 1 : from))
}
