/** Diary entries that are open (STR-DRY). */
import type { ClinicalEntries } from '../model/record.ts'
import type { Links, Ref, RenderContext, RenderedArea } from './rendered.ts'

export function renderDiary(_entries: ClinicalEntries, _context: RenderContext, _patientRef: Ref, _links: Links): RenderedArea {
  return { area: 'diary-entries', groups: [], shared: [], withheld: [] }
}
