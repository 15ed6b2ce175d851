import type { ClinicalDate } from '@gpc/fhir'
import type { Concept, Entry } from './entry.ts'

/** Something planned: recall, medication review (STR-DRY). Only what is open is served as such; what is done is a comment of its consultation. */
export interface DiaryEntry extends Entry {
  readonly concept: Concept
  /** `done`: completed or cancelled: never in the diary; in a consultation it is a comment (STR-CON-13). */
  readonly status: 'open' | 'done'
  /** The day that it is planned for. */
  readonly due?: ClinicalDate
  readonly dueEnd?: ClinicalDate
  readonly reason?: Concept
  /** Made by the system, not by a person: its name (STR-DRY-05). */
  readonly system?: string
  readonly notes: readonly string[]
}
