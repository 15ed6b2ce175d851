/** A record's medicines and devices as an area (STR-MED-01 to 35). */
import type { MedicationPlan } from '../model/medication.ts'
import type { PlanPart } from '../rules/implied-plans.ts'
import { planCourse } from '../rules/plan-course.ts'
import { sentPlan } from '../rules/sent-plans.ts'
import { entryId, staffOf } from './identity.ts'
import { medications } from './medication.ts'
import type { Part, Tools } from './medication-part.ts'
import { orderRequest, planRequest } from './medication-request.ts'
import { medicationStatement } from './medication-statement.ts'
import type { Links, Ref, RenderContext, RenderedArea, RenderedGroup, RenderedResource } from './rendered.ts'

/**
 * One group a plan: statement, plan, orders (STR-MED-01, STR-MED-03). A plan that another one replaced is shared, so that
 * `priorPrescription` finds it whatever a date filter leaves out (STR-OP-16). Confidential plans are withheld with all their
 * issues, confidential issues alone; nothing else names, counts or quotes them (STR-ERR-09, STR-ERR-10).
 */
export function renderMedications(
  plans: readonly MedicationPlan[],
  context: RenderContext,
  patientRef: Ref,
  links: Links,
): RenderedArea {
  const tools: Tools = { context, patientRef, links, staff: staffOf(context), medications: medications(context.ods) }
  const sent = plans.map(plan => sentPlan(plan, context))
  const parts = linked(
    sent.flatMap(one => one.parts),
    context,
  )
  const withheld = sent.flatMap(one =>
    one.withheld.map(({ entry: { source, key }, reason }) => ({ source, key, reason })),
  )
  const replaced = new Set(parts.flatMap(({ prior }) => prior ?? []))
  const shared: { readonly depth: number; readonly resource: RenderedResource }[] = []
  const depths = depthsOf(parts)
  const groups = parts.map((part): RenderedGroup => {
    const { course, ref, plan } = part
    const isShared = replaced.has(ref)
    const request = planRequest(part, tools)
    if (isShared) shared.push({ depth: depths.get(ref) ?? 0, resource: request })
    const statement = medicationStatement(part, tools, isShared)
    const orders = part.issues.map(issue => orderRequest(issue, part, tools, isShared))
    return {
      entry: statement.ref,
      from: course.from,
      to: course.to,
      // STR-MED-08
      ...(plan.agency === 'prescribed-by-another-organisation' ? { always: true as const } : {}),
      resources: isShared ? [statement, ...orders] : [statement, request, ...orders],
    }
  })
  const priors = shared.sort((a, b) => b.depth - a.depth).map(({ resource }) => resource)
  return { area: 'medications', groups, shared: [...priors, ...tools.medications.all()], withheld }
}

/** Parts with their ids and courses, and with `prior` resolved: only to a plan that is sent, and never in a circle. */
function linked(parts: readonly PlanPart[], context: RenderContext): readonly Part[] {
  const refOf = ({ source, key }: MedicationPlan): Ref => `MedicationRequest/${entryId(context.ods, source, key)}`
  const byKey = new Map(parts.map(({ plan }) => [`${plan.source} ${plan.key}`, refOf(plan)]))
  const priors = new Map<Ref, Ref>()
  return parts.map(({ plan, issues, prior }): Part => {
    const ref = refOf(plan)
    const found = prior === undefined ? undefined : byKey.get(`${plan.source} ${prior}`)
    if (found !== undefined && !leadsTo(found, ref, priors)) priors.set(ref, found)
    const id = ref.slice('MedicationRequest/'.length)
    return { plan, issues, course: planCourse(plan, issues, context.today), id, ref, prior: priors.get(ref) }
  })
}

function leadsTo(from: Ref, to: Ref, priors: ReadonlyMap<Ref, Ref>): boolean {
  for (let at: Ref | undefined = from; at !== undefined; at = priors.get(at)) if (at === to) return true
  return false
}

/** How many plans stand before each. */
function depthsOf(parts: readonly Part[]): ReadonlyMap<Ref, number> {
  const priors = new Map(parts.map(({ ref, prior }) => [ref, prior]))
  const depths = new Map<Ref, number>()
  const depthOf = (ref: Ref | undefined): number => {
    if (ref === undefined) return 0
    const known = depths.get(ref)
    if (known !== undefined) return known
    const depth = depthOf(priors.get(ref)) + 1
    depths.set(ref, depth)
    return depth
  }
  for (const { ref } of parts) depthOf(ref)
  return depths
}
