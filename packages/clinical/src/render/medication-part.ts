/** One plan on its way to becoming resources: what its statement, its plan and its orders have in common. */
import { type ClinicalDate, displayDate } from '@gpc/fhir'
import type { MedicationIssue, MedicationNote, MedicationPlan } from '../model/medication.ts'
import type { PlanCourse } from '../rules/plan-course.ts'
import { isAcute } from '../rules/plan-course.ts'
import { noInformation } from './concept.ts'
import type { Staff } from './identity.ts'
import type { Medications } from './medication.ts'
import { remark } from './medication-notes.ts'
import { period } from './period.ts'
import type { Links, Ref, RenderContext } from './rendered.ts'
import { clean } from './text.ts'

export interface Part {
  readonly plan: MedicationPlan
  readonly issues: readonly MedicationIssue[]
  readonly course: PlanCourse
  /** Id of the MedicationRequest with intent plan. */
  readonly id: string
  readonly ref: Ref
  /** The MedicationRequest of the plan that it replaced. */
  readonly prior: Ref | undefined
}

/** What rendering a record's medicines needs everywhere. */
export interface Tools {
  readonly context: RenderContext
  readonly patientRef: Ref
  readonly links: Links
  readonly staff: Staff
  readonly medications: Medications
}

/** When it was authorised: the date that a person entered, else when it was recorded, else its start (STR-MED-28). */
export function authoredOn({ plan, course }: Part): ClinicalDate | undefined {
  return plan.authorised ?? plan.recorded ?? course.start
}

/** Dosage, mandatory in statement and request (STR-MED-20). */
export function dosage(text: string | undefined, patientInstruction: string | undefined, warning = '') {
  return [{ text: `${clean(text) ?? noInformation}${warning}`, patientInstruction: clean(patientInstruction) }]
}

/** Facts of a plan that have no element: a start beside the authorisation (STR-MED-17), dates that no period can show. */
export function planRemarks({ plan, course }: Part): MedicationNote[] {
  const { authorised, start, authorisationExpires } = plan
  const remarks: string[] = []
  if (authorised !== undefined && start !== undefined && start !== authorised) {
    remarks.push(`Start date ${displayDate(start)}.`)
  }
  if (isAcute(plan) && authorisationExpires !== undefined) {
    remarks.push(`Authorisation expires ${displayDate(authorisationExpires)}.`)
  }
  remarks.push(...period(course.start, course.later?.end ?? course.end).remarks)
  return remarks.map(remark)
}
