/**
 * JSON text kept compressed, in blocks that can follow one another in one gzip stream: raw deflate that ends on a whole byte
 * and isn't final. A caller who takes gzip is sent what is stored; nothing is compressed on the way out.
 */
import { constants, crc32, deflateRawSync, inflateRawSync } from 'node:zlib'

export interface Block {
  readonly deflated: Buffer
  /** CRC-32 of the text, as gzip has it. */
  readonly crc: number
  /** Bytes of the text, as UTF-8. */
  readonly length: number
}

/** @param level 1 (quick) to 9 (small); what is stored once and read often takes the default */
export function toBlock(text: string | Buffer, level = 6): Block {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text
  const deflated = deflateRawSync(bytes, { level, finishFlush: constants.Z_SYNC_FLUSH })
  return { deflated, crc: crc32(bytes), length: bytes.length }
}

/** The text of a block. @throws Error if it is damaged */
export function fromBlock({ deflated, length }: Block): Buffer {
  if (length === 0) return Buffer.alloc(0)
  const bytes = inflateRawSync(deflated, { finishFlush: constants.Z_SYNC_FLUSH, chunkSize: Math.max(64, length + 1) })
  if (bytes.length !== length) throw new Error('A stored rendering is damaged: import the practice again.')
  return bytes
}
