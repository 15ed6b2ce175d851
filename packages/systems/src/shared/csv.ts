/**
 * Comma-separated text as the GP systems send it, read as a stream. A record that can't be read becomes a reject with the line
 * it begins on and its own text, and reading goes on at the next physical line, so that one unclosed quote costs one line and
 * not the rest of the file.
 */

export interface CsvRecord {
  readonly kind: 'record'
  /** The line, counted from 1, on which the record begins. */
  readonly line: number
  readonly fields: readonly string[]
  /** The record as it stands in the file, without its line end. */
  readonly text: string
}

export interface CsvFault {
  readonly kind: 'fault'
  readonly line: number
  readonly reason: string
  readonly text: string
}

export interface CsvOptions {
  /** The longest record in characters; a longer one is a fault. Default 4,000,000. */
  readonly longestRecord?: number
}

const batchSize = 500

/**
 * Reads decoded text in pieces of any size and gives records in batches. Fields may be quoted or not; a quote inside a quoted
 * field is doubled; line ends are LF or CRLF; a quoted field may hold line ends. Blank lines are passed over.
 */
export async function* readCsv(
  pieces: AsyncIterable<string> | Iterable<string>,
  options: CsvOptions = {},
): AsyncGenerator<readonly (CsvRecord | CsvFault)[]> {
  const longest = options.longestRecord ?? 4_000_000
  let text = ''
  let line = 1
  let batch: (CsvRecord | CsvFault)[] = []

  /** Takes whole records off `text`; what is left may be the beginning of one. */
  const take = (atEnd: boolean): void => {
    let start = 0
    while (start < text.length) {
      const found = recordAt(text, start, atEnd)
      if (found === 'more' && !atEnd && text.length - start <= longest) break
      if (typeof found === 'object' && found.end - start <= longest) {
        const source = text.slice(start, found.end)
        if (source !== '') {
          batch.push({ kind: 'record', line, fields: found.fields, text: source })
        }
        line += found.lines
        start = found.next
        continue
      }
      const end = endOfLine(text, start)
      if (end === undefined && !atEnd && text.length - start <= longest) break
      const stop = Math.min(end?.end ?? text.length, start + longest)
      batch.push({
        kind: 'fault',
        line,
        reason: faultReason(found, stop - start, longest),
        text: text.slice(start, stop),
      })
      if (end === undefined || stop < end.end) {
        start = stop
      } else {
        line += 1
        start = end.next
      }
    }
    text = text.slice(start)
  }

  let first = true
  for await (const piece of pieces) {
    text += first && piece.charCodeAt(0) === 0xfeff ? piece.slice(1) : piece
    first = first && piece.length === 0
    take(false)
    while (batch.length >= batchSize) {
      yield batch.slice(0, batchSize)
      batch = batch.slice(batchSize)
    }
  }
  take(true)
  if (batch.length > 0) yield batch
}

function faultReason(found: Found, length: number, longest: number): string {
  if (length >= longest) return `longer than ${longest} characters`
  if (found === 'more') return 'a quote is opened and never closed'
  if (found === 'stray') return 'a quote in the middle of a field'
  return `longer than ${longest} characters`
}

interface Whole {
  readonly fields: string[]
  /** Where the record's text ends, and where the next record begins. */
  readonly end: number
  readonly next: number
  /** Physical lines that it takes. */
  readonly lines: number
}

type Found = Whole | 'more' | 'stray'

const comma = 44
const quote = 34
const lf = 10
const cr = 13

/** The record that begins at `start`, or why there is none: `more` text is needed, or a quote is out of place. */
function recordAt(text: string, start: number, atEnd: boolean): Found {
  const fields: string[] = []
  let lines = 1
  let at = start
  for (;;) {
    if (text.charCodeAt(at) === quote) {
      let value = ''
      let from = at + 1
      for (;;) {
        const close = text.indexOf('"', from)
        if (close === -1) return 'more'
        if (text.charCodeAt(close + 1) !== quote) {
          if (close + 1 >= text.length && !atEnd) return 'more'
          value += text.slice(from, close)
          at = close + 1
          break
        }
        value += text.slice(from, close + 1)
        from = close + 2
      }
      if (value.includes('\n')) lines += value.split('\n').length - 1
      fields.push(value)
    } else {
      let end = at
      for (; end < text.length; end++) {
        const char = text.charCodeAt(end)
        if (char === comma || char === lf) break
        if (char === quote) return 'stray'
      }
      if (end >= text.length && !atEnd) return 'more'
      const bare = text.charCodeAt(end - 1) === cr && text.charCodeAt(end) === lf && end > at ? end - 1 : end
      fields.push(text.slice(at, bare))
      at = bare
    }
    const char = text.charCodeAt(at)
    if (char === comma) {
      at += 1
      if (at >= text.length && !atEnd) return 'more'
      continue
    }
    if (at >= text.length) return atEnd ? { fields, end: at, next: at, lines } : 'more'
    if (char === lf) return { fields, end: at, next: at + 1, lines }
    if (char === cr) {
      if (text.charCodeAt(at + 1) === lf) return { fields, end: at, next: at + 2, lines }
      if (at + 1 >= text.length) return atEnd ? { fields, end: at, next: at + 1, lines } : 'more'
    }
    return 'stray'
  }
}

function endOfLine(text: string, start: number): { end: number; next: number } | undefined {
  const at = text.indexOf('\n', start)
  if (at === -1) return undefined
  return { end: at > start && text.charCodeAt(at - 1) === cr ? at - 1 : at, next: at + 1 }
}
