/** A whole record as areas. */
import type { ClinicalEntries } from '../model/record.ts'
import { joinBloodPressures } from '../rules/blood-pressure.ts'
import { withLinkedContent } from '../rules/problem-links.ts'
import { renderAllergies } from './allergy.ts'
import { renderConsultations } from './consultation.ts'
import { renderDiary } from './diary.ts'
import { renderDocuments } from './document.ts'
import { renderImmunisations } from './immunisation.ts'
import { renderInvestigations } from './investigation.ts'
import { linksOf } from './links.ts'
import { renderMedications } from './medications.ts'
import { renderObservations } from './observation.ts'
import { renderProblems } from './problem.ts'
import { renderReferrals } from './referral.ts'
import type { Ref, RenderContext, RenderedArea, RenderedGroup } from './rendered.ts'

/** Every area of a record, in the order of `areas`, empty ones too. */
export function renderRecord(
  record: ClinicalEntries,
  context: RenderContext,
  patientRef: Ref,
): readonly RenderedArea[] {
  const { observations, joined } = joinBloodPressures(record.observations)
  const entries: ClinicalEntries = { ...record, observations }
  const links = linksOf(entries, context, patientRef, joined)
  const problems = renderProblems(withLinkedContent(entries, context, joined), context, patientRef, links)
  return withProblems([
    ...renderAllergies(entries.allergies, context, patientRef, links),
    renderMedications(entries.medications, context, patientRef, links),
    renderConsultations(entries.consultations, context, patientRef, links),
    problems,
    renderImmunisations(entries, context, patientRef, links),
    renderObservations(entries, context, patientRef, links),
    renderInvestigations(entries, context, patientRef, links),
    renderReferrals(entries, context, patientRef, links),
    renderDiary(entries, context, patientRef, links),
    renderDocuments(entries.documents, context, patientRef, links),
  ])
}

/**
 * Names, on the group of each entry, the problems that are linked to it: they come with it (STR-ALG-01, STR-LIST-14). A plan that others share
 * counts for the statement that is made of it.
 */
function withProblems(areas: readonly RenderedArea[]): readonly RenderedArea[] {
  const problems = areas.find(({ area }) => area === 'problems')?.groups ?? []
  const of = new Map<Ref, Set<Ref>>()
  for (const { entry, links = [] } of problems) {
    for (const link of links) {
      const known = of.get(link)
      if (known === undefined) of.set(link, new Set([entry]))
      else known.add(entry)
    }
  }
  if (of.size === 0) return areas
  return areas.map(area => ({ ...area, groups: area.groups.map(group => withOwn(group, of)) }))
}

function withOwn(group: RenderedGroup, of: ReadonlyMap<Ref, ReadonlySet<Ref>>): RenderedGroup {
  const names = new Set([group.entry, ...group.resources.map(({ ref }) => ref)])
  if (group.entry.startsWith('MedicationStatement/')) {
    names.add(group.entry.replace(/^MedicationStatement\/(.*)-MS$/, 'MedicationRequest/$1'))
  }
  const found = [...names].flatMap(name => [...(of.get(name) ?? [])])
  if (found.length === 0) return group
  return { ...group, problems: [...new Set([...(group.problems ?? []), ...found])] }
}
