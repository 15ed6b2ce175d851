/** The row that a registration is kept as. */
import type { Address, Contact, LocalRegistration } from '@gpc/clinical'

export const table = 'Registration'

/** Kept for the audit; nothing of the record is made of it. */
const provenanceColumns = [
  'at',
  'traceId',
  'interaction',
  'userId',
  'userName',
  'roleProfile',
  'organisation',
  'device',
  'sent',
] as const

/**
 * Columns of a registration. Several given names, and the lines of an address, stand one a line. An address's columns begin with its use
 * (`homeLines`, `tempLines`), a telecom's with its system (`phoneMobile`); of each use there is one at most (REG-FLD-03). Temporary ones
 * end with the registration (REG-DUP-08).
 */
export function registrationColumns(registration: LocalRegistration): Readonly<Record<string, string>> {
  const { nhsNumber, start, end, demographics, provenance } = registration
  const { name, gender, birthDate, addresses, contacts, language, interpreterRequired } = demographics
  const columns: Record<string, string | undefined> = {
    nhsNumber,
    start,
    end,
    prefix: name.prefix,
    given: name.given.join('\n'),
    family: name.family,
    gender,
    birthDate,
    language,
    interpreterRequired: interpreterRequired?.toString(),
    ...Object.fromEntries(addresses.flatMap(addressColumns)),
    ...Object.fromEntries(contacts.map(contactColumn)),
    ...Object.fromEntries(provenanceColumns.map(column => [column, provenance[column]])),
  }
  return Object.fromEntries(
    Object.entries(columns).filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== ''),
  )
}

const addressColumns = ({ use = 'home', type, lines, city, county, postcode, country }: Address) =>
  Object.entries({
    Lines: lines.join('\n'),
    Type: type,
    City: city,
    County: county,
    Postcode: postcode,
    Country: country,
  }).map(([name, value]) => [use + name, value] as const)

const contactColumn = ({ system, use = 'home', value }: Contact) =>
  [`${system}${use.slice(0, 1).toUpperCase()}${use.slice(1)}`, value] as const
