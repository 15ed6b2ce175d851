/** Laboratory reports (STR-INV). */
import type { ClinicalEntries } from '../model/record.ts'
import type { Links, Ref, RenderContext, RenderedArea } from './rendered.ts'

export function renderInvestigations(_entries: ClinicalEntries, _context: RenderContext, _patientRef: Ref, _links: Links): RenderedArea {
  return { area: 'investigations', groups: [], shared: [], withheld: [] }
}
