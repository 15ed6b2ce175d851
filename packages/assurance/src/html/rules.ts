/** What holds of every section's HTML (HTM-LAY, HTM-BAN, HTM-SEC-01). */
import { expect, expectSame, type Findings } from '../finding.ts'
import { all, banners, type Element, elements, fragments, parsed, parts, tablesIn, text } from './markup.ts'
import { type Section, type SectionCode, sections, type Table } from './sections.ts'

const forbidden = [
  'head',
  'body',
  'script',
  'style',
  'link',
  'base',
  'a',
  'form',
  'input',
  'iframe',
  'frame',
  'frameset',
  'object',
  'font',
  'center',
]

export const htmlIds = [
  'HTM-LAY-01',
  'HTM-LAY-02',
  'HTM-LAY-03',
  'HTM-LAY-05',
  'HTM-LAY-06',
  'HTM-LAY-07',
  'HTM-LAY-08',
  'HTM-LAY-09',
  'HTM-BAN-09',
  'HTM-BAN-13',
  'HTM-SEC-01',
]

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const wholeDate = /^\d\d-[A-Z][a-z]{2}-\d{4}$/

/** `dd-Mmm-yyyy` as a date that can be compared; undefined if the text is none. */
function comparable(shown: string): string | undefined {
  if (!wholeDate.test(shown)) return undefined
  const [day = '', month = '', year = ''] = shown.split('-')
  return `${year}-${String(months.indexOf(month) + 1).padStart(2, '0')}-${day}`
}

/** `dd-Mmm-yyyy` of a date (yyyy-mm-dd). */
export function shownDate(date: string): string {
  const [year = '', month = '', day = ''] = date.split('-')
  return `${day}-${months[Number(month) - 1]}-${year}`
}

export interface Asked {
  /** As the banner shows them. */
  readonly start?: string
  readonly end?: string
}

/** @param asked the period, if one was given */
export function sectionFindings(code: SectionCode, xhtml: string, asked?: Asked): Findings {
  const root = parsed(xhtml)
  if (typeof root === 'string') return expect(false, 'well-formed XHTML (HTM-LAY-08)', root)
  const section: Section = sections[code]
  const found = parts(root)
  const single = section.tables.length === 1
  const titles = section.tables.map(one => one.title ?? section.title)
  const optional = new Set(section.tables.flatMap(one => (one.optional ? [one.title] : [])))
  const shown = found.map(([title]) => title)
  return [
    ...markup(root, xhtml),
    ...expectSame('the title, in h1 (HTM-SEC-01)', [section.title], headings(root, 'h1')),
    ...expectSame('h2 where there is one table (HTM-LAY-01)', 0, single ? headings(root, 'h2').length : 0),
    ...expectSame(
      'titles of subsections in order (HTM-SEC-01)',
      titles.filter(one => shown.includes(one) || !optional.has(one)),
      shown,
    ),
    ...found.flatMap(([title, part]) => {
      const table = section.tables.find(one => (one.title ?? section.title) === title)
      return table === undefined ? [] : partFindings(title, part, table, section, asked)
    }),
  ]
}

const headings = (root: Element, name: string): string[] =>
  all(root)
    .filter(one => one.name === name)
    .map(text)

function markup(root: Element, xhtml: string): Findings {
  const every = all(root)
  return [
    ...expectSame('the root element (HTM-LAY-08)', 'div', root.name),
    ...expectSame('its namespace (HTM-LAY-08)', 'http://www.w3.org/1999/xhtml', root.attributes.xmlns),
    ...expectSame(
      'elements that must not be there (HTM-LAY-08)',
      [],
      every.map(one => one.name).filter(name => forbidden.includes(name.toLowerCase())),
    ),
    ...expectSame(
      'attributes that nobody needs (HTM-LAY-08)',
      [],
      every.flatMap(one =>
        Object.keys(one.attributes).filter(name => !['id', 'class', 'xmlns', 'colspan'].includes(name)),
      ),
    ),
    ...expect(!/[\r\n\t]/.test(xhtml), 'no control characters (HTM-LAY-09)', /.{20}[\r\n\t].{20}/s.exec(xhtml)?.[0]),
  ]
}

const elsewhere = /is not supported by this system|This system does not support retrieval of|Access is denied to/

