/** A patient and the registration out of one row of the patient file. */
import type { Patient, Registration } from '@gpc/clinical'
import { isNhsNumber } from '@gpc/fhir'
import type { SourceRow } from '../contract.ts'
import type { Cells } from '../shared/table.ts'
import { dayOf } from './files.ts'
import { addressOf, contactsOf, genderOf, staffKey } from './people.ts'

/** The NHS number without spaces and dashes, or why there is none. */
export function nhsNumberOf(cells: Cells): { readonly value?: string; readonly fault?: string } {
  const text = (cells.NHS_NUMBER ?? '').replace(/[\s-]/g, '')
  if (text === '') return {}
  return isNhsNumber(text) ? { value: text } : { fault: 'no NHS number: ten digits with a right check digit' }
}

const registrations: Readonly<Record<string, Pick<Registration, 'type' | 'typeText'>>> = {
  R: { type: 'regular', typeText: 'GMS registered' },
  T: { type: 'temporary', typeText: 'Temporary' },
  P: { type: 'private', typeText: 'Private' },
  S: { type: 'other', typeText: 'Registered for other services only' },
  D: { type: 'other', typeText: 'Deceased' },
  L: { type: 'other', typeText: 'Left' },
}

/** ACTIVE is one letter; once it is D or L, the type of the earlier registration is lost. */
function registrationOf(cells: Cells): Registration {
  const active = cells.ACTIVE ?? ''
  const start = dayOf(cells, 'REGISTERED_DATE')
  const end = dayOf(cells, 'REMOVED_DATE') ?? (active === 'D' ? dayOf(cells, 'DATE_OF_DEATH') : undefined)
  return {
    ...(registrations[active] ?? { type: 'other', ...(active === '' ? {} : { typeText: active }) }),
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
  }
}

/** The extract tells nothing of the NHS number's trace status and of sensitive records: PDS decides. */
export function patientOf(row: SourceRow): Patient {
  const cells = row.columns
  const { TITLE: prefix, FORENAME: forename, SURNAME: family } = cells
  const nhsNumber = nhsNumberOf(cells).value
  const birthDate = dayOf(cells, 'DATE_OF_BIRTH')
  const deceased = dayOf(cells, 'DATE_OF_DEATH') ?? (cells.ACTIVE === 'D' ? true : undefined)
  const address = addressOf(cells, 'home')
  const usualGp = staffKey(cells.GP_USUAL) ?? staffKey(cells.GP)
  return {
    source: 'vision',
    key: row.key,
    ...(nhsNumber === undefined ? {} : { nhsNumber }),
    nhsNumberStatus: 'unknown',
    name: {
      ...(prefix === undefined ? {} : { prefix }),
      given: forename === undefined ? [] : [forename],
      ...(family === undefined ? {} : { family }),
    },
    gender: genderOf(cells.SEX),
    ...(birthDate === undefined ? {} : { birthDate }),
    ...(deceased === undefined ? {} : { deceased }),
    addresses: address === undefined ? [] : [address],
    contacts: contactsOf(cells, [
      ['PHONE_NUMBER', 'phone', 'home'],
      ['MOBILE_NUMBER', 'phone', 'mobile'],
      ['EMAIL', 'email'],
    ]),
    relations: [],
    ...(usualGp === undefined ? {} : { usualGp }),
    registration: registrationOf(cells),
    sensitive: false,
  }
}
