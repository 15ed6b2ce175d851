/** One pass over a file's bytes before anything is read as text: what headerless files without a stated encoding need. */
import { isAscii, isUtf8 } from 'node:buffer'
import { ImportRefused } from '../contract.ts'
import type { SourceFile } from '../shared/files.ts'

export interface Scan {
  readonly bytes: number
  /** Physical lines; quoted line breaks count as well. */
  readonly lines: number
  /** True if every byte is part of UTF-8 text (a character cut off at the very end is let pass: its row is a reject later). */
  readonly utf8: boolean
  /** True if the file has bytes beyond ASCII. */
  readonly beyondAscii: boolean
  /** The first 256 KB. */
  readonly head: Uint8Array
  /** The last physical line, if no line end follows it; at most 64 KB of it. */
  readonly unended: Uint8Array
}

const headSize = 1 << 18
const tailSize = 1 << 16
const lf = 10

/**
 * Scans a file; `line` is told the text before the first comma of each line (ASCII, at most 64 characters).
 * @throws ImportRefused if the file can't be read to its end (a damaged zip)
 */
export async function scanFile(file: SourceFile, line?: (firstField: string) => void): Promise<Scan> {
  const head: Buffer[] = []
  let headBytes = 0
  let bytes = 0
  let lines = 0
  let utf8 = true
  let beyondAscii = false
  let carry: Uint8Array = new Uint8Array(0)
  let unended: Buffer = Buffer.alloc(0)
  try {
    for await (const chunk of await file.open()) {
      if (!Buffer.isBuffer(chunk)) continue
      bytes += chunk.length
      if (headBytes < headSize) {
        head.push(chunk.subarray(0, headSize - headBytes))
        headBytes += Math.min(chunk.length, headSize - headBytes)
      }
      if (utf8 && (carry.length > 0 || !isAscii(chunk))) {
        beyondAscii = true
        const whole = carry.length > 0 ? Buffer.concat([carry, chunk]) : chunk
        const cut = whole.length - unfinished(whole)
        utf8 = isUtf8(whole.subarray(0, cut))
        carry = Uint8Array.from(whole.subarray(cut))
      }
      let start = 0
      for (;;) {
        const end = chunk.indexOf(lf, start)
        if (end === -1) break
        lines += 1
        line?.(firstField(unended, chunk, start, end))
        if (unended.length > 0) unended = Buffer.alloc(0)
        start = end + 1
      }
      if (unended.length < tailSize) unended = Buffer.concat([unended, chunk.subarray(start, start + tailSize)])
    }
  } catch (error) {
    if (error instanceof ImportRefused) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new ImportRefused(`${file.name} can't be read to its end (${why}): fetch it again.`)
  }
  if (unended.length > 0) {
    lines += 1
    line?.(firstField(unended, unended, 0, 0))
  }
  return { bytes, lines, utf8, beyondAscii, head: Buffer.concat(head), unended }
}

function firstField(before: Buffer, chunk: Buffer, start: number, end: number): string {
  const text = before.toString('latin1', 0, 64) + chunk.toString('latin1', start, Math.min(end, start + 64))
  const comma = text.indexOf(',')
  return comma === -1 ? '' : text.slice(0, Math.min(comma, 64))
}

/** Bytes at the end that begin a UTF-8 character without finishing it. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return 0
    if (byte >= 0xc0) {
      const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return back < size ? back : 0
    }
  }
  return 0
}
