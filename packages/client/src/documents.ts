/** Documents of a patient: found, and fetched as they come in (DOC-GEN-03, DOC-SRCH, DOC-BIN, MIG-DOC). */
import { createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import {
  codeSystems,
  type DocumentReference,
  type Interaction,
  identifiers,
  interactions,
  isLocalDate,
  isResource,
  type LocalDate,
  type Patient,
} from '@gpc/fhir'
import { readBinary } from './binary.ts'
import { type Caller, type CallOptions, unexpected } from './calls.ts'
import { DocumentMismatchError, InvalidRequestError } from './errors.ts'
import { checkNhsNumber } from './parameters.ts'
import { onlyPatient } from './patients.ts'
import { displayOf, hasCode } from './reading.ts'
import { type Resolve, resolver } from './references.ts'
import { isBundle, readable } from './schema.ts'

/** A document's metadata. Tell the user size, type and origin before it is fetched (DOC-REF-12). */
export interface RecordDocument {
  readonly reference: DocumentReference
  /** Its description, else its type. */
  readonly title: string
  readonly type?: string
  readonly contentType?: string
  /** Bytes. */
  readonly size?: number
  /** What `document` takes; absent if it can't be fetched. */
  readonly url?: string
  /** Why it can't be fetched, in the practice's words. */
  readonly unavailable?: string
  /** Who wrote it: a person or an organisation. */
  readonly author?: string
  /** True: by the practice itself (DOC-REF-04). Absent: it isn't said. */
  readonly internal?: boolean
  /** Its existence, or its content, must not be shown to the patient (DOC-REF-09). */
  readonly notForPatient: boolean
}

export interface DocumentSearch {
  /** Written, or else added, on this day or later. */
  readonly from?: LocalDate
  readonly to?: LocalDate
  /** ODS code of the organisation that wrote it. */
  readonly author?: string
  /** Words of its description or type. */
  readonly description?: string
}

export interface FoundDocuments {
  readonly patient: Patient
  readonly documents: readonly RecordDocument[]
  readonly traceId: string
}

/** Which document, and where its bytes go: a file that doesn't exist yet, or a stream. */
export type DocumentRequest = CallOptions &
  ({ readonly id: string } | { readonly url: string }) & {
    readonly to: string | Writable
    /** As its metadata has them: what arrives must agree (MIG-DOC-09). */
    readonly expected?: { readonly size?: number; readonly contentType?: string }
  }

export interface FetchedDocument {
  readonly contentType: string
  /** Bytes. */
  readonly size: number
  readonly traceId: string
}

export interface Documents {
  /** The documents of a regular patient, or undefined if the practice has nobody to tell of (DOC-PAT-02 to 04). */
  findDocuments(
    request: CallOptions & DocumentSearch & { readonly nhsNumber: string },
  ): Promise<FoundDocuments | undefined>
  /**
   * Fetches a document for direct care, of up to 5 MB. Nothing of it is executed or rendered: scan it before it is opened (DOC-BIN-07).
   * @throws DocumentMismatchError; a file is then removed, a stream destroyed
   */
  document(request: DocumentRequest): Promise<FetchedDocument>
  /** Fetches a document of any size of a patient who has come to your practice (MIG-DOC-01). `sensitive`: confidential ones too (MIG-DOC-03). */
  migrateDocument(request: DocumentRequest & { readonly sensitive?: boolean }): Promise<FetchedDocument>
}

const includes = [
  ['_include', 'DocumentReference:subject:Patient'],
  ['_include', 'DocumentReference:custodian:Organization'],
  ['_include', 'DocumentReference:author:Organization'],
  ['_include', 'DocumentReference:author:Practitioner'],
  ['_revinclude:recurse', 'PractitionerRole:practitioner'],
] as const

/** The token's scope for what is confidential (MIG-AUT-06). */
export const restrictedScope = 'patient/*.read conf/R'

export function documents(call: Caller): Documents {
  const fetchDocument = async (
    interaction: Interaction,
    request: DocumentRequest,
    scope?: string,
  ): Promise<FetchedDocument> => {
    if (typeof request.to === 'string') await checkFree(request.to)
    const path = 'url' in request ? request.url : `/Binary/${encodeURIComponent(request.id)}`
    let fetched: Omit<FetchedDocument, 'traceId'> | undefined
    const { traceId } = await call(interaction, request, path, {
      scope,
      async read(response, alive) {
        if (response.body === null) return undefined
        fetched = await keep(watched(response.body, alive), request)
        return fetched
      },
    })
    if (fetched === undefined) throw unexpected('a Binary', traceId)
    return { ...fetched, traceId }
  }
  return {
    async findDocuments({ nhsNumber, from, to, author, description, ...options }) {
      checkNhsNumber(nhsNumber)
      if ([from, to].some(one => one !== undefined && !isLocalDate(one))) {
        throw new InvalidRequestError('Give each date as a whole day, yyyy-MM-dd.')
      }
      const identifier = encodeURIComponent(`${identifiers.nhsNumber}|${nhsNumber}`)
      const first = await call(interactions.documentsFindPatient, options, `/Patient?identifier=${identifier}`)
      if (!isBundle(first.json)) throw unexpected('a Bundle', first.traceId)
      const patient = onlyPatient(first.json, nhsNumber, first.traceId)
      if (patient === undefined) return undefined
      const query = new URLSearchParams()
      for (const [name, value] of includes) query.append(name, value)
      if (from !== undefined) query.append('created', `ge${from}`)
      if (to !== undefined) query.append('created', `le${to}`)
      if (author !== undefined) query.append('author', `${identifiers.odsOrganization}|${author}`)
      if (description !== undefined) query.append('description', description)
      const path = `/Patient/${encodeURIComponent(patient.id ?? '')}/DocumentReference?${query}`
      const { traceId: _first, ...again } = options
      const { json, traceId } = await call(interactions.searchDocuments, again, path)
      if (!isBundle(json)) throw unexpected('a Bundle', traceId)
      const resources = (json.entry ?? []).flatMap(one => one.resource ?? [])
      const resolve = resolver(json)
      const found = readable(resources, 'DocumentReference').map(one => readDocument(one, resolve))
      return { patient, documents: found, traceId }
    },
    document: request => fetchDocument(interactions.readDocument, request),
    migrateDocument: request =>
      fetchDocument(interactions.migrateDocument, request, request.sensitive === true ? restrictedScope : undefined),
  }
}

/** The metadata of a document in plain words; `resolve` finds author and custodian. */
export function readDocument(reference: DocumentReference, resolve: Resolve): RecordDocument {
  const { description, content = [], author: authors = [], custodian, meta, securityLabel = [] } = reference
  const attachment = content[0]?.attachment
  const type = displayOf(reference.type)
  const written = authors.map(one => ({ reference: one, resource: resolve(one, reference) }))
  const author = written.flatMap(one => nameOf(one.resource) ?? one.reference.display ?? [])[0]
  const kept = resolve(custodian, reference)
  const organisation = written.find(one => isResource(one.resource, 'Organization'))?.resource
  const labels = [...(meta?.security ?? []), ...securityLabel.flatMap(one => one.coding ?? [])]
  return {
    reference,
    title: description ?? type ?? 'Document without a title',
    ...(type === undefined ? {} : { type }),
    ...(attachment?.contentType === undefined ? {} : { contentType: attachment.contentType }),
    ...(attachment?.size === undefined ? {} : { size: attachment.size }),
    ...(attachment?.url === undefined ? {} : { url: attachment.url }),
    ...(attachment?.url === undefined ? { unavailable: attachment?.title ?? 'The practice gives no content.' } : {}),
    ...(author === undefined ? {} : { author }),
    ...(organisation === undefined || kept === undefined ? {} : { internal: organisation === kept }),
    notForPatient: hasCode({ coding: labels }, codeSystems.actCode, 'NOPAT'),
  }
}

function nameOf(resource: ReturnType<Resolve>): string | undefined {
  if (isResource(resource, 'Organization')) return resource.name
  if (!isResource(resource, 'Practitioner')) return undefined
  const name = resource.name?.[0]
  const words = [...(name?.prefix ?? []), ...(name?.given ?? []), name?.family ?? ''].filter(one => one !== '')
  return name?.text ?? (words.length === 0 ? undefined : words.join(' '))
}

/** @throws InvalidRequestError if there is such a file, or none can be made: before anything is sent */
async function checkFree(file: string): Promise<void> {
  const exists = await stat(file).catch(() => undefined)
  if (exists !== undefined) throw new InvalidRequestError(`${file} exists already: name another file.`)
  const folder = await stat(dirname(file)).catch(() => undefined)
  if (folder?.isDirectory() !== true)
    throw new InvalidRequestError(`There is no folder ${dirname(file)}: make it first.`)
}

async function* watched(body: AsyncIterable<Uint8Array>, alive: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of body) {
    alive()
    yield chunk
  }
}

