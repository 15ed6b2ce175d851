/** DocumentReferences as they leave: with the address of their bytes, or without, where these may not be fetched (DOC-REF-06, DOC-REF-07). */
import { documentsRoot, type Text } from '@gpc/clinical'
import { routingSegments } from '@gpc/fhir'
import { z } from 'zod'
import { whole } from '../exchange/compress.ts'

/** What retrieve sends at most: 5 MB of content (DOC-BIN-03). */
export const largestRetrieved = 5 * 1024 * 1024

/** The root of a practice's documents service, without a slash at its end. */
export const documentsServiceRoot = (baseUrl: string, ods: string): string =>
  `${baseUrl}/${ods}/STU3/1/${routingSegments.documents}`

const attachment = z.looseObject({ url: z.string().optional(), size: z.number().optional() })
const reference = z.looseObject({
  resource: z.looseObject({ content: z.array(z.looseObject({ attachment })) }),
})

/**
 * Bundle entries of DocumentReferences out of the stored texts, each as JSON text.
 * @param root of the documents service that the bytes are fetched from
 * @param largest bytes that may be fetched; a larger document is a placeholder that says so
 */
export function documentReferences(texts: readonly Text[], root: string, largest = Number.POSITIVE_INFINITY): string[] {
  const joined = texts.flatMap((text, i) => (i === 0 ? [text] : [',', text]))
  const entries = z.array(reference).parse(JSON.parse(`[${whole(joined).toString()}]`))
  return entries.map(({ resource, ...entry }) => {
    const content = resource.content.map(({ attachment: { url, ...rest }, ...one }) => {
      if (url === undefined) return { attachment: rest, ...one }
      if (rest.size !== undefined && rest.size > largest) {
        return { attachment: { ...rest, title: 'The document exceeds the size limit of 5 MB.' }, ...one }
      }
      const address = url.startsWith(documentsRoot) ? `${root}/${url.slice(documentsRoot.length)}` : url
      const { contentType, ...others } = rest
      return { attachment: { contentType, url: address, ...others }, ...one }
    })
    return JSON.stringify({ ...entry, resource: { ...resource, content } })
  })
}
