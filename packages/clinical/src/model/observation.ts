import type { ClinicalDate } from '@gpc/fhir'
import type { Concept, Entry, EntryKey } from './entry.ts'

/** A measured or stated value. */
export type Value =
  | {
      readonly kind: 'quantity'
      /** A decimal as text: what was written stays as it was. */
      readonly value: string
      readonly comparator?: '<' | '<=' | '>=' | '>'
      /** As the source writes it (`mmHg`, `10*9/L`); rendering adds the UCUM code where it is sure of it (STR-UNC-06). */
      readonly unit?: string
    }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'concept'; readonly concept: Concept }

/** A reference range: bounds as decimals, or the words as the source has them (STR-UNC-09). */
export interface Range {
  readonly low?: string
  readonly high?: string
  readonly unit?: string
  readonly text?: string
}

export interface Component {
  readonly concept: Concept
  readonly value?: Value
  readonly range?: Range
  readonly interpretation?: Concept
}

/**
 * Anything coded that no other area takes, a consultation's free text, and the status records of immunisations (STR-UNC, STR-IMM-01).
 *
 * Blood pressure: readers give rows as the source has them (parent and children, or readings side by side); `rules/blood-pressure.ts` joins them. A reader
 * whose source has one row for both readings gives it with two components.
 */
export interface Observation extends Entry {
  /**
   * `coded`: uncategorised data. `comment`: free text of a consultation, in `notes` (STR-CON-12). `immunisation-status`: consent, dissent or
   * invitation, returned with immunisations only (STR-IMM-03).
   */
  readonly kind: 'coded' | 'comment' | 'immunisation-status'
  readonly concept: Concept
  readonly effective?: ClinicalDate
  /** Where it lasted: its end (STR-IMM-18). */
  readonly effectiveEnd?: ClinicalDate
  readonly value?: Value
  readonly ranges?: readonly Range[]
  readonly interpretation?: Concept
  readonly components?: readonly Component[]
  readonly bodySite?: Concept
  /** Key of the organisation that it was done at, where it isn't the practice (STR-UNC-05). */
  readonly organisation?: string
  /** Key of the observation that it belongs to, as the source has it (STR-UNC-08). */
  readonly parent?: EntryKey
  /** Key of the comment that this one goes on from (STR-UNC-19). */
  readonly follows?: EntryKey
  /** Qualifiers as human text first (`Laterality: left`), then the user's text (STR-UNC-07). */
  readonly notes: readonly string[]
}
