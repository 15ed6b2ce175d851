import { administrationTraits } from './administration.ts'
import { clinicalTraits } from './clinical.ts'
import { textTraits } from './texts.ts'
import type { Trait } from './trait.ts'

/** Every sample patient of this generator, by key; visits-hub and unregistered concern more than one practice or none, and are made by the sandbox. */
export const allTraits: readonly Trait[] = [...administrationTraits, ...clinicalTraits, ...textTraits]
