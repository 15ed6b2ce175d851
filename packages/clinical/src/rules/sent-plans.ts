/** What of a medication plan is sent, in parts, and what is withheld (STR-ERR-09, STR-ERR-10). */
import { firstDay } from '@gpc/fhir'
import type { MedicationIssue, MedicationPlan } from '../model/medication.ts'
import { countIssued, type PlanPart, planParts } from './implied-plans.ts'
import { isWithheld } from './withheld.ts'

export interface SentPlan {
  readonly parts: readonly PlanPart[]
  readonly withheld: readonly { readonly entry: MedicationPlan | MedicationIssue; readonly reason: string }[]
}

/** A confidential plan is withheld with all of its issues, a confidential issue alone; nothing else names or counts them. */
export function sentPlan(plan: MedicationPlan, context: { readonly everything?: true }): SentPlan {
  if (isWithheld(plan, context)) {
    const issues = plan.issues.map(entry => ({
      entry,
      reason: 'issue of a plan that is marked as confidential',
    }))
    return { parts: [], withheld: [{ entry: plan, reason: 'marked as confidential' }, ...issues] }
  }
  const hidden = plan.issues.filter(issue => isWithheld(issue, context))
  const open = plan.issues.filter(issue => !isWithheld(issue, context))
  return {
    parts: planParts(withoutCount(plan, hidden), inOrder(open)),
    withheld: hidden.map(entry => ({ entry, reason: 'marked as confidential' })),
  }
}

/** The source's count of issues, less those that are withheld. */
function withoutCount(plan: MedicationPlan, hidden: readonly MedicationIssue[]): MedicationPlan {
  if (hidden.length === 0 || plan.repeatsIssued === undefined) return plan
  return { ...plan, repeatsIssued: Math.max(0, plan.repeatsIssued - countIssued(hidden)) }
}

/** Oldest first; those without a date last, as the source has them. */
function inOrder(issues: readonly MedicationIssue[]): readonly MedicationIssue[] {
  const dayOf = ({ issued, recorded }: MedicationIssue) => firstDay(issued ?? recorded ?? '9999')
  return issues.toSorted((a, b) => (dayOf(a) < dayOf(b) ? -1 : dayOf(a) > dayOf(b) ? 1 : 0))
}
