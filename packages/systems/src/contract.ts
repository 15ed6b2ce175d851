/**
 * What a clinical system's reader is. Each system's folder exports one ClinicalSystem; adding a system touches no other.
 *
 * A delivery is read as a stream of source rows, which the store keeps (for deltas and for the audit). Afterwards all rows of
 * each patient that changed are handed to `assemble`, a pure function, which makes the clinical entries of them.
 */
import type { Directory, PatientRecord, Schedule, SourceName } from '@gpc/clinical'
import type { LocalDate } from '@gpc/fhir'

/** A row of a source file as it is kept: the columns by name, empty ones left out. */
export interface SourceRow {
  readonly table: string
  /** Unique in its source, practice and table. */
  readonly key: string
  /**
   * Whose row it is: the patient's key. For rows of the practice (staff, sites, dictionaries) the empty text, or, for a look-up
   * table, the code that rows are looked up by (then `shared` is true).
   */
  readonly owner: string
  readonly shared: boolean
  readonly columns: Readonly<Record<string, string>>
}

/** What a file tells to do. */
export type SourceItem =
  | { readonly kind: 'upsert'; readonly source: SourceName; readonly row: SourceRow; readonly at: Position }
  /** Delete one row by its key; the owner may not be known to the file. */
  | {
      readonly kind: 'delete'
      readonly source: SourceName
      readonly table: string
      readonly key: string
      readonly at: Position
    }
  /** Delete a patient with all rows. */
  | { readonly kind: 'delete-owner'; readonly source: SourceName; readonly owner: string; readonly at: Position }
  /** The bytes of a document, by the source's own id of it: they are read once, when the engine gets to it. */
  | {
      readonly kind: 'attachment'
      readonly source: SourceName
      readonly attachment: AttachmentItem
      readonly at: Position
    }
  | {
      readonly kind: 'reject'
      readonly source: SourceName
      readonly at: Position
      readonly column?: string
      readonly reason: string
      readonly row: string
    }

export interface AttachmentItem {
  /** The source's own id of the document, as `DocumentEntry.attachment` names it. */
  readonly key: string
  /** Whose it is, as rows have it. */
  readonly owner: string
  /** File name, where the source has one. */
  readonly name?: string
  /** Media type as declared: `application/pdf`. */
  readonly contentType: string
  /** The table whose row of the same key it belongs to: it goes when that row goes. Absent: it goes with its owner only. */
  readonly table?: string
  content(): AsyncIterable<Uint8Array>
}

/** Where in the delivery: file name without folders, and the line (counted from 1) on which the row begins. */
export interface Position {
  readonly file: string
  readonly line: number
}

/** A delivery that has been looked at and found sound; nothing has been changed yet. */
export interface Delivery {
  /** What to tell the operator: what is inferred, what the format can't say. One sentence each. */
  readonly notices: readonly string[]
  /** Bytes to be read in all, for the progress bar. */
  readonly bytes: number
  /** Tables that this delivery holds whole: stored rows of theirs that it doesn't name are deleted. By source. */
  readonly whole: readonly { readonly source: SourceName; readonly table: string }[]
  /** Set where the batch chain matters (TPP): what must have been imported before, and what this one brings it to, by table. */
  readonly chain?: readonly { readonly table: string; readonly from?: string; readonly to: string }[]
  /** The day that the delivery's appointments speak of; absent: it has none, and the appointment book stays as it is. */
  readonly bookDay?: LocalDate
  /** The rows, in batches of some hundreds, in the order that they take effect. `read` is told the bytes consumed so far. */
  items(read: (bytes: number) => void): AsyncIterable<readonly SourceItem[]>
}

export interface OpenOptions {
  /** The practice that the delivery must be for. */
  readonly ods: string
  /** Every table is whole (bulk), or changes only (delta); absent: as the format tells, else the system's documented default. */
  readonly mode?: 'bulk' | 'delta'
  /** Inferences and site decisions that the operator has switched on, by name; each system's README lists its own. */
  readonly options: ReadonlyMap<string, string>
  /** The practice's own rows (owner '', not shared) as earlier imports left them, for what a delta doesn't repeat. Absent: none. */
  readonly stored?: (source: SourceName, table: string) => Promise<readonly SourceRow[]>
}

/** Looks shared rows up by table and owner. Gives an empty list for what isn't there. */
export type Lookup = (table: string, owner: string) => readonly SourceRow[]

/** All rows of one patient, in key order within their tables. */
export interface PatientRows {
  readonly owner: string
  table(name: string): readonly SourceRow[]
}

export interface ClinicalSystem {
  readonly name: SourceName
  /** The tables of the practice itself that `directory` reads. */
  readonly directoryTables: readonly string[]
  /** Option names with a sentence each, for --help. */
  readonly options: Readonly<Record<string, string>>
  /**
   * Looks at the delivery at a path (folder, file or zip) and checks that it is whole, of this system and for this practice.
   * @throws ImportRefused with one sentence that says what to do; nothing has been changed then
   */
  open(path: string, options: OpenOptions): Promise<Delivery>
  /** Staff, organisations and sites of the practice. Pure. */
  directory(rows: (table: string) => readonly SourceRow[], ods: string): Directory
  /**
   * A patient's record out of its rows. Pure: the same rows and look-ups give the same record. It may be called again for the
   * same rows when a look-up wasn't at hand the first time.
   */
  assemble(rows: PatientRows, lookup: Lookup, ods: string): PatientRecord
  /** Absent: its files hold no appointments. */
  readonly book?: BookReader
}

/** How a system's own rows become the practice's appointment book. Pure. */
export interface BookReader {
  /** Tables that it reads: the practice's rows and patients' alike. */
  readonly tables: readonly string[]
  /** The day that a row is about; undefined for a row that may be of any day. */
  dayOf(row: SourceRow): LocalDate | undefined
  /** Sessions with their slots and who holds them; it may be called again when a look-up wasn't at hand the first time. */
  read(rows: (table: string) => readonly SourceRow[], lookup: Lookup, place: BookPlace): BookRead
}

/** What the practice's directory knows of the system's own places and people. */
export interface BookPlace {
  readonly ods: string
  readonly sites: Directory['sites']
  readonly staff: Directory['staff']
}

export interface BookRead {
  readonly schedules: readonly Schedule[]
  /** Rows that make no slot, by reason: how many, as `sessions that are not in the files`. */
  readonly faults: ReadonlyMap<string, number>
}

/** The delivery can't be imported as it is; nothing has been changed. The message is one sentence that says what to do. */
export class ImportRefused extends Error {
  override readonly name = 'ImportRefused'
}
