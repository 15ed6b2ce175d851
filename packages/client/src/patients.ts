/** That an answer is of the patient who was asked for. Pure. */
import { type Bundle, identifiers, type Patient } from '@gpc/fhir'
import { GpConnectResponseError } from './errors.ts'
import { isPatient } from './schema.ts'

/**
 * The patient of a searchset, or undefined.
 * @throws GpConnectResponseError if it holds several, or another one
 */
export function onlyPatient(bundle: Bundle, nhsNumber: string, traceId: string): Patient | undefined {
  const patients = (bundle.entry ?? []).flatMap(({ resource }) => (isPatient(resource) ? [resource] : []))
  const [patient, ...others] = patients
  if (patient === undefined) return undefined
  if (others.length > 0) {
    const message = 'The practice answered with more than one patient; none was used. Report it with the trace id.'
    throw new GpConnectResponseError(message, { status: 200, traceId })
  }
  checkPatient(patient, nhsNumber, traceId)
  return patient
}

/** A record must be of the patient asked for: it is never handed on otherwise. */
export function checkPatient(patient: Patient | undefined, nhsNumber: string, traceId: string): void {
  const numbers = (patient?.identifier ?? []).filter(one => one.system?.trim() === identifiers.nhsNumber)
  if (numbers.some(one => one.value?.replaceAll(' ', '') === nhsNumber)) return
  const message =
    "The practice's answer does not name the patient that was asked for; it was not used. Report it with the trace id."
  throw new GpConnectResponseError(message, { status: 200, traceId })
}
