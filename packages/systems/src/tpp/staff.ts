/** Staff, organisations and branches of the extract, and who recorded an entry. */
import type { Address, Contact, Directory, Organisation, PersonName, Site, StaffMember, StaffRole } from '@gpc/clinical'
import type { Lookup, SourceRow } from '../contract.ts'
import { isLink, profileStaffTable } from './files.ts'

export const directoryTables = ['SROrganisation', 'SROrganisationBranch', 'SRStaffMember', 'SRStaffMemberProfile']

type Cells = Readonly<Record<string, string>>

/** Organisations are keyed by their ODS code, which is how every other table names them. */
export function directoryOf(rows: (table: string) => readonly SourceRow[], ods: string): Directory {
  const organisations = new Map<string, Organisation>()
  for (const { columns } of rows('SROrganisation')) {
    const { ID, MadeObsolete } = columns
    if (ID !== undefined && (!organisations.has(ID) || MadeObsolete !== 'TRUE')) {
      organisations.set(ID, organisationOf(ID, columns))
    }
  }
  const roles = new Map<string, StaffRole[]>()
  const gmp = new Map<string, string>()
  const named = new Set([ods])
  for (const { key, columns } of rows('SRStaffMemberProfile')) {
    const { IDStaffMember, IDOrganisation, StaffRole: name, GmpID } = columns
    if (!isLink(IDStaffMember)) continue
    if (GmpID !== undefined && /^[A-Z]\d{7}$/.test(GmpID)) gmp.set(IDStaffMember, GmpID)
    if (IDOrganisation !== undefined) named.add(IDOrganisation)
    // A role at an organisation that the extract doesn't describe must not look like one at this practice.
    const here = IDOrganisation === undefined || IDOrganisation === ods
    if (name !== undefined && (here || organisations.has(IDOrganisation))) {
      const role = { key, ...(here ? {} : { organisation: IDOrganisation }), name }
      roles.set(IDStaffMember, [...(roles.get(IDStaffMember) ?? []), role])
    }
  }
  return {
    organisations: [...organisations.values()].filter(({ key }) => named.has(key)),
    sites: sites(organisations.get(ods), rows('SROrganisationBranch'), ods),
    staff: rows('SRStaffMember').map(({ key, columns }) => staffMember(key, columns, roles.get(key), gmp.get(key))),
  }
}

const joined = (...parts: readonly (string | undefined)[]): string | undefined => {
  const text = parts.filter(part => part !== undefined && part.trim() !== '').join(' ')
  return text === '' ? undefined : text
}

/** An address of its parts; undefined if there are none. */
export function addressOf(parts: {
  readonly building?: string | undefined
  readonly number?: string | undefined
  readonly road?: string | undefined
  readonly locality?: string | undefined
  readonly town?: string | undefined
  readonly county?: string | undefined
  readonly postcode?: string | undefined
}): Address | undefined {
  const { building, number, road, locality, town: city, county, postcode } = parts
  const lines = [building, joined(number, road), locality].filter(line => line !== undefined)
  if (lines.length === 0 && city === undefined && county === undefined && postcode === undefined) return undefined
  return {
    lines,
    ...(city === undefined ? {} : { city }),
    ...(county === undefined ? {} : { county }),
    ...(postcode === undefined ? {} : { postcode }),
  }
}

/** An organisation of its row; `key` is its ODS code. */
export function organisationOf(key: string, cells: Cells): Organisation {
  const address = addressOf({
    building: cells.HouseName,
    number: cells.HouseNumber,
    road: cells.NameOfRoad,
    locality: cells.NameOfLocality,
    town: cells.NameOfTown,
    county: cells.NameOfCounty,
    postcode: cells.FullPostCode,
  })
  const contacts = [
    ...[cells.Telephone, cells.SecondaryTelephone].map(value => ({ system: 'phone' as const, value })),
    { system: 'fax' as const, value: cells.Fax },
  ].flatMap(({ system, value }): Contact[] => (value === undefined ? [] : [{ system, value, use: 'work' }]))
  return {
    source: 'tpp',
    key,
    ods: key,
    name: cells.Name ?? key,
    ...(address === undefined ? {} : { address }),
    contacts,
    mainSite: key,
  }
}

