/** Referrals to the practice: they are observations (STR-UNC-18). */
import type { Component, Concept, Observation } from '@gpc/clinical'
import { displayDate } from '@gpc/fhir'
import type { Lookup, PatientRows, SourceRow } from '../contract.ts'
import { codedConcept, mapped } from './codes.ts'
import { dateOf } from './dates.ts'
import { entryOf } from './entries.ts'
import { isLink } from './files.ts'
import { organisationNamed, type Place } from './places.ts'
import { type NamedStaff, staffOfProfile } from './staff.ts'
import { optionText } from './values.ts'

/** Columns that are told, with their labels, in this order. Which of the two look-up tables most of them name isn't public. */
const told: readonly (readonly [string, string])[] = [
  ['PrimaryReason', 'Primary reason'],
  ['ReferralCode', 'Referral code'],
  ['Category', 'Category'],
  ['Source', 'Source'],
  ['HospitalReferralSourceCdsCode', 'Hospital referral source'],
  ['DateReferral', 'Date of referral'],
  ['DateOnReferralLetter', 'Date on referral letter'],
  ['Urgency', 'Urgency'],
  ['ReferralPriority', 'Priority'],
  ['ReferralMedium', 'Medium'],
  ['ServiceOffered', 'Service offered'],
  ['ServiceType', 'Service type'],
  ['ReferredToSpeciality', 'Specialty'],
  ['ReferredToTreatmentCode', 'Treatment code'],
  ['ReReferral', 'Re-referral'],
  ['DayCareReferral', 'Day care'],
  ['MaternityReferral', 'Maternity'],
  ['PatientAware', 'Patient aware'],
  ['ClientCategory', 'Client category'],
  ['PrimarySupportReason', 'Primary support reason'],
  ['Commissioner', 'Commissioner'],
  ['ReasonForServiceDelay', 'Reason for delay'],
  ['ActiveStatus', 'Active status'],
  ['DateOfDecision', 'Date of decision'],
  ['DateOfAction', 'Date of action'],
  ['Outcome', 'Outcome'],
  ['ReferralEndReason', 'Reason for end'],
  ['DateDischargeScheduled', 'Scheduled discharge'],
  ['DateDischarge', 'Discharge'],
  ['DischargeReason', 'Discharge reason'],
  ['DischargeLocation', 'Discharge location'],
  ['DefaultContactLocation', 'Contact location'],
]

export function inboundReferralsOf(
  rows: PatientRows,
  lookup: Lookup,
  named: NamedStaff,
  place: Place,
): readonly Observation[] {
  const codes = new Map(rows.table('SRCode').map(row => [row.key, row]))
  return rows.table('SRReferralIn').map(row => {
    const { columns } = row
    const diagnosis = isLink(columns.IDCodePrimaryDiagnosis) ? codes.get(columns.IDCodePrimaryDiagnosis) : undefined
    const coded = diagnosis === undefined ? undefined : codedConcept(diagnosis.columns, lookup)
    const concept: Concept = {
      codings: coded?.codings ?? [],
      text: coded?.text === undefined ? 'Inbound referral' : `Inbound referral: ${coded.text}`,
    }
    const { clinician: _, ...entry } = entryOf(row, concept, lookup, named)
    const effective = dateOf(columns.DateReferral) ?? dateOf(columns.DateEvent)
    const referrer = referrerOf(row, lookup, place)
    const self = /\bself\b/i.test(words(columns.Source, lookup) ?? '')
    return {
      ...entry,
      ...(referrer.staff === undefined ? {} : { clinician: referrer.staff }),
      kind: 'coded',
      concept,
      ...(effective === undefined ? {} : { effective }),
      ...(referrer.organisation === undefined ? {} : { organisation: referrer.organisation }),
      components: [
        ...component('Referrer', referrer.words),
        ...told.flatMap(([column, label]) => component(label, words(columns[column], lookup))),
      ],
      notes: self ? ['Self referral'] : [],
    }
  })
}

function component(label: string, text: string | undefined): readonly Component[] {
  return text === undefined ? [] : [{ concept: { codings: [], text: label }, value: { kind: 'text', text } }]
}

/** A cell's words: the one look-up row that its number names; the number itself if there is none, or one in either table. */
function words(cell: string | undefined, lookup: Lookup): string | undefined {
  if (cell === undefined || /^(0|-\d+)$/.test(cell)) return undefined
  const date = dateOf(cell)
  if (date !== undefined) return displayDate(date)
  if (cell === 'TRUE') return 'yes'
  if (cell === 'FALSE') return 'no'
  if (!isLink(cell)) return cell
  const [a, b] = [mapped(cell, lookup), optionText(cell, lookup)]
  return a === undefined || b === undefined ? (a ?? b ?? cell) : cell
}

/** [I] Who referred: SourceTableReferrer names the table that IDReferrer is a row of. */
function referrerOf(
  { columns: { IDReferrer: id, SourceTableReferrer: table } }: SourceRow,
  lookup: Lookup,
  place: Place,
): { readonly staff?: string; readonly organisation?: string; readonly words?: string } {
  if (id === undefined || /^(0|-\d+)$/.test(id)) return {}
  const profile = /profile/i.test(table ?? '') ? staffOfProfile(id, lookup) : undefined
  const staff = profile ?? (/^SRStaffMember$/i.test(table ?? '') && isLink(id) ? id : undefined)
  if (staff !== undefined) return { staff }
  const organisation = organisationNamed(id, lookup, place)
  if (organisation !== undefined) return { organisation }
  return { words: table === undefined ? id : `${id} (${table})` }
}
