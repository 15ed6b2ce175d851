/** Native keys out of the model's numbers: the same at every run, unique where the model says that its keys are. */
import { logicalId } from '@gpc/fhir'

/** Keys of entries are below this, so that numbers of the form patient * maxEntries + entry never meet. */
export const maxEntries = 100_000

/** A number unique in the practice for an entry of a patient; `entry` 0 is the patient's own. Below 2^53 for a billion patients. */
export function rowNumber(patient: number, entry: number): number {
  return patient * maxEntries + entry
}

/** A GUID in lower case without braces, of a practice and the kind and numbers of the row: `guid('A99001', 'DrugRecord', 17, 3)`. */
export function guid(ods: string, kind: string, ...numbers: readonly number[]): string {
  return logicalId('synth', ods, kind, ...numbers.map(String))
}
