/** The rows of the practice itself: agreement, organisation, sites, staff. */
import { guid } from '../keys.ts'
import type { InventedAddress, InventedPractice, InventedStaff } from '../model.ts'
import type { Cells, EmisWriter } from './files.ts'

/** A GUID as the extract writes it, `{UPPER CASE}`. */
export function braced(ods: string, kind: string, ...numbers: readonly number[]): string {
  return `{${guid(ods, kind, ...numbers).toUpperCase()}}`
}

/** A GUID for what has a name alone, the same for every practice. */
export function bracedName(kind: string, name: string): string {
  return `{${guid('', `${kind} ${name}`).toUpperCase()}}`
}

export const organisationGuid = (ods: string): string => braced(ods, 'Organisation')

export function addressCells({ building, street, locality, town, county, postcode }: InventedAddress): Cells {
  return {
    HouseNameFlatNumber: building,
    NumberAndStreet: street,
    Village: locality,
    Town: town,
    County: county,
    Postcode: postcode,
  }
}

export function writePractice(practice: InventedPractice, today: string, out: EmisWriter): void {
  const { ods, name, sites, staff, email } = practice
  const organisation = organisationGuid(ods)
  const main = sites.find(site => site.main)
  const since = staff.map(one => one.since).sort()[0] ?? today
  out.row('Agreements_SharingOrganisation', {
    OrganisationGuid: organisation,
    IsActivated: 'true',
    LastModifiedDate: `${since} 09:00:00`,
    Disabled: 'false',
    Deleted: 'false',
  })
  out.row('Admin_Organisation', {
    OrganisationGuid: organisation,
    OrganisationName: name,
    ODSCode: ods,
    OrganisationType: 'General Practice',
    MainLocationGuid: main === undefined ? '' : braced(ods, 'Location', main.key),
  })
  for (const site of sites) {
    const location = braced(ods, 'Location', site.key)
    out.row('Admin_Location', {
      LocationGuid: location,
      LocationName: site.name,
      LocationTypeDescription: site.main ? 'Main Surgery' : 'Branch Surgery',
      PhoneNumber: site.phone,
      EmailAddress: site.main ? email : '',
      ...addressCells(site.address),
      Deleted: 'false',
    })
    out.row('Admin_OrganisationLocation', {
      OrganisationGuid: organisation,
      LocationGuid: location,
      IsMainLocation: String(site.main),
      Deleted: 'false',
    })
  }
  for (const person of staff) {
    for (const { key, role } of rolesOf(ods, person)) {
      out.row('Admin_UserInRole', {
        UserInRoleGuid: key,
        OrganisationGuid: organisation,
        Title: person.title,
        GivenName: person.given,
        Surname: person.family,
        JobCategoryCode: role?.code,
        JobCategoryName: role?.name,
        ContractStartDate: person.since,
        RegistrationNumber: person.gmc ?? person.nmc ?? person.gmp,
      })
    }
  }
}

/** One user for each role; somebody without any is one as well. */
function rolesOf(ods: string, person: InventedStaff) {
  if (person.roles.length === 0) return [{ key: braced(ods, 'UserInRole', person.key), role: undefined }]
  return person.roles.map(role => ({ key: braced(ods, 'UserInRole', person.key, role.key), role }))
}

/** Entries name a person by the first of their roles. */
export function usersOf({ ods, staff }: InventedPractice): ReadonlyMap<number, string> {
  return new Map(staff.map(person => [person.key, rolesOf(ods, person)[0]?.key ?? '']))
}
