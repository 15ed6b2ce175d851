import type { AllergyTerm, SystemName } from '../model.ts'
import { allergies } from './allergies.ts'

/**
 * The allergies that a system's format can tell apart as drug or not: Vision marks that only by the Read chapter of drug
 * allergies, so the drug allergies without such a code are left to the others.
 */
export function allergiesOf(system: SystemName): readonly AllergyTerm[] {
  const all: readonly AllergyTerm[] = Object.values(allergies)
  return system === 'vision' ? all.filter(one => !one.drug || one.readV2?.code.startsWith('14L')) : all
}
