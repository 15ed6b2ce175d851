/** Medicines, as a clinician reads them. Pure. */
import { displayOf, findExtension, type RecordMedication } from '@gpc/client'
import { extensions, type MedicationRequest, type MedicationStatement } from '@gpc/fhir'
import type { Paint } from '../text.ts'
import { visible, wrap } from './layout.ts'
import { said, spell } from './words.ts'

/** Over: completed, stopped, or never true. Everything else, known or not, counts as current, so that nothing is overlooked. */
export function isPast({ statement }: RecordMedication): boolean {
  return ['completed', 'stopped', 'entered-in-error'].includes(statement.status)
}

/** For sorting: by last day, then by first; what has neither comes last. */
export function latestFirst(a: RecordMedication, b: RecordMedication): number {
  const key = ({ statement: { effectivePeriod, effectiveDateTime = '' } }: RecordMedication) =>
    `${effectivePeriod?.end ?? effectiveDateTime} ${effectivePeriod?.start ?? effectiveDateTime}`
  return key(a) < key(b) ? 1 : key(a) > key(b) ? -1 : 0
}

export function medicineLines(medication: RecordMedication, paint: Paint, width: number): string[] {
  const { statement, plan, name } = medication
  const status = ['active', 'completed'].includes(statement.status) ? undefined : statement.status.toUpperCase()
  const facts = [
    status,
    stopReason(plan),
    medication.prescriptionType?.replaceAll('-', ' '),
    quantityOf(plan),
    lastIssued(medication),
    repeats(plan),
    spell(statement.effectivePeriod ?? only(statement.effectiveDateTime)),
    elsewhere(statement),
  ].filter(fact => fact !== undefined)
  return [
    ...wrap(visible(name ?? 'Medicine without a name'), width, '  ', '    ').map(line => paint('bold', line)),
    ...doses(statement).flatMap(text => wrap(visible(text), width, '    ')),
    ...(facts.length === 0 ? [] : wrap(visible(facts.join(', ')), width, '    ')),
    ...(statement.note ?? []).flatMap(({ text }) => wrap(visible(text), width, '    ')),
  ]
}

const only = (date: string | undefined) => (date === undefined ? undefined : { start: date, end: date })

function doses({ dosage = [] }: MedicationStatement): string[] {
  return dosage.flatMap(({ text, patientInstruction }) => {
    const words = [text, patientInstruction].filter(part => part !== undefined && part !== '')
    return words.length === 0 ? [] : [words.join(' – ')]
  })
}

function quantityOf(plan: MedicationRequest | undefined): string | undefined {
  const quantity = plan?.dispenseRequest?.quantity
  const text = findExtension(quantity, extensions.quantityText)?.valueString
  if (text !== undefined) return text
  return quantity?.value === undefined ? undefined : `${quantity.value} ${quantity.unit ?? ''}`.trim()
}

function lastIssued({ statement }: RecordMedication): string | undefined {
  const date = findExtension(statement, extensions.lastIssueDate)?.valueDateTime
  return date === undefined ? undefined : `last issued ${said(date)}`
}

function repeats(plan: MedicationRequest | undefined): string | undefined {
  const parts = findExtension(plan, extensions.repeatInformation)?.extension ?? []
  const value = (name: string) => {
    const part = parts.find(one => one.url.trim() === name)
    return part?.valueUnsignedInt ?? part?.valuePositiveInt
  }
  const allowed = value('numberOfRepeatPrescriptionsAllowed')
  const issued = value('numberOfRepeatPrescriptionsIssued')
  if (allowed === undefined) return issued === undefined ? undefined : `issued ${issued} times`
  return issued === undefined ? `${allowed} repeats allowed` : `${issued} of ${allowed} repeats issued`
}

/** Why it was stopped, and when: never left out. */
function stopReason(plan: MedicationRequest | undefined): string | undefined {
  const parts = findExtension(plan, extensions.statusReason)?.extension
  if (parts === undefined) return undefined
  const reason = displayOf(parts.find(one => one.url.trim() === 'statusReason')?.valueCodeableConcept)
  const date = parts.find(one => one.url.trim() === 'statusChangeDate')?.valueDateTime
  return `stopped${date === undefined ? '' : ` ${said(date)}`}${reason === undefined ? '' : `: ${reason}`}`
}

/** Told where the practice itself didn't prescribe. */
function elsewhere(statement: MedicationStatement): string | undefined {
  const agency = findExtension(statement, extensions.prescribingAgency)?.valueCodeableConcept
  const code = agency?.coding?.[0]?.code?.trim()
  return agency === undefined || code === 'prescribed-at-gp-practice' ? undefined : displayOf(agency)?.toUpperCase()
}
