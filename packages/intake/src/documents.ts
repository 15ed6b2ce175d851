/** Documents of a record and their bytes: which attachment is whose, and which document is served. */
import type { Attachment, DocumentEntry, SourceName, Withheld } from '@gpc/clinical'
import { isUuid } from '@gpc/fhir'
import type { OwnerAttachment, RenderedOwner } from '@gpc/store'

/** Handed-over documents name the practice's own by its id: a GUID in braces or in another letter case is the same GUID. */
function sameKey(one: string, other: string): boolean {
  return one === other || normal(one) === normal(other)
}

function normal(key: string): string {
  const bare = key.replace(/^\{(.*)\}$/, '$1')
  return isUuid(bare) ? bare.toLowerCase() : key
}

const ownSystems: ReadonlySet<SourceName> = new Set(['emis', 'tpp', 'vision', 'microtest'])

/**
 * A handed-over document (source `documents`) whose id the practice's own system has is that document: it gives it its bytes, and
 * what the system doesn't say of it. Confidential in either is confidential.
 */
export function joinDocuments(all: readonly DocumentEntry[]): readonly DocumentEntry[] {
  const given = all.filter(one => one.source === 'documents')
  if (given.length === 0) return all
  const joined = new Set<DocumentEntry>()
  const others = all.flatMap((one): DocumentEntry[] => {
    if (one.source === 'documents') return []
    const { attachment } = one
    const bytes =
      attachment === undefined || !ownSystems.has(one.source)
        ? undefined
        : given.find(other => other.attachment !== undefined && sameKey(other.attachment, attachment))
    if (bytes === undefined) return [one]
    joined.add(bytes)
    return [filledUp(one, bytes)]
  })
  return [...others, ...given.filter(one => !joined.has(one))]
}

function filledUp(own: DocumentEntry, given: DocumentEntry): DocumentEntry {
  const { title, created, recorded, author, authorText, confidentiality } = given
  const nobody = own.author === undefined && own.authorText === undefined
  return {
    ...(title === undefined ? {} : { title }),
    ...(created === undefined ? {} : { created }),
    ...(recorded === undefined ? {} : { recorded }),
    ...(nobody && author?.kind === 'organisation' ? { author: { ...author, source: given.source } } : {}),
    ...(nobody && authorText !== undefined ? { authorText } : {}),
    ...own,
    confidentiality: confidentiality === 'confidential' ? confidentiality : own.confidentiality,
  }
}

export interface DocumentBytes {
  /** The bytes of a document by the source's id of it: its own source's, else those that were handed over for it. */
  of(key: string, source?: SourceName): Attachment | undefined
  /** Documents that the rendered record refers to; `withheld` are entries that its rendering withholds. */
  served(documents: readonly DocumentEntry[], withheld: readonly Withheld[]): RenderedOwner['documents']
}

/** The attachments of one patient. An empty one is no content. */
export function documentBytes(attachments: readonly OwnerAttachment[]): DocumentBytes {
  const full = attachments.filter(one => one.size > 0)
  const find = (key: string, source: SourceName | undefined): OwnerAttachment | undefined =>
    full.find(
      one => one.key === key && one.source !== 'documents' && (source === undefined || one.source === source),
    ) ?? full.find(one => one.source === 'documents' && sameKey(one.key, key))
  return {
    of(key, source) {
      const found = find(key, source)
      return found === undefined ? undefined : { id: found.id, contentType: found.contentType, size: found.size }
    },
    served(documents, withheld) {
      const hidden = new Set(withheld.map(({ source, key }) => `${source} ${key}`))
      const found = new Map<string, boolean>()
      for (const { source, key, attachment, confidentiality } of documents) {
        const bytes = attachment === undefined ? undefined : find(attachment, source)
        if (bytes === undefined) continue
        const confidential = confidentiality === 'confidential' || hidden.has(`${source} ${key}`)
        found.set(bytes.id, confidential || found.get(bytes.id) === true)
      }
      return [...found].map(([id, confidential]) => ({ id, confidential }))
    },
  }
}
