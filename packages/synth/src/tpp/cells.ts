/** Parts of rows that many tables have. */
import { isLocalDate, type LocalDate } from '@gpc/fhir'
import { rowNumber } from '../keys.ts'
import type { InventedAddress, InventedEntry, InventedPractice, InventedStaff, LocalDateTime } from '../model.ts'
import type { Cells } from './files.ts'

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** `dd MMM yyyy HH:mm:ss`; a day has midnight for a time. @throws RangeError for a date by year or month: the format has none */
export function dateCell(date: LocalDate | LocalDateTime | undefined): string {
  if (date === undefined) return ''
  const day = date.slice(0, 10)
  if (!isLocalDate(day)) throw new RangeError(`The extract can't hold the date ${date}.`)
  const time = date.length > 10 ? date.slice(11, 19) : '00:00:00'
  return `${day.slice(8)} ${months[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)} ${time}`
}

/** Profiles of staff who have no role are numbered above every role. */
const withoutRole = 900_000

/** The profile that somebody works with: that of the first role. */
export function profileOf({ key, roles }: InventedStaff): number {
  return roles[0]?.key ?? withoutRole + key
}

export interface PatientContext {
  readonly practice: InventedPractice
  readonly staff: ReadonlyMap<number, InventedStaff>
  /** The patient's number. */
  readonly patient: number
}

export const id = (patient: number, entry = 0): string => String(rowNumber(patient, entry))

/** Profile of a member of staff; -1, nobody, if there is no such person. */
export function profileCell(staff: number, context: PatientContext): string {
  const person = context.staff.get(staff)
  return person === undefined ? '-1' : String(profileOf(person))
}

/** The leading and closing columns of an entry's row; `date` is the event's own date, empty if unknown. */
export function eventCells(
  { key, recordedAt, recorder, clinician, consultation }: InventedEntry,
  date: LocalDate | LocalDateTime | undefined,
  context: PatientContext,
): Cells {
  const { practice, patient } = context
  return {
    RowIdentifier: id(patient, key),
    DateEventRecorded: dateCell(recordedAt),
    DateEvent: dateCell(date),
    IDProfileEnteredBy: profileCell(recorder, context),
    IDDoneBy: String(clinician ?? recorder),
    IDOrganisationDoneAt: practice.ods,
    IDReferralIn: '-1',
    IDEvent: consultation === undefined ? '-1' : id(patient, consultation),
    ...ofPatient(context),
  }
}

export function ofPatient({ practice: { ods }, patient }: PatientContext): Cells {
  return { IDOrganisationVisibleTo: ods, IDPatient: id(patient), IDOrganisation: ods, IDOrganisationRegisteredAt: ods }
}

/** House number and road, where the street has both. */
export function streetOf({ street }: InventedAddress): { readonly number?: string; readonly road: string } {
  const [, number, road] = /^(\d+[A-Za-z]?) (.+)$/s.exec(street) ?? []
  return number === undefined || road === undefined ? { road: street } : { number, road }
}
