/** When an issue runs, and its status on a day (STR-MED-26, STR-MED-30). */
import { addDays, type ClinicalDate, isLocalDate, type LocalDate, lastDay } from '@gpc/fhir'
import type { MedicationIssue, MedicationPlan } from '../model/medication.ts'
import { dayOf } from '../render/period.ts'

/** A plan's or an issue's, as it is sent (STR-MED-16, STR-MED-26). */
export type Status = 'active' | 'completed' | 'stopped'

export interface IssueCourse {
  /** Issue date, else when it was recorded. */
  readonly start?: ClinicalDate
  readonly end?: ClinicalDate
  readonly status: Status
  /** The first day on which it has run its course, if that is still to come. */
  readonly completedFrom?: LocalDate
}

/** A century: more days than that are no supply, and leave the calendar. */
const mostDays = 36_525

/** The end of an issue as the source has it, or its start and days of supply; undefined where neither is known. */
export function issueEnd(issue: MedicationIssue, plan: Pick<MedicationPlan, 'supplyDays'>): ClinicalDate | undefined {
  if (issue.end !== undefined) return issue.end
  const start = dayOf(issue.issued ?? issue.recorded ?? '')
  const days = Math.ceil(Number(issue.supplyDays ?? plan.supplyDays ?? Number.NaN))
  return isLocalDate(start) && days >= 0 && days <= mostDays ? addDays(start, days) : undefined
}

/**
 * The status is the issue's own, never the plan's (STR-MED-26): a cancelled one is sent as `stopped`, and one that the source
 * calls active has run its course from the day after its end. Where no end is known it is the start (STR-MED-30), from which
 * nothing follows for the status.
 */
export function issueCourse(issue: MedicationIssue, plan: MedicationPlan, today: LocalDate): IssueCourse {
  const start = issue.issued ?? issue.recorded
  const known = issueEnd(issue, plan)
  const end = known ?? start
  const dates = { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) }
  if (issue.status === 'cancelled' || issue.status === 'stopped') return { ...dates, status: 'stopped' }
  if (issue.status === 'completed') return { ...dates, status: 'completed' }
  if (known === undefined) return { ...dates, status: 'active' }
  const last = lastDay(known)
  if (last < today) return { ...dates, status: 'completed' }
  return { ...dates, status: 'active', completedFrom: addDays(last, 1) }
}
