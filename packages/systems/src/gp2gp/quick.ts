/**
 * A quick pass over XML of the plainest kind: tags with attributes, text, the five entities and character references, names of ASCII letters. It accepts
 * nothing that isn't well-formed; what it doesn't know (comments, CDATA, other names …) and what is wrong it leaves to the checking parser.
 */
import { deepest } from './xml.ts'

export interface QuickHandlers {
  /** An element begins at `from`; `attribute` reads one of its attributes as it is written, entities and all. */
  opened(name: string, from: number, attribute: (name: string) => string | undefined): void
  /** An element has ended before `to`. */
  closed(to: number): void
}

/** True if the whole text was read; false as soon as something isn't plain. Then what the handlers were told counts for nothing. */
export function readQuickly(xml: string, { opened, closed }: QuickHandlers): boolean {
  if (!isPlainText(xml)) return false
  const open: string[] = []
  let at = declaration.exec(xml)?.[0].length ?? 0
  let done = false
  const tag: Tag = { end: 0, empty: false, names: [] }
  for (;;) {
    const next = xml.indexOf('<', at)
    if (open.length === 0 && !isBlank(xml, at, next === -1 ? xml.length : next)) return false
    if (next === -1) return done && open.length === 0
    if (xml.charCodeAt(next + 1) === slash) {
      const name = open.pop()
      if (name === undefined || !xml.startsWith(name, next + 2)) return false
      at = skipBlanks(xml, next + 2 + name.length)
      if (xml.charCodeAt(at) !== greater) return false
      at += 1
      closed(at)
    } else {
      if ((done && open.length === 0) || open.length >= deepest) return false
      const end = nameEnd(xml, next + 1)
      if (end === next + 1 || !readTag(xml, end, tag)) return false
      const name = xml.slice(next + 1, end)
      done = true
      at = tag.end
      opened(name, next, wanted => valueOfAttribute(xml, tag, wanted))
      if (tag.empty) closed(at)
      else open.push(name)
    }
    if (open.length === 0) done = true
  }
}

const declaration = /^<\?xml version="1\.0"(?: encoding="[A-Za-z][\w.-]*")?(?: standalone="(?:yes|no)")? ?\?>/

// Characters that XML has: all but most controls, lone surrogates and the two non-characters.
const illegal = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

function isPlainText(xml: string): boolean {
  if (illegal.test(xml) || xml.includes(']]>')) return false
  for (let at = xml.indexOf('&'); at !== -1; at = xml.indexOf('&', at + 1)) {
    reference.lastIndex = at
    const [found, decimal] = reference.exec(xml) ?? []
    if (found === undefined || (decimal !== undefined && !isCharacter(Number(decimal)))) return false
  }
  return true
}

const reference = /&(?:amp|lt|gt|quot|apos|#(\d{1,5}));/y
const isCharacter = (code: number) => code === 9 || code === 10 || code === 13 || (code >= 0x20 && code < 0xd800)

const [slash, greater, equals, doubleQuote, singleQuote] = [0x2f, 0x3e, 0x3d, 0x22, 0x27]
const isSpace = (code: number) => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09

function skipBlanks(xml: string, from: number): number {
  let at = from
  while (isSpace(xml.charCodeAt(at))) at += 1
  return at
}

const isBlank = (xml: string, from: number, to: number) => skipBlanks(xml, from) >= to

/** Letters, `_` and `:` begin names; digits, `-` and `.` may follow. */
const isLetter = (code: number) =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f || code === 0x3a
const isNamePart = (code: number) => isLetter(code) || (code >= 0x30 && code <= 0x39) || code === 0x2d || code === 0x2e

/** Where the name ends that begins here; here, if none does. */
function nameEnd(xml: string, from: number): number {
  if (!isLetter(xml.charCodeAt(from))) return from
  let at = from + 1
  while (isNamePart(xml.charCodeAt(at))) at += 1
  return at
}

interface Tag {
  end: number
  empty: boolean
  /** Where each attribute's name begins and ends, and where its value does. */
  readonly names: number[]
}

/** Reads the attributes of a tag from behind its name. */
function readTag(xml: string, from: number, tag: Tag): boolean {
  const limit = xml.indexOf('<', from)
  const last = limit === -1 ? xml.length : limit
  tag.names.length = 0
  let at = from
  for (;;) {
    const begin = skipBlanks(xml, at)
    const code = xml.charCodeAt(begin)
    if (code === greater || code === slash) {
      tag.empty = code === slash
      tag.end = begin + (tag.empty ? 2 : 1)
      return begin < last && (!tag.empty || xml.charCodeAt(begin + 1) === greater)
    }
    const end = nameEnd(xml, begin)
    if (begin === at || end === begin) return false
    at = skipBlanks(xml, end)
    if (xml.charCodeAt(at) !== equals) return false
    at = skipBlanks(xml, at + 1)
    const quote = xml.charCodeAt(at)
    if (quote !== doubleQuote && quote !== singleQuote) return false
    const close = xml.indexOf(quote === doubleQuote ? '"' : "'", at + 1)
    if (close === -1 || close > last || isNamed(xml, tag, begin, end)) return false
    tag.names.push(begin, end, at + 1, close)
    at = close + 1
  }
}

/** True if the tag has an attribute of this name already. */
function isNamed(xml: string, { names }: Tag, begin: number, end: number): boolean {
  for (let i = 0; i < names.length; i += 4) {
    const [from = 0, to = 0] = [names[i], names[i + 1]]
    if (to - from === end - begin && xml.slice(from, to) === xml.slice(begin, end)) return true
  }
  return false
}

function valueOfAttribute(xml: string, { names }: Tag, wanted: string): string | undefined {
  for (let i = 0; i < names.length; i += 4) {
    if (xml.slice(names[i], names[i + 1]) === wanted) return xml.slice(names[i + 2], names[i + 3])
  }
  return undefined
}