/** The practice itself is its main surgery, for a branch left empty means that one; branches that are no more are left out. */
function sites(practice: Organisation | undefined, branches: readonly SourceRow[], ods: string): Site[] {
  const main: Site[] = []
  if (practice !== undefined) {
    const { name, address, contacts } = practice
    main.push({
      source: 'tpp',
      key: ods,
      odsSite: ods,
      name,
      organisation: ods,
      ...(address === undefined ? {} : { address }),
      contacts,
    })
  }
  const others = branches.flatMap(({ key, columns }): Site[] => {
    if (columns.BranchObsolete === 'TRUE' || (columns.IDOrganisation ?? ods) !== ods) return []
    const address = addressOf({
      building: columns.HouseName,
      number: columns.HouseNumber,
      road: columns.RoadName,
      locality: columns.Locality,
      town: columns.Town,
      county: columns.County,
      postcode: columns.PostCode,
    })
    const code = columns.ID !== undefined && /^[A-Z][A-Z0-9]{4,8}$/.test(columns.ID) ? columns.ID : undefined
    return [
      {
        source: 'tpp',
        key,
        ...(code === undefined ? {} : { odsSite: code }),
        name: columns.BranchName ?? key,
        organisation: ods,
        ...(address === undefined ? {} : { address }),
        contacts: [],
      },
    ]
  })
  return [...main, ...others]
}

function staffMember(
  key: string,
  { StaffName, NationalIdType, IDNational, IDSmartCard }: Cells,
  roles: readonly StaffRole[] = [],
  gmpNumber?: string,
): StaffMember {
  const type = NationalIdType?.trim().toUpperCase()
  return {
    source: 'tpp',
    key,
    name: staffName(StaffName),
    ...(IDSmartCard !== undefined && /^\d{12}$/.test(IDSmartCard) ? { sdsUserId: IDSmartCard } : {}),
    ...(type === 'GMC' && IDNational !== undefined ? { gmcNumber: IDNational } : {}),
    ...(type === 'NMC' && IDNational !== undefined ? { nmcNumber: IDNational } : {}),
    ...(gmpNumber === undefined ? {} : { gmpNumber }),
    roles,
  }
}

const titles = /^(dr|mr|mrs|ms|miss|mx|prof|professor|sister|nurse|rev|sir|dame)\.?$/i

/** `Dr Idris Pell` in its three parts; where it can't be told which words are the family name, one text (FND-PRA-03). */
function staffName(text: string | undefined): PersonName {
  if (text === undefined) return { given: [] }
  const words = text.trim().split(/\s+/)
  const first = words[0]
  if (first === undefined || words.length !== 3 || !titles.test(first) || /[,()/\d]/.test(text))
    return { given: [], text }
  const family = words.at(-1) ?? ''
  return { prefix: first, given: words.slice(1, -1), family }
}

/** Staff that only a record's own words name (TextualEventDoneBy), by key. */
export type NamedStaff = Map<string, StaffMember>

/** Key of the person behind a profile (IDProfile…); a profile that isn't known keeps a key of its own. */
export function staffOfProfile(profile: string | undefined, lookup: Lookup): string | undefined {
  if (!isLink(profile)) return undefined
  return lookup(profileStaffTable, profile)[0]?.columns.IDStaffMember ?? `profile:${profile}`
}

/** Who recorded a row, and who did what it tells; somebody who is only named in words is added to `named`. */
export function peopleOf(
  { IDProfileEnteredBy, IDDoneBy, TextualEventDoneBy }: Cells,
  lookup: Lookup,
  named: NamedStaff,
): { readonly recorder?: string; readonly clinician?: string } {
  const recorder = staffOfProfile(IDProfileEnteredBy, lookup)
  let clinician = isLink(IDDoneBy) ? IDDoneBy : undefined
  if (clinician === undefined && TextualEventDoneBy !== undefined) {
    clinician = `name:${TextualEventDoneBy}`
    named.set(clinician, { source: 'tpp', key: clinician, name: staffName(TextualEventDoneBy), roles: [] })
  }
  return { ...(recorder === undefined ? {} : { recorder }), ...(clinician === undefined ? {} : { clinician }) }
}
