/**
 * The tree of XML that is known to be well-formed: slices of a message that `message.ts` checked when it came. This reads several times
 * faster than a checking parser. What doesn't look like such XML is a fault all the same.
 */
import { type Element, XmlFault } from './xml.ts'

/** Attributes are read when they are first asked for: of most elements they never are. */
class Lazy implements Element {
  readonly name: string
  readonly children: Lazy[] = []
  text = ''
  readonly #xml: string
  readonly #from: number
  readonly #to: number
  #attributes: Element['attributes'] | undefined

  constructor(name: string, xml: string, from: number, to: number) {
    this.name = name
    this.#xml = xml
    this.#from = from
    this.#to = to
  }

  get attributes(): Element['attributes'] {
    this.#attributes ??= attributesOf(this.#xml, this.#from, this.#to)
    return this.#attributes
  }
}

/** The tree of one element with all that is in it, which lies between two places of a text. @throws XmlFault */
export function treeOf(xml: string, from = 0, to: number = xml.length): Element {
  const top = new Lazy('', xml, 0, 0)
  const open: Lazy[] = []
  let current = top
  let at = from
  while (true) {
    const found = xml.indexOf('<', at)
    const next = found === -1 || found >= to ? to : found
    const mark = xml.charCodeAt(next + 1)
    const isTag = mark !== exclamation && mark !== question
    if (next > at && open.length > 0 && !(isTag && current.text === '' && isBlank(xml, at, next))) {
      current.text += unescaped(newlines(xml.slice(at, next)))
    }
    if (next === to) break
    if (mark === slash) {
      const parent = open.pop()
      if (parent === undefined) throw fault('an end tag too many')
      current = parent
      at = after(xml, '>', next, to)
    } else if (mark === question) {
      at = after(xml, '?>', next, to)
    } else if (mark === exclamation) {
      const isText = xml.startsWith('<![CDATA[', next)
      if (!isText && !xml.startsWith('<!--', next)) throw fault('a declaration')
      at = after(xml, isText ? ']]>' : '-->', next + 4, to)
      if (isText) current.text += newlines(xml.slice(next + 9, at - 3))
    } else {
      const { prefix, end } = nameAt(xml, next + 1, to)
      at = tagEnd(xml, end, to)
      const isEmpty = xml.charCodeAt(at - 2) === slash
      const element = new Lazy(xml.slice(prefix, end), xml, end, isEmpty ? at - 2 : at - 1)
      current.children.push(element)
      if (!isEmpty) {
        open.push(current)
        current = element
      }
    }
  }
  const [root] = top.children
  if (root === undefined || open.length > 0) throw fault('no whole element')
  return root
}

const [exclamation, question, slash, equals, greater, colon] = [0x21, 0x3f, 0x2f, 0x3d, 0x3e, 0x3a]
const [doubleQuote, singleQuote] = [0x22, 0x27]

const fault = (what: string) => new XmlFault(`not well-formed XML (${what})`, 1)

function after(xml: string, mark: string, from: number, to: number): number {
  const found = xml.indexOf(mark, from)
  if (found === -1 || found + mark.length > to) throw fault(`no ${mark}`)
  return found + mark.length
}

const isSpace = (code: number) => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09

function isBlank(xml: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (!isSpace(xml.charCodeAt(at))) return false
  return true
}

/** Where a name ends, and where its local part begins. */
function nameAt(xml: string, from: number, to: number): { readonly prefix: number; readonly end: number } {
  let prefix = from
  let end = from
  for (; end < to; end++) {
    const code = xml.charCodeAt(end)
    if (code === greater || code === slash || code === equals || isSpace(code)) break
    if (code === colon && prefix === from) prefix = end + 1
  }
  if (prefix >= end) throw fault('a tag without a name')
  return { prefix, end }
}

/** Behind the `>` of a tag; one in quotes is none. */
function tagEnd(xml: string, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const code = xml.charCodeAt(at)
    if (code === greater) return at + 1
    if (code === doubleQuote) at = after(xml, '"', at + 1, to) - 1
    else if (code === singleQuote) at = after(xml, "'", at + 1, to) - 1
  }
  throw fault('a tag without an end')
}

function attributesOf(xml: string, from: number, to: number): Element['attributes'] {
  const attributes: Record<string, string> = {}
  let at = from
  while (true) {
    while (at < to && isSpace(xml.charCodeAt(at))) at += 1
    if (at >= to) return attributes
    const { end } = nameAt(xml, at, to)
    const key = xml.slice(at, end)
    at = end
    while (at < to && (isSpace(xml.charCodeAt(at)) || xml.charCodeAt(at) === equals)) at += 1
    const quote = xml[at]
    if (quote !== '"' && quote !== "'") throw fault('an attribute without a value')
    const close = after(xml, quote, at + 1, to)
    attributes[key] = unescaped(spaces(xml.slice(at + 1, close - 1)))
    at = close
  }
}

/** Line ends as XML has them. */
const newlines = (text: string) => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text)

/** Blanks of an attribute as XML has them. */
const spaces = (text: string) => (/[\t\n\r]/.test(text) ? text.replace(/\r\n|[\t\n\r]/g, ' ') : text)

const entities: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

/** Entities and character references as what they stand for. */
export function unescaped(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return entities.get(name) ?? whole
    return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16))
  })
}
