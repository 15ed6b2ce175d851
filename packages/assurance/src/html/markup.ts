/** Reading a section's XHTML: its parts, tables and cells. Enough for markup as HTM-LAY wants it, which the rules make sure of. */
import { SaxesParser } from 'saxes'

export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly (Element | string)[]
}

interface Open extends Element {
  readonly children: (Element | string)[]
}

/** The root element, or why the text isn't well-formed. */
export function parsed(xhtml: string): Element | string {
  const root: Open = { name: '', attributes: {}, children: [] }
  const open: Open[] = [root]
  let fault: string | undefined
  const parser = new SaxesParser({ xmlns: false })
  parser.on('error', error => {
    fault ??= error.message
  })
  parser.on('opentag', ({ name, attributes }) => {
    const element: Open = { name, attributes, children: [] }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  parser.on('closetag', () => {
    open.pop()
  })
  parser.on('text', text => {
    open.at(-1)?.children.push(text)
  })
  parser.write(xhtml).close()
  const [first] = root.children
  return fault ?? (typeof first === 'object' ? first : 'no element')
}

export const elements = ({ children }: Element): Element[] => children.filter(one => typeof one === 'object')

/** An element and all below it. */
export const all = (element: Element): Element[] => [element, ...elements(element).flatMap(all)]

export const text = ({ children }: Element): string =>
  children.map(one => (typeof one === 'string' ? one : one.name === 'br' ? '\n' : text(one))).join('')

const named = (element: Element, name: string): Element[] => all(element).filter(one => one.name === name)

export interface Cell {
  readonly text: string
  readonly class: string | undefined
}

export interface ReadTable {
  readonly id: string | undefined
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

export const tablesIn = (element: Element): ReadTable[] =>
  named(element, 'table').map(table => ({
    id: table.attributes.id,
    columns: named(table, 'th').map(text),
    rows: named(table, 'tr')
      .map(row => elements(row).filter(({ name }) => name === 'td'))
      .filter(cells => cells.length > 0)
      .map(cells => cells.map(cell => ({ text: text(cell), class: cell.attributes.class }))),
  }))

/** Banners right below an element, by class, and paragraphs of other `div`s there (HTM-LAY-03, HTM-BAN-13). */
export function banners(element: Element, wanted: string): string[] {
  return elements(element)
    .filter(one => one.name === 'div' && one.attributes.class === wanted)
    .map(text)
}

export const fragments = (element: Element): string[] =>
  elements(element)
    .filter(one => one.name === 'div' && one.attributes.class === undefined && named(one, 'h2').length === 0)
    .map(text)

/** The parts that have a table or its fragment each: subsections, or the section itself. */
export function parts(section: Element): readonly (readonly [title: string, part: Element])[] {
  const below = elements(section).filter(one => one.name === 'div' && elements(one).some(({ name }) => name === 'h2'))
  const heading = (part: Element, name: string) => elements(part).find(one => one.name === name)
  if (below.length > 0) return below.map(part => [text(heading(part, 'h2') ?? part), part] as const)
  return [[text(heading(section, 'h1') ?? section), section]]
}
