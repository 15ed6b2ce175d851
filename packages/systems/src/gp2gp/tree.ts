/**
 * The tree of XML that is known to be well-formed: slices of a message that `message.ts` checked when it came. This reads several times
 * faster than a checking parser. What doesn't look like such XML is a fault all the same.
 */
import { type Element, localName, XmlFault } from './xml.ts'

interface Growing extends Element {
  readonly children: Element[]
  text: string
}

const noAttributes: Element['attributes'] = {}

/** The tree of one element with all that is in it. @throws XmlFault */
export function treeOf(xml: string): Element {
  const top: Growing = { name: '', attributes: noAttributes, children: [], text: '' }
  const open: Growing[] = []
  let current = top
  let at = 0
  while (true) {
    const next = xml.indexOf('<', at)
    const end = next === -1 ? xml.length : next
    const mark = xml.charCodeAt(end + 1)
    const isTag = mark !== exclamation && mark !== question
    if (end > at && open.length > 0 && !(isTag && current.text === '' && isBlank(xml, at, end))) {
      current.text += unescaped(newlines(xml.slice(at, end)))
    }
    if (next === -1) break
    if (mark === slash) {
      const parent = open.pop()
      if (parent === undefined) throw fault('an end tag too many')
      current = parent
      at = after(xml, '>', next)
    } else if (mark === question) {
      at = after(xml, '?>', next)
    } else if (mark === exclamation) {
      const isText = xml.startsWith('<![CDATA[', next)
      if (!isText && !xml.startsWith('<!--', next)) throw fault('a declaration')
      at = after(xml, isText ? ']]>' : '-->', next + 4)
      if (isText) current.text += newlines(xml.slice(next + 9, at - 3))
    } else {
      const tag = readTag(xml, next + 1)
      const element: Growing = { name: tag.name, attributes: tag.attributes, children: [], text: '' }
      current.children.push(element)
      if (!tag.empty) {
        open.push(current)
        current = element
      }
      at = tag.end
    }
  }
  const root = top.children[0]
  if (root === undefined || open.length > 0) throw fault('no whole element')
  return root
}

const [exclamation, question, slash, equals, greater] = [0x21, 0x3f, 0x2f, 0x3d, 0x3e]

const fault = (what: string) => new XmlFault(`not well-formed XML (${what})`, 1)

function after(xml: string, mark: string, from: number): number {
  const found = xml.indexOf(mark, from)
  if (found === -1) throw fault(`no ${mark}`)
  return found + mark.length
}

const isSpace = (code: number) => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09

function isBlank(xml: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (!isSpace(xml.charCodeAt(at))) return false
  return true
}

interface Tag {
  readonly name: string
  readonly attributes: Element['attributes']
  readonly empty: boolean
  /** Where what follows the tag begins. */
  readonly end: number
}

function readTag(xml: string, from: number): Tag {
  let at = nameEnd(xml, from)
  const name = localName(xml.slice(from, at))
  let attributes: Record<string, string> | undefined
  while (true) {
    while (isSpace(xml.charCodeAt(at))) at += 1
    const code = xml.charCodeAt(at)
    if (code === greater) return { name, attributes: attributes ?? noAttributes, empty: false, end: at + 1 }
    if (code === slash) return { name, attributes: attributes ?? noAttributes, empty: true, end: after(xml, '>', at) }
    const named = nameEnd(xml, at)
    const key = xml.slice(at, named)
    at = named
    while (isSpace(xml.charCodeAt(at)) || xml.charCodeAt(at) === equals) at += 1
    const quote = xml[at]
    if (key === '' || (quote !== '"' && quote !== "'")) throw fault('a tag')
    const close = after(xml, quote, at + 1)
    attributes ??= {}
    attributes[key] = unescaped(spaces(xml.slice(at + 1, close - 1)))
    at = close
  }
}

function nameEnd(xml: string, from: number): number {
  let at = from
  for (; at < xml.length; at++) {
    const code = xml.charCodeAt(at)
    if (code === greater || code === slash || code === equals || isSpace(code)) break
  }
  return at
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

function unescaped(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return entities.get(name) ?? whole
    return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16))
  })
}
