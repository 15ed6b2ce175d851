/**
 * The GP registration list download (GPR4): a flat ASCII file, first line `503\*`, two records a patient with `~` between fields. Large
 * lists come as several files whose names end in A, B, C …; only the first has the header. Pure.
 */
import { isLocalDate, isNhsNumber } from '@gpc/fhir'

/** Fields of the two records, in their order, after `DOW` and the record's number. */
export const recordFields = {
  1: [
    'GpCode',
    'HaCipher',
    'RecordDate',
    'RecordTime',
    'RecordNumber',
    'NhsNumber',
    'Surname',
    'Forenames',
    'PreviousSurname',
    'Title',
    'Sex',
    'BirthDate',
    'HouseName',
    'Road',
  ],
  2: [
    'Locality',
    'PostTown',
    'County',
    'Postcode',
    'DrugsDispensed',
    'RppMileage',
    'BlockedRoute',
    'WalkingUnits',
    'ResidentialInstitute',
  ],
} as const

/** Fields that say when and how the list was made, not who the patient is: left out, so that an unchanged patient is unchanged. */
export const listFields: ReadonlySet<string> = new Set(['HaCipher', 'RecordDate', 'RecordTime', 'RecordNumber'])

export const header = '503\\*'

export interface ListName {
  /** ODS code before the underscore, where the file was renamed as it should be. */
  readonly ods?: string
  /** The name without its last letter: the same for all files of a list. */
  readonly stem: string
  /** `A` for the first file. */
  readonly part: string
}

/** `K82070_GPR4LNA1.IAA`, or without the ODS code; undefined for any other name. */
export function listName(name: string): ListName | undefined {
  const [, ods, stem, part] = /^(?:([A-Z0-9]{3,8})_)?(GPR4[A-Z0-9]{3}1\.[A-L][1-9A-V])([A-Z])$/i.exec(name) ?? []
  if (stem === undefined || part === undefined) return undefined
  return {
    ...(ods === undefined ? {} : { ods: ods.toUpperCase() }),
    stem: stem.toUpperCase(),
    part: part.toUpperCase(),
  }
}

export type Listed = Readonly<Record<string, string>>

export interface ListFault {
  readonly column?: string
  readonly reason: string
}

/** The cells of a patient's two records, by field, empty ones left out; or what is wrong with them. */
export function listedPatient(first: string, second: string): Listed | ListFault {
  const cells: Record<string, string> = {}
  for (const [number, line] of [
    [1, first],
    [2, second],
  ] as const) {
    const names = recordFields[number]
    const [, , ...fields] = line.split('~')
    if (fields.length === names.length + 1 && fields.at(-1) === '') fields.pop()
    if (fields.length !== names.length) {
      return { reason: `${fields.length} fields in record ${number} where ${names.length} are expected` }
    }
    names.forEach((name, i) => {
      const value = fields[i]?.trim() ?? ''
      if (value !== '' && !listFields.has(name)) cells[name] = value
    })
  }
  return checked(cells)
}

function checked(cells: Record<string, string>): Listed | ListFault {
  const number = cells.NhsNumber?.replace(/\s/g, '')
  if (number === undefined || !isNhsNumber(number)) {
    return { column: 'NhsNumber', reason: 'not a ten-digit NHS number: the patient cannot be told by it' }
  }
  if (Object.values(cells).some(value => /[^ -~]/.test(value))) {
    return { reason: 'bytes that are not ASCII text' }
  }
  if (cells.Sex !== undefined && !/^[0129]$/.test(cells.Sex)) return { column: 'Sex', reason: 'not 0, 1, 2 or 9' }
  const born = cells.BirthDate
  const birthDate = born?.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3')
  if (birthDate !== undefined && !isLocalDate(birthDate))
    return { column: 'BirthDate', reason: 'not a date (yyyymmdd)' }
  const postcode = cells.Postcode?.replace(/ +/g, ' ')
  return {
    ...cells,
    NhsNumber: number,
    ...(birthDate === undefined ? {} : { BirthDate: birthDate }),
    ...(postcode === undefined ? {} : { Postcode: postcode }),
  }
}

export const isFault = (found: Listed | ListFault): found is ListFault => typeof found.reason === 'string'
