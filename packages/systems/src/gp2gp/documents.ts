/** NarrativeStatements that refer to documents. */
import type { EntryKey } from '@gpc/clinical'
import { isUuid } from '@gpc/fhir'
import { conceptOf } from './codes.ts'
import type { Scope } from './composition.ts'
import { timeOf } from './dates.ts'
import { claim, entryOf, keyed, type Reading } from './reading.ts'
import { attribute, child, children, type Element, textOf } from './xml.ts'

const placeholder = /^AbsentAttachment/i

/**
 * What a document is found by: the file name that the message gives it (it begins with the document's GUID), or the Content-ID of its part.
 * Names without a GUID are made unique by the extract.
 */
export function attachmentKey(reference: string, extract: string): string {
  const name = decoded(reference.trim().replace(/^(?:file:\/\/localhost\/|cid:)/i, ''))
  return isUuid(name.slice(0, 36)) ? name : `${extract}/${name}`
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

export const isDocument = (element: Element) =>
  children(element, 'reference').some(one => child(one, 'referredToExternalDocument') !== undefined)

/** A document for each reference; the narrative's own text is the title. `related`: what it belongs to. */
export function readDocuments(
  element: Element,
  scope: Scope,
  reading: Reading,
  related: readonly EntryKey[] = [],
): readonly EntryKey[] {
  const { key: own, fresh } = claim(element, undefined, reading)
  const documents = children(element, 'reference').flatMap(one => child(one, 'referredToExternalDocument') ?? [])
  const keys = documents.map((_, i) => (i === 0 ? own : `${own}/${i + 1}`))
  if (!fresh) return keys
  const title = textOf(child(element, 'text'))
  documents.forEach((document, i) => {
    const notes: string[] = []
    const note = (sentence: string) => void notes.push(sentence)
    const type = conceptOf(child(document, 'code'), note)
    const created = timeOf(child(document, 'effectiveTime'), note) ?? timeOf(child(element, 'availabilityTime'), note)
    const text = child(document, 'text')
    const reference = attribute(child(text, 'reference'), 'value')
    const attachment = reference === undefined ? undefined : attachmentKey(reference, reading.extract)
    const media = attribute(text, 'mediaType')
    reading.documents.push({
      ...entryOf(element, scope, keys[i] ?? own),
      type: type.codings.length > 0 || type.text !== undefined ? type : { codings: [], text: 'Document' },
      ...keyed('title', title),
      ...keyed('created', created ?? scope.available),
      ...keyed('attachment', attachment),
      ...(media === undefined || !/^[\w.+-]+\/[\w.+-]+$/.test(media) ? {} : { contentType: media.toLowerCase() }),
      ...keyed('unavailable', absence(attachment, reading)),
      ...(related.length === 0 ? {} : { related }),
      notes,
    })
  })
  return keys
}

/** Why a document has no content, as far as the message tells. */
function absence(attachment: string | undefined, { received, awaited }: Reading): string | undefined {
  if (attachment === undefined) return 'The record that was received names no file for this document'
  if (placeholder.test(attachment.slice(attachment.lastIndexOf('/') + 1))) {
    return 'The sending practice could not supply this document'
  }
  if (received.has(attachment)) return undefined
  return awaited.has(attachment)
    ? 'The document was to follow the record in messages of its own, which are not read'
    : 'The document did not come with the record that was received'
}
