/** XML as text: escaped, nothing but what XML 1.0 allows. */

type Attributes = Readonly<Record<string, string | undefined>>

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
}

/** Text for content or attributes. Line breaks are written as references, so that no reader normalises them. */
export function escaped(text: string): string {
  return text.replace(/[&<>"\n\r\t]/g, char => escapes[char] ?? char)
}

/** An element; attributes that are undefined are left out. */
export function element(name: string, attributes: Attributes = {}, ...content: readonly string[]): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => (value === undefined ? '' : ` ${key}="${escaped(value)}"`))
    .join('')
  return content.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${content.join('')}</${name}>`
}
