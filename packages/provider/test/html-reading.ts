/** Reads the XHTML of a view, as a consumer's parser does: what isn't well-formed is an error. */
import { SaxesParser } from 'saxes'

export interface ReadTable {
  readonly id: string
  /** The heading above it. */
  readonly title: string
  readonly columns: readonly string[]
  /** Cells, lines separated by line ends; a group's title is a row of one cell. */
  readonly rows: readonly (readonly string[])[]
  /** Class attributes of the cells, the empty text for none. */
  readonly classes: readonly (readonly string[])[]
}

export interface Read {
  readonly tables: readonly ReadTable[]
  /** Every element's name, in order. */
  readonly elements: readonly string[]
  /** Every attribute's name. */
  readonly attributes: ReadonlySet<string>
  /** Banners below each heading: class and text. */
  readonly banners: ReadonlyMap<string, readonly string[]>
  /** Paragraphs outside of banners, below each heading. */
  readonly paragraphs: ReadonlyMap<string, readonly string[]>
  readonly headings: readonly string[]
}

export function readHtml(html: string): Read {
  const parser = new SaxesParser()
  const elements: string[] = []
  const attributes = new Set<string>()
  const headings: string[] = []
  const banners = new Map<string, string[]>()
  const paragraphs = new Map<string, string[]>()
  const tables: { id: string; title: string; columns: string[]; rows: string[][]; classes: string[][] }[] = []
  const divs: string[] = []
  let text = ''
  parser.on('error', error => {
    throw error
  })
  parser.on('opentag', ({ name, attributes: own }) => {
    elements.push(name)
    for (const attribute of Object.keys(own)) attributes.add(attribute)
    if (name === 'br') text += '\n'
    else if (name !== 'strong') text = ''
    const attribute = own.class ?? ''
    if (name === 'div') divs.push(attribute)
    if (name === 'table')
      tables.push({ id: own.id ?? '', title: headings.at(-1) ?? '', columns: [], rows: [], classes: [] })
    if (name === 'tr') {
      tables.at(-1)?.rows.push([])
      tables.at(-1)?.classes.push([])
    }
    if (name === 'td') tables.at(-1)?.classes.at(-1)?.push(attribute)
  })
  parser.on('text', chars => {
    text += chars
  })
  parser.on('closetag', ({ name }) => {
    const heading = headings.at(-1) ?? ''
    if (name === 'h1' || name === 'h2') headings.push(text)
    if (name === 'th') tables.at(-1)?.columns.push(text)
    if (name === 'td') tables.at(-1)?.rows.at(-1)?.push(text)
    if (name === 'p') {
      const kind = divs.at(-1) ?? ''
      if (kind === '') paragraphs.set(heading, [...(paragraphs.get(heading) ?? []), text])
      else banners.set(heading, [...(banners.get(heading) ?? []), `${kind}: ${text}`])
    }
    if (name === 'div') divs.pop()
  })
  parser.write(html).close()
  const read = tables.map(({ rows, classes, ...rest }) => ({ ...rest, rows: rows.slice(1), classes: classes.slice(1) }))
  return { tables: read, elements, attributes, banners, paragraphs, headings }
}
