/** The practice itself, its sites through Admin_OrganisationLocation, and its staff. */
import type { Directory, Organisation, Site, StaffMember } from '@gpc/clinical'
import type { SourceRow } from '../contract.ts'
import { directoryOptionOn, optionTable } from '../shared/options.ts'
import { addressOf, contact, nameOf } from './patients.ts'

export const directoryTables = [
  'Agreements_SharingOrganisation',
  'Admin_Organisation',
  'Admin_Location',
  'Admin_OrganisationLocation',
  'Admin_UserInRole',
  optionTable,
] as const

type Rows = (table: (typeof directoryTables)[number]) => readonly SourceRow[]

export function directoryOf(rows: Rows, ods: string): Directory {
  const own = ownOrganisation(rows, ods)
  const locations = new Map(rows('Admin_Location').map(row => [row.key, row]))
  const mainSite = own?.columns.MainLocationGuid ?? mainLink(rows)
  const ids = [
    ...new Set([
      ...(mainSite === undefined ? [] : [mainSite]),
      ...rows('Admin_OrganisationLocation').flatMap(row => row.columns.LocationGuid ?? []),
    ]),
  ]
  const sites = ids.flatMap(id => locations.get(id) ?? []).map(row => siteOf(row, own?.key))
  const main = sites.find(site => site.key === mainSite)
  const byShape = directoryOptionOn(rows(optionTable), 'registration-number-by-shape')
  return {
    organisations: own === undefined ? [] : [organisationOf(own, ods, main)],
    sites,
    staff: rows('Admin_UserInRole').map(row => staffOf(row, byShape)),
  }
}

/** The row with the practice's ODS code; the one that shares its record, where a code has been used twice. */
function ownOrganisation(rows: Rows, ods: string): SourceRow | undefined {
  const named = rows('Admin_Organisation').filter(
    row => row.columns.ODSCode?.trim().toUpperCase() === ods.toUpperCase(),
  )
  const sharing = new Set(rows('Agreements_SharingOrganisation').map(row => row.key))
  return named.find(row => sharing.has(row.key)) ?? named[0]
}

function mainLink(rows: Rows): string | undefined {
  return rows('Admin_OrganisationLocation').find(row => row.columns.IsMainLocation === 'true')?.columns.LocationGuid
}

/** An organisation has no address of its own: its main site's counts. */
function organisationOf({ key, columns }: SourceRow, ods: string, main: Site | undefined): Organisation {
  return {
    source: 'emis',
    key,
    ods,
    name: columns.OrganisationName ?? ods,
    ...(main?.address === undefined ? {} : { address: main.address }),
    contacts: main?.contacts ?? [],
    ...(main === undefined ? {} : { mainSite: main.key }),
  }
}

function siteOf({ key, columns }: SourceRow, organisation: string | undefined): Site {
  const [address] = addressOf(columns, 'work')
  return {
    source: 'emis',
    key,
    name: columns.LocationName ?? '',
    ...(organisation === undefined ? {} : { organisation }),
    ...(address === undefined ? {} : { address }),
    contacts: [
      ...contact('phone', columns.PhoneNumber, 'work'),
      ...contact('fax', columns.FaxNumber, 'work'),
      ...contact('email', columns.EmailAddress, 'work'),
    ],
  }
}

/** One row is one person in one role; the extract has no key of the person, so two roles are two members of staff. */
function staffOf({ key, columns }: SourceRow, byShape: boolean): StaffMember {
  const { JobCategoryCode: code, JobCategoryName: name } = columns
  const hasRole = code !== undefined || name !== undefined
  const role = { key, ...(code === undefined ? {} : { code }), ...(name === undefined ? {} : { name }) }
  return {
    source: 'emis',
    key,
    name: nameOf(columns.Title, [columns.GivenName], columns.Surname),
    ...(byShape ? registrationNumber(columns.RegistrationNumber?.trim() ?? '') : {}),
    roles: hasRole ? [role] : [],
  }
}

/** Whose register a number is of isn't stated; by its shape it is an inference [I]. */
function registrationNumber(number: string): Pick<StaffMember, 'gmcNumber' | 'gmpNumber' | 'nmcNumber'> {
  if (/^\d{7}$/.test(number)) return { gmcNumber: number }
  if (/^[A-Z]\d{7}$/i.test(number)) return { gmpNumber: number }
  if (/^\d{2}[A-Z]\d{4}[A-Z]$/i.test(number)) return { nmcNumber: number }
  return {}
}
