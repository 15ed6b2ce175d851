/** XML of messages: a light tree, read with limits. No DOCTYPE, so no entities of a sender's own, and nothing is ever fetched. */
import { SaxesParser, type SaxesTagPlain } from 'saxes'

/** An element with the local part of its name; its attributes as they are written. */
export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string | undefined>>
  readonly children: readonly Element[]
  /** Its own text as written, without that of its children. */
  readonly text: string
}

/** Elements within each other, at most. An EHR extract has 20 to 40. */
export const deepest = 256

export class XmlFault extends Error {
  override readonly name = 'XmlFault'
  readonly line: number
  constructor(message: string, line: number) {
    super(message)
    this.line = line
  }
}

export interface Handlers {
  opened(tag: SaxesTagPlain): void
  closed(): void
  text?(text: string): void
}

/**
 * A parser that throws XmlFault on anything that isn't well-formed, on a DOCTYPE, and on too many levels. (It keeps one handler an
 * event, so the handlers come as arguments.)
 */
export function strictParser({ opened, closed, text }: Handlers): SaxesParser<{ xmlns: false }> {
  const parser = new SaxesParser<{ xmlns: false }>({ xmlns: false })
  let depth = 0
  parser.on('error', error => {
    throw new XmlFault(`not well-formed XML (${error.message.replace(/^\d+:\d+: /, '')})`, parser.line)
  })
  parser.on('doctype', () => {
    throw new XmlFault('a DOCTYPE, which no GP2GP message has', parser.line)
  })
  parser.on('opentag', tag => {
    depth += 1
    if (depth > deepest) throw new XmlFault(`more than ${deepest} elements within each other`, parser.line)
    opened(tag)
  })
  parser.on('closetag', () => {
    depth -= 1
    closed()
  })
  if (text !== undefined) {
    parser.on('text', text)
    parser.on('cdata', text)
  }
  return parser
}

export function localName(name: string): string {
  const colon = name.indexOf(':')
  return colon === -1 ? name : name.slice(colon + 1)
}

interface Growing extends Element {
  readonly children: Element[]
  text: string
}

/** The tree of one element with all that is in it. @throws XmlFault */
export function parseElement(xml: string): Element {
  const top: Growing = { name: '', attributes: {}, children: [], text: '' }
  const open: Growing[] = [top]
  const parser = strictParser({
    opened: ({ name, attributes }) => {
      const element: Growing = { name: localName(name), attributes, children: [], text: '' }
      open[open.length - 1]?.children.push(element)
      open.push(element)
    },
    closed: () => void open.pop(),
    text: more => {
      const last = open[open.length - 1]
      if (last !== undefined && open.length > 1) last.text += more
    },
  })
  parser.write(xml).close()
  const root = top.children[0]
  if (root === undefined) throw new XmlFault('no element', 1)
  return root
}

/** The first child of a name; by several names, a way down. */
export function child(element: Element | undefined, ...names: readonly string[]): Element | undefined {
  let at = element
  for (const name of names) at = at?.children.find(one => one.name === name)
  return at
}

export function children(element: Element | undefined, name: string): readonly Element[] {
  return element?.children.filter(one => one.name === name) ?? []
}

/** An attribute's value without blanks around it; absent where there is none, it is empty, or the element has a nullFlavor. */
export function attribute(element: Element | undefined, name: string): string | undefined {
  if (element === undefined) return undefined
  const { attributes } = element
  if (attributes.nullFlavor !== undefined && name !== 'displayName') return undefined
  return attributes[name]?.trim() || undefined
}

/** An element's text without blanks around it; absent where it is empty. */
export function textOf(element: Element | undefined): string | undefined {
  return element?.text.trim() || undefined
}
