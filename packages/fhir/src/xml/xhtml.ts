/** The XHTML `div` of a narrative: read tag by tag, written again without prefixes, comments and processing instructions. */
import { SaxesParser, type SaxesTagNS } from 'saxes'
import { FhirXmlError, maxDepth, xhtmlNamespace } from './error.ts'
import { escapeXml } from './escape.ts'

/** A div as it is read: its text so far, and how many of its elements are open. */
export interface Div {
  text: string
  open: number
}

/** Adds a start tag; throws a plain text of what is wrong. */
export function openDivTag(div: Div, tag: SaxesTagNS): void {
  if (tag.uri !== xhtmlNamespace) throw new Error(`narrative must be in the namespace ${xhtmlNamespace}`)
  if (div.open === 0 && tag.local !== 'div') throw new Error('narrative must be one div')
  if (div.open >= maxDepth) throw new Error(`elements nest deeper than ${maxDepth}`)
  div.text += `<${tag.local}`
  if (div.open === 0) div.text += ` xmlns="${xhtmlNamespace}"`
  for (const { name, prefix, value } of Object.values(tag.attributes)) {
    if (name === 'xmlns' || prefix === 'xmlns') continue
    if (prefix !== '' && prefix !== 'xml') throw new Error('narrative has an attribute of another namespace')
    div.text += ` ${name}="${escapeXml(value)}"`
  }
  div.text += tag.isSelfClosing ? '/>' : '>'
  div.open++
}

/** Adds character data, in which quotes, tabs and line breaks need no escape. */
export function addDivText(div: Div, text: string): void {
  div.text += text.replace(/[^\t\n"]+/g, escapeXml)
}

/** Adds an end tag. */
export function closeDivTag(div: Div, tag: SaxesTagNS): void {
  if (!tag.isSelfClosing) div.text += `</${tag.local}>`
  div.open--
}

/**
 * The div of FHIR JSON as well-formed XHTML that can stand in FHIR XML. Throws FhirXmlError if it isn't well-formed, isn't one
 * div, has a DOCTYPE, or nests too deep.
 */
export function readDiv(text: string, path: string): string {
  const div: Div = { text: '', open: 0 }
  const parser = new SaxesParser({ xmlns: true, position: false, defaultXMLVersion: '1.0', forceXMLVersion: true })
  const fail = (reason: string) => {
    throw new Error(reason)
  }
  parser.on('doctype', () => fail('DOCTYPE is not allowed'))
  parser.on('error', error => fail(`narrative is not well-formed XHTML: ${error.message}`))
  parser.on('opentag', tag => openDivTag(div, tag))
  parser.on('closetag', tag => closeDivTag(div, tag))
  parser.on('text', chars => (div.open > 0 ? addDivText(div, chars) : undefined))
  parser.on('cdata', chars => addDivText(div, chars))
  try {
    parser.write(text).close()
  } catch (error) {
    throw new FhirXmlError(path, error instanceof Error ? error.message : String(error))
  }
  return div.text
}
