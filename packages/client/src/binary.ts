/** A FHIR Binary in JSON, read while it comes in: its bytes go on at once, so that memory stays flat (MIG-DOC-02). */
import { z } from 'zod'
import { TransportError } from './errors.ts'

/** All of a Binary but its content is no longer than this, in bytes. */
const longestFrame = 64 * 1024

const frameSchema = z.looseObject({ resourceType: z.literal('Binary'), contentType: z.string() })

export interface BinaryFrame {
  readonly contentType: string
}

/**
 * Yields the decoded content piece by piece, and gives the rest of the resource when it has ended.
 * @throws TransportError if it isn't a whole Binary
 */
export async function* readBinary(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, BinaryFrame> {
  const notBinary = () => new TransportError('The answer is not a whole Binary. Try again; if it lasts, report it.')
  const frame = frameReader()
  let over = ''
  for await (const chunk of chunks) {
    for (const text of frame.take(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))) {
      const all = over + text
      if (/[^A-Za-z0-9+/=]/.test(text) || /=[^=]/.test(all)) throw notBinary()
      const whole = all.length - (all.length % 4)
      over = all.slice(whole)
      if (whole > 0) yield Buffer.from(all.slice(0, whole), 'base64')
    }
    if (frame.size() > longestFrame) throw notBinary()
  }
  const found = frameSchema.safeParse(frame.rest())
  if (!found.success || over !== '' || !frame.hadContent()) throw notBinary()
  return { contentType: found.data.contentType }
}

const quote = 0x22
const backslash = 0x5c

/** Takes JSON in pieces: gives the text of the top level's `content`, and keeps everything else. */
function frameReader() {
  const kept: number[] = []
  let depth = 0
  let inString = false
  let escaped = false
  let inContent = false
  let had = false
  let name: number[] = []
  let key = ''

  /** One byte outside the content. True: the content begins after it. */
  const outside = (byte: number): boolean => {
    kept.push(byte)
    if (inString) {
      if (escaped) escaped = false
      else if (byte === backslash) escaped = true
      else if (byte === quote) inString = false
      if (inString && name.length < 20) name.push(byte)
      return false
    }
    const char = String.fromCharCode(byte)
    if (byte === quote) {
      if (depth === 1 && key === 'content') return true
      inString = true
      name = []
    } else if (char === ':') key = Buffer.from(name).toString('latin1')
    else if (char === ',') key = ''
    else if (char === '{' || char === '[') {
      depth += 1
      key = ''
    } else if (char === '}' || char === ']') depth -= 1
    return false
  }

  /** The content up to its closing quote; escaped slashes and line breaks are undone. */
  const inside = (bytes: Buffer, from: number): { readonly text: string; readonly next: number } => {
    let end = bytes.indexOf(quote, from)
    if (end === -1) end = bytes.length
    const raw = bytes.toString('latin1', from, end)
    const text = escaped || raw.includes('\\') ? unescaped(raw) : raw
    if (end < bytes.length) {
      inContent = false
      kept.push(quote)
      return { text, next: end + 1 }
    }
    return { text, next: end }
  }
  const unescaped = (raw: string): string => {
    let text = ''
    for (const char of raw) {
      if (escaped) {
        if (char !== 'n' && char !== 'r') text += char
        escaped = false
      } else if (char === '\\') escaped = true
      else text += char
    }
    return text
  }

  return {
    *take(bytes: Buffer): Generator<string> {
      let i = 0
      while (i < bytes.length) {
        if (inContent) {
          const { text, next } = inside(bytes, i)
          i = next
          if (text !== '') yield text
          continue
        }
        if (outside(bytes[i] ?? 0)) {
          inContent = true
          had = true
          key = ''
        }
        i += 1
        if (kept.length > longestFrame) return
      }
    },
    size: () => kept.length,
    hadContent: () => had && !inContent,
    rest(): unknown {
      try {
        return JSON.parse(Buffer.from(kept).toString('utf8'))
      } catch {
        return undefined
      }
    },
  }
}
