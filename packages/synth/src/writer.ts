import type { LocalDate } from '@gpc/fhir'
import type { InventedPatient, InventedPractice } from './model.ts'

export interface WriteOptions {
  /** The day that the files are made on; file names and extract times follow from it. */
  readonly today: LocalDate
}

/** What was written, for the operator and for tests: entries go in, entries must come out. */
export interface Written {
  /** Paths below the folder, in the order that they were opened. */
  readonly files: readonly string[]
  readonly patients: number
  /** Allergies, authorisations, issues and consultations. */
  readonly entries: number
}

/**
 * Writes a practice's native files into a folder, which it makes if need be. It reads the patients once, holds none of them
 * after it has written it, and awaits the streams' drain, so that memory stays flat for a million. The same input writes the
 * same bytes.
 */
export type WriteNative = (
  practice: InventedPractice,
  patients: Iterable<InventedPatient>,
  folder: string,
  options: WriteOptions,
) => Promise<Written>
