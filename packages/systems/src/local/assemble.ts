/** A patient out of the row of their registration. */
import { type Address, type Contact, noEntries, type Patient, type PatientRecord } from '@gpc/clinical'
import { isLocalDate, isNhsNumber } from '@gpc/fhir'
import type { PatientRows, SourceRow } from '../contract.ts'
import { table } from './columns.ts'

type Columns = SourceRow['columns']

/** A temporary patient and nothing else; of several registrations the last one counts. */
export function assembleRegistration(rows: PatientRows): PatientRecord {
  const [last] = rows.table(table).toSorted((a, b) => ((a.columns.start ?? '') < (b.columns.start ?? '') ? 1 : -1))
  return { ...noEntries, ...(last === undefined ? {} : { patient: patientOf(last) }), unreadable: [] }
}

const genders = ['male', 'female', 'other', 'unknown'] as const

function patientOf({ key, columns }: SourceRow): Patient {
  const { nhsNumber = '', prefix, family, birthDate, language, interpreterRequired, start, end } = columns
  return {
    source: 'local',
    key,
    ...(isNhsNumber(nhsNumber) ? { nhsNumber } : {}),
    nhsNumberStatus: 'verified',
    name: {
      ...(prefix === undefined ? {} : { prefix }),
      given: lines(columns.given),
      ...(family === undefined ? {} : { family }),
    },
    gender: genders.find(one => one === columns.gender) ?? 'unknown',
    ...(birthDate === undefined ? {} : { birthDate }),
    addresses: [...addressOf(columns, 'home'), ...addressOf(columns, 'temp')],
    contacts: contactsOf(columns),
    relations: [],
    ...(language === undefined ? {} : { language }),
    ...(interpreterRequired === undefined ? {} : { interpreterRequired: interpreterRequired === 'true' }),
    registration: {
      type: 'temporary',
      ...(start !== undefined && isLocalDate(start) ? { start } : {}),
      ...ending(end),
    },
    sensitive: false,
  }
}

const lines = (text: string | undefined): readonly string[] => (text === undefined ? [] : text.split('\n'))

const ending = (end: string | undefined) => (end !== undefined && isLocalDate(end) ? { end } : {})

const addressTypes = ['postal', 'physical', 'both'] as const

function addressOf(columns: Columns, use: 'home' | 'temp'): readonly Address[] {
  const type = addressTypes.find(one => one === columns[`${use}Type`])
  const { [`${use}City`]: city, [`${use}County`]: county, [`${use}Postcode`]: postcode } = columns
  const { [`${use}Lines`]: own, [`${use}Country`]: country } = columns
  if ([own, city, county, postcode, country].every(one => one === undefined)) return []
  return [
    {
      use,
      ...(type === undefined ? {} : { type }),
      lines: lines(own),
      ...(city === undefined ? {} : { city }),
      ...(county === undefined ? {} : { county }),
      ...(postcode === undefined ? {} : { postcode }),
      ...(country === undefined ? {} : { country }),
      ...(use === 'temp' ? ending(columns.end) : {}),
    },
  ]
}

const telecoms = (['phone', 'email'] as const).flatMap(system =>
  (
    [
      ['Home', 'home'],
      ['Work', 'work'],
      ['Mobile', 'mobile'],
      ['Temp', 'temp'],
    ] as const
  ).map(([name, use]) => ({ column: system + name, system, use })),
)

function contactsOf(columns: Columns): readonly Contact[] {
  return telecoms.flatMap(({ column, system, use }) => {
    const value = columns[column]
    return value === undefined ? [] : [{ system, value, use, ...(use === 'temp' ? ending(columns.end) : {}) }]
  })
}
