/**
 * Which allergies are sent, and what becomes of "no known allergies" (STR-ALG-05, STR-ALG-21, STR-ALG-22).
 *
 * "No known allergies" is only true beside nothing else. So it is sent if, and only if, the record holds no other allergy
 * at all: active, ended, or withheld as confidential. Beside a withheld allergy it would be a false statement that a
 * prescriber acts on; leaving it out tells nothing more than the warning that the list carries anyway. The list that is
 * left is then empty and says "Information not available", which claims less than the record, never more. The same goes for
 * the narrower ones ("no known drug allergies"), which a reader could take for the whole. One that has itself been ended
 * is no statement any more: it is sent neither as current nor, where it would read like the end of an allergy, as ended.
 * All that are left are sent, even if the same was recorded more than once.
 */
import { codeSystems, firstDay, type LocalDate } from '@gpc/fhir'
import type { Allergy } from '../model/allergy.ts'
import { isWithheld } from './withheld.ts'

/** SNOMED CT 716186003 "No known allergy" and its children: drug, food, environmental, insect, latex, animal. */
const noKnownAllergy: ReadonlySet<string> = new Set([
  '716186003',
  '409137002',
  '429625007',
  '428607008',
  '428197003',
  '716184000',
  '716220001',
])

/** True for an entry that says that there is no (known) allergy: marked so by the reader, or by its SNOMED CT code. */
export function isNoKnownAllergy({ negation, concept }: Allergy): boolean {
  return (
    negation === true ||
    concept.codings.some(({ system, code }) => system === codeSystems.snomed && noKnownAllergy.has(code.trim()))
  )
}

/** Ended, and not only from a day in the future: until then it counts as active, which is the safe reading. */
export function hasEnded({ ended }: Allergy, today: LocalDate): boolean {
  return ended !== undefined && (ended.date === undefined || firstDay(ended.date) <= today)
}

export interface SortedAllergies {
  readonly active: readonly Allergy[]
  readonly ended: readonly Allergy[]
  /** Confidential ones, by the list that they would be in (STR-ERR-09, STR-WARN-06). */
  readonly confidential: { readonly active: readonly Allergy[]; readonly ended: readonly Allergy[] }
  /** "No known allergies" that isn't sent, with the reason. */
  readonly leftOut: readonly { readonly allergy: Allergy; readonly reason: string }[]
}

export function sortAllergies(
  allergies: readonly Allergy[],
  context: { readonly today: LocalDate; readonly everything?: true },
): SortedAllergies {
  const over = (one: Allergy) => hasEnded(one, context.today)
  const confidential = allergies.filter(one => isWithheld(one, context))
  const open = allergies.filter(one => !isWithheld(one, context))
  const positive = open.filter(one => !isNoKnownAllergy(one))
  const negative = open.filter(isNoKnownAllergy)
  const contradicted = positive.length > 0 || confidential.some(one => !isNoKnownAllergy(one))
  return {
    active: [...positive.filter(one => !over(one)), ...(contradicted ? [] : negative.filter(one => !over(one)))],
    ended: positive.filter(over),
    confidential: { active: confidential.filter(one => !over(one)), ended: confidential.filter(over) },
    leftOut: negative.flatMap(allergy => {
      if (over(allergy)) return [{ allergy, reason: 'a statement that no allergies are known, which has been ended' }]
      if (!contradicted) return []
      return [
        { allergy, reason: 'a statement that no allergies are known, beside others that are recorded (STR-ALG-22)' },
      ]
    }),
  }
}
