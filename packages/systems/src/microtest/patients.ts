/** Patients of the registration list: they are registered, or they wouldn't be on it. */
import type { Patient } from '@gpc/clinical'
import type { SourceRow } from '../contract.ts'

const genders: Readonly<Record<string, Patient['gender']>> = { 1: 'male', 2: 'female' }

/** The key of a GP in the directory: the national code, or the code that the health authority gave. */
export function gpKey(gpCode: string): string {
  const [national = '', local = ''] = gpCode.split(',')
  return `GP:${national.trim() || local.trim()}`
}

export function patientOf({ key, columns }: SourceRow): Patient {
  const { NhsNumber, Surname, Forenames = '', PreviousSurname, Title, Sex = '', BirthDate, GpCode } = columns
  const { HouseName, Road, Locality, PostTown, County, Postcode } = columns
  const given = Forenames.split(/\s+/).filter(one => one !== '')
  const lines = [HouseName, Road, Locality].filter(line => line !== undefined)
  const hasAddress = [...lines, PostTown, County, Postcode].some(one => one !== undefined)
  return {
    source: 'microtest',
    key: `GPR4:${key}`,
    ...(NhsNumber === undefined ? {} : { nhsNumber: NhsNumber }),
    nhsNumberStatus: 'unknown',
    name: {
      ...(Title === undefined ? {} : { prefix: Title }),
      given,
      ...(Surname === undefined ? {} : { family: Surname }),
    },
    ...(PreviousSurname === undefined ? {} : { formerNames: [{ given, family: PreviousSurname }] }),
    gender: genders[Sex] ?? 'unknown',
    ...(BirthDate === undefined ? {} : { birthDate: BirthDate }),
    addresses: hasAddress
      ? [
          {
            use: 'home',
            lines,
            ...(PostTown === undefined ? {} : { city: PostTown }),
            ...(County === undefined ? {} : { county: County }),
            ...(Postcode === undefined ? {} : { postcode: Postcode }),
          },
        ]
      : [],
    contacts: [],
    relations: [],
    ...(GpCode === undefined ? {} : { usualGp: gpKey(GpCode) }),
    registration: { type: 'regular' },
    sensitive: false,
  }
}
