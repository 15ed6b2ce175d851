/** What stands in the cells of a medicine. */
import { displayDate, extensions } from '@gpc/fhir'
import type { Line } from './markup.ts'
import { hasIssues, isAcute, type Plan } from './plans.ts'
import type { CareRecord } from './record.ts'
import { extensionOf, type MedicationRequest } from './resources.ts'
import { amount, dated, labelled, lines, linkedProblems, nameOf, notes } from './words.ts'

export const dosageText = ({ dosageInstruction = [] }: MedicationRequest): readonly string[] =>
  lines(...dosageInstruction.map(({ text }) => text))

export const quantityText = ({ dispenseRequest }: MedicationRequest): string => amount(dispenseRequest?.quantity)

/** Days, where the source says them. */
export function supplyDays({ request, orders }: Pick<Plan, 'request' | 'orders'>): string {
  const of = [request, ...orders].find(({ dispenseRequest }) => dispenseRequest?.expectedSupplyDuration !== undefined)
  return of?.dispenseRequest?.expectedSupplyDuration?.value ?? ''
}

export const isCancelled = ({ note }: MedicationRequest): boolean =>
  notes(note).some(text => text.includes('This issue was cancelled.'))

const issuesOf = ({ orders }: Plan): readonly MedicationRequest[] => orders.filter(order => !isCancelled(order))

export const issueDate = ({ dispenseRequest }: MedicationRequest): string =>
  dispenseRequest?.validityPeriod?.start ?? ''

export function lastIssued(plan: Plan): string {
  if (!hasIssues(plan)) return ''
  const told = extensionOf(plan.statement, extensions.lastIssueDate)?.valueDateTime
  return told ?? issuesOf(plan).map(issueDate).toSorted().at(-1) ?? ''
}

const repeats = (plan: Plan, name: string): string | undefined => {
  const part = extensionOf(extensionOf(plan.request, extensions.repeatInformation), name)
  return part?.valueUnsignedInt ?? part?.valueDateTime
}

/** Null where none was issued (HTM-SEC-10). */
export function issuedCount(plan: Plan): string {
  if (!hasIssues(plan)) return ''
  const count = repeats(plan, 'numberOfRepeatPrescriptionsIssued') ?? String(issuesOf(plan).length)
  return count === '0' ? '' : count
}

export const maximumIssues = (plan: Plan): string => repeats(plan, 'numberOfRepeatPrescriptionsAllowed') ?? ''

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** The review of a course; where a source has one it stands among the plan's own notes. Else the end of the authorisation. */
export function reviewDate(plan: Plan): string {
  const own = notes(plan.request.note).flatMap(text => text.split('\n'))
  for (const line of own) {
    const [, day, name = '', year] =
      /^Additional Information: Review date: (\d\d)-([A-Z][a-z]{2})-(\d{4})$/.exec(line) ?? []
    const month = months.indexOf(name) + 1
    if (month > 0) return `${year}-${String(month).padStart(2, '0')}-${day}`
  }
  return repeats(plan, 'authorisationExpiryDate') ?? ''
}

/** HTM-SEC-14: nothing for what has simply come to its end. */
export function ended(plan: Plan): string {
  if (plan.stopped === undefined) return ''
  const { date, reason } = plan.stopped
  const label = isAcute(plan) ? 'CANCELLED' : 'DISCONTINUED'
  return `${label}: ${lines(date === undefined ? '' : displayDate(date), reason).join(' ')}`
}

/** A source that marks controlled drugs does so in words. */
const controlled = /\bcontrolled drug\b/i

/** HTM-SEC-13, each on a line of its own; `before` and `after` are what one table has besides. */
export function informationLines(
  plan: Plan,
  { before = '', after = '' }: { readonly before?: string; readonly after?: string } = {},
): readonly Line[] {
  const { statement, request, problems, previousPractice } = plan
  const said = notes(statement.note)
  return marked(said, [
    before,
    ...linkedProblems(problems),
    ...dispensing(plan),
    previousPractice ? 'Prescribed by previous practice' : '',
    ...(statement.dosage ?? []).map(({ text }) => (dosageText(request).includes(text ?? '') ? '' : text)),
    ...instructions(request),
    ...said,
    after,
  ])
}

export const authoriser = (record: CareRecord, { request }: Plan): string =>
  labelled('Authorised by', nameOf(record, request.requester?.agent))

const instructions = ({ dosageInstruction = [] }: MedicationRequest): readonly string[] =>
  dosageInstruction.map(({ patientInstruction }) => labelled('Patient instruction', patientInstruction))

function marked(said: readonly string[], all: readonly (string | undefined)[]): readonly Line[] {
  const texts = lines(...all)
  return said.some(text => controlled.test(text)) ? [{ bold: 'CONTROLLED DRUG' }, ...texts] : texts
}

/** Of a repeat dispense its last authorisation, with how many issues it allows. */
function dispensing(plan: Plan): readonly string[] {
  if (plan.course !== 'repeat-dispensing') return []
  return lines(dated('Last authorised', plan.request.authoredOn), labelled('Issues authorised', maximumIssues(plan)))
}

export function orderLines({ problems }: Plan, order: MedicationRequest): readonly Line[] {
  const said = notes(order.note)
  return marked(said, [...linkedProblems(problems), ...instructions(order), ...said])
}
