/** An acute authorisation that was issued more than once: a plan for each issue (STR-MED-04). */
import type { MedicationPlan } from '@gpc/clinical'

/**
 * The plan itself, or, for an acute one with several issues, one for each in the order of their dates: the first issue stays with
 * the plan as it is; each further one gets a copy, authorised on the day of the issue, that replaces the one before. Only the last can
 * be current, and only it carries how the authorisation ended.
 */
export function cloneAcute(plan: MedicationPlan): readonly MedicationPlan[] {
  if (plan.type !== 'acute' || plan.issues.length < 2) return [plan]
  const issues = [...plan.issues].sort((a, b) => (a.issued ?? '\uffff').localeCompare(b.issued ?? '\uffff'))
  const keys = issues.map((issue, i) => (i === 0 ? plan.key : `${plan.key}/${issue.key}`))
  const { authorised, start, stopped, end, inactive, ...rest } = plan
  const began = {
    ...(authorised === undefined ? {} : { authorised }),
    ...(start === undefined ? {} : { start }),
  }
  const ended = {
    ...(stopped === undefined ? {} : { stopped }),
    ...(end === undefined ? {} : { end }),
    ...(inactive === undefined ? {} : { inactive }),
  }
  return issues.map((issue, i): MedicationPlan => {
    const previous = keys[i - 1]
    const last = i === issues.length - 1
    return {
      ...rest,
      key: keys[i] ?? plan.key,
      ...(last ? ended : { inactive: true }),
      ...(i === 0 || issue.issued === undefined ? began : { authorised: issue.issued }),
      ...(previous === undefined ? {} : { replaces: previous }),
      issues: [issue],
    }
  })
}
