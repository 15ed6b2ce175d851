/** One entry of the record in a few lines, for the details of an encounter. */

import type { Ref } from '@gpc/clinical'
import { displayDate } from '@gpc/fhir'
import { allergyLines } from './allergies.ts'
import { filingLines, isComment, reportName } from './investigations.ts'
import { dosageText, quantityText } from './medication-words.ts'
import { detailLines, rangeLines, valueLines } from './observation-words.ts'
import { vaccinationOf } from './observations.ts'
import { documentLines, plannedFor } from './planned.ts'
import { itemName } from './plans.ts'
import type { CareRecord } from './record.ts'
import { referralLines } from './referrals.ts'
import type { MedicationRequest, MedicationStatement, Observation, Stored } from './resources.ts'
import { labelled, lines, notes, titled } from './words.ts'

/** Lines for what a reference leads to; none if it isn't shown here. */
export function described(record: CareRecord, ref: Ref): readonly string[] {
  const found = record.find(ref)
  return found === undefined ? [] : describe(record, found)
}

function describe(record: CareRecord, one: Stored): readonly string[] {
  switch (one.resourceType) {
    case 'Observation':
      return observation(one)
    case 'AllergyIntolerance':
      return [`Allergy: ${allergyLines(one, { problems: [] }).join('; ')}`]
    case 'Condition':
      return [labelled('Problem', titled(one.code))]
    case 'MedicationRequest':
    case 'MedicationStatement':
      return [
        `${isIssue(one) ? 'Medication issued' : 'Medication'}: ${lines(itemName(record, one.medicationReference), ...medicine(one)).join('; ')}`,
      ]
    case 'Immunization':
      return [
        `Immunisation${one.notGiven === true ? ' not given' : ''}: ${lines(vaccinationOf(one), ...notes(one.note)).join('; ')}`,
      ]
    case 'ReferralRequest':
      return [`Referral: ${referralLines(one, { problems: [] }).join('; ')}`]
    case 'DiagnosticReport':
      return [
        `Laboratory report: ${lines(reportName(one), one.conclusion).join('; ')}`,
        ...(one.result ?? []).flatMap(({ reference = '' }) => result(record, reference)),
      ]
    case 'ProcedureRequest': {
      const date = plannedFor(one)
      const when = date === undefined ? '' : `planned for ${displayDate(date)}`
      return [`Diary entry: ${lines(titled(one.code), when, ...notes(one.note)).join('; ')}`]
    }
    case 'DocumentReference':
      return [`Document: ${lines(titled(one.type), ...documentLines(record, one).slice(1)).join('; ')}`]
    default:
      return []
  }
}

/** A comment is its text alone. */
function observation(one: Observation): readonly string[] {
  if (isComment(one)) return lines(one.comment)
  const value = valueLines(one).join('; ')
  const range = rangeLines(one).join('; ')
  const what = value === '' ? titled(one.code) : `${titled(one.code)}: ${value}`
  return [lines(what, labelled('Range', range), ...detailLines(one)).join('; ')]
}

/** A result with what stands under it. */
function result(record: CareRecord, ref: Ref): readonly string[] {
  const found = record.find(ref)
  if (found?.resourceType !== 'Observation') return []
  if (isComment(found)) return filingLines(found)
  const members = (found.related ?? []).filter(({ type }) => type === 'has-member')
  return [...observation(found), ...members.flatMap(({ target }) => result(record, target.reference ?? ''))]
}

const isIssue = (one: MedicationRequest | MedicationStatement): boolean =>
  one.resourceType === 'MedicationRequest' && one.intent === 'order'

function medicine(one: MedicationRequest | MedicationStatement): readonly string[] {
  if (one.resourceType === 'MedicationStatement') return (one.dosage ?? []).map(({ text }) => text ?? '')
  return [...dosageText(one), quantityText(one)]
}
