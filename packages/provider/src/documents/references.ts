/** DocumentReferences as they leave: with the address of their bytes, or without, where these may not be fetched (DOC-REF-06, DOC-REF-07). */
import { documentsRoot, type Text } from '@gpc/clinical'
import { routingSegments } from '@gpc/fhir'
import { whole } from '../exchange/compress.ts'

/** What retrieve sends at most: 5 MB of content (DOC-BIN-03). */
export const largestRetrieved = 5 * 1024 * 1024

/** The root of a practice's documents service, without a slash at its end. */
export const documentsServiceRoot = (baseUrl: string, ods: string): string =>
  `${baseUrl}/${ods}/STU3/1/${routingSegments.documents}`

export interface Attachment {
  readonly contentType?: string
  readonly url?: string
  readonly size?: number
  readonly title?: string
}

/** What is asked of a DocumentReference here; the rest stays as it is. */
export interface DocumentReference {
  readonly resourceType: 'DocumentReference'
  readonly id: string
  readonly type?: { readonly coding?: readonly { readonly display?: string }[]; readonly text?: string }
  readonly author?: readonly { readonly reference?: string }[]
  readonly custodian?: { readonly reference?: string }
  readonly created?: string
  readonly indexed?: string
  readonly description?: string
  readonly content: readonly { readonly attachment: Attachment }[]
}

/** The DocumentReferences of stored texts, as they lie there: written by the renderer and nobody else. */
export function storedReferences(texts: readonly Text[]): readonly DocumentReference[] {
  const joined = texts.flatMap((text, i) => (i === 0 ? [text] : [',', text]))
  const entries: readonly { readonly resource: DocumentReference }[] = JSON.parse(`[${whole(joined).toString()}]`)
  return entries.map(entry => entry.resource)
}

/**
 * A DocumentReference with the absolute address of its bytes.
 * @param root of the documents service that the bytes are fetched from
 * @param largest bytes that may be fetched; a larger document is a placeholder that says so
 */
export function addressed(
  reference: DocumentReference,
  root: string,
  largest = Number.POSITIVE_INFINITY,
): DocumentReference {
  const content = reference.content.map(one => ({
    ...one,
    attachment: addressedAttachment(one.attachment, root, largest),
  }))
  return { ...reference, content }
}

function addressedAttachment(attachment: Attachment, root: string, largest: number): Attachment {
  const { url, size, ...rest } = attachment
  if (url === undefined) return attachment
  if (size !== undefined && size > largest) {
    return { ...rest, size, title: 'The document exceeds the size limit of 5 MB.' }
  }
  return { ...attachment, url: url.startsWith(documentsRoot) ? `${root}/${url.slice(documentsRoot.length)}` : url }
}

/** Bundle entries of DocumentReferences out of the stored texts, each as JSON text, addressed. */
export function documentReferences(texts: readonly Text[], root: string, largest?: number): readonly string[] {
  return storedReferences(texts).map(one => JSON.stringify({ resource: addressed(one, root, largest) }))
}
