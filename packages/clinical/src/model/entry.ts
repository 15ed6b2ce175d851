/** What every entry of a GP record has, whatever system it came from. */
import type { ClinicalDate } from '@gpc/fhir'

/**
 * The system or message that an entry was read from. `pds` is a person traced at PDS, for a practice whose route has no demographics;
 * `documents` are documents that were handed over by themselves; `local` are registrations that this provider made itself;
 * `taken` are entries taken from another practice's record.
 */
export type SourceName = 'emis' | 'tpp' | 'vision' | 'microtest' | 'gp2gp' | 'pds' | 'documents' | 'local' | 'taken'

/**
 * An entry's place in its source, unique in one practice and source: table and row key, e.g.
 * `Prescribing_DrugRecord:E000003C-0000-4000-8000-00000000003C`. Logical ids and identifiers are made of it.
 */
export type EntryKey = string

/** A member of staff in a source: the key of Directory.staff. */
export type StaffKey = string

/** `unknown` where the source can't say; only `confidential` is withheld from direct care (STR-ERR-09). */
export type Confidentiality = 'none' | 'confidential' | 'nopat' | 'unknown'

export interface Entry {
  readonly source: SourceName
  readonly key: EntryKey
  readonly confidentiality: Confidentiality
  /** When it was put into the system: an instant where the source has one. */
  readonly recorded?: ClinicalDate
  /** Who put it into the system. */
  readonly recorder?: StaffKey
  /** The clinician who is responsible for it. */
  readonly clinician?: StaffKey
  /** The consultation that it was recorded in. */
  readonly encounter?: EntryKey
  /** What earlier systems identified it by (STR-COM-03). */
  readonly formerIdentifiers?: readonly { readonly system: string; readonly value: string }[]
}

export interface Coding {
  readonly system: string
  /** As text: SNOMED CT ids exceed what a number holds. */
  readonly code: string
  readonly display?: string
  /** SNOMED CT description id, where the source has one (STR-COM-09). */
  readonly descriptionId?: string
  readonly descriptionDisplay?: string
  /** The coding that the clinician chose (STR-COM-08). */
  readonly userSelected?: boolean
}

/** A coded term: every coding that the source has, in any order, and the original text. */
export interface Concept {
  readonly codings: readonly Coding[]
  readonly text?: string
}

/** A quantity as the source has it: a decimal as text, so that 0.10 stays 0.10, or text alone. */
export interface Quantity {
  /** A decimal number, `-?\d+(\.\d+)?`. Absent where the source has text only. */
  readonly value?: string
  readonly unit?: string
  /** The whole quantity as written, where it isn't a number (`1 op`, `as directed`). */
  readonly text?: string
}
