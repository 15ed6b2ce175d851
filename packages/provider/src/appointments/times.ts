import { invalid } from './resource.ts'
import { instant } from './slot-parameters.ts'

/** Milliseconds since the epoch of a FHIR instant that was sent; fractions of a second don't count. @throws GpConnectError INVALID_RESOURCE */
export function instantOf(text: string | undefined, element: string): number {
  const found = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(text ?? '')
  if (found === null) throw invalid(`Appointment.${element} must be a time with its offset.`)
  const [, local = '', offset = 'Z'] = found
  return instant(local + (offset === 'Z' ? '+00:00' : offset))
}
