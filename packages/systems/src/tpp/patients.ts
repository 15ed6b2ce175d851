/** Who a record is about: demographics, addresses, contacts, and the registration at the practice. */
import type {
  Address,
  Contact,
  Patient,
  PatientContact,
  Registration,
  RegistrationType,
  Unreadable,
} from '@gpc/clinical'
import { isNhsNumber } from '@gpc/fhir'
import type { Lookup, PatientRows, SourceRow } from '../contract.ts'
import { optionOn } from '../shared/options.ts'
import { mapped } from './codes.ts'
import { dateOf, dayOf } from './dates.ts'
import { entryKey } from './entries.ts'
import { addressOf, staffOfProfile } from './staff.ts'

/** SpineMatched isn't taken for verification: PDS decides for every patient. */
export const verifyOption = 'verify-at-pds'
/** [I] A record sent and not received yet (MedicalRecordStatus 1) counts as in transit. */
export const transitOption = 'record-status-in-transit'

/** The patient, if the demographics are there, and what of them couldn't be read. */
export function patientOf(
  rows: PatientRows,
  lookup: Lookup,
  ods: string,
): { readonly patient?: Patient; readonly unreadable: readonly Unreadable[] } {
  const row = rows.table('SRPatient')[0]
  if (row === undefined) return { unreadable: [] }
  const { columns } = row
  const nhsNumber = columns.NHSNumber?.replaceAll(' ', '')
  const valid = nhsNumber !== undefined && isNhsNumber(nhsNumber)
  const birthDate = columns.DateBirth === undefined ? undefined : dayOf(columns.DateBirth)
  const deceased = dateOf(columns.DateDeath)
  const given = [columns.FirstName, ...(columns.MiddleNames?.split(/\s+/) ?? [])]
  const { contacts, relations } = contactsOf(rows, lookup)
  const usualGp = usualGpOf(rows, lookup, ods)
  const patient: Patient = {
    source: 'tpp',
    key: rows.owner,
    ...(valid ? { nhsNumber } : {}),
    nhsNumberStatus: nhsNumberStatus(columns.SpineMatched, lookup),
    name: {
      ...(columns.Title === undefined ? {} : { prefix: columns.Title }),
      given: given.flatMap(name => name ?? []).filter(name => name !== ''),
      ...(columns.Surname === undefined ? {} : { family: columns.Surname }),
    },
    ...(columns.PreviousSurname === undefined ? {} : { formerNames: [{ given: [], family: columns.PreviousSurname }] }),
    gender: genders.get(columns.Gender ?? '') ?? 'unknown',
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(deceased === undefined ? {} : { deceased }),
    addresses: addressesOf(rows, lookup),
    contacts: [
      ...contacts,
      ...(columns.EmailAddress === undefined ? [] : [{ system: 'email' as const, value: columns.EmailAddress }]),
    ],
    relations: [...relations, ...relativesOf(rows, lookup)],
    ...(usualGp === undefined ? {} : { usualGp }),
    registration: registrationOf(rows.table('SRPatientRegistration'), ods),
    sensitive: false,
    ...(columns.TestPatient === 'TRUE' ? { neverServed: 'a test patient' } : {}),
    ...(inTransit(rows, lookup) ? { inTransit: true } : {}),
  }
  const wrong = { key: entryKey(row), column: 'NHSNumber', reason: 'is no valid NHS number' }
  return { patient, unreadable: nhsNumber === undefined || valid ? [] : [wrong] }
}

const genders = new Map<string, Patient['gender']>([
  ['M', 'male'],
  ['F', 'female'],
  ['I', 'other'],
])

function nhsNumberStatus(matched: string | undefined, lookup: Lookup): Patient['nhsNumberStatus'] {
  if (matched === undefined || optionOn(lookup, verifyOption)) return 'unknown'
  return matched === 'TRUE' ? 'verified' : 'unverified'
}

/** Latest first: by the date that was entered, else the recorded one; then by key. */
function latestFirst(rows: readonly SourceRow[], date = 'DateEvent'): readonly SourceRow[] {
  const at = ({ columns }: SourceRow): string => dateOf(columns[date]) ?? dateOf(columns.DateEventRecorded) ?? ''
  return rows
    .map(row => ({ row, when: at(row) }))
    .sort((a, b) => (a.when > b.when ? -1 : a.when < b.when ? 1 : Number(b.row.key) - Number(a.row.key)))
    .map(({ row }) => row)
}

const addressUses = new Map<string, Address['use'] | 'none'>([
  ['home', 'home'],
  ['temporary', 'temp'],
  ['official', 'none'],
  ['correspondence', 'none'],
])

/** The latest address of each kind that has no end. Other kinds than these four are history. */
function addressesOf(rows: PatientRows, lookup: Lookup): readonly Address[] {
  const found = new Map<string, Address>()
  for (const { columns } of latestFirst(rows.table('SRPatientAddressHistory'))) {
    if (columns.DateTo !== undefined) continue
    const type = mapped(columns.AddressType, lookup)?.toLowerCase() ?? ''
    const use = type === '' ? 'none' : addressUses.get(type)
    const address = addressOf({
      building: columns.NameOfBuilding,
      number: columns.NumberOfBuilding,
      road: columns.NameOfRoad,
      locality: columns.NameOfLocality,
      town: columns.NameOfTown,
      county: columns.NameOfCounty,
      postcode: columns.FullPostCode,
    })
    if (use === undefined || address === undefined || found.has(type)) continue
    found.set(type, use === 'none' ? address : { use, ...address })
  }
  return [...found.values()]
}

const phoneUses = new Map<string, Contact['use']>([
  ['home', 'home'],
  ['work', 'work'],
  ['mobile', 'mobile'],
  ['temporary', 'temp'],
])

