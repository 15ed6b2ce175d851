import type { ClinicalDate } from '@gpc/fhir'
import type { Concept, Entry, EntryKey, SourceName, StaffKey } from './entry.ts'

/** A document of the record: its metadata (DOC-REF). The bytes, where there are any, are an attachment. `recorded` is when the practice added it. */
export interface DocumentEntry extends Entry {
  /** Type as coded, or in words (DOC-REF-03). */
  readonly type: Concept
  readonly title?: string
  /** When it was written, if known. */
  readonly created?: ClinicalDate
  readonly author?:
    | { readonly kind: 'staff'; readonly key: StaffKey }
    /** `source` where another one than the document's names it. */
    | { readonly kind: 'organisation'; readonly key: string; readonly source?: SourceName }
  /** Author in words, where no staff or organisation of the directory is it. */
  readonly authorText?: string
  /** The source's own id of the document: what attachments are found by. */
  readonly attachment?: string
  /** As the source has them; what an attachment says counts more. */
  readonly contentType?: string
  readonly size?: number
  /** Why there is no content, in words, where the source says. */
  readonly unavailable?: string
  readonly practiceSetting?: Concept
  /** Keys of entries that it belongs to (an inbound referral). */
  readonly related?: readonly EntryKey[]
  readonly notes: readonly string[]
}
