/** Uncategorised data, comments of consultations, and diary entries that are done (STR-UNC, STR-CON-12, STR-CON-13). */
import type { ClinicalEntries } from '../model/record.ts'
import type { Links, Ref, RenderContext, RenderedArea } from './rendered.ts'

export function renderObservations(_entries: ClinicalEntries, _context: RenderContext, _patientRef: Ref, _links: Links): RenderedArea {
  return { area: 'uncategorised-data', groups: [], shared: [], withheld: [] }
}