/** Decodes a Binary into a file or stream. A file appears when it is whole, not before. */
async function keep(chunks: AsyncIterable<Uint8Array>, { to, expected = {} }: DocumentRequest) {
  const result = { contentType: '', size: 0 }
  async function* decoded() {
    const bytes = readBinary(chunks)
    for (;;) {
      const next = await bytes.next()
      if (next.done === true) {
        result.contentType = next.value.contentType
        break
      }
      result.size += next.value.length
      if (expected.size !== undefined && result.size > expected.size) {
        throw new DocumentMismatchError('size', `${expected.size} bytes`, 'more')
      }
      yield next.value
    }
    check(result, expected)
  }
  if (typeof to !== 'string') {
    await pipeline(Readable.from(decoded()), to)
    return result
  }
  const part = `${to}.part`
  try {
    await pipeline(Readable.from(decoded()), createWriteStream(part, { flags: 'wx', mode: 0o600 }))
    await rename(part, to)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
  return result
}

function check(
  { contentType, size }: { readonly contentType: string; readonly size: number },
  expected: { readonly size?: number; readonly contentType?: string },
): void {
  if (expected.size !== undefined && expected.size !== size) {
    throw new DocumentMismatchError('size', `${expected.size} bytes`, `${size} bytes`)
  }
  if (expected.contentType !== undefined && mediaType(expected.contentType) !== mediaType(contentType)) {
    throw new DocumentMismatchError('contentType', expected.contentType, contentType)
  }
}

const mediaType = (text: string): string => text.replace(/;.*$/s, '').trim().toLowerCase()
