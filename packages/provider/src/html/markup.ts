/**
 * XHTML of the views (HTM-LAY-06 to HTM-LAY-09). Whatever is a string is text of a source and is escaped; markup is only what is
 * built here, and is no string until the whole view is written.
 */
import { displayDate } from '@gpc/fhir'

/** Markup, made by the functions of this file alone. */
export interface Html {
  readonly html: string
}

/** A line of a cell: text, or text in bold. */
export type Line = string | { readonly bold: string }

/** What a cell holds: text (line ends become line breaks) or lines. */
export type Cell = string | readonly Line[]

export interface Column {
  readonly name: string
  /** Its cells are dates, as FHIR has them. */
  readonly date?: true
}

/** A row, or the title of a group of rows. */
export type Row = readonly Cell[] | { readonly group: string }

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be found
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\t': ' ' }

function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(forbidden, '\ufffd')
    .replace(/[&<>\t]/g, one => entities[one] ?? one)
    .replace(/\r\n|[\n\r\u0085\u2028\u2029]/g, '<br/>')
}

const element = (name: string, inside: string, attribute = ''): Html => ({
  html: `<${name}${attribute}>${inside}</${name}>`,
})

const joined = (parts: readonly Html[]): string => parts.map(({ html }) => html).join('')

export const heading = (level: 'h1' | 'h2', text: string): Html => element(level, escaped(text))

export type BannerClass = 'gptransfer-banner' | 'content-banner' | 'date-banner' | 'exclusion-banner'

/** HTM-LAY-03. */
export const banner = (name: BannerClass, text: string): Html =>
  element('div', element('p', escaped(text)).html, ` class="${name}"`)

/** Paragraphs in place of a table (HTM-BAN-13). */
export const paragraphs = (...texts: readonly string[]): Html =>
  element('div', joined(texts.map(text => element('p', escaped(text)))))

export const div = (parts: readonly Html[]): Html => element('div', joined(parts))

/** The whole view, as it stands in `text.div`. */
export const view = (parts: readonly Html[]): string =>
  element('div', joined(parts), ' xmlns="http://www.w3.org/1999/xhtml"').html

/** @param id one of the table ids of the specification (HTM-LAY-05) */
export function table(id: string, columns: readonly Column[], rows: readonly Row[]): Html {
  const head = joined(columns.map(({ name }) => element('th', escaped(name))))
  const body = joined(rows.map(row => element('tr', 'group' in row ? title(row.group, columns) : cells(row, columns))))
  const inside = element('thead', element('tr', head).html).html + element('tbody', body).html
  return element('table', inside, ` id="${id}"`)
}

function title(text: string, columns: readonly Column[]): string {
  const attributes = ` colspan="${columns.length}" class="med-item-column"`
  return element('td', element('strong', escaped(text)).html, attributes).html
}

function cells(row: readonly Cell[], columns: readonly Column[]): string {
  return joined(
    columns.map(({ date }, i) => {
      const cell = row[i] ?? ''
      if (date && typeof cell === 'string') {
        return element('td', cell === '' ? '' : escaped(displayDate(cell)), ' class="date-column"')
      }
      return element('td', content(cell))
    }),
  )
}

function content(cell: Cell): string {
  if (typeof cell === 'string') return escaped(cell)
  return cell
    .map(line => (typeof line === 'string' ? escaped(line) : element('strong', escaped(line.bold)).html))
    .join('<br/>')
}
