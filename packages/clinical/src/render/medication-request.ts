/** MedicationRequest with intent plan, and with intent order (STR-MED-23 to 34). */
import { codeSystems, extensions, identifiers, profiles, valueSystems } from '@gpc/fhir'
import type { Quantity } from '../model/entry.ts'
import type { MedicationIssue, MedicationPlan, PrescriptionType } from '../model/medication.ts'
import { countIssued } from '../rules/implied-plans.ts'
import { issueCourse, type Status } from '../rules/issue-course.ts'
import { isAcute, type PlanState } from '../rules/plan-course.ts'
import { noInformation } from './concept.ts'
import { entryId, entryIdentifiers, entrySystem, requesterOf } from './identity.ts'
import { decimal, ifUnknown, metas, reference } from './json.ts'
import { encounterOf } from './links.ts'
import { note, noteLines, remark } from './medication-notes.ts'
import { authoredOn, dosage, type Part, planRemarks, type Tools } from './medication-part.ts'
import { type Period, period } from './period.ts'
import type { RenderedResource } from './rendered.ts'
import { clean } from './text.ts'

const meta = metas(profiles.medicationRequest)

export function planRequest(part: Part, tools: Tools): RenderedResource {
  const { plan, course, ref, prior } = part
  const { staff } = tools
  const { later } = course
  const medication = tools.medications.ref(plan.drug)
  const recorder = staff.orUnknown(plan.source, plan.recorder)
  const requester = staff.known(plan.source, plan.clinician)
  const employer = staff.employer(plan.source, plan.clinician)
  const encounter = encounterOf(plan, tools.links)
  const authored = authoredOn(part)
  const of = (state: PlanState) =>
    JSON.stringify({
      resourceType: 'MedicationRequest',
      id: part.id,
      meta: plan.confidentiality === 'nopat' ? meta.nopat : meta.open,
      extension: planExtensions(part, state.status),
      identifier: entryIdentifiers(plan, tools.context.ods),
      groupIdentifier: groupIdentifier(plan.prescriptionId, part, tools),
      status: state.status,
      intent: 'plan',
      medicationReference: reference(medication),
      subject: reference(tools.patientRef),
      context: encounter === undefined ? undefined : reference(encounter),
      authoredOn: authored,
      _authoredOn: ifUnknown(authored),
      requester: requesterOf(requester, employer),
      recorder: reference(recorder),
      note: note([...noteLines(plan.notes), ...noteLines(planRemarks(part))]),
      dosageInstruction: dosage(plan.dosage, plan.patientInstruction),
      // STR-MED-30: the plan's period mirrors the statement's.
      dispenseRequest: dispenseRequest(period(course.start, state.end).period, plan.quantity, plan.supplyDays),
      priorPrescription: prior === undefined ? undefined : reference(prior),
    })
  const refs = [
    ...new Set([medication, recorder, requester, employer, encounter, prior].filter(one => one !== undefined)),
  ]
  return {
    ref,
    json: of(course),
    refs,
    ...(later === undefined ? {} : { later: { from: later.from, json: of(later) } }),
  }
}

/** An issue. What it doesn't tell itself is as in its plan (STR-MED-33); `authoredOn` is the plan's (STR-MED-28). */
export function orderRequest(
  issue: MedicationIssue,
  part: Part,
  tools: Tools,
  planIsShared: boolean,
): RenderedResource {
  const { plan } = part
  const { context, staff } = tools
  const { source, key } = issue
  const id = entryId(context.ods, source, key)
  const course = issueCourse(issue, plan, context.today)
  const spell = period(course.start, course.end)
  const medication = tools.medications.ref(issue.drug ?? plan.drug)
  const recorder = staff.orUnknown(source, issue.recorder)
  const requester = staff.known(source, issue.clinician ?? plan.clinician)
  const employer = staff.employer(source, issue.clinician ?? plan.clinician)
  const encounter = encounterOf(issue, tools.links)
  const authored = authoredOn(part)
  const item = clean(issue.itemId)
  const remarks = issue.status === 'cancelled' ? ['This issue was cancelled.', ...spell.remarks] : spell.remarks
  const hidden = issue.confidentiality === 'nopat' || plan.confidentiality === 'nopat'
  const of = (status: Status) =>
    JSON.stringify({
      resourceType: 'MedicationRequest',
      id,
      meta: hidden ? meta.nopat : meta.open,
      extension: prescriptionType(plan.type),
      identifier: [
        ...entryIdentifiers(issue, context.ods),
        ...(item === undefined ? [] : [{ system: identifiers.prescriptionItem, value: item }]),
      ],
      basedOn: [reference(part.ref)],
      groupIdentifier: groupIdentifier(issue.prescriptionId, part, tools),
      status,
      intent: 'order',
      medicationReference: reference(medication),
      subject: reference(tools.patientRef),
      context: encounter === undefined ? undefined : reference(encounter),
      authoredOn: authored,
      _authoredOn: ifUnknown(authored),
      requester: requesterOf(requester, employer),
      recorder: reference(recorder),
      note: note([...noteLines(issue.notes), ...noteLines(remarks.map(remark))]),
      dosageInstruction: dosage(issue.dosage ?? plan.dosage, issue.patientInstruction ?? plan.patientInstruction),
      dispenseRequest: dispenseRequest(
        spell.period,
        issue.quantity ?? plan.quantity,
        issue.supplyDays ?? plan.supplyDays,
      ),
    })
  const refs = [medication, recorder, requester, employer, encounter, planIsShared ? part.ref : undefined]
  const { completedFrom } = course
  return {
    ref: `MedicationRequest/${id}`,
    json: of(course.status),
    refs: [...new Set(refs.filter(one => one !== undefined))],
    issue: true,
    ...(completedFrom === undefined ? {} : { later: { from: completedFrom, json: of('completed') } }),
  }
}

