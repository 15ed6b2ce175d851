/** What the rows of a patient's entries share: owner, staff, times, consultation, problem. */
import type { LocalDate } from '@gpc/fhir'
import type { InventedEntry, InventedPatient } from '../model.ts'
import type { Dictionary } from './dictionary.ts'
import type { Cells, EmisWriter } from './files.ts'
import { braced, organisationGuid } from './practice.ts'
import type { Receivers } from './receivers.ts'

export interface PatientContext {
  readonly ods: string
  readonly today: LocalDate
  /** UserInRoleGuid of each member of staff. */
  readonly users: ReadonlyMap<number, string>
  readonly dictionary: Dictionary
  readonly out: EmisWriter
  /** Rows that receivers of referrals get, by name. */
  readonly receivers: Receivers
  readonly problems: ProblemLinks
}

/** What problems say of other rows, by the key of the entry. */
export interface ProblemLinks {
  /** The entry that the problem which it belongs to is made of. */
  readonly of: ReadonlyMap<number, number>
  /** Entries that a confidential problem is made of: the format has one mark for both. */
  readonly hidden: ReadonlySet<number>
}

export function problemLinks({ problems = [] }: InventedPatient): ProblemLinks {
  return {
    of: new Map(problems.flatMap(({ madeOf, links }) => links.map((link): [number, number] => [link, madeOf]))),
    hidden: new Set(problems.filter(one => one.confidential === true).map(one => one.madeOf)),
  }
}

/** Every entry but medicines, consultations and diary entries is an observation row. */
export const observationGuid = (ods: string, patient: InventedPatient, key: number): string =>
  braced(ods, 'Observation', patient.number, key)

export function owner(patient: InventedPatient, ods: string): Cells {
  return { PatientGuid: braced(ods, 'Patient', patient.number), OrganisationGuid: organisationGuid(ods) }
}

/** What every clinical row has. */
export function entryCells(entry: InventedEntry, patient: InventedPatient, context: PatientContext): Cells {
  const { ods, users, problems } = context
  const made = problems.of.get(entry.key)
  const problem = made === undefined ? undefined : observationGuid(ods, patient, made)
  return {
    ...owner(patient, ods),
    EnteredDate: entry.recordedAt.slice(0, 10),
    EnteredTime: entry.recordedAt.slice(11),
    ClinicianUserInRoleGuid: users.get(entry.clinician ?? entry.recorder),
    EnteredByUserInRoleGuid: users.get(entry.recorder),
    ConsultationGuid:
      entry.consultation === undefined ? undefined : braced(ods, 'Consultation', patient.number, entry.consultation),
    ProblemGuid: problem,
    ProblemObservationGuid: problem,
    Deleted: 'false',
    IsConfidential: String(entry.confidential === true || problems.hidden.has(entry.key)),
  }
}

/** A date is always written in full, its precision beside it; an unknown one is `U`, whatever day stands there. */
export function effective(date: string | undefined, entry: InventedEntry): Cells {
  if (date === undefined) return { EffectiveDate: entry.recordedAt.slice(0, 10), EffectiveDatePrecision: 'U' }
  const precision = date.length === 4 ? 'Y' : date.length === 7 ? 'YM' : 'YMD'
  return { EffectiveDate: `${date}-01-01`.slice(0, 10), EffectiveDatePrecision: precision }
}
