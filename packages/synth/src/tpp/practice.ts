/** The practice itself: organisation, branches, staff and their profiles, and the fixed look-ups. */
import type { InventedPractice } from '../model.ts'
import { dateCell, profileOf, streetOf } from './cells.ts'
import type { TppWriter } from './files.ts'

/** Rows of SRMapping by their text. */
export const mappings = { Home: '1', Mobile: '2', Work: '3' } as const

/** Rows of SRConfiguredListOption: how a contact took place. */
export const contactMethods = {
  surgery: ['1', 'Face to Face'],
  telephone: ['2', 'Telephone'],
  'home-visit': ['3', 'Home Visit'],
  administration: ['4', 'Administration'],
} as const

export function writePractice(practice: InventedPractice, out: TppWriter): void {
  const { ods, address } = practice
  for (const [text, key] of Object.entries(mappings)) {
    out.row('SRMapping', { RowIdentifier: key, IdMappingGroup: text === 'Home' ? '101' : '102', Mapping: text })
  }
  for (const [key, text] of Object.values(contactMethods)) {
    out.row('SRConfiguredListOption', { RowIdentifier: key, ConfiguredList: '201', ConfiguredListOption: text })
  }
  const { number, road } = streetOf(address)
  out.row('SROrganisation', {
    RowIdentifier: '1',
    Name: practice.name,
    ID: ods,
    HouseName: address.building,
    HouseNumber: number,
    NameOfRoad: road,
    NameOfLocality: address.locality,
    NameOfTown: address.town,
    NameOfCounty: address.county,
    FullPostCode: address.postcode,
    Telephone: practice.phone,
    MadeObsolete: 'FALSE',
  })
  for (const site of practice.sites) {
    if (site.main) continue
    const street = streetOf(site.address)
    out.row('SROrganisationBranch', {
      RowIdentifier: String(site.key),
      IDOrganisationVisibleTo: ods,
      ID: site.odsSite,
      BranchName: site.name,
      HouseName: site.address.building,
      HouseNumber: street.number,
      RoadName: street.road,
      Locality: site.address.locality,
      Town: site.address.town,
      County: site.address.county,
      PostCode: site.address.postcode,
      BranchObsolete: 'FALSE',
      IDOrganisation: ods,
    })
  }
  writeStaff(practice, out)
}

function writeStaff({ ods, staff }: InventedPractice, out: TppWriter): void {
  for (const person of staff) {
    const [type, number] =
      person.gmc !== undefined ? ['GMC', person.gmc] : person.nmc !== undefined ? ['NMC', person.nmc] : ['', '']
    out.row('SRStaffMember', {
      RowIdentifier: String(person.key),
      StaffName: `${person.title} ${person.given} ${person.family}`,
      StaffUserName: `user${person.key}`,
      NationalIdType: type,
      IDNational: number,
      IDSmartCard: person.sdsUserId,
      Obsolete: 'FALSE',
    })
    const profiles =
      person.roles.length > 0 ? person.roles.map(({ key, name }) => [key, name]) : [[profileOf(person), '']]
    for (const [key, role] of profiles) {
      out.row('SRStaffMemberProfile', {
        RowIdentifier: String(key),
        DateProfileCreated: dateCell(person.since),
        StaffRole: String(role),
        DateEmploymentStart: dateCell(person.since),
        IDStaffMember: String(person.key),
        IDOrganisation: ods,
        GmpID: person.gmp,
      })
    }
  }
}