/**
 * The EPS prescription (STR-MED-27). Repeats without one are grouped by their plan, as the pages' examples do and the provider
 * tests want; that identifier is ours, so nobody takes it for a prescription number.
 */
function groupIdentifier(prescription: string | undefined, { plan }: Part, { context }: Tools) {
  const value = clean(prescription)
  if (value !== undefined) return { system: identifiers.prescription, value }
  if (plan.type !== 'repeat' && plan.type !== 'repeat-dispensing') return undefined
  return { system: entrySystem(plan.source, context.ods), value: plan.key }
}

const types: Record<PrescriptionType, string> = {
  acute: 'Acute',
  repeat: 'Repeat',
  'repeat-dispensing': 'Repeat dispensing',
  'delayed-prescribing': 'Delayed prescribing',
}

/** STR-MED-25: left out where the source can't say. */
function prescriptionType(type: PrescriptionType | undefined): object[] | undefined {
  return type === undefined ? undefined : typeExtensions[type]
}

const typeExtension = (code: PrescriptionType): object[] => [
  {
    url: extensions.prescriptionType,
    valueCodeableConcept: { coding: [{ system: valueSystems.prescriptionType, code, display: types[code] }] },
  },
]

const typeExtensions: Record<PrescriptionType, object[]> = {
  acute: typeExtension('acute'),
  repeat: typeExtension('repeat'),
  'repeat-dispensing': typeExtension('repeat-dispensing'),
  'delayed-prescribing': typeExtension('delayed-prescribing'),
}

function planExtensions({ plan, issues }: Part, status: Status): object[] | undefined {
  const found = [
    ...repeatInformation(plan, issues),
    ...(status === 'stopped' ? [statusReason(plan)] : []),
    ...(prescriptionType(plan.type) ?? []),
  ]
  return found.length === 0 ? undefined : found
}

/** STR-MED-23: never for acute plans; for a plan of unknown type only where the source counts something. */
function repeatInformation(plan: MedicationPlan, issues: readonly MedicationIssue[]): object[] {
  const { repeatsAllowed, repeatsIssued, authorisationExpires } = plan
  if (isAcute(plan)) return []
  const counted = repeatsAllowed !== undefined || repeatsIssued !== undefined || authorisationExpires !== undefined
  if (plan.type === undefined && !counted) return []
  const parts: object[] = []
  if (repeatsAllowed !== undefined) {
    parts.push({ url: 'numberOfRepeatPrescriptionsAllowed', valueUnsignedInt: repeatsAllowed })
  }
  parts.push({ url: 'numberOfRepeatPrescriptionsIssued', valueUnsignedInt: repeatsIssued ?? countIssued(issues) })
  if (authorisationExpires !== undefined) {
    parts.push({ url: 'authorisationExpiryDate', valueDateTime: authorisationExpires })
  }
  return [{ url: extensions.repeatInformation, extension: parts }]
}

/** STR-MED-24: both parts are mandatory; the profile's names for them are these. */
function statusReason({ stopped }: MedicationPlan): object {
  return {
    url: extensions.statusReason,
    extension: [
      { url: 'statusReason', valueCodeableConcept: { text: clean(stopped?.reason) ?? noInformation } },
      { url: 'statusChangeDate', valueDateTime: stopped?.date, _valueDateTime: ifUnknown(stopped?.date) },
    ],
  }
}

function dispenseRequest(validityPeriod: Period, quantity: Quantity | undefined, supplyDays: string | undefined) {
  const days = decimal(supplyDays)
  return {
    validityPeriod,
    quantity: quantityOf(quantity),
    // STR-MED-32
    expectedSupplyDuration:
      days === undefined ? undefined : { value: days, unit: 'day', system: codeSystems.ucum, code: 'd' },
  }
}

/**
 * A number with its unit, or the text of both: never the two together (STR-MED-31). The profile has the text as an extension of
 * the quantity, whose own elements are then empty.
 */
function quantityOf(quantity: Quantity | undefined) {
  if (quantity === undefined) return undefined
  const value = decimal(quantity.value)
  const unit = clean(quantity.unit)
  if (value !== undefined) return { value, unit }
  const text = [clean(quantity.text) ?? clean(quantity.value), unit].filter(part => part !== undefined).join(' ')
  return text === '' ? undefined : { extension: [{ url: extensions.quantityText, valueString: text }] }
}
