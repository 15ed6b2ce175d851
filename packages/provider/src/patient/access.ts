/** Which patients are served, and how they are told apart from those who don't exist. One place for all capabilities. */

import type { PartName, StoredPart } from '@gpc/clinical'
import type { LocalDate } from '@gpc/fhir'
import type { PatientStatus } from '@gpc/store'

/** Why a patient isn't served; for the audit and for tests, never for the caller (SEC-IG-05). */
export type NotServed = 'hidden' | 'left' | 'deceased' | 'sensitive' | 'unverified' | 'not-regular'

type Status = Pick<
  PatientStatus,
  | 'neverServed'
  | 'registeredTo'
  | 'registration'
  | 'deceased'
  | 'sensitive'
  | 'numberStatus'
  | 'trace'
  | 'traceSensitive'
  | 'flags'
>

/** The flags that the provider's administration has set. */
export function flagsOf({ flags }: Pick<PatientStatus, 'flags'>): ReadonlyMap<string, string> {
  const parsed: unknown = JSON.parse(flags)
  if (typeof parsed !== 'object' || parsed === null) return new Map()
  return new Map(Object.entries(parsed).map(([flag, detail]) => [flag, String(detail)]))
}

/**
 * FND-PAT-02, FND-PAT-03, FND-PAT-05, FND-PAT-06: a patient who is registered (in any way), alive, verified and not sensitive.
 * What PDS said counts more than what the practice's system says.
 */
export function notServed(patient: Status, today: LocalDate): NotServed | undefined {
  const flags = flagsOf(patient)
  if (patient.neverServed !== '' || flags.has('merged') || flags.has('hidden')) return 'hidden'
  if (patient.sensitive || patient.traceSensitive === true) return 'sensitive'
  if (patient.deceased !== '' || patient.trace === 'deceased') return 'deceased'
  if (patient.registeredTo !== '' && patient.registeredTo <= today) return 'left'
  if (!isVerified(patient)) return 'unverified'
  return undefined
}

/** FND-PAT-04: by PDS, or, while PDS hasn't been asked, by the practice's system. */
function isVerified({ trace, numberStatus }: Status): boolean {
  return trace === null ? numberStatus === 'verified' : trace === 'verified'
}

/** STR-ERR-02 to STR-ERR-05: record access serves regular (GMS) patients only. */
export function recordNotServed(patient: Status, today: LocalDate): NotServed | undefined {
  return notServed(patient, today) ?? (patient.registration === 'regular' ? undefined : 'not-regular')
}

/** STR-ERR-06: the patient has dissented from sharing. */
export function hasDissented(patient: Pick<PatientStatus, 'flags'>): boolean {
  return flagsOf(patient).has('dissent')
}

/** STR-WARN-11: results were received that aren't filed yet, by the source or by the practice's own flag. */
export function awaitsFiling(
  patient: Pick<PatientStatus, 'flags'>,
  name: PartName,
  part: Pick<StoredPart, 'awaitingFiling'> | undefined,
): boolean {
  return part?.awaitingFiling === true || (name === 'investigations' && flagsOf(patient).has('awaiting-filing'))
}
