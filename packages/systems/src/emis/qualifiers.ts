/** The column Qualifiers: a fragment of XML, of items with a key and a value. Its form isn't published, so what isn't clear stays as it is. */
import { SaxesParser } from 'saxes'
import { labelled } from './entry.ts'

export interface Qualifier {
  /** As written; the empty text where the whole column is kept as it stands. */
  readonly name: string
  readonly value: string
}

interface Element {
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: Element[]
  text: string
}

const longest = 100_000
const deepest = 16

/** The items of the fragment, in order; the whole text as one without a name where it can't be read to the last bit [I]. */
export function qualifiersOf(text: string): readonly Qualifier[] {
  const whole = [{ name: '', value: text }]
  const root = parsed(text)
  if (root === undefined) return whole
  return itemsOf(root) ?? whole
}

/** For people: `Laterality: left`. */
export function qualifierNotes(qualifiers: readonly Qualifier[]): string[] {
  return qualifiers.flatMap(({ name, value }) => labelled(name === '' ? 'Qualifiers' : name, value))
}

/** All items under an element, or undefined if anything under it says more than names and values. */
function itemsOf({ children, text }: Element): readonly Qualifier[] | undefined {
  if (children.length === 0 || text.trim() !== '') return undefined
  const found: Qualifier[] = []
  for (const child of children) {
    const item = itemOf(child)
    const items = item === undefined ? (child.attributes.size === 0 ? itemsOf(child) : undefined) : [item]
    if (items === undefined) return undefined
    found.push(...items)
  }
  return found
}

const names: ReadonlySet<string> = new Set(['key', 'name', 'label', 'qualifier', 'type'])
const values: ReadonlySet<string> = new Set(['value', 'text', 'term', 'description'])

/** `<item key="a" value="b"/>`, `<item><key>a</key><value>b</value></item>`, `<item key="a">b</item>` or `<a>b</a>`. */
function itemOf(element: Element): Qualifier | undefined {
  const { children, attributes } = element
  const text = element.text.trim()
  if (children.some(child => child.children.length > 0 || child.attributes.size > 0)) return undefined
  if (children.length > 0 && text !== '') return undefined
  const parts = [
    ...[...attributes].map(([name, value]) => ({ name, value })),
    ...children.map(child => ({ name: child.name, value: child.text.trim() })),
  ]
  if (parts.length === 0) return text === '' ? undefined : { name: element.name, value: text }
  const name = parts.find(part => names.has(part.name.toLowerCase()))
  const value = parts.find(part => values.has(part.name.toLowerCase()))
  if (name === undefined || name.value === '') return undefined
  if (value !== undefined)
    return parts.length === 2 && text === '' ? { name: name.value, value: value.value } : undefined
  return parts.length === 1 && children.length === 0 ? { name: name.value, value: text } : undefined
}

/** The fragment within an element of our own; undefined where it isn't well-formed, has a DOCTYPE, or is too large or too deep. */
function parsed(text: string): Element | undefined {
  if (text.length > longest || !text.includes('<')) return undefined
  const root: Element = { name: '', attributes: new Map(), children: [], text: '' }
  const open = [root]
  let sound = true
  const parser = new SaxesParser<{ xmlns: false }>({ xmlns: false })
  const add = (piece: string) => {
    const at = open.at(-1)
    if (at !== undefined) at.text += piece
  }
  const unsound = () => {
    sound = false
  }
  parser.on('error', unsound)
  parser.on('doctype', unsound)
  parser.on('opentag', ({ name, attributes }) => {
    if (open.length > deepest) sound = false
    if (!sound) return
    const element: Element = { name, attributes: new Map(Object.entries(attributes)), children: [], text: '' }
    open.at(-1)?.children.push(element)
    open.push(element)
  })
  parser.on('closetag', () => {
    open.pop()
  })
  parser.on('text', add)
  parser.on('cdata', add)
  parser.write(`<qualifiers>${text.replace(/^\s*<\?xml[^>]*\?>/, '')}</qualifiers>`).close()
  return sound && root.children.length === 1 ? root.children[0] : undefined
}
