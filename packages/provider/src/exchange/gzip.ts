/** One gzip stream out of blocks that were compressed one by one (RFC 1952). Pure. */
import type { Block } from '@gpc/clinical'

const header = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff])
/** A final block with nothing in it. */
const end = Buffer.from([3, 0])

export function gzipStream(blocks: readonly Block[]): Buffer {
  let crc = 0
  let length = 0
  for (const block of blocks) {
    crc = combineCrc(crc, block.crc, block.length)
    length += block.length
  }
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(crc >>> 0, 0)
  trailer.writeUInt32LE(length >>> 0, 4)
  return Buffer.concat([header, ...blocks.map(block => block.deflated), end, trailer])
}

/** The CRC-32 of one text after another, of their own CRCs and the second's length in bytes. */
export function combineCrc(first: number, second: number, length: number): number {
  return (multiply(powerOfX(length), first) ^ second) >>> 0
}

/** The polynomial of CRC-32, bits reversed: the highest bit stands for x^0. */
const polynomial = 0xedb88320
const one = 0x80000000

/** The product of two polynomials, modulo that of CRC-32. */
function multiply(a: number, b: number): number {
  let product = 0
  let factor = b
  for (let bit = one; bit !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) product ^= factor
    factor = (factor & 1) === 0 ? factor >>> 1 : (factor >>> 1) ^ polynomial
  }
  return product >>> 0
}

/** x^(8 * 2^n): what it takes to shift by 2^n bytes. */
const shifts: number[] = [one >>> 8]
for (let n = 1; n < 32; n++) shifts.push(multiply(shifts[n - 1] ?? 0, shifts[n - 1] ?? 0))

/** x^(8 * bytes). */
function powerOfX(bytes: number): number {
  let power = one
  for (let n = 0; n < 32; n++) {
    if (((bytes >>> n) & 1) === 1) power = multiply(power, shifts[n] ?? 0)
  }
  return power
}
