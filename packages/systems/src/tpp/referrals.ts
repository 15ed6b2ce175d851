/** Referrals to others. */
import type { Concept, Referral, Unreadable } from '@gpc/clinical'
import { displayDate } from '@gpc/fhir'
import type { Lookup, PatientRows, SourceRow } from '../contract.ts'
import { codedConcept, mapped } from './codes.ts'
import { dateOf } from './dates.ts'
import { entryKey, entryOf } from './entries.ts'
import { isLink } from './files.ts'
import { doneAtNotes, organisationNamed, type Place } from './places.ts'
import { type NamedStaff, staffOfProfile } from './staff.ts'
import { labelled, mappedOrNumber, optionOrNumber } from './values.ts'

export interface Referrals {
  readonly entries: readonly Referral[]
  readonly unreadable: readonly Unreadable[]
}

export function referralsOf(rows: PatientRows, lookup: Lookup, named: NamedStaff, place: Place): Referrals {
  const referrals = rows.table('SRReferralOut')
  const known = new Set(referrals.map(({ key }) => key))
  const details = rows.table('SRReferralOutStatusDetails')
  const statuses = Map.groupBy(details, ({ columns }) => columns.IDReferralOut ?? '')
  return {
    entries: referrals.map(row => referral(row, statuses.get(row.key) ?? [], lookup, named, place)),
    unreadable: details
      .filter(({ columns }) => !known.has(columns.IDReferralOut ?? ''))
      .map(row => ({ key: entryKey(row), column: 'IDReferralOut', reason: 'names no referral that is there' })),
  }
}

function referral(
  row: SourceRow,
  statuses: readonly SourceRow[],
  lookup: Lookup,
  named: NamedStaff,
  place: Place,
): Referral {
  const { columns } = row
  const type = mappedOrNumber(columns.TypeOfReferral, lookup)
  const objective = optionOrNumber(columns.Reason, lookup)
  const diagnosis = diagnosisOf(row, lookup)
  const reason = diagnosis ?? { codings: [], text: objective ?? type ?? 'Referral' }
  const date = dateOf(columns.DateEvent)
  const urgency = optionOrNumber(columns.Urgency, lookup)
  const priority = urgency === undefined ? undefined : priorities.get(urgency.trim().toLowerCase())
  const entry = entryOf(row, reason, lookup, named)
  const referrer = staffOfProfile(columns.IDProfileReferrer, lookup)
  const { recipients, notes } = recipientsOf(row, lookup, place)
  return {
    ...entry,
    ...(referrer === undefined ? {} : { clinician: referrer }),
    reason,
    ...(date === undefined ? {} : { date }),
    ...(priority === undefined ? {} : { priority }),
    ...(recipients === undefined ? {} : { recipients }),
    notes: [
      ...(priority === undefined ? labelled('Priority', urgency) : []),
      ...(diagnosis === undefined ? [] : labelled('Reason', objective)),
      ...(reason.text === type ? [] : labelled('Type of referral', type)),
      ...labelled(
        'Service offered',
        columns.ServiceOffered === notSet ? undefined : mappedOrNumber(columns.ServiceOffered, lookup),
      ),
      ...(columns.ReReferral === 'TRUE' ? ['Re-referral: yes'] : []),
      ...labelled('Reason for out of area referral', mappedOrNumber(columns[outOfArea], lookup)),
      ...notes,
      ...[...statuses].sort(byDate).map(one => `Status: ${statusOf(one, lookup)}`),
      ...doneAtNotes(row, lookup, place),
    ],
  }
}

/** A ServiceOffered that says nothing. */
const notSet = '175137'
const outOfArea = 'M101140ReasonForOutOfAreaReferralAdultAcuteMentalHealth'

/** What is one of the e-RS priorities (STR-REF-05); two week wait has no code among those of the resource and is told in a note. */
const priorities = new Map<string, NonNullable<Referral['priority']>>([
  ['routine', 'routine'],
  ['urgent', 'urgent'],
])

function diagnosisOf({ columns }: SourceRow, lookup: Lookup): Concept | undefined {
  const { PrimaryDiagnosis, SNOMEDPrimaryDiagnosis } = columns
  const cells = {
    ...(PrimaryDiagnosis === undefined || PrimaryDiagnosis === '-1' ? {} : { CTV3Code: PrimaryDiagnosis }),
    ...(isLink(SNOMEDPrimaryDiagnosis) ? { SNOMEDCode: SNOMEDPrimaryDiagnosis } : {}),
  }
  const concept = codedConcept(cells, lookup)
  return concept.codings.length === 0 && concept.text === undefined ? undefined : concept
}

/**
 * Who receives it. [I] RecipientID is an ODS code where it is one of SROrganisation; where the words of RecipientIDType speak of staff or
 * of a profile it is that. Anything else is told in a note.
 */
function recipientsOf(
  { columns: { RecipientID: id, RecipientIDType } }: SourceRow,
  lookup: Lookup,
  place: Place,
): { readonly recipients?: NonNullable<Referral['recipients']>; readonly notes: readonly string[] } {
  if (id === undefined || /^(0|-\d+)$/.test(id)) return { notes: [] }
  const type = mapped(RecipientIDType, lookup)
  const staff = type === undefined || !isLink(id) ? undefined : staffRecipient(id, type, lookup)
  if (staff !== undefined) return { recipients: [{ kind: 'staff', key: staff }], notes: [] }
  const organisation = organisationNamed(id, lookup, place)
  if (organisation !== undefined) return { recipients: [{ kind: 'organisation', key: organisation }], notes: [] }
  return { notes: [`Recipient: ${id}${type === undefined ? '' : ` (${type})`}`] }
}

function staffRecipient(id: string, type: string, lookup: Lookup): string | undefined {
  if (/\bprofile\b/i.test(type)) return staffOfProfile(id, lookup)
  return /\bstaff\b/i.test(type) ? id : undefined
}

function statusOf({ columns }: SourceRow, lookup: Lookup): string {
  const status = optionOrNumber(columns.StatusOfReferralOut, lookup) ?? 'not stated'
  const date = dateOf(columns.DateEvent)
  return date === undefined ? status : `${status} (${displayDate(date)})`
}

const byDate = (a: SourceRow, b: SourceRow): number => {
  const [x, y] = [a, b].map(({ columns }) => dateOf(columns.DateEvent) ?? '')
  return (x ?? '') < (y ?? '') ? -1 : (x ?? '') > (y ?? '') ? 1 : Number(a.key) - Number(b.key)
}
