/** Immunization, and the status observations that go with them (STR-IMM). */
import type { ClinicalEntries } from '../model/record.ts'
import type { Links, Ref, RenderContext, RenderedArea } from './rendered.ts'

export function renderImmunisations(_entries: ClinicalEntries, _context: RenderContext, _patientRef: Ref, _links: Links): RenderedArea {
  return { area: 'immunisations', groups: [], shared: [], withheld: [] }
}
