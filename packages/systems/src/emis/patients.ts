/** Admin_Patient: who the patient is, and how they are registered. */
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
import type { PatientRows, SourceRow } from '../contract.ts'
import { entryKey } from './entry.ts'

type Columns = SourceRow['columns']

/** The patient, or none where only clinical rows have arrived. An NHS number that isn't valid is left out and told. */
export function patientOf(rows: PatientRows): {
  readonly patient?: Patient
  readonly unreadable: readonly Unreadable[]
} {
  const row = rows.table('Admin_Patient')[0]
  if (row === undefined) return { unreadable: [] }
  const { columns } = row
  const nhsNumber = columns.NhsNumber?.replaceAll(/[\s-]/g, '') ?? ''
  const valid = isNhsNumber(nhsNumber)
  const wrong = nhsNumber !== '' && !valid
  const registration = registrationOf(columns)
  const neverServed = neverServedBecause(columns)
  const patient: Patient = {
    source: 'emis',
    key: row.key,
    ...(valid ? { nhsNumber } : {}),
    nhsNumberStatus: 'unknown',
    name: nameOf(columns.Title, [columns.GivenName, columns.MiddleNames], columns.Surname),
    gender: genders.get(columns.Sex?.trim().toUpperCase() ?? '') ?? 'unknown',
    ...(columns.DateOfBirth === undefined ? {} : { birthDate: columns.DateOfBirth }),
    ...(columns.DateOfDeath === undefined ? {} : { deceased: columns.DateOfDeath }),
    addresses: addressOf(columns, registration.type === 'temporary' ? 'temp' : 'home'),
    contacts: [
      ...contact('phone', columns.HomePhone, 'home'),
      ...contact('phone', columns.MobilePhone, 'mobile'),
      ...contact('email', columns.EmailAddress),
    ],
    relations: carerOf(columns),
    ...(registration.type === 'regular' && columns.UsualGpUserInRoleGuid !== undefined
      ? { usualGp: columns.UsualGpUserInRoleGuid }
      : {}),
    registration,
    sensitive: columns.SpineSensitive === 'true',
    ...(neverServed === undefined ? {} : { neverServed }),
  }
  const reason = "isn't an NHS number (ten digits with a right check digit)"
  return { patient, unreadable: wrong ? [{ key: entryKey(row), column: 'NhsNumber', reason }] : [] }
}

const genders: ReadonlyMap<string, Patient['gender']> = new Map([
  ['M', 'male'],
  ['F', 'female'],
  ['I', 'other'],
])

const types: ReadonlyMap<string, RegistrationType> = new Map([
  ['regular', 'regular'],
  ['temporary', 'temporary'],
  ['private', 'private'],
  ['emergency', 'emergency'],
  ['emg', 'emergency'],
  ['immediately necessary', 'immediately-necessary'],
  ['pre registration', 'pre-registration'],
])

/** The latest registration: the extract has no other. Leading blanks of the type are known to occur. */
function registrationOf(columns: Columns): Registration {
  const typeText = columns.PatientTypeDescription?.trim()
  const { DateOfRegistration: start, DateOfDeactivation: end } = columns
  return {
    type: types.get(typeText?.toLowerCase() ?? '') ?? 'other',
    ...(typeText === undefined || typeText === '' ? {} : { typeText }),
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
  }
}

function neverServedBecause(columns: Columns): string | undefined {
  if (columns.DummyType === 'true' || columns.PatientTypeDescription?.trim().toLowerCase() === 'dummy') {
    return 'a dummy patient of the practice'
  }
  return columns.IsConfidential === 'true' ? 'the whole record is marked confidential' : undefined
}

/** Given names stay as they are written, several in one cell. */
export function nameOf(title: string | undefined, given: readonly (string | undefined)[], family: string | undefined) {
  const names = given.flatMap(name => (name === undefined || name.trim() === '' ? [] : [name.trim()]))
  return {
    ...(title === undefined ? {} : { prefix: title }),
    given: names,
    ...(family === undefined ? {} : { family }),
  }
}

/** The address columns that patients and locations share; none where all are empty. */
export function addressOf(columns: Columns, use: NonNullable<Address['use']>): Address[] {
  const lines = [columns.HouseNameFlatNumber, columns.NumberAndStreet, columns.Village].filter(one => one !== undefined)
  const { Town: city, County: county, Postcode: postcode } = columns
  if (lines.length === 0 && city === undefined && county === undefined && postcode === undefined) return []
  return [
    {
      use,
      lines,
      ...(city === undefined ? {} : { city }),
      ...(county === undefined ? {} : { county }),
      ...(postcode === undefined ? {} : { postcode }),
    },
  ]
}

export function contact(system: Contact['system'], value: string | undefined, use?: Contact['use']): Contact[] {
  return value === undefined ? [] : [{ system, value, ...(use === undefined ? {} : { use }) }]
}

function carerOf({ CarerName: name, CarerRelation: relationship }: Columns): PatientContact[] {
  if (name === undefined && relationship === undefined) return []
  return [
    {
      ...(name === undefined ? {} : { name: { given: [], text: name } }),
      ...(relationship === undefined ? {} : { relationship }),
      contacts: [],
    },
  ]
}
