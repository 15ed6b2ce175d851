/** Outbound referrals (STR-REF). */
import type { ClinicalEntries } from '../model/record.ts'
import type { Links, Ref, RenderContext, RenderedArea } from './rendered.ts'

export function renderReferrals(_entries: ClinicalEntries, _context: RenderContext, _patientRef: Ref, _links: Links): RenderedArea {
  return { area: 'referrals', groups: [], shared: [], withheld: [] }
}
