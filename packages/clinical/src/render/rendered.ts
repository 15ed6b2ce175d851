/** What rendering gives: resources as JSON text, with what is needed to choose among them without reading them again. */
import type { LocalDate } from '@gpc/fhir'
import type { EntryKey, SourceName, StaffKey } from '../model/entry.ts'

/** A clinical area as lists have it (STR-LIST-01). */
export type Area = 'allergies' | 'ended-allergies' | 'medications'

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
  readonly resources: readonly RenderedResource[]
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
  /** True if the practice's directory has this site. Absent: it has every site that a patient prefers. */
  hasSite?(source: SourceName, key: string): boolean
}
