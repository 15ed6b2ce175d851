/** Whether two entries say the same, as far as a person would have to decide between them. Pure. */
import {
  type AllergyIntolerance,
  type CodeableConcept,
  codeSystems,
  extensions,
  type Immunization,
  type LocalDate,
  lastDay,
  type Observation,
  type ProcedureRequest,
  type ReferralRequest,
} from '@gpc/fhir'
import type { RecordReport } from '../investigations.ts'
import type { RecordMedication } from '../medications.ts'
import type { RecordProblem } from '../problems.ts'
import { allergyEnd, displayOf, findExtension } from '../reading.ts'
import { valueText } from '../values.ts'

/** Codes that say no more than that something had no code that was understood. */
const degradedCodes = new Set([
  '196461000000101',
  '196471000000108',
  '196421000000109',
  '196411000000103',
  '196431000000106',
])

export const plain = (text: string | undefined): string => (text ?? '').toLowerCase().replace(/\s+/g, ' ').trim()

/** `system|code` of each coding that says what it is. */
export function codesOf(concept: CodeableConcept | undefined): string[] {
  return (concept?.coding ?? []).flatMap(({ system, code }) =>
    system === undefined || code === undefined || degradedCodes.has(code.trim())
      ? []
      : [`${system.trim()}|${code.trim()}`],
  )
}

const snomedOf = (concept: CodeableConcept | undefined): string[] =>
  codesOf(concept).filter(one => one.startsWith(`${codeSystems.snomed}|`))

/** True if no SNOMED CT code says what it is: such a concept is degraded when it is taken (STR-ALG-25). */
export const isDegraded = (concept: CodeableConcept | undefined): boolean => snomedOf(concept).length === 0

/** The same thing: a SNOMED CT code in common where both have one, else any code, else the same words. */
export function sameConcept(one: CodeableConcept | undefined, other: CodeableConcept | undefined): boolean {
  const [a, b] = [snomedOf(one), snomedOf(other)]
  if (a.length > 0 && b.length > 0) return a.some(code => b.includes(code))
  const [codes, others] = [codesOf(one), codesOf(other)]
  if (codes.some(code => others.includes(code))) return true
  const [words, otherWords] = [plain(displayOf(one)), plain(displayOf(other))]
  return words !== '' && words === otherWords
}

export type Facts = Readonly<Record<string, string>>

/** Facts that differ. One that either side doesn't tell differs too, unless neither does. */
export function differences(
  theirs: Facts,
  ours: Facts,
): { readonly what: string; readonly theirs: string; readonly ours: string }[] {
  const names = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])]
  return names.flatMap(what => {
    const [a, b] = [theirs[what] ?? '', ours[what] ?? '']
    return plain(a) === plain(b) ? [] : [{ what, theirs: a, ours: b }]
  })
}

export function allergyFacts(one: AllergyIntolerance): Facts {
  const worst = (['severe', 'moderate', 'mild'] as const).find(level =>
    one.reaction?.some(({ severity }) => severity === level),
  )
  const ended = one.clinicalStatus === 'resolved' || one.clinicalStatus === 'inactive' || allergyEnd(one) !== undefined
  const reactions = (one.reaction ?? []).flatMap(({ manifestation, description }) => [
    ...manifestation
      .filter(part => !part.coding?.some(({ code }) => code === 'NI' || code === 'UNC'))
      .flatMap(part => displayOf(part) ?? []),
    ...(description === undefined ? [] : [description]),
  ])
  return {
    severity: plainSeverity(
      one.criticality === 'high' && worst === 'severe' ? 'life-threatening' : (worst ?? notedSeverity(one)),
    ),
    status: ended ? 'ended' : 'active',
    reaction: reactions.join('; '),
  }
}

/** Where a system has no element for it, a line of the note says how severe it is. */
function notedSeverity({ note = [] }: AllergyIntolerance): string {
  const lines = note.flatMap(({ text }) => text.split('\n'))
  return lines.flatMap(line => /^\s*severity\s*:\s*(.+)$/i.exec(line)?.[1] ?? [])[0] ?? ''
}

const plainSeverity = (text: string): string => plain(text).replaceAll('-', ' ')

/** Current: not over on the day. What nothing ends is current, so that nothing is overlooked. */
export function isCurrent({ statement }: RecordMedication, today: LocalDate): boolean {
  if (['completed', 'stopped', 'entered-in-error'].includes(statement.status)) return false
  const end = statement.effectivePeriod?.end
  return end === undefined || lastDay(end) >= today
}

export function medicineFacts(one: RecordMedication, today: LocalDate): Facts {
  const { statement, plan } = one
  const quantity = plan?.dispenseRequest?.quantity
  const amount =
    findExtension(quantity, extensions.quantityText)?.valueString ??
    (quantity?.value === undefined ? '' : `${quantity.value} ${quantity.unit ?? ''}`)
  return {
    dose: (statement.dosage ?? [])
      .map(({ text = '', patientInstruction = '' }) => `${text} ${patientInstruction}`.trim())
      .join('; '),
    status: isCurrent(one, today) ? 'current' : 'past',
    quantity: amount.trim(),
    type: one.prescriptionType ?? '',
  }
}

/** The drug as coded. */
export const drugOf = ({ medication, statement }: RecordMedication): CodeableConcept | undefined =>
  medication?.code ??
  statement.medicationCodeableConcept ??
  (statement.medicationReference?.display === undefined ? undefined : { text: statement.medicationReference.display })

const day = (date: string | undefined): string => (date ?? '').slice(0, 10)

export const problemFacts = ({ condition, significance = '' }: RecordProblem): Facts => ({
  onset: day(condition.onsetDateTime),
  status: condition.clinicalStatus ?? '',
  significance,
})

export const vaccinationOf = (one: Immunization): CodeableConcept | undefined =>
  findExtension(one, extensions.vaccinationProcedure)?.valueCodeableConcept ?? one.vaccineCode

export const vaccinationFacts = (one: Immunization): Facts => ({
  date: day(one.date),
  given: one.notGiven ? 'not given' : 'given',
  batch: one.lotNumber ?? '',
})

export function observationFacts(one: Observation): Facts {
  const parts = (one.component ?? []).map(part => `${displayOf(part.code) ?? ''} ${valueText(part) ?? ''}`)
  return {
    date: day(one.effectiveDateTime ?? one.effectivePeriod?.start),
    value: [valueText(one) ?? '', ...parts].join(', '),
    comment: one.comment ?? '',
  }
}

export const reportFacts = ({ report, results }: RecordReport): Facts => ({
  issued: report.issued ?? '',
  results: results
    .map(({ observation }) => `${displayOf(observation.code) ?? ''} ${valueText(observation) ?? ''}`)
    .join(', '),
})

/** What a report is of: the names of its groups and results. */
export const reportName = ({ results }: RecordReport): string =>
  results.flatMap(({ observation }) => displayOf(observation.code) ?? []).join(', ') || 'Laboratory report'

export const referralFacts = (one: ReferralRequest): Facts => ({
  date: day(one.authoredOn),
  description: one.description ?? '',
})

export const diaryFacts = (one: ProcedureRequest): Facts => ({
  due: day(one.occurrenceDateTime ?? one.occurrencePeriod?.start),
})
