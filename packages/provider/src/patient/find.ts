/** Finding the one patient that may be served: the same for every capability. */
import { GpConnectError, type LocalDate } from '@gpc/fhir'
import type { FoundPatient } from '@gpc/store'
import type { Services } from '../services.ts'
import { hasDissented, type NotServed, notServed, recordNotServed } from './access.ts'
import { tracePatient } from './trace.ts'

/** STR-ERR-01 to STR-ERR-05: one answer for all that isn't served, whatever the reason (SEC-IG-05). */
export const patientNotFound = (): GpConnectError =>
  new GpConnectError('PATIENT_NOT_FOUND', 'No patient with this NHS number or id can be served by this practice.')

/** Why a patient isn't served on a day, or undefined: each capability has its rule. */
export type Reason = (patient: FoundPatient, today: LocalDate) => NotServed | undefined

/** Patients that PDS hasn't been asked about are asked about now; true if any answer came. */
export async function traceNew(
  services: Services,
  practice: string,
  patients: readonly FoundPatient[],
): Promise<boolean> {
  const { pds, store } = services
  const open =
    pds === undefined
      ? []
      : patients.filter(one => one.trace === null && one.nhsNumber !== '' && one.neverServed === '')
  for (const patient of open) if (pds !== undefined) await tracePatient(store, pds, practice, patient)
  return open.length > 0
}

/**
 * The record that record access may serve. It is read again if PDS had to be asked first.
 * @throws GpConnectError PATIENT_NOT_FOUND, NO_PATIENT_CONSENT (STR-ERR-06)
 */
export async function servedRecord<T extends { readonly patient: FoundPatient }>(
  services: Services,
  practice: string,
  read: () => Promise<readonly T[]>,
  today: LocalDate,
  reason: Reason = recordNotServed,
): Promise<T> {
  let records = await read()
  const patients = records.map(one => one.patient)
  if (await traceNew(services, practice, patients)) records = await read()
  const found = only(records, one => reason(one.patient, today))
  if (found === undefined) throw patientNotFound()
  if (hasDissented(found.patient))
    throw new GpConnectError('NO_PATIENT_CONSENT', 'The patient has dissented from sharing the record.')
  return found
}

/**
 * The patient that find and read may give, or undefined (FND-PAT-02 to FND-PAT-06); dissent doesn't count here (FND-PAT-11). A temporary
 * registration gives way to another one: the practice may have made a new record since somebody was registered for a while (REG-DUP-07).
 */
export async function servedPatient(
  services: Services,
  practice: string,
  read: () => Promise<readonly FoundPatient[]>,
  today: LocalDate,
): Promise<FoundPatient | undefined> {
  let patients = await read()
  if (await traceNew(services, practice, patients)) patients = await read()
  const reason = (one: FoundPatient) => notServed(one, today)
  const lasting = patients.filter(one => one.registration !== 'temporary' && reason(one) === undefined)
  return only(lasting.length === 0 ? patients : lasting, reason)
}

/** The one that is served. Two active records under one number can't be told apart: an error, not a guess (FND-PAT-08). */
export function only<T>(all: readonly T[], reason: (one: T) => NotServed | undefined): T | undefined {
  const served = all.filter(one => reason(one) === undefined)
  if (served.length > 1) {
    throw new GpConnectError(
      'INTERNAL_SERVER_ERROR',
      'The practice holds several active records under this NHS number; it must merge them first.',
    )
  }
  return served[0]
}
