/** Entries of any kind in one line each, for consultations, problems and tables. Pure. */
import {
  bloodPressure,
  displayOf,
  findExtension,
  type RecordLink,
  rangeText,
  readDocument,
  type StructuredRecord,
  valueText,
} from '@gpc/client'
import {
  codeSystems,
  extensions,
  type Immunization,
  isResource,
  type MedicationRequest,
  type Observation,
  type ProcedureRequest,
  type ReferralRequest,
} from '@gpc/fhir'
import { personName, said, spell } from './words.ts'

/** One entry in words, with what kind it is where the words don't tell. */
export function itemText({ resource, display }: RecordLink, record: StructuredRecord): string {
  if (resource === undefined) return display ?? 'An entry that the answer does not hold'
  if (isResource(resource, 'Observation')) return observationText(resource)
  if (isResource(resource, 'MedicationRequest')) return medicineText(resource, record)
  if (isResource(resource, 'MedicationStatement'))
    return `Medicine: ${displayOf(resource.medicationCodeableConcept) ?? 'without a name'}`
  if (isResource(resource, 'AllergyIntolerance')) {
    const ended = resource.clinicalStatus === 'resolved' || resource.clinicalStatus === 'inactive'
    return `Allergy${ended ? ' (ENDED)' : ''}: ${displayOf(resource.code) ?? 'without a name'}`
  }
  if (isResource(resource, 'Immunization')) {
    return `${resource.notGiven ? 'Vaccination NOT GIVEN' : 'Vaccination'}: ${vaccinationName(resource)}`
  }
  if (isResource(resource, 'ReferralRequest')) return `Referral: ${referralName(resource)}`
  if (isResource(resource, 'DocumentReference')) return `Document: ${readDocument(resource, record.resolve).title}`
  if (isResource(resource, 'DiagnosticReport')) {
    return `Laboratory report${resource.issued === undefined ? '' : ` of ${said(resource.issued)}`}`
  }
  if (isResource(resource, 'ProcedureRequest')) return `Planned, not done: ${planName(resource)}`
  if (isResource(resource, 'Condition')) return `Problem: ${displayOf(resource.code) ?? 'without a name'}`
  if (isResource(resource, 'Encounter')) {
    const start = resource.period?.start
    return `Consultation${start === undefined ? '' : ` of ${said(start)}`}: ${displayOf(resource.type?.[0]) ?? 'no type'}`
  }
  if (isResource(resource, 'List'))
    return `Section of a consultation${resource.title === undefined ? '' : `: ${resource.title}`}`
  return `${resource.resourceType}, which cannot be shown: see it by --json`
}

/** Free text of a consultation. */
export const isComment = ({ code }: Observation): boolean =>
  (code.coding ?? []).some(one => one.system?.trim() === codeSystems.snomed && one.code?.trim() === '37331000000100')

export function observationText(observation: Observation): string {
  const { comment } = observation
  if (isComment(observation) && comment !== undefined) return comment
  const value = observationValue(observation)
  const words = [observationName(observation), ...(value === '' ? [] : [value])].join(': ')
  return comment === undefined ? words : `${words} (${comment})`
}

export const observationName = ({ code }: Pick<Observation, 'code'>): string =>
  displayOf(code) ?? 'Entry without a name'

/** Value, interpretation and components; a blood pressure as one. */
export function observationValue(observation: Observation): string {
  const pressure = bloodPressure(observation)
  const { component = [], interpretation, dataAbsentReason } = observation
  const flag = displayOf(interpretation)
  const parts =
    pressure === undefined
      ? component.map(
          one => `${observationName(one)} ${valueText(one) ?? displayOf(one.dataAbsentReason) ?? 'no value'}`,
        )
      : [
          `${pressure.systolic ?? '?'}/${pressure.diastolic ?? '?'} mmHg${pressure.position === undefined ? '' : ` ${pressure.position}`}`,
        ]
  const value = valueText(observation) ?? displayOf(dataAbsentReason)
  const all = [...(value === undefined ? [] : [value]), ...parts].join(', ')
  return flag === undefined ? all : `${all}${all === '' ? '' : ' '}[${flag}]`
}

export const rangesOf = ({ referenceRange = [] }: Observation): string =>
  referenceRange.flatMap(one => rangeText(one) ?? []).join('; ')

function medicineText(request: MedicationRequest, record: StructuredRecord): string {
  const held = record.resolve(request.medicationReference, request)
  const code = isResource(held, 'Medication') ? held.code : request.medicationCodeableConcept
  const name = displayOf(code) ?? request.medicationReference?.display ?? 'without a name'
  const dose = request.dosageInstruction?.flatMap(one => one.text ?? []).join('; ')
  const kind = request.intent === 'plan' ? 'Medicine' : 'Issued'
  return `${kind}: ${name}${dose ? `, ${dose}` : ''}`
}

/** The procedure as recorded, with the product, if it is told. */
export function vaccinationName(one: Immunization): string {
  const procedure = displayOf(findExtension(one, extensions.vaccinationProcedure)?.valueCodeableConcept)
  const isUnknown =
    one.vaccineCode?.coding?.some(coding => coding.code === 'UNK') === true && one.vaccineCode.text === undefined
  const product = isUnknown ? undefined : displayOf(one.vaccineCode)
  if (procedure === undefined) return product ?? 'vaccine without a name'
  return product === undefined || product === procedure ? procedure : `${procedure}: ${product}`
}

export function referralName({
  reasonCode = [],
  serviceRequested = [],
  specialty,
  description,
}: ReferralRequest): string {
  const words = [...reasonCode, ...serviceRequested, ...(specialty === undefined ? [] : [specialty])].flatMap(
    one => displayOf(one) ?? [],
  )
  return [...new Set(words)].join(', ') || (description ?? 'without a reason')
}

export const planName = ({ code, reasonCode = [] }: ProcedureRequest): string =>
  displayOf(code) ?? displayOf(reasonCode[0]) ?? 'entry without a name'

export const planned = ({ occurrenceDateTime, occurrencePeriod }: ProcedureRequest): string =>
  occurrenceDateTime === undefined ? (spell(occurrencePeriod) ?? 'no day given') : said(occurrenceDateTime)

/** Day of an observation: when it was, else when it was recorded. */
export function observedOn({ effectiveDateTime, effectivePeriod, issued }: Observation): string {
  if (effectiveDateTime !== undefined) return said(effectiveDateTime)
  return spell(effectivePeriod) ?? (issued === undefined ? 'no day given' : `recorded ${said(issued)}`)
}

/** For sorting: the latest first, what has no day last. */
export const latest = (date: string | undefined): string => date ?? ''

/** Who: a practitioner, else an organisation, by the first reference that leads to one. */
export function whoOf(
  references: readonly { readonly reference?: string; readonly display?: string }[],
  record: StructuredRecord,
) {
  for (const reference of references) {
    const name =
      personName(record.practitioner(reference)?.name?.[0]) ?? record.organization(reference)?.name ?? reference.display
    if (name !== undefined) return name
  }
  return undefined
}
