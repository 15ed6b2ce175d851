/** The medicines of a record as the views sort them: each plan with what was issued of it. */
import { type ClinicalDate, extensions } from '@gpc/fhir'
import type { CareRecord } from './record.ts'
import {
  type Concept,
  extensionOf,
  type MedicationRequest,
  type MedicationStatement,
  type Period,
  type Reference,
} from './resources.ts'
import { term, titled } from './words.ts'

export interface Plan {
  readonly statement: MedicationStatement
  readonly request: MedicationRequest
  /** What was issued, cancelled issues too. */
  readonly orders: readonly MedicationRequest[]
  readonly problems: readonly Concept[]
  readonly item: string
  /** `unknown` where the source can't say. */
  readonly course: 'acute' | 'delayed' | 'repeat' | 'repeat-dispensing' | 'unknown'
  /** Prescribed elsewhere: by whom, as far as it is known. */
  readonly elsewhere: string | undefined
  /** Prescribed by the practice that the patient came from (HTM-SEC-16). */
  readonly previousPractice: boolean
  readonly period: Period
  /** The first authorisation of the same medicine among the plans that this one replaced in turn (HTM-SEC-10). */
  readonly first: MedicationRequest
  /** Ended by a person (HTM-SEC-12, HTM-SEC-14). */
  readonly stopped: { readonly date: ClinicalDate | undefined; readonly reason: string } | undefined
}

export function plansOf(record: CareRecord): readonly Plan[] {
  return record.items('medications').flatMap(({ resources, problems }) => {
    const statement = resources.find(one => one.resourceType === 'MedicationStatement')
    const request = record.find(statement?.basedOn?.[0]?.reference)
    if (statement === undefined || request?.resourceType !== 'MedicationRequest')
      throw new Error('A medicine is stored without its plan: render the practice again.')
    const requests = resources.filter(one => one.resourceType === 'MedicationRequest')
    return [
      {
        statement,
        request,
        orders: requests.filter(({ intent }) => intent === 'order'),
        problems,
        item: itemName(record, statement.medicationReference),
        course: courseOf(request),
        ...agencyOf(statement),
        period: statement.effectivePeriod ?? {},
        first: firstOf(record, request),
        stopped: stoppedOf(request),
      },
    ]
  })
}

function firstOf(record: CareRecord, request: MedicationRequest): MedicationRequest {
  const seen = new Set<string>()
  let first = request
  for (;;) {
    seen.add(first.id)
    const prior = record.find(first.priorPrescription?.reference)
    const same =
      prior?.resourceType === 'MedicationRequest' &&
      prior.medicationReference?.reference === request.medicationReference?.reference
    if (!same || seen.has(prior.id)) return first
    first = prior
  }
}

/** Medicines are named by their original term, dosage form and strength included. */
export function itemName(record: CareRecord, to: Reference | undefined): string {
  const found = record.find(to?.reference)
  return found?.resourceType === 'Medication' ? titled(found.code) : titled(undefined)
}

function courseOf(request: MedicationRequest): Plan['course'] {
  const type = extensionOf(request, extensions.prescriptionType)?.valueCodeableConcept?.coding?.[0]?.code
  switch (type) {
    case 'acute':
    case 'repeat':
    case 'repeat-dispensing':
      return type
    case 'delayed-prescribing':
      return 'delayed'
    default:
      return 'unknown'
  }
}

function agencyOf(statement: MedicationStatement): Pick<Plan, 'elsewhere' | 'previousPractice'> {
  const agency = extensionOf(statement, extensions.prescribingAgency)?.valueCodeableConcept
  const code = agency?.coding?.[0]?.code
  return {
    elsewhere: code === 'prescribed-by-another-organisation' ? (agency?.text ?? '') : undefined,
    previousPractice: code === 'prescribed-by-previous-practice',
  }
}

function stoppedOf(request: MedicationRequest): Plan['stopped'] {
  const reason = extensionOf(request, extensions.statusReason)
  if (request.status !== 'stopped' && reason === undefined) return undefined
  return {
    date: extensionOf(reason, 'statusChangeDate')?.valueDateTime,
    reason: term(extensionOf(reason, 'statusReason')?.valueCodeableConcept),
  }
}

export const isAcute = ({ course }: Plan): boolean => course === 'acute' || course === 'delayed'

/** Issues are the business of this practice (HTM-SEC-10, HTM-SEC-15). */
export const hasIssues = ({ course, elsewhere }: Plan): boolean =>
  course !== 'repeat-dispensing' && elsewhere === undefined

const courses: Record<Plan['course'], string> = {
  acute: 'Acute',
  delayed: 'Acute Post-Dated',
  repeat: 'Repeat',
  'repeat-dispensing': 'Repeat Dispense',
  unknown: 'Type Not Recorded',
}

/** HTM-SEC-08. */
export function typeText({ course, elsewhere }: Plan): string {
  if (elsewhere === undefined) return courses[course]
  return elsewhere === '' ? `${courses[course]} – Unknown Prescriber` : `${courses[course]} - ${elsewhere}`
}

/**
 * The start as the tables show it (HTM-SEC-08, HTM-SEC-10): of an acute medicine its issue or the date that it was post-dated to, of a repeat its
 * authorisation; where neither is known, the day of entry.
 */
export function startOf(plan: Plan): ClinicalDate | undefined {
  const { period, request, statement } = plan
  if (isAcute(plan)) return period.start ?? request.authoredOn ?? statement.dateAsserted
  return request.authoredOn ?? period.start ?? statement.dateAsserted
}
