/** People traced at PDS, for a practice whose own system doesn't deliver demographics. The engine writes their rows. */
import { type Contact, emptyDirectory, noEntries, type Patient } from '@gpc/clinical'
import { isLocalDate, isNhsNumber } from '@gpc/fhir'
import { type ClinicalSystem, ImportRefused, type PatientRows, type SourceRow } from '../contract.ts'

/**
 * Columns of the table `Person`. `given` may hold several names with blanks between; `gender` is FHIR's; dates are `yyyy-MM-dd`;
 * `deceased` is a date or `true`; `registeredFrom` is when the registration with the practice began.
 */
export const personColumns = [
  'nhsNumber',
  'prefix',
  'given',
  'family',
  'gender',
  'birthDate',
  'deceased',
  'addressLine1',
  'addressLine2',
  'addressLine3',
  'addressLine4',
  'addressLine5',
  'postcode',
  'phone',
  'mobile',
  'email',
  'registeredFrom',
] as const

export const pds: ClinicalSystem = {
  name: 'pds',
  directoryTables: [],
  options: {},
  open: async () => {
    throw new ImportRefused('People are traced at PDS while a message is imported: there is no file of them to import.')
  },
  directory: () => emptyDirectory,
  assemble: rows => ({ ...noEntries, ...personOf(rows), unreadable: [] }),
}

function personOf(rows: PatientRows): { readonly patient?: Patient } {
  const [row] = rows.table('Person')
  return row === undefined ? {} : { patient: patientOf(row) }
}

const genders = ['male', 'female', 'other', 'unknown'] as const

function patientOf({ key, columns }: SourceRow): Patient {
  const { nhsNumber = '', prefix, given = '', family, birthDate, deceased, postcode, registeredFrom } = columns
  const lines = [1, 2, 3, 4, 5].flatMap(n => columns[`addressLine${n}`] ?? [])
  const gender = genders.find(one => one === columns.gender) ?? 'unknown'
  return {
    source: 'pds',
    key,
    ...(isNhsNumber(nhsNumber) ? { nhsNumber } : {}),
    nhsNumberStatus: 'verified',
    name: {
      ...(prefix === undefined ? {} : { prefix }),
      given: given.split(' ').filter(one => one !== ''),
      ...(family === undefined ? {} : { family }),
    },
    gender,
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(deceased === undefined ? {} : { deceased: deceased === 'true' ? true : deceased }),
    addresses:
      lines.length === 0 && postcode === undefined
        ? []
        : [{ use: 'home', lines, ...(postcode === undefined ? {} : { postcode }) }],
    contacts: contactsOf(columns),
    relations: [],
    registration: {
      type: 'regular',
      ...(registeredFrom !== undefined && isLocalDate(registeredFrom) ? { start: registeredFrom } : {}),
    },
    sensitive: false,
  }
}

function contactsOf({ phone, mobile, email }: Readonly<Record<string, string>>): readonly Contact[] {
  return [
    ...(phone === undefined ? [] : [{ system: 'phone', value: phone, use: 'home' } as const]),
    ...(mobile === undefined ? [] : [{ system: 'phone', value: mobile, use: 'mobile' } as const]),
    ...(email === undefined ? [] : [{ system: 'email', value: email } as const]),
  ]
}
