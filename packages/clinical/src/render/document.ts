/** Documents: their metadata as DocumentReference (DOC-REF). */
import type { DocumentEntry } from '../model/document.ts'
import type { Links, Ref, RenderContext, RenderedArea } from './rendered.ts'

/**
 * Stands before `Binary/id` in the url of an attachment. The provider puts the absolute root of its documents service, with the slash at its
 * end, in its place when it sends (DOC-REF-06). To be replaced as `"url":"{documents}/`, quotes included: no text of a source has those in JSON.
 */
export const documentsRoot = '{documents}/'

export function renderDocuments(
  _documents: readonly DocumentEntry[],
  _context: RenderContext,
  _patientRef: Ref,
  _links: Links,
): RenderedArea {
  return { area: 'documents', groups: [], shared: [], withheld: [] }
}
