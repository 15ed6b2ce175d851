/** XHTML from outside made safe to show: nothing of it is hidden, and nothing of it acts (HTM-CON-06, HTM-LAY-08). Pure. */

const elements = new Set(
  'b br caption col colgroup dd div dl dt em h1 h2 h3 h4 h5 h6 hr i li ol p pre small span strong sub sup table tbody td tfoot th thead tr u ul'.split(
    ' ',
  ),
)
const attributes = new Set(['class', 'colspan', 'id', 'rowspan', 'title'])

/**
 * The same text with known elements and attributes only. Any other tag becomes visible text: what it encloses is never left out, and
 * that something stood there can be seen.
 */
export function sanitised(xhtml: string): string {
  const tag = /<!--[\s\S]*?-->|<\/?[A-Za-z][^<>]*>|[<>]/g
  return xhtml.replace(tag, found => {
    const [, close = '', name = '', rest = '', end = ''] =
      /^<(\/?)([A-Za-z][\w:-]*)((?:\s[^<>]*?)?)(\/?)>$/.exec(found) ?? []
    if (!elements.has(name.toLowerCase())) return escaped(found)
    return close === '/' ? `</${name.toLowerCase()}>` : `<${name.toLowerCase()}${safeAttributes(rest)}${end}>`
  })
}

function safeAttributes(text: string): string {
  const given = [...text.matchAll(/([A-Za-z_:][\w:.-]*)\s*=\s*("[^"]*"|'[^']*')/g)]
  return given
    .filter(([, name = '']) => attributes.has(name.toLowerCase()))
    .map(([, name = '', value = '']) => ` ${name.toLowerCase()}="${value.slice(1, -1).replaceAll('"', '&quot;')}"`)
    .join('')
}

const escaped = (text: string): string => text.replaceAll('<', '&lt;').replaceAll('>', '&gt;')
