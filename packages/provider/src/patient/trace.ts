/** Asking PDS about a patient who hasn't been traced (FND-PAT-04, FND-PAT-05). */
import { GpConnectError } from '@gpc/fhir'
import { type PdsClient, type PdsPerson, verifiesDemographics } from '@gpc/spine'
import { type PatientStatus, type Store, saveTrace, type Trace } from '@gpc/store'

type Local = Pick<PatientStatus, 'nhsNumber' | 'family' | 'given' | 'birthDate'>

/** What a trace says of a local patient. Pure. */
export function traceResult(local: Local, person: PdsPerson | undefined): Trace {
  const { nhsNumber } = local
  if (person === undefined) return { nhsNumber, result: 'unknown', sensitive: false }
  const { sensitive } = person
  if (person.superseded) return { nhsNumber, result: 'superseded', sensitive, supersededBy: person.nhsNumber }
  if (person.invalid) return { nhsNumber, result: 'invalid', sensitive }
  const name = { family: local.family, given: local.given.split(' ') }
  const demographics = local.birthDate === '' ? { name } : { name, birthDate: local.birthDate }
  if (!verifiesDemographics(demographics, person)) return { nhsNumber, result: 'mismatch', sensitive }
  // of the dead, too, the demographics agree: their documents are served for some time (DOC-GEN-10)
  return { nhsNumber, result: person.deceased === undefined ? 'verified' : 'deceased', sensitive }
}

/** Asks PDS about a patient and keeps the answer. @throws GpConnectError 503 while PDS can't be asked: then nobody can tell */
export async function tracePatient(store: Store, pds: PdsClient, practice: string, local: Local): Promise<Trace> {
  let person: PdsPerson | undefined
  try {
    person = await pds.trace(local.nhsNumber)
  } catch {
    throw new GpConnectError(
      'INTERNAL_SERVER_ERROR',
      'PDS could not be asked whether the NHS number is verified: try again later.',
      503,
    )
  }
  const trace = traceResult(local, person)
  await saveTrace(store, practice, trace, local)
  return trace
}
