/** When two entries are of the same medicine, or the same dosage (STR-MED-33). */
import { codeSystems } from '@gpc/fhir'
import type { Coding, Concept } from '../model/entry.ts'
import { plain } from '../render/text.ts'

const shareCode = (a: readonly Coding[], b: readonly Coding[]): boolean =>
  a.some(one => b.some(({ system, code }) => system === one.system && code.trim() === one.code.trim()))
const isSnomed = ({ system }: Coding): boolean => system === codeSystems.snomed

/** The words that a concept is known by. */
function words({ text, codings }: Concept): string {
  return plain(text ?? codings.find(one => one.display !== undefined)?.display ?? '')
}

/**
 * True if a code says so: a SNOMED CT code in common where both have one (another SNOMED CT code is another medicine, as in a
 * switch from the generic to a brand); else any code in common, or the same words.
 */
export function sameDrug(a: Concept, b: Concept): boolean {
  if (a === b) return true
  const [first, second] = [a.codings.filter(isSnomed), b.codings.filter(isSnomed)]
  if (first.length > 0 && second.length > 0) return shareCode(first, second)
  return shareCode(a.codings, b.codings) || words(a) === words(b)
}

/** Case and white space don't make another dosage; nor does one that the source doesn't tell. */
export function sameDosage(a: string | undefined, b: string | undefined): boolean {
  return a === b || a === undefined || b === undefined || plain(a) === '' || plain(b) === '' || plain(a) === plain(b)
}
