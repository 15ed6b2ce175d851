/** A Binary as text while its bytes come in: base64 in JSON or XML (DOC-BIN-02, MIG-DOC-04). */
import { toXml } from '@gpc/fhir'
import type { Format } from '../exchange/format.ts'
import type { ByteStream } from '../exchange/stream.ts'

export interface Binary {
  readonly id: string
  readonly versionId: string
  readonly contentType: string
  /** Bytes of the content. */
  readonly size: number
}

export function binaryStream(binary: Binary, bytes: AsyncIterable<Uint8Array>, format: Format): ByteStream {
  const [head, tail] = around(binary, format)
  const length = head.length + 4 * Math.ceil(binary.size / 3) + tail.length
  async function* pieces() {
    yield head
    yield* base64(bytes)
    yield tail
  }
  return { length, pieces: pieces() }
}

/** Base64 that isn't in any head: what stands for the content, until the text is cut there. */
const mark = 'AAAA'

/** What stands before and after the content: it comes last of all in both formats. */
function around({ id, versionId, contentType }: Binary, format: Format): readonly [head: Buffer, tail: Buffer] {
  const json = JSON.stringify({ resourceType: 'Binary', id, meta: { versionId }, contentType, content: mark })
  const text = format === 'json' ? json : toXml(json)
  const at = text.lastIndexOf(mark)
  return [Buffer.from(text.slice(0, at)), Buffer.from(text.slice(at + mark.length))]
}

/** Bytes in pieces of any size as base64 in pieces; three bytes make four characters, so what is over waits for the next piece. */
async function* base64(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let over: Uint8Array = Buffer.alloc(0)
  for await (const piece of bytes) {
    const joined =
      over.length === 0 ? Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength) : Buffer.concat([over, piece])
    const whole = joined.length - (joined.length % 3)
    if (whole > 0) yield Buffer.from(joined.toString('base64', 0, whole), 'latin1')
    over = joined.subarray(whole)
  }
  if (over.length > 0) yield Buffer.from(Buffer.from(over).toString('base64'), 'latin1')
}
