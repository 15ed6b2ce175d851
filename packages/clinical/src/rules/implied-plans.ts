/**
 * Plans that a source implies without a row of their own (STR-MED-04, 33, 34). GP Connect wants every issue of a plan to be of
 * the plan's own medicine and dosage, and an acute plan to have one issue; sources change plans in place and keep the old
 * medicine or dosage on the issues. So:
 *
 * - Issues of another medicine or dosage than the plan's get a plan of their own, one for each such medicine and dosage. If the
 *   plan was issued differently afterwards, it was stopped by that change, on the day of that issue; else it runs as long as
 *   its own last issue, since nothing says that it was stopped.
 * - Every further issue of an acute plan gets an acute plan of its own.
 *
 * An implied plan's key is its first issue's with `-PLAN`, which stays when issues are added.
 */
import { type ClinicalDate, firstDay } from '@gpc/fhir'
import type { MedicationIssue, MedicationPlan } from '../model/medication.ts'
import { finalEnd, isAcute, lastIssued } from './plan-course.ts'
import { sameDosage, sameDrug } from './same-drug.ts'

export interface PlanPart {
  /** The plan as this part has it: its own row, or implied. `key` is what ids are made of. */
  readonly plan: MedicationPlan
  /** Its issues, oldest first. */
  readonly issues: readonly MedicationIssue[]
  /** Key of the plan that it replaced, if any: a part's or another plan's. */
  readonly prior?: string
}

/** What the status of a plan says that a later issue ended. */
const changed = 'Medication or dosage changed'

/** A plan with its issues (oldest first), as the parts that are sent; the plan itself stands last. */
export function planParts(plan: MedicationPlan, issues: readonly MedicationIssue[]): readonly PlanPart[] {
  const prior = plan.replaces === undefined ? {} : { prior: plan.replaces }
  if (isAcute(plan)) return acuteParts(plan, issues, prior)
  const own = issues.filter(issue => isLike(issue, plan))
  if (own.length === issues.length) return [{ plan, issues, ...prior }]
  return changedParts(plan, own, groupsOf(plan, issues), prior)
}

function isLike(issue: MedicationIssue, other: { drug: MedicationPlan['drug']; dosage?: string }): boolean {
  return (issue.drug === undefined || sameDrug(issue.drug, other.drug)) && sameDosage(issue.dosage, other.dosage)
}

/** The plan keeps the first issue that is like it, else the first. */
function acuteParts(
  plan: MedicationPlan,
  issues: readonly MedicationIssue[],
  prior: { readonly prior?: string },
): readonly PlanPart[] {
  if (issues.length < 2) return [{ plan, issues, ...prior }]
  const kept = issues.find(issue => isLike(issue, plan)) ?? issues[0]
  const further = issues.filter(issue => issue !== kept)
  const over = plan.stopped !== undefined || plan.inactive === true
  return [
    ...further.map((issue): PlanPart => {
      const { issued, end } = issue
      const dates = { ...(issued === undefined ? {} : { authorised: issued }), ...(end === undefined ? {} : { end }) }
      const who = whoWrote(issue, plan)
      return {
        plan: { ...bare(plan, issue), ...who, ...dates, ...(over && end === undefined ? { inactive: true } : {}) },
        issues: [issue],
      }
    }),
    { plan, issues: kept === undefined ? [] : [kept], ...prior },
  ]
}

function groupsOf(plan: MedicationPlan, issues: readonly MedicationIssue[]): MedicationIssue[][] {
  const groups: { readonly first: MedicationPlan; readonly issues: MedicationIssue[] }[] = []
  for (const issue of issues) {
    if (isLike(issue, plan)) continue
    const found = groups.find(group => isLike(issue, group.first))
    if (found === undefined) groups.push({ first: bare(plan, issue), issues: [issue] })
    else found.issues.push(issue)
  }
  return groups.map(group => group.issues)
}

function changedParts(
  plan: MedicationPlan,
  own: readonly MedicationIssue[],
  groups: readonly MedicationIssue[][],
  before: { readonly prior?: string },
): readonly PlanPart[] {
  const all = [...own, ...groups.flat()]
  const counts = countsOf(plan, own, groups)
  const parts: PlanPart[] = []
  let last = before
  groups.forEach((issues, i) => {
    const [first] = issues
    if (first === undefined) return
    const change = nextIssue(all, issues)
    const course = change === undefined ? lasting(plan, issues) : { stopped: { date: change, reason: changed } }
    const implied = { ...bare(plan, first), ...origin(plan, first), ...course, ...counts.implied[i] }
    parts.push({ plan: implied, issues, ...(change === undefined ? { prior: plan.key } : last) })
    if (change !== undefined) last = { prior: implied.key }
  })
  return [...parts, { plan: { ...plan, ...counts.own }, issues: own, ...last }]
}

