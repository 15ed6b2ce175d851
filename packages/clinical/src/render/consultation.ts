/** Consultations: an Encounter each, with its structure as lists (STR-CON). */
import type { Consultation } from '../model/consultation.ts'
import type { Links, Ref, RenderContext, RenderedArea } from './rendered.ts'

export function renderConsultations(
  _consultations: readonly Consultation[],
  _context: RenderContext,
  _patientRef: Ref,
  _links: Links,
): RenderedArea {
  return { area: 'consultations', groups: [], shared: [], withheld: [] }
}
