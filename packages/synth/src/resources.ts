/** How large an invented record is as an answer, for choosing patients to measure with. */
import type { InventedPatient, InventedResult } from './model.ts'

/** About as many resources as its allergies and medicines give: a statement and a plan for each authorisation, an order for each issue, the drugs. */
export function medicineResources({ allergies, medications }: InventedPatient): number {
  const drugs = new Set(medications.map(one => one.drug.name)).size
  return allergies.length + drugs + medications.reduce((sum, one) => sum + 2 + one.issues.length, 0)
}

/** About as many resources as the whole record gives: besides, each entry, consultation lists, parts of reports. */
export function recordResources(patient: InventedPatient): number {
  const { problems = [], observations = [], comments = [], immunisations = [] } = patient
  const { reports = [], referrals = [], documents = [], diary = [] } = patient
  const single = [problems, observations, comments, immunisations, referrals, documents, diary]
  const ofReports = reports.reduce(
    (sum, { specimens, results, filingComments }) =>
      sum + 2 + specimens.length + filingComments.length + resultsIn(results),
    0,
  )
  return (
    medicineResources(patient) +
    single.reduce((sum, area) => sum + area.length, 0) +
    ofReports +
    patient.consultations.length * 3
  )
}

function resultsIn(results: readonly InventedResult[]): number {
  return results.reduce((sum, one) => sum + 1 + resultsIn(one.results), 0)
}
