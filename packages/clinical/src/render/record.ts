/** A whole record as areas. */
import type { ClinicalEntries } from '../model/record.ts'
import { joinBloodPressures } from '../rules/blood-pressure.ts'
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
import type { Ref, RenderContext, RenderedArea } from './rendered.ts'

/** Every area of a record, in the order of `areas`, empty ones too. */
export function renderRecord(
  record: ClinicalEntries,
  context: RenderContext,
  patientRef: Ref,
): readonly RenderedArea[] {
  const { observations, joined } = joinBloodPressures(record.observations)
  const entries: ClinicalEntries = { ...record, observations }
  const links = linksOf(entries, context, joined)
  return [
    ...renderAllergies(entries.allergies, context, patientRef),
    renderMedications(entries.medications, context, patientRef),
    renderConsultations(entries.consultations, context, patientRef, links),
    renderProblems(entries.problems, context, patientRef, links),
    renderImmunisations(entries, context, patientRef, links),
    renderObservations(entries, context, patientRef, links),
    renderInvestigations(entries, context, patientRef, links),
    renderReferrals(entries, context, patientRef, links),
    renderDiary(entries, context, patientRef, links),
    renderDocuments(entries.documents, context, patientRef, links),
  ]
}