/** Numbers, latest first, each once; an emergency contact's number is somebody else's. */
function contactsOf(
  rows: PatientRows,
  lookup: Lookup,
): { readonly contacts: readonly Contact[]; readonly relations: readonly PatientContact[] } {
  const contacts = new Map<string, Contact>()
  const relations: PatientContact[] = []
  for (const { columns } of latestFirst(rows.table('SRPatientContactDetails'))) {
    const { ContactNumber: value } = columns
    if (value === undefined) continue
    const type = mapped(columns.ContactType, lookup)?.toLowerCase() ?? ''
    const use = phoneUses.get(type)
    const system = type === 'skype' || type === 'pager' ? 'other' : 'phone'
    if (type === 'emergency contact') {
      relations.push({ relationship: 'Emergency contact', contacts: [{ system: 'phone', value }] })
    } else if (!contacts.has(`${type} ${value}`)) {
      contacts.set(`${type} ${value}`, { system, value, ...(use === undefined ? {} : { use }) })
    }
  }
  return { contacts: [...contacts.values()], relations }
}

/** People that the patient is related to and still is; a row without a name (a relation to an organisation) is left to its own use. */
function relativesOf(rows: PatientRows, lookup: Lookup): readonly PatientContact[] {
  return latestFirst(rows.table('SRPatientRelationship')).flatMap(({ columns }): PatientContact[] => {
    const name = columns.RelationshipWithName
    if (columns.DateEnded !== undefined || name === undefined) return []
    const relationship = mapped(columns.RelationshipType, lookup)
    const gender = genders.get(columns.RelationshipWithSex ?? '')
    const address = addressOf({
      building: columns.RelationshipWithHouseName,
      number: columns.RelationshipWithHouseNumber,
      road: columns.RelationshipWithRoad,
      locality: columns.RelationshipWithLocality,
      town: columns.RelationshipWithPostTown,
      county: columns.RelationshipWithCounty,
      postcode: columns.RelationshipWithPostCode,
    })
    const phone = (value: string | undefined, use: Contact['use']): Contact[] =>
      value === undefined ? [] : [{ system: 'phone', value, ...(use === undefined ? {} : { use }) }]
    const email = columns.RelationshipWithEmailAddress
    return [
      {
        name: { given: [], text: name },
        ...(relationship === undefined ? {} : { relationship }),
        contacts: [
          ...phone(columns.RelationshipWithTelephone, 'home'),
          ...phone(columns.RelationshipWithWorkTelephone, 'work'),
          ...phone(columns.RelationshipWithMobileTelephone, 'mobile'),
          ...(email === undefined ? [] : [{ system: 'email' as const, value: email }]),
        ],
        ...(address === undefined ? {} : { address }),
        ...(gender === undefined ? {} : { gender }),
      },
    ]
  })
}

/** The registered GP of the practice's own, latest row without an end. */
function usualGpOf(rows: PatientRows, lookup: Lookup, ods: string): string | undefined {
  const row = latestFirst(rows.table('SRGPPracticeHistory'), 'DateFrom').find(
    ({ columns }) => columns.DateTo === undefined && columns.IDPractice === ods,
  )
  return staffOfProfile(row?.columns.IDProfileRegisteredGP, lookup)
}

/** Words of RegistrationStatus in the order in which they count, if there are several. */
const registrationWords: readonly (readonly [RegExp, RegistrationType])[] = [
  [/^(gms|standard)$/, 'regular'],
  [/^emergency$/, 'emergency'],
  [/^applied$/, 'pre-registration'],
  [/^private$/, 'private'],
  [/^temporary/, 'temporary'],
  [/^immediately necessary/, 'immediately-necessary'],
]

/** The place of a status's kind in that order; the last place is any other word. */
function rank(status: string | undefined): number {
  const words = (status ?? '').split(',').map(word => word.trim().toLowerCase())
  const found = registrationWords.findIndex(([pattern]) => words.some(word => pattern.test(word)))
  return found === -1 ? registrationWords.length : found
}

/**
 * The registration at this practice: rows of other organisations, which come along, are passed over. One that goes on comes before one
 * that has ended, then the kinds in their order, then the latest.
 */
export function registrationOf(rows: readonly SourceRow[], ods: string): Registration {
  const here = rows.filter(({ columns }) => (columns.IDOrganisation ?? ods) === ods)
  const day = (cell: string | undefined): string => (cell === undefined ? '' : (dayOf(cell) ?? ''))
  const sorted = here
    .map(({ columns }) => ({
      status: columns.RegistrationStatus,
      start: day(columns.DateRegistration),
      end: day(columns.DateDeRegistration),
    }))
    .sort((a, b) => {
      if ((a.end === '') !== (b.end === '')) return a.end === '' ? -1 : 1
      if (a.end !== b.end) return a.end > b.end ? -1 : 1
      return rank(a.status) - rank(b.status) || (a.start > b.start ? -1 : a.start < b.start ? 1 : 0)
    })
  const first = sorted[0]
  if (first === undefined) return { type: 'other' }
  const { status, start, end } = first
  return {
    type: registrationWords[rank(status)]?.[1] ?? 'other',
    ...(status === undefined ? {} : { typeText: status }),
    ...(start === '' ? {} : { start }),
    ...(end === '' ? {} : { end }),
  }
}

/** SRRecordStatus: 1 is sent by the health authority, 2 received from it; the other three are the way back. */
function inTransit(rows: PatientRows, lookup: Lookup): boolean {
  if (!optionOn(lookup, transitOption)) return false
  return latestFirst(rows.table('SRRecordStatus'))[0]?.columns.MedicalRecordStatus === '1'
}
