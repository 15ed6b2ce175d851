/** Problems: a ProblemHeader (Condition) each (STR-PRB). */
import type { Problem } from '../model/problem.ts'
import type { Links, Ref, RenderContext, RenderedArea } from './rendered.ts'

export function renderProblems(
  _problems: readonly Problem[],
  _context: RenderContext,
  _patientRef: Ref,
  _links: Links,
): RenderedArea {
  return { area: 'problems', groups: [], shared: [], withheld: [] }
}
