/** What rendering gives: resources as JSON text, with what is needed to choose among them without reading them again. */
import type { LocalDate } from '@gpc/fhir'
import type { EntryKey, SourceName, StaffKey } from '../model/entry.ts'

/** A clinical area as lists have it (STR-LIST-01); `documents` has no primary list (STR-DOC-01). */
export const areas = [
  'allergies',
  'ended-allergies',
  'medications',
  'consultations',
  'problems',
  'immunisations',
  'uncategorised-data',
  'investigations',
  'referrals',
  'diary-entries',
  'documents',
] as const

export type Area = (typeof areas)[number]

/** A relative reference, `Practitioner/1f3c…`. */
export type Ref = string

export interface RenderedResource {
  readonly ref: Ref
  /** The whole resource as compact JSON text, elements in STU3 order. */
  readonly json: string
  /**
   * Every resource outside of its group that it refers to or that must come along with it (Medication, Practitioner,
   * Organization, a shared plan …); never the Patient.
   */
  readonly refs: readonly Ref[]
  /** An issue of a plan: left out when issues aren't asked for (STR-MED-06). */
  readonly issue?: true
  /** A list of a consultation's structure: left out where the consultation is only linked to (STR-PRB-15). */
  readonly structure?: true
  /** How it reads from a day on, when time alone changes it (a course that ends): `from` is the first day of the new text. */
  readonly later?: { readonly from: LocalDate; readonly json: string }
}

/** One entry of a list with the resources that belong to it. */
export interface RenderedGroup {
  /** What the list's entry refers to. */
  readonly entry: Ref
  /** First and last day that it counts for a date filter; the empty text is open (unknown always matches, STR-DATE-02). */
  readonly from: LocalDate | ''
  readonly to: LocalDate | ''
  /** Comes whatever the date filter (STR-MED-08). */
  readonly always?: true
  /**
   * What filters other than dates ask for: problems `active` or `inactive`, immunisations `not-given`, their consents and dissents `status`,
   * a consultation's comments `comment`, which no list of its own area names (STR-UNC-03).
   */
  readonly tag?: 'active' | 'inactive' | 'not-given' | 'status' | 'comment'
  readonly resources: readonly RenderedResource[]
  /** Of a consultation or a problem: references of the entries that it holds or is linked to, in order (STR-CON-20, STR-PRB-15). */
  readonly links?: readonly Ref[]
  /** Of a consultation or a problem: areas of which something in it is withheld (STR-WARN-06). */
  readonly withheld?: readonly Area[]
  /** The problems that this entry is linked to: they come with it (STR-ALG-01, STR-LIST-14). */
  readonly problems?: readonly Ref[]
}

export interface RenderedArea {
  readonly area: Area
  readonly groups: readonly RenderedGroup[]
  /**
   * Resources that several groups share (Medication, a plan that another replaced): sent once, if a group that is sent refers
   * to them. One that refers to another shared one stands before it.
   */
  readonly shared: readonly RenderedResource[]
  /** Entries of the area that must not leave, with the reason (STR-ERR-09): its lists warn of them (STR-WARN-06). */
  readonly withheld: readonly Withheld[]
  /** Entries that the rules of the area leave out without a warning, with the reason (STR-ALG-22). */
  readonly leftOut?: readonly Withheld[]
  /** Something was received and isn't filed yet (STR-WARN-11). */
  readonly awaitingFiling?: true
}

export interface Withheld {
  readonly source: SourceName
  readonly key: EntryKey
  readonly reason: string
}

/** Where a rendering happens: the practice, and the day that it is made. */
export interface RenderContext {
  /** The practice's ODS code. */
  readonly ods: string
  readonly today: LocalDate
  /** True if the practice's directory, or the record's own, has this member of staff; else the unknown practitioner stands in. */
  hasStaff(source: SourceName, key: StaffKey): boolean
  /** The organisation that a member of staff works for, where it isn't the practice (STR-REF-07, STR-MED-29). */
  employer?(source: SourceName, key: StaffKey): Ref | undefined
  /** True if the practice's directory has this site. Absent: it has every site that a patient prefers. */
  hasSite?(source: SourceName, key: string): boolean
  /** The organisation as the practice's directory, or the record's own, has it; the practice itself is one reference, whatever source names it. */
  organisation?(source: SourceName, key: string): Ref | undefined
  /** True: confidential entries are rendered as well, for a migration that asks for them (MIG-STR-09). */
  readonly everything?: true
  /** The bytes of a document, by its source's id of it, if the store has them. */
  attachment?(key: string, source?: SourceName): Attachment | undefined
}

export interface Attachment {
  /** Logical id of the Binary. */
  readonly id: string
  readonly contentType: string
  /** Bytes. */
  readonly size: number
}

/** Where a key of the record leads. */
export interface Link {
  /** What a link refers to: the resource itself; `List/id#id` for an ended allergy (STR-LIST-15). */
  readonly ref: Ref
  /** The entry of the list that it belongs to: a plan's MedicationStatement, a result's DiagnosticReport. */
  readonly entry: Ref
  readonly area: Area
  /** It must not leave: neither it nor the link to it is served (STR-ERR-10). */
  readonly withheld: boolean
}

/** Finds where a key leads; undefined for one that the record doesn't have. */
export type Links = (source: SourceName, key: EntryKey) => Link | undefined
