/** The manifest of an ebXML envelope: what each part of a message is called. */
import { type Element, localName, parseElement, textOf, XmlFault } from './xml.ts'

export interface Named {
  /** `cid:` and the Content-ID of a part, or `mid:` and the id of another message. */
  readonly href: string
  readonly name?: string
  readonly mediaType?: string
  readonly compressed: boolean
  /** It comes in messages of its own. */
  readonly large: boolean
}

/** References of the manifest. An envelope that can't be read names nothing: then the parts' own headers do. */
export function manifestOf(envelope: string): readonly Named[] {
  try {
    return referencesIn(parseElement(envelope))
  } catch (error) {
    if (error instanceof XmlFault) return []
    throw error
  }
}

function referencesIn(element: Element): readonly Named[] {
  return element.children.flatMap(one => {
    if (one.name !== 'Reference') return referencesIn(one)
    const href = Object.entries(one.attributes).find(([name]) => localName(name) === 'href')?.[1]
    return href === undefined ? [] : [described(href, one)]
  })
}

/** `Filename="…" ContentType=text/plain Compressed=No LargeAttachment=No OriginalBase64=Yes Length=…` */
function described(href: string, reference: Element): Named {
  const text = textOf(reference.children.find(({ name }) => name === 'Description')) ?? ''
  const value = (label: string) => {
    const [, quoted, bare] = new RegExp(`\\b${label}=(?:"([^"]*)"|(\\S+))`, 'i').exec(text) ?? []
    return quoted ?? bare
  }
  const is = (label: string) => value(label)?.toLowerCase() === 'yes'
  const [name, mediaType] = [value('Filename'), value('ContentType')]
  return {
    href,
    ...(name === undefined || name === '' ? {} : { name }),
    ...(mediaType === undefined || mediaType === '' ? {} : { mediaType: mediaType.toLowerCase() }),
    compressed: is('Compressed'),
    large: is('LargeAttachment'),
  }
}
