/** What the resources of a laboratory report share. */
import type { Investigation } from '../model/investigation.ts'
import type { ClinicalTools } from './clinical-tools.ts'
import type { Family } from './observation-related.ts'
import type { Ref } from './rendered.ts'

export interface ReportParts {
  readonly report: Investigation
  readonly tools: ClinicalTools
  readonly encounter: Ref | undefined
  /** Observations that hang on a part of it without being one. */
  readonly family: Family
  /** Who produced it (STR-INV-07). */
  readonly laboratory: { readonly reference: Ref } | { readonly display: string } | undefined
  readonly laboratoryRef: Ref | undefined
}

/** STR-INV-05, STR-INV-11: no source has a narrower one. */
export const laboratoryCategory = { text: 'Laboratory' }
