/** Text as XML 1.0 takes it. */

const special = /[&<>"\p{Cc}\p{Cs}\ufffe\uffff]/u
const everySpecial = new RegExp(special, 'gu')

/**
 * A text for an attribute or for content. Tabs and line breaks become character references, as an attribute loses them
 * otherwise. What XML 1.0 has no way to write (control characters, lone surrogates, U+FFFE, U+FFFF) becomes U+FFFD.
 */
export function escapeXml(text: string): string {
  return special.test(text) ? text.replace(everySpecial, escapeOne) : text
}

function escapeOne(character: string): string {
  switch (character) {
    case '&':
      return '&amp;'
    case '<':
      return '&lt;'
    case '>':
      return '&gt;'
    case '"':
      return '&quot;'
    case '\t':
      return '&#9;'
    case '\n':
      return '&#10;'
    case '\r':
      return '&#13;'
    default:
      return isC1(character) ? character : '\ufffd'
  }
}

/** Control characters that XML 1.0 allows. */
function isC1(character: string): boolean {
  return character >= '\u007f' && character <= '\u009f'
}
