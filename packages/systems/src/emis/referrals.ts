/** Observations with a referral row, or of the referral category, as referrals (STR-REF). */
import type { Organisation, Referral, Unreadable } from '@gpc/clinical'
import type { Lookup, SourceRow } from '../contract.ts'
import type { CodedRow } from './codes.ts'
import { clinicalCode } from './codes.ts'
import { partialDate } from './dates.ts'
import { documentKey, entryKey, entryOf, labelled, type PatientContext } from './entry.ts'
import { detailNotes, valueNotes } from './values.ts'

/** Organisations other than the practice, by GUID: for the names of those that a patient is referred to. */
export const otherOrganisationTable = 'Admin_Organisation (others)'

/** AssociatedText is the description; what has no element is a labelled note (STR-REF-05, STR-REF-09). */
export function referralOf({ row, code }: CodedRow, lookup: Lookup, context: PatientContext): Referral {
  const { columns } = row
  const more = context.referrals.get(row.key)?.columns ?? {}
  const date = partialDate(columns.EffectiveDate, columns.EffectiveDatePrecision)
  const urgency = more.ReferralUrgency?.trim()
  const priority =
    urgency === undefined ? undefined : priorities.get(urgency.toLowerCase().replaceAll(/[^a-z0-9]/g, ''))
  const { ReferralTargetOrganisationGuid: target, ReferralUBRN: ubrn, ReferralServiceType: service } = more
  const { DocumentGuid: document, AssociatedText: text } = columns
  return {
    ...entryOf(row, context),
    reason: code.concept,
    ...(date === undefined ? {} : { date }),
    ...(priority === undefined ? {} : { priority }),
    ...(ubrn === undefined ? {} : { ubrn: ubrn.trim() }),
    ...(service === undefined ? {} : { service: { codings: [], text: service } }),
    ...(target === undefined ? {} : { recipients: [{ kind: 'organisation', key: target }] }),
    ...(text === undefined ? {} : { description: text }),
    ...(document === undefined ? {} : { supporting: [documentKey(document)] }),
    notes: [
      ...labelled('Priority', priority === undefined ? urgency : undefined),
      ...labels.flatMap(([column, label]) => labelled(label, more[column])),
      ...codes.flatMap(([column, label]) =>
        labelled(label, clinicalCode(lookup, more[column])?.concept.text ?? more[column]),
      ),
      ...valueNotes(columns),
      ...detailNotes(columns),
    ],
  }
}

/** Those that e-RS knows; "Soon" and "Dated" aren't among them. */
const priorities: ReadonlyMap<string, NonNullable<Referral['priority']>> = new Map([
  ['routine', 'routine'],
  ['urgent', 'urgent'],
  ['2weekwait', 'asap'],
  ['twoweekwait', 'asap'],
  ['2ww', 'asap'],
])

/** Columns after the first are "currently unavailable" in the published layouts: shown as they stand, should they come. */
const labels = [
  ['ReferralMode', 'Mode'],
  ['TransportRequired', 'Transport required'],
  ['ReferralReceivedDate', 'Received'],
  ['ReferralReceivedTime', 'Received at'],
  ['ReferralEndDate', 'End date'],
  ['ReferralSourceId', 'Source'],
  ['ReferralEpisodeRTTMeasurementTypeId', 'Referral to treatment measurement type'],
  ['ReferralEpisodeClosureDate', 'Closed'],
  ['ReferralEpisodeDischargeLetterIssuedDate', 'Discharge letter issued'],
] as const

const codes = [
  ['ReferralReasonCodeId', 'Reason'],
  ['ReferringCareProfessionalStaffGroupCodeId', 'Referring staff group'],
  ['ReferralClosureReasonCodeId', 'Reason for closure'],
] as const

/** Organisations that referrals name and the practice's directory doesn't have. */
export function referralOrganisations(referrals: readonly Referral[], lookup: Lookup): Organisation[] {
  const keys = referrals
    .flatMap(one => one.recipients ?? [])
    .flatMap(one => (one.kind === 'organisation' ? one.key : []))
  return [...new Set(keys)].flatMap(key => {
    const columns = lookup(otherOrganisationTable, key)[0]?.columns
    const name = columns?.OrganisationName ?? columns?.ODSCode
    if (name === undefined) return []
    const ods = columns?.ODSCode?.trim()
    return [{ source: 'emis', key, name, ...(ods === undefined ? {} : { ods }), contacts: [] } as const]
  })
}

/** Referral rows of observations that haven't arrived: without their code and date they say nothing. */
export function referralsWithoutObservation(context: PatientContext, observations: readonly SourceRow[]): Unreadable[] {
  const there = new Set(observations.map(row => row.key))
  return [...context.referrals.values()]
    .filter(row => !there.has(row.key))
    .map(row => ({ key: entryKey(row), column: 'ObservationGuid', reason: 'its observation has not arrived' }))
}
