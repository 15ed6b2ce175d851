/** Medicines out of statement, plan and orders (STR-MED-01, STR-MED-38). Pure. */
import type {
  MedicationIssue,
  MedicationNote,
  MedicationPlan,
  PrescribingAgency,
  PrescriptionType,
} from '@gpc/clinical'
import {
  type CodeableConcept,
  type Dosage,
  extensions,
  identifiers,
  isResource,
  type MedicationRequest,
  type MedicationStatement,
} from '@gpc/fhir'
import {
  common,
  concept,
  decimal,
  entryKey,
  extensionsOf,
  given,
  notesOf,
  provenance,
  quantity,
  type Taken,
} from './reading.ts'

/** What a medicine in use says of itself until somebody authorises it here. */
const notAuthorised =
  'NOT AUTHORISED AT THIS PRACTICE: it must be re-authorised by a prescriber before it can be issued.'

export function medicine(statement: MedicationStatement, taken: Taken): MedicationPlan {
  const requests = taken.resources.filter(one => isResource(one, 'MedicationRequest'))
  const plan = requests.find(one => one.intent === 'plan')
  const orders = requests.filter(one => one !== plan)
  const { effectivePeriod, effectiveDateTime, status } = statement
  const start = effectivePeriod?.start ?? effectiveDateTime
  const end = effectivePeriod?.end
  const reason = extensionsOf(plan, extensions.statusReason)[0]?.extension ?? []
  const stoppedOn = reason.find(one => one.url.trim() === 'statusChangeDate')?.valueDateTime ?? end
  const why = words(reason.find(one => one.url.trim() === 'statusReason')?.valueCodeableConcept)
  const type = typeOf(plan)
  const repeats = repeatsOf(plan)
  const authority = taken.needsAuthorisation
    ? given({
        repeatsAllowed: type === 'acute' ? undefined : 0,
        repeatsIssued: type === 'acute' ? undefined : 0,
        authorisationExpires: type === 'acute' ? undefined : taken.day,
      })
    : given(repeats)
  const there = Object.values(repeats).some(one => one !== undefined)
    ? [
        `There: ${repeats.repeatsIssued ?? '?'} issued of ${repeats.repeatsAllowed ?? '?'} repeats allowed${repeats.authorisationExpires === undefined ? '' : `, authorised until ${repeats.authorisationExpires}`}.`,
      ]
    : []
  const remarks = [...(taken.needsAuthorisation ? [notAuthorised, ...there] : []), provenance(taken)]
  return {
    ...common(taken, statement, entryKey(taken), {
      recorded: plan?.authoredOn ?? statement.dateAsserted,
      recorder: plan?.recorder,
      clinician: plan?.requester?.agent,
    }),
    drug: drugOf(statement, taken),
    agency: agencyOf(statement),
    agencyText: taken.fromName || taken.fromOds,
    ...authority,
    ...given({
      type,
      start,
      stopped: status === 'stopped' ? given({ date: stoppedOn, reason: why }) : undefined,
      end: status === 'stopped' ? undefined : end,
      inactive: status === 'completed' || status === 'entered-in-error' ? (true as const) : undefined,
      dosage: dosageOf(statement.dosage),
      patientInstruction: instructionOf(statement.dosage),
      quantity: quantityOf(plan),
      supplyDays: days(plan),
      prescriptionId: prescriptionOf(plan),
    }),
    notes: [...remarks.map(other), ...notesOf(statement.note).map(other)],
    issues: orders.map((order, i) => issue(order, taken, i)),
  }
}

const other = (text: string): MedicationNote => ({ kind: 'other', text })

function issue(order: MedicationRequest, taken: Taken, at: number): MedicationIssue {
  const period = order.dispenseRequest?.validityPeriod
  const identifier = order.identifier?.[0]?.value ?? order.id ?? String(at)
  return {
    ...common(taken, order, entryKey(taken, `issue-${identifier}`), {
      recorded: order.authoredOn,
      recorder: order.recorder,
      clinician: order.requester?.agent,
    }),
    status:
      order.status === 'active' || order.status === 'cancelled' || order.status === 'stopped'
        ? order.status
        : 'completed',
    ...given({
      issued: period?.start ?? order.authoredOn,
      end: period?.end,
      dosage: dosageOf(order.dosageInstruction),
      patientInstruction: instructionOf(order.dosageInstruction),
      quantity: quantityOf(order),
      supplyDays: days(order),
      prescriptionId: prescriptionOf(order),
      itemId: order.identifier?.find(one => one.system?.trim() === identifiers.prescriptionItem)?.value,
    }),
    notes: notesOf(order.note).map(other),
  }
}

function drugOf({ medicationReference, medicationCodeableConcept }: MedicationStatement, taken: Taken) {
  const held = taken.find(medicationReference)
  if (isResource(held, 'Medication')) return concept(held.code)
  const display = medicationReference?.display
  return concept(medicationCodeableConcept ?? (display === undefined ? undefined : { text: display }))
}

/** What another organisation prescribed stays so; all else was prescribed by the practice that it is from (STR-MED-15). */
function agencyOf(statement: MedicationStatement): PrescribingAgency {
  const agency = extensionsOf(statement, extensions.prescribingAgency)[0]?.valueCodeableConcept
  const isElsewhere = agency?.coding?.some(one => one.code?.trim() === 'prescribed-by-another-organisation')
  return isElsewhere === true ? 'prescribed-by-another-organisation' : 'prescribed-by-previous-practice'
}

const types = ['acute', 'repeat', 'repeat-dispensing', 'delayed-prescribing'] as const

function typeOf(plan: MedicationRequest | undefined): PrescriptionType | undefined {
  const code = extensionsOf(plan, extensions.prescriptionType)[0]?.valueCodeableConcept?.coding?.[0]?.code?.trim()
  return types.find(one => one === code)
}

function repeatsOf(plan: MedicationRequest | undefined) {
  const parts = extensionsOf(plan, extensions.repeatInformation)[0]?.extension ?? []
  const part = (name: string) => parts.find(one => one.url.trim() === name)
  const number = (name: string) => part(name)?.valueUnsignedInt ?? part(name)?.valuePositiveInt
  return {
    repeatsAllowed: number('numberOfRepeatPrescriptionsAllowed'),
    repeatsIssued: number('numberOfRepeatPrescriptionsIssued'),
    authorisationExpires: part('authorisationExpiryDate')?.valueDateTime,
  }
}

function quantityOf(request: MedicationRequest | undefined) {
  const from = request?.dispenseRequest?.quantity
  return quantity(from, extensionsOf(from, extensions.quantityText)[0]?.valueString)
}

function days(request: MedicationRequest | undefined): string | undefined {
  const value = request?.dispenseRequest?.expectedSupplyDuration?.value
  return value === undefined ? undefined : decimal(value)
}

function prescriptionOf(request: MedicationRequest | undefined): string | undefined {
  const { system, value } = request?.groupIdentifier ?? {}
  return system?.trim() === identifiers.prescription ? value : undefined
}

const joined = (texts: readonly (string | undefined)[]): string | undefined => {
  const all = texts.filter(one => one !== undefined && one !== '')
  return all.length === 0 ? undefined : all.join('; ')
}
const dosageOf = (all: readonly Dosage[] | undefined) => joined((all ?? []).map(one => one.text))
const instructionOf = (all: readonly Dosage[] | undefined) => joined((all ?? []).map(one => one.patientInstruction))
const words = (from: CodeableConcept | undefined) => from?.text ?? from?.coding?.[0]?.display