function partFindings(title: string, part: Element, table: Table, section: Section, asked?: Asked): Findings {
  const [read, second] = tablesIn(part)
  const told = fragments(part)
  const order = elements(part).map(one => (one.name === 'div' ? (one.attributes.class ?? 'fragment') : one.name))
  const wanted = [
    'h1',
    'h2',
    'gptransfer-banner',
    'content-banner',
    'date-banner',
    'exclusion-banner',
    'table',
    'fragment',
  ]
  const ranks = order.map(one => wanted.indexOf(one))
  return [
    ...expectSame(`“${title}”: tables beyond the first`, undefined, second?.id),
    ...expect(read !== undefined || told.length > 0, `“${title}”: a table, or words in its place (HTM-BAN-13)`, order),
    ...(read === undefined
      ? expect(
          told.some(one => one === `No '${title}' data is recorded for this patient.` || elsewhere.test(one)),
          `“${title}”: the words for no data (HTM-BAN-09)`,
          told,
        )
      : [
          ...expectSame(`“${title}”: id of its table (HTM-LAY-05)`, table.id, read.id),
          ...expectSame(`“${title}”: columns (HTM-LAY-07)`, table.columns, read.columns),
          ...rowFindings(title, read.rows, table),
        ]),
    ...expect(
      ranks.every((rank, i) => rank >= (ranks[i - 1] ?? 0)),
      `“${title}”: headings, banners and table in order (HTM-LAY-01, HTM-LAY-02)`,
      order,
    ),
    ...dateBanner(title, banners(part, 'date-banner'), table, section, asked),
  ]
}

function rowFindings(
  title: string,
  rows: readonly (readonly { readonly text: string; readonly class: string | undefined }[])[],
  table: Table,
): Findings {
  const groups = rows.filter(row => row.length === 1)
  const data = rows.filter(row => row.length > 1)
  const grouped = table.sorted === undefined
  const undated = data.flatMap(row => row.filter(cell => wholeDate.test(cell.text) && cell.class !== 'date-column'))
  const dates = data.flatMap(row => comparable(row[table.sorted ?? -1]?.text ?? '') ?? [])
  return [
    ...expectSame(
      `“${title}”: rows without a cell for each column (HTM-LAY-07)`,
      [],
      data.filter(row => row.length !== table.columns.length).map(row => row.map(cell => cell.text)),
    ),
    ...expectSame(`“${title}”: dates without the class date-column (HTM-LAY-06)`, [], undated),
    ...expectSame(
      `“${title}”: dates that don’t go down (HTM-SEC-01)`,
      [],
      dates.filter((date, i) => i > 0 && date > (dates[i - 1] ?? date)),
    ),
    ...expectSame(
      `“${title}”: rows that head a group (HTM-LAY-06)`,
      true,
      grouped ? groups.length > 0 : groups.length === 0,
    ),
    ...expectSame(
      `“${title}”: heads of groups without the class med-item-column (HTM-LAY-06)`,
      [],
      groups.flat().filter(cell => cell.class !== 'med-item-column'),
    ),
    ...(grouped ? groupFindings(title, rows) : []),
  ]
}

/** Each row stands below the head with its medicine. */
function groupFindings(title: string, rows: readonly (readonly { readonly text: string }[])[]): Findings {
  let head = ''
  const wrong: string[] = []
  for (const row of rows) {
    if (row.length === 1) head = row[0]?.text ?? ''
    else if (row[2]?.text !== head) wrong.push(row[2]?.text ?? '')
  }
  return expectSame(`“${title}”: medicines in the group of another (HTM-SEC-01)`, [], wrong)
}

function dateBanner(
  title: string,
  shown: readonly string[],
  table: Table,
  section: Section,
  asked: Asked | undefined,
): Findings {
  return expectSame(`“${title}”: date banners (HTM-BAN-02 to 05)`, bannerOf(table, section, asked), shown)
}

function bannerOf(table: Table, section: Section, asked: Asked | undefined): string[] {
  if (!section.filtered) return []
  if (asked === undefined) return ['All relevant items']
  if (!table.filtered) return ['Date filter not applied']
  const { start, end } = asked
  if (start !== undefined && end !== undefined) return [`For the period '${start}' to '${end}'`]
  return [start !== undefined ? `Data items from '${start}'` : `Data items until '${end}'`]
}
