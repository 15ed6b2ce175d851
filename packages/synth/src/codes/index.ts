import type { AllergyTerm, CodedTerm, SystemName } from '../model.ts'
import { commentNote, diaryTerms, documentTypes, ownTerm, procedures, referrals } from './administration.ts'
import { allergies } from './allergies.ts'
import { disorders, examinations, familyHistory, symptoms } from './conditions.ts'
import { declined, immunisationStatus, vaccinations } from './immunisations.ts'
import { specimens, testGroups, tests } from './laboratory.ts'
import { advice, bloodPressure, measurements, smoking } from './measurements.ts'

/**
 * The allergies that a system's format can tell apart as drug or not: Vision marks that only by the Read chapter of drug
 * allergies, so the drug allergies without such a code are left to the others.
 */
export function allergiesOf(system: SystemName): readonly AllergyTerm[] {
  const all: readonly AllergyTerm[] = Object.values(allergies)
  return system === 'vision' ? all.filter(one => !one.drug || one.readV2?.code.startsWith('14L')) : all
}

const lists: readonly Readonly<Record<string, CodedTerm>>[] = [
  disorders,
  symptoms,
  examinations,
  familyHistory,
  bloodPressure,
  measurements,
  smoking,
  advice,
  tests,
  testGroups,
  specimens,
  vaccinations,
  declined,
  immunisationStatus,
  referrals,
  documentTypes,
  diaryTerms,
  procedures,
  { commentNote, ownTerm },
]

export { sayable } from './coded.ts'

/** Every term but allergies and medicines, once: what a writer's dictionary can come to hold. */
export const codedTerms: readonly CodedTerm[] = lists.flatMap(list => Object.values(list))
