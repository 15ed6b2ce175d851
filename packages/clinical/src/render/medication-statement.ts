/** MedicationStatement (STR-MED-14 to 22). */
import { displayDate, extensions, profiles, valueSystems } from '@gpc/fhir'
import type { MedicationPlan, PrescribingAgency } from '../model/medication.ts'
import { lastIssued, type PlanState } from '../rules/plan-course.ts'
import { entrySystem } from './identity.ts'
import { ifUnknown, metas, reference } from './json.ts'
import { encounterOf } from './links.ts'
import { authorisationLevel, issueLevel, note, noteLines } from './medication-notes.ts'
import { authoredOn, dosage, type Part, planRemarks, type Tools } from './medication-part.ts'
import { dayOf, period } from './period.ts'
import type { Ref, RenderedResource } from './rendered.ts'
import { clean } from './text.ts'

const meta = metas(profiles.medicationStatement)

/** The statement of a plan; `planRef` is named among its references where the plan is shared. */
export function medicationStatement(part: Part, tools: Tools, planIsShared: boolean): RenderedResource {
  const { course, ref: planRef, plan } = part
  const medication = tools.medications.ref(plan.drug)
  const encounter = encounterOf(plan, tools.links)
  const refs = [planIsShared ? planRef : undefined, medication, encounter].filter(one => one !== undefined)
  const of = (state: PlanState) => statementJson(part, tools, state, medication, encounter)
  const { later } = course
  return {
    ref: `MedicationStatement/${part.id}-MS`,
    json: of(course),
    refs,
    ...(later === undefined ? {} : { later: { from: later.from, json: of(later) } }),
  }
}

function statementJson(
  part: Part,
  tools: Tools,
  state: PlanState,
  medication: Ref,
  encounter: Ref | undefined,
): string {
  const { plan, issues, course } = part
  const { context, patientRef } = tools
  const asserted = plan.recorded ?? authoredOn(part)
  return JSON.stringify({
    resourceType: 'MedicationStatement',
    id: `${part.id}-MS`,
    meta: plan.confidentiality === 'nopat' || issues.some(hasHiddenNotes) ? meta.nopat : meta.open,
    extension: statementExtensions(part),
    identifier: [{ system: entrySystem(plan.source, context.ods), value: `${plan.key}-MS` }],
    basedOn: [reference(part.ref)],
    context: encounter === undefined ? undefined : reference(encounter),
    status: state.status,
    medicationReference: reference(medication),
    effectivePeriod: period(course.start, state.end).period,
    dateAsserted: asserted,
    _dateAsserted: ifUnknown(asserted),
    subject: reference(patientRef),
    taken: 'unk',
    note: note(statementNotes(part)),
    dosage: dosage(plan.dosage, plan.patientInstruction, dosageWarning(plan)),
  })
}

/** An issue that the patient mustn't see passes that on with its notes (STR-COM-05). */
function hasHiddenNotes({ confidentiality, notes }: Part['issues'][number]): boolean {
  return confidentiality === 'nopat' && notes.length > 0
}

const agencies: Record<PrescribingAgency, string> = {
  'prescribed-at-gp-practice': 'Prescribed at GP practice',
  'prescribed-by-another-organisation': 'Prescribed by another organisation',
  'prescribed-by-previous-practice': 'Prescribed by previous practice',
}

/** Last issue (STR-MED-14: not for repeat dispensing nor what is prescribed elsewhere) and agency (STR-MED-15). */
function statementExtensions({ plan, issues }: Part): object[] {
  const { agency, agencyText, type } = plan
  const found: object[] = []
  const last = lastIssued(issues.filter(({ status }) => status !== 'cancelled'))
  if (last !== undefined && type !== 'repeat-dispensing' && agency !== 'prescribed-by-another-organisation') {
    found.push({ url: extensions.lastIssueDate, valueDateTime: dayOf(last) })
  }
  found.push({
    url: extensions.prescribingAgency,
    valueCodeableConcept: {
      coding: [{ system: valueSystems.prescribingAgency, code: agency, display: agencies[agency] }],
      text: clean(agencyText),
    },
  })
  return found
}

/** Notes of the plan and its issues, each with its level (STR-MED-19). */
function statementNotes(part: Part): string[] {
  return [
    ...noteLines(part.plan.notes, authorisationLevel),
    ...part.issues.flatMap((issue, i) => noteLines(issue.notes, issueLevel(i + 1))),
    ...noteLines(planRemarks(part)),
  ]
}

/** STR-MED-21. */
function dosageWarning({ dosageChanged }: MedicationPlan): string {
  if (dosageChanged === undefined) return ''
  return ` WARNING – Dosage has changed during the effective period. The latest change was made on ${displayDate(dosageChanged)}`
}
