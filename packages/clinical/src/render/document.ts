/** Documents: their metadata as DocumentReference (DOC-REF). The bytes are a Binary that nobody but its reader fetches (STR-DOC-03). */
import { extensions, profiles } from '@gpc/fhir'
import type { DocumentEntry } from '../model/document.ts'
import { isWithheld } from '../rules/withheld.ts'
import { confidential, days, instant } from './clinical-tools.ts'
import { nothingCoded } from './coded.ts'
import { type ConceptJson, codeableConcept, displayed } from './concept.ts'
import { entryId, entryIdentifiers, practiceRef, type Staff, staffOf } from './identity.ts'
import { metas, reference, some } from './json.ts'
import { encounterOf } from './links.ts'
import type { Links, Ref, RenderContext, RenderedArea, RenderedGroup, RenderedResource } from './rendered.ts'
import { clean, cleanAll } from './text.ts'

/**
 * Stands before `Binary/id` in the url of an attachment. The provider puts the absolute root of its documents service, with the slash at its
 * end, in its place when it sends (DOC-REF-06). To be replaced as `"url":"{documents}/`, quotes included: no text of a source has those in JSON.
 */
export const documentsRoot = '{documents}/'

const meta = metas(profiles.documentReference)

/** One group a document. Dates are for the search of documents: `created`, else when it was added (DOC-SRCH-04). */
export function renderDocuments(
  documents: readonly DocumentEntry[],
  context: RenderContext,
  patientRef: Ref,
  links: Links,
): RenderedArea {
  const staff = staffOf(context)
  const groups = documents
    .filter(one => !isWithheld(one, context))
    .map((one): RenderedGroup => {
      const resource = documentReference(one, context, patientRef, links, staff)
      return { entry: resource.ref, ...days(one.created ?? one.recorded), resources: [resource] }
    })
  const withheld = documents.filter(one => isWithheld(one, context)).map(confidential)
  return { area: 'documents', groups, shared: [], withheld }
}

function documentReference(
  document: DocumentEntry,
  context: RenderContext,
  patientRef: Ref,
  links: Links,
  staff: Staff,
): RenderedResource {
  const { source, key, created, type, practiceSetting, confidentiality } = document
  const { at: indexed, _at: _indexed, remarks } = instant(document.recorded, 'Added')
  const id = entryId(context.ods, source, key)
  const author = authorOf(document, context, staff)
  const authorRef = author !== undefined && 'reference' in author ? author.reference : undefined
  const custodian = practiceRef(context.ods)
  const encounter = encounterOf(document, links)
  const related = relatedOf(document, links)
  const setting = practiceSetting && codeableConcept(practiceSetting, extensions.descriptionIdHl7)
  const json = JSON.stringify({
    resourceType: 'DocumentReference',
    id,
    meta: confidentiality === 'nopat' ? meta.nopat : meta.open,
    identifier: entryIdentifiers(document, context.ods),
    status: 'current',
    type: typeOf(type),
    subject: reference(patientRef),
    created,
    indexed,
    _indexed,
    author: author === undefined ? undefined : [author],
    custodian: reference(custodian),
    description: some(cleanAll([document.title ?? '', ...document.notes, ...remarks]))?.join('\n'),
    content: [{ attachment: attachment(document, context) }],
    context:
      encounter === undefined && setting === undefined && related.length === 0
        ? undefined
        : {
            encounter: encounter === undefined ? undefined : reference(encounter),
            practiceSetting: setting,
            related: some(related.map(ref => ({ ref: reference(ref) }))),
          },
  })
  const refs = [authorRef, custodian, encounter, ...related].filter(ref => ref !== undefined)
  return { ref: `DocumentReference/${id}`, json, refs: [...new Set(refs)] }
}

/** Of the profile every coding has a display. */
function typeOf(type: DocumentEntry['type']): ConceptJson {
  const found = codeableConcept(type, extensions.descriptionIdHl7) ?? nothingCoded
  return { coding: found.coding?.map(one => displayed(one, found)), text: found.text }
}

/** Somebody of the directory, or the author in words. */
function authorOf({ source, author, authorText }: DocumentEntry, context: RenderContext, staff: Staff) {
  const ref =
    author?.kind === 'organisation'
      ? context.organisation?.(author.source ?? source, author.key)
      : staff.known(source, author?.key)
  if (ref !== undefined) return reference(ref)
  const display = clean(authorText)
  return display === undefined ? undefined : { display }
}

/** What it belongs to, such as an inbound referral (DOC-REF-10). */
function relatedOf({ source, related = [] }: DocumentEntry, links: Links): readonly Ref[] {
  const found = related.flatMap(key => {
    const link = links(source, key)
    if (link === undefined || link.withheld || link.area === 'consultations') return []
    return [link.area === 'investigations' ? link.entry : link.ref]
  })
  return [...new Set(found)]
}

/** The bytes, as the store has them; without bytes a placeholder, with no url and the reason as its title (DOC-REF-06, DOC-REF-07). */
function attachment(
  { source, attachment: key, contentType, size, unavailable }: DocumentEntry,
  context: RenderContext,
) {
  const found = key === undefined ? undefined : context.attachment?.(key, source)
  return {
    contentType: clean(found?.contentType ?? contentType)?.trim() ?? 'application/octet-stream',
    url: found === undefined ? undefined : `${documentsRoot}Binary/${found.id}`,
    // mandatory: there are no bytes to fetch where nothing is known of them, and the title says why
    size: found?.size ?? size ?? 0,
    title: found === undefined ? (clean(unavailable) ?? notHeld) : undefined,
  }
}

const notHeld = 'The content of this document is not held by the providing system'
