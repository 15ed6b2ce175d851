/** What entries of every area are made of. */
/** `yyyy`, `yyyy-MM` or `yyyy-MM-dd`: as precise as the entry is. */
export type PartialDate = string

/** A London wall clock, `yyyy-MM-ddTHH:mm:ss`; never in the hour that the clocks skip or repeat. */
export type LocalDateTime = string

/** A code of an old dictionary with its own term; case matters, padded with dots to five characters. */
export interface ReadCode {
  readonly code: string
  readonly term: string
}

export interface ClinicalTerm {
  /** What the system shows for the entry. */
  readonly text: string
  /** Absent for what the practice added to its dictionary itself. */
  readonly snomed?: {
    readonly code: string
    readonly term: string
    readonly descriptionId?: string
  }
  readonly readV2?: ReadCode
  readonly ctv3?: ReadCode
}

/** What every entry has. */
export interface InventedEntry {
  readonly key: number
  /** When it was put into the system. */
  readonly recordedAt: LocalDateTime
  /** Who put it into the system: key of InventedPractice.staff. */
  readonly recorder: number
  /** The clinician responsible, if another than the recorder. */
  readonly clinician?: number
  /** Key of the consultation that it was recorded in. */
  readonly consultation?: number
  /** Must never leave by an API. A format without such a mark gets no such entries: see `capabilities.ts`. */
  readonly confidential?: true
  /** Not to be shown to the patient (NOPAT of a GP2GP extract); unlike `confidential`, it reaches clinicians. */
  readonly notForPatient?: true
}
