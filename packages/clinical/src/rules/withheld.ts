/** Which entries must not leave (STR-ERR-09). */
import type { Entry } from '../model/entry.ts'

/** True for an entry that the practice marked as confidential, unless a migration asks for everything (MIG-STR-09). */
export function isWithheld(
  { confidentiality }: Pick<Entry, 'confidentiality'>,
  { everything }: { readonly everything?: true },
): boolean {
  return confidentiality === 'confidential' && everything !== true
}
