/** Who may take a whole record away: the practice that the patient is registered with now, and nobody else (MIG-AUT). */
import { GpConnectError, type LocalDate } from '@gpc/fhir'
import type { FoundPatient } from '@gpc/store'
import type { Exchange } from '../exchange/exchange.ts'
import type { Services } from '../services.ts'
import { hasDissented, notServed } from './access.ts'
import { only, patientNotFound, traceNew } from './find.ts'

/** MIG-AUT-06, MIG-AUT-08: confidential content needs the restricted scope. */
export function mayHaveSensitive({ scope }: Exchange['requester']): boolean {
  return scope.split(' ').includes('conf/R')
}

/**
 * MIG-AUT-03: PDS is asked at the time of the request.
 * @throws GpConnectError NO_RELATIONSHIP; 503 while PDS can't be asked
 */
export async function checkRegistered({ pds }: Services, { requester }: Exchange, nhsNumber: string): Promise<void> {
  const refused = (why: string) =>
    new GpConnectError('NO_RELATIONSHIP', `A record is migrated to the patient's registered practice only: ${why}.`)
  if (pds === undefined) throw refused('this provider has no PDS to ask')
  const person = await pds.trace(nhsNumber).catch(() => {
    throw new GpConnectError('INTERNAL_SERVER_ERROR', 'PDS could not be asked where the patient is registered.', 503)
  })
  if (requester.organisation === '' || person?.generalPractitionerOds !== requester.organisation) {
    throw refused('PDS does not have the patient at the requesting organisation')
  }
}

/**
 * The record that a migration may have: also of somebody who has left, whatever their registration was (MIG-AUT-11).
 * @throws GpConnectError PATIENT_NOT_FOUND (MIG-AUT-10), NO_PATIENT_CONSENT (MIG-AUT-09), NO_RELATIONSHIP (MIG-AUT-03)
 */
export async function migratedRecord<T extends { readonly patient: FoundPatient }>(
  services: Services,
  exchange: Exchange,
  read: () => Promise<readonly T[]>,
  today: LocalDate,
): Promise<T> {
  let records = await read()
  if (
    await traceNew(
      services,
      exchange.practice.ods,
      records.map(one => one.patient),
    )
  )
    records = await read()
  const found = only(records, ({ patient }) => {
    const reason = notServed(patient, today)
    return reason === 'left' ? notServed({ ...patient, registeredTo: '' }, today) : reason
  })
  if (found === undefined) throw patientNotFound()
  if (hasDissented(found.patient))
    throw new GpConnectError('NO_PATIENT_CONSENT', 'The patient has dissented from sharing the record.')
  await checkRegistered(services, exchange, found.patient.nhsNumber)
  return found
}
