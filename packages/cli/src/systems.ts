/** The clinical systems, put together: the only place of this room that lists them. */
import type { SourceName } from '@gpc/clinical'
import type { SwitchName } from '@gpc/store'
import { type ClinicalSystem, documents, emis, gp2gp, local, microtest, pds, taken, tpp, vision } from '@gpc/systems'

export const systems: ReadonlyMap<SourceName, ClinicalSystem> = new Map(
  [emis, tpp, vision, microtest, gp2gp, pds, documents, local, taken].map(system => [system.name, system]),
)

/** What a practice's own system can be. */
export const practiceSystems = ['emis', 'tpp', 'vision', 'microtest'] as const

export const systemTitles: Readonly<Record<string, string>> = {
  emis: 'EMIS Web',
  tpp: 'TPP SystmOne',
  vision: 'Vision',
  microtest: 'Microtest',
  gp2gp: 'GP2GP extract',
  documents: 'Documents',
  local: 'Registration',
  taken: 'Taken from another practice',
}

/** The switches of a practice, the master switch first (NFR-ENA-01). */
export const capabilitySwitches = [
  'gp-connect',
  'foundations',
  'structured',
  'documents',
  'appointments',
  'html',
] as const satisfies SwitchName[]

/** What else can be switched at a practice; it isn't among `all`, as a practice without services has no use for it (APT-SVC-04). */
export const otherSwitches = ['service-filtering'] as const satisfies SwitchName[]
