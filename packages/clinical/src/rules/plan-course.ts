/** From when to when a plan runs, and its status on a day (STR-MED-07, 16, 17, 24, 26, 28). */
import { addDays, type ClinicalDate, firstDay, type LocalDate, lastDay } from '@gpc/fhir'
import type { MedicationIssue, MedicationPlan } from '../model/medication.ts'
import { issueEnd, type Status } from './issue-course.ts'

export interface PlanState {
  readonly status: Status
  /** The end as it is sent: none while the plan is active. */
  readonly end?: ClinicalDate
}

export interface PlanCourse extends PlanState {
  readonly start?: ClinicalDate
  /** What it will be from a day on, when time alone changes it. */
  readonly later?: PlanState & { readonly from: LocalDate }
  /** First and last day that it counts for a date filter, the end known to come included; the empty text is open. */
  readonly from: LocalDate | ''
  readonly to: LocalDate | ''
}

/**
 * @param issues those that may be told of, oldest first
 * @param today the day on which the status is wanted
 */
export function planCourse(plan: MedicationPlan, issues: readonly MedicationIssue[], today: LocalDate): PlanCourse {
  const valid = issues.filter(issue => issue.status !== 'cancelled')
  const start =
    plan.authorised ?? plan.start ?? valid.find(issue => issue.issued !== undefined)?.issued ?? plan.recorded
  const state = stateOf(plan, valid, start, today)
  const ends = state.later?.end ?? state.end
  const from = start === undefined ? '' : firstDay(start)
  return { ...state, ...(start === undefined ? {} : { start }), from, to: lastDayOf(plan, from, start, ends) }
}

/** Without an end, an acute plan counts on its start alone, any other goes on (STR-MED-07). */
function lastDayOf(plan: MedicationPlan, from: string, start: ClinicalDate | undefined, end: ClinicalDate | undefined) {
  if (end !== undefined) return lastDay(end) < from ? from : lastDay(end)
  return isAcute(plan) && start !== undefined ? lastDay(start) : ''
}

/** Delayed prescribing is an acute prescription for later. */
export function isAcute({ type }: MedicationPlan): boolean {
  return type === 'acute' || type === 'delayed-prescribing'
}

type State = PlanState & Pick<PlanCourse, 'later'>

function stateOf(
  plan: MedicationPlan,
  issues: readonly MedicationIssue[],
  start: ClinicalDate | undefined,
  today: LocalDate,
): State {
  const { stopped, inactive, end } = plan
  if (stopped !== undefined) return stoppedState(plan, issues, start, today)
  if (inactive === true) {
    const over = end !== undefined && lastDay(end) <= today ? end : lastKnown(plan, issues, start, today)
    return ended('completed', over)
  }
  if (end !== undefined) return runsUntil(end, today)
  if (!isAcute(plan)) return { status: 'active' }
  const last = finalEnd(plan, issues)
  if (last !== undefined) return runsUntil(last, today)
  const allOver = issues.length > 0 && issues.every(({ status }) => status !== 'active')
  return allOver ? ended('completed', lastIssued(issues) ?? start) : { status: 'active' }
}

/** A stop on a day to come leaves the plan active until then; a course that ends before it is over with that end. */
function stoppedState(
  { end, stopped, ...rest }: MedicationPlan,
  issues: readonly MedicationIssue[],
  start: ClinicalDate | undefined,
  today: LocalDate,
): State {
  const date = stopped?.date
  const past = end !== undefined && lastDay(end) <= today ? end : undefined
  if (date === undefined) return ended('stopped', past ?? lastKnown(rest, issues, start, today))
  const earlier = end !== undefined && lastDay(end) < firstDay(date) ? end : date
  if (firstDay(date) <= today || past !== undefined) return ended('stopped', earlier)
  return { status: 'active', later: { from: firstDay(date), ...ended('stopped', earlier) } }
}

function ended(status: Status, end: ClinicalDate | undefined): PlanState {
  return end === undefined ? { status } : { status, end }
}

/** Active on its last day, completed from the day after. */
function runsUntil(end: ClinicalDate, today: LocalDate): State {
  const last = lastDay(end)
  if (last < today) return ended('completed', end)
  return { status: 'active', later: { from: addDays(last, 1), ...ended('completed', end) } }
}

/** For a plan that is over without a date: the end of the final issue, else its day, else the start (STR-MED-17). */
function lastKnown(
  plan: Pick<MedicationPlan, 'supplyDays'>,
  issues: readonly MedicationIssue[],
  start: ClinicalDate | undefined,
  today: LocalDate,
): ClinicalDate | undefined {
  const last = finalEnd(plan, issues)
  return last !== undefined && lastDay(last) <= today ? last : (lastIssued(issues) ?? start)
}

/** The latest end of any issue, where one is known. */
export function finalEnd(plan: Pick<MedicationPlan, 'supplyDays'>, issues: readonly MedicationIssue[]) {
  let latest: ClinicalDate | undefined
  for (const issue of issues) {
    const end = issueEnd(issue, plan)
    if (end !== undefined && (latest === undefined || lastDay(end) >= lastDay(latest))) latest = end
  }
  return latest
}

/** The day of the latest issue that has one. */
export function lastIssued(issues: readonly MedicationIssue[]): ClinicalDate | undefined {
  return issues.findLast(issue => issue.issued !== undefined)?.issued
}
