/** Staff, the practice and its one site. */
import type { Directory, Organisation, Site, StaffMember } from '@gpc/clinical'
import type { SourceRow } from '../contract.ts'
import { addressOf, contactsOf, genderOf } from './people.ts'

const roleNames: Readonly<Record<string, string>> = {
  A: 'Principal GP',
  B: 'Locum GP',
  C: 'GP registrar',
  D: 'Other practice staff',
  D06: 'Practice nurse',
  D07: 'Dispenser',
  D08: 'Physiotherapist',
  D09: 'Chiropodist',
  D10: 'Interpreter/link worker',
  D11: 'Counsellor',
  D12: 'Osteopath',
  D13: 'Chiropractor',
  D14: 'Acupuncturist',
  D15: 'Homeopath',
  D16: 'Health visitor',
  D17: 'District nurse',
  D18: 'Community psychiatric nurse',
  D19: 'Mental handicap nurse',
}

/**
 * The practice, its staff and one site: the format knows no branch surgeries. Rows of the practice file with another IDENTIFIER
 * are organisations without a site.
 */
export function visionDirectory(rows: (table: string) => readonly SourceRow[], ods: string): Directory {
  const practices = rows('practice')
  return {
    organisations: practices.map(row => organisationOf(row, ods)),
    sites: practices.filter(row => isPractice(row, ods)).map(siteOf),
    staff: rows('staff').map(staffOf),
  }
}

const isPractice = (row: SourceRow, ods: string) => row.columns.IDENTIFIER?.trim().toUpperCase() === ods

function placeOf(row: SourceRow) {
  const address = addressOf(row.columns, 'work')
  return {
    source: 'vision',
    key: row.key,
    name: row.columns.NAME ?? row.columns.IDENTIFIER ?? row.key,
    ...(address === undefined ? {} : { address }),
    contacts: contactsOf(row.columns, [
      ['PHONE', 'phone', 'work'],
      ['FAX', 'fax', 'work'],
      ['EMAIL', 'email', 'work'],
    ]),
  } as const
}

function organisationOf(row: SourceRow, ods: string): Organisation {
  const identifier = row.columns.IDENTIFIER?.trim().toUpperCase()
  return {
    ...placeOf(row),
    ...(identifier === undefined ? {} : { ods: identifier }),
    ...(isPractice(row, ods) ? { mainSite: row.key } : {}),
  }
}

function siteOf(row: SourceRow): Site {
  const odsSite = row.columns.IDENTIFIER?.trim().toUpperCase()
  return { ...placeOf(row), organisation: row.key, ...(odsSite === undefined ? {} : { odsSite }) }
}

function staffOf(row: SourceRow): StaffMember {
  const cells = row.columns
  const { TITLE: prefix, FORENAME: forename, SURNAME: family, GMP_CODE: gmpNumber, HCP_TYPE: type } = cells
  return {
    source: 'vision',
    key: row.key,
    name: {
      ...(prefix === undefined ? {} : { prefix }),
      given: forename === undefined ? [] : [forename],
      ...(family === undefined ? {} : { family }),
    },
    gender: genderOf(cells.SEX),
    ...(gmpNumber === undefined ? {} : { gmpNumber }),
    roles: type === undefined ? [] : [{ key: row.key, name: roleNames[type] ?? `HCP type ${type}` }],
  }
}