/** The plan without what only its own row can tell, with the medicine and dosage of an issue. */
function bare(plan: MedicationPlan, issue: MedicationIssue): MedicationPlan {
  const { authorised, start, recorded, end, stopped, inactive, replaces, dosageChanged, prescriptionId, ...rest } = plan
  const { repeatsAllowed, repeatsIssued, authorisationExpires, quantity, supplyDays, ...kept } = rest
  const amount = issue.quantity ?? quantity
  const days = issue.supplyDays ?? supplyDays
  return {
    ...kept,
    key: `${issue.key}-PLAN`,
    drug: issue.drug ?? plan.drug,
    ...(issue.dosage === undefined ? {} : { dosage: issue.dosage }),
    ...(issue.patientInstruction === undefined ? {} : { patientInstruction: issue.patientInstruction }),
    ...(amount === undefined ? {} : { quantity: amount }),
    ...(days === undefined ? {} : { supplyDays: days }),
    ...(issue.encounter === undefined ? {} : { encounter: issue.encounter }),
    notes: [],
    issues: [],
  }
}

function whoWrote({ recorder, clinician, recorded }: MedicationIssue, plan: MedicationPlan) {
  const by = recorder ?? plan.recorder
  const responsible = clinician ?? plan.clinician
  return {
    ...(recorded === undefined ? {} : { recorded }),
    ...(by === undefined ? {} : { recorder: by }),
    ...(responsible === undefined ? {} : { clinician: responsible }),
  }
}

/** The original dates stay (STR-MED-34), unless the issue is older than they: then the plan was authorised again since. */
function origin({ authorised, start, recorded }: MedicationPlan, first: MedicationIssue) {
  const begun = authorised ?? start ?? recorded
  const issued = first.issued ?? first.recorded
  if (begun !== undefined && issued !== undefined && firstDay(issued) < firstDay(begun)) {
    return first.recorded === undefined ? {} : { recorded: first.recorded }
  }
  return {
    ...(authorised === undefined ? {} : { authorised }),
    ...(start === undefined ? {} : { start }),
    ...(recorded === undefined ? {} : { recorded }),
  }
}

/** The day of the first issue that isn't of the group and comes after all of it. */
function nextIssue(all: readonly MedicationIssue[], group: readonly MedicationIssue[]): ClinicalDate | undefined {
  const latest = lastIssued(group)
  if (latest === undefined) return undefined
  let next: ClinicalDate | undefined
  for (const { issued } of all) {
    if (issued === undefined || firstDay(issued) <= firstDay(latest)) continue
    if (next === undefined || firstDay(issued) < firstDay(next)) next = issued
  }
  return next
}

/** Runs as long as its own issues say; with the plan itself over, it is over too. */
function lasting(plan: MedicationPlan, issues: readonly MedicationIssue[]) {
  const valid = issues.filter(({ status }) => status !== 'cancelled')
  const end = finalEnd(plan, valid) ?? lastIssued(issues)
  const over = plan.stopped !== undefined || plan.inactive === true
  return { ...(end === undefined ? {} : { end }), ...(over || end === undefined ? { inactive: true } : {}) }
}

interface Counts {
  readonly repeatsAllowed?: number
  readonly repeatsIssued?: number
}

/**
 * Allowed and issued counts as they were when each part was the plan (STR-MED-34): the first has all that were allowed, each
 * next one what was left. Where the source's own count doesn't cover the issues at hand (it was authorised again since), the
 * plan keeps the source's numbers, and the implied ones tell only how often they were issued.
 */
function countsOf(
  plan: MedicationPlan,
  own: readonly MedicationIssue[],
  groups: readonly MedicationIssue[][],
): { readonly own: Counts; readonly implied: readonly Counts[] } {
  const issued = groups.map(countIssued)
  const before = issued.reduce((sum, n) => sum + n, 0)
  const { repeatsAllowed: allowed, repeatsIssued = before + countIssued(own) } = plan
  const covers = repeatsIssued >= before + countIssued(own) && (allowed === undefined || allowed >= before)
  if (!covers) return { own: { repeatsIssued }, implied: issued.map(n => ({ repeatsIssued: n })) }
  let left = allowed
  const implied = issued.map((n): Counts => {
    const counts = left === undefined ? { repeatsIssued: n } : { repeatsAllowed: left, repeatsIssued: n }
    if (left !== undefined) left -= n
    return counts
  })
  const remaining = left === undefined ? {} : { repeatsAllowed: left }
  return { own: { ...remaining, repeatsIssued: repeatsIssued - before }, implied }
}

/** Issues that count against an authorisation: a cancelled one doesn't. */
export function countIssued(issues: readonly MedicationIssue[]): number {
  return issues.reduce((sum, { status }) => (status === 'cancelled' ? sum : sum + 1), 0)
}
