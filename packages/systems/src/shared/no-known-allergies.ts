/** Codes that say that no allergies are known: 716186003 and what lies below it (STR-ALG-22). */

const snomed: ReadonlySet<string> = new Set([
  '716186003', // No known allergy
  '409137002', // No known drug allergy
  '428197003', // No known insect allergy
  '428607008', // No known environmental allergy
  '429625007', // No known food allergy
  '716184000', // No known latex allergy
  '716220001', // No known animal allergy
])

/** "No known allergies" in Read v2 and CTV3. */
const read = '1151.'

/** True if either code, SNOMED CT or Read (v2 or CTV3), says that no allergies are known. */
export function isNoKnownAllergy(snomedCode: string, readCode: string): boolean {
  return snomed.has(snomedCode) || readCode.slice(0, 5) === read
}
