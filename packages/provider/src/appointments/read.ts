/** Read an appointment, retrieve a patient's (APT-READ, APT-RETR). */
import { addDays, GpConnectError, interactions, isLocalDate, type LocalDate, londonDay, londonInstant } from '@gpc/fhir'
import { appointmentById, appointmentsOfPatient, type StoredAppointment } from '@gpc/store'
import type { Exchange, Operation } from '../exchange/exchange.ts'
import { searchset } from '../foundations/searchset.ts'
import { patientNotFound, servedPatient } from '../patient/find.ts'
import type { Services } from '../services.ts'
import { answerWith, rendered } from './answer.ts'
import { all, instant } from './slot-parameters.ts'

/**
 * The appointment of a path, of a patient who is served (APT-GEN-04).
 * @throws GpConnectError NO_RECORD_FOUND (APT-READ-02)
 */
export async function servedAppointment(
  services: Services,
  { practice, params, note }: Exchange,
): Promise<StoredAppointment> {
  const id = params.id ?? ''
  note({ detail: `Appointment/${id.slice(0, 64)}` })
  const found = await appointmentById(services.store, practice.ods, id)
  const patient = found?.appointment.patient ?? ''
  const today = londonDay(services.now() * 1000)
  const served =
    patient === ''
      ? undefined
      : await servedPatient(services, practice.ods, () => services.patients.byId(practice.ods, patient), today)
  if (found === undefined || served === undefined)
    throw new GpConnectError('NO_RECORD_FOUND', 'There is no Appointment with this id at this practice.')
  note({ patient: served.nhsNumber })
  return found
}

/** True from the start of an appointment on: it is none for other organisations any more (APT-GEN-02). */
export const isPast = ({ appointment }: StoredAppointment, now: number): boolean => instant(appointment.starts) <= now

const wrong = (diagnostics: string) => new GpConnectError('INVALID_PARAMETER', diagnostics)

/** The two days of `start=ge…&start=le…` (APT-RETR-01, APT-RETR-05). */
export function retrievalRange(query: Exchange['query'], today: LocalDate) {
  const values = all(query, 'start')
  const day = (prefix: string): LocalDate => {
    const [value, ...more] = values.filter(one => one.startsWith(prefix))
    const date = value?.slice(2) ?? ''
    if (value === undefined || more.length > 0 || !isLocalDate(date))
      throw wrong('The request needs start=ge[yyyy-mm-dd] and start=le[yyyy-mm-dd], each once, without a time.')
    return date
  }
  const from = day('ge')
  const to = day('le')
  if (values.length > 2) throw wrong('The parameter start must be sent twice: with the prefixes ge and le.')
  if (from < today) throw wrong('Appointments in the past are not available: the earliest day is today.')
  if (to < from) throw wrong('The last day must not be before the first one.')
  return { from: londonInstant(from, '00:00:00'), to: londonInstant(addDays(to, 1), '00:00:00') }
}

export const readAppointment = (services: Services): Operation => ({
  interaction: interactions.readAppointment,
  async handle(exchange) {
    const found = await servedAppointment(services, exchange)
    if (isPast(found, services.now() * 1000))
      throw new GpConnectError('NO_RECORD_FOUND', 'The appointment is in the past: only future ones are available.')
    return answerWith(services, { ...exchange, headers: { ...exchange.headers, prefer: '' } }, found.appointment, 200)
  },
})

export const patientAppointments = (services: Services): Operation => ({
  interaction: interactions.patientAppointments,
  async handle({ practice, params, query, note }) {
    const id = params.id ?? ''
    note({ patient: id.slice(0, 64) })
    const today = londonDay(services.now() * 1000)
    const range = retrievalRange(query, today)
    const patient = await servedPatient(services, practice.ods, () => services.patients.byId(practice.ods, id), today)
    if (patient === undefined) throw patientNotFound()
    note({ patient: patient.nhsNumber })
    const found = await appointmentsOfPatient(services.store, practice.ods, id, range)
    const directory = await services.directory.current(practice.ods)
    return { status: 200, json: searchset(found.map(one => rendered(practice, one, directory))) }
  },
})
