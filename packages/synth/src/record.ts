/** The areas of an invented record besides consultations, allergies and medicines. `model.ts` says what keys and entries are. */
import type { LocalDate } from '@gpc/fhir'
import type { ClinicalTerm, InventedEntry, LocalDateTime, PartialDate } from './entry.ts'

/**
 * What sort of thing a term is, for formats that sort their dictionary: EMIS by category, SystmOne by the branch of CTV3.
 * `report` is the heading of a laboratory report or a group of its tests.
 */
export type TermKind =
  | 'disorder'
  | 'symptom'
  | 'examination'
  | 'measurement'
  | 'lifestyle'
  | 'procedure'
  | 'administration'
  | 'family-history'
  | 'immunisation'
  | 'immunisation-status'
  | 'biochemistry'
  | 'haematology'
  | 'microbiology'
  | 'report'
  | 'request'
  | 'specimen'
  | 'referral'
  | 'document'
  | 'diary'
  | 'comment'

export interface CodedTerm extends ClinicalTerm {
  readonly kind: TermKind
}

/** A decimal as text and a unit as practices write it (`mmHg`, `10*9/L`), or words. */
export type InventedValue =
  | {
      readonly kind: 'quantity'
      readonly value: string
      readonly unit: string
      readonly comparator?: '<' | '<=' | '>=' | '>'
      /** Reference range, decimals as text; either bound may be absent. A format without ranges leaves them out (`capabilities.ts`). */
      readonly low?: string
      readonly high?: string
    }
  | { readonly kind: 'text'; readonly text: string }

export interface InventedProblem extends InventedEntry {
  readonly concept: CodedTerm
  /**
   * Key of the entry that the problem is: an observation of the same concept without a value; where the format allows it
   * (`problemsOfAnyEntry`) also an allergy, an immunisation or a referral. No two problems are made of the same entry.
   */
  readonly madeOf: number
  /** Absent: undated. */
  readonly onset?: PartialDate
  /** The day that it ended; without it the problem is active, unless `past`. */
  readonly ended?: LocalDate
  /** No longer active, nobody wrote when it ended; only where `pastProblemsWithoutEnd`. */
  readonly past?: true
  readonly significance: 'major' | 'minor'
  /** The problem that it belongs to: key of another problem. Only where `problemHierarchy`. */
  readonly parent?: { readonly problem: number; readonly how: 'grouped' | 'combined' | 'evolved' | 'replaced' }
  readonly lastReview?: LocalDate
  readonly note?: string
  /**
   * Keys of the entries that belong to it, in the order that they were linked: authorisations of medicines, observations, consultations,
   * allergies, immunisations, referrals, documents, reports, diary entries; of them the kinds that the format can link (`problemLinks`). An
   * entry is linked to one problem at most, and `madeOf` isn't among them.
   */
  readonly links: readonly number[]
}

/** Anything coded that has no area of its own: findings, measurements, history. */
export interface InventedObservation extends InventedEntry {
  readonly concept: CodedTerm
  readonly date?: PartialDate
  readonly value?: InventedValue
  /** A blood pressure: `concept` is the header's and there is no `value`. Each reading has a key of its own, for formats with a row each. */
  readonly bloodPressure?: { readonly systolic: InventedReading; readonly diastolic: InventedReading }
  /** Key of the observation above it; only where `observationHierarchy`. */
  readonly parent?: number
  /** Further properties by name, `Laterality: Left`; only where `qualifiers`. */
  readonly qualifiers?: readonly { readonly name: string; readonly value: string }[]
  readonly note?: string
  /** The consent to a course of immunisations, or the refusal of it; `concept` says the same. */
  readonly immunisationStatus?: 'consent' | 'dissent'
}

export interface InventedReading {
  readonly key: number
  readonly concept: CodedTerm
  readonly value: InventedValue & { readonly kind: 'quantity' }
}

/** Free text of a consultation, which always has one. Only where `comments`. */
export interface InventedComment extends InventedEntry {
  readonly consultation: number
  readonly text: string
}

export interface InventedImmunisation extends InventedEntry {
  /** The procedure; where it was declined, the situation ("… declined"). */
  readonly concept: CodedTerm
  readonly status: 'given' | 'declined'
  /** The day given, or offered. */
  readonly date: PartialDate
  /** The product, by its name in dm+d; with its id where it is known for sure. */
  readonly vaccine?: { readonly name: string; readonly dmd?: string }
  /** What it is against, in words: `Influenza`. */
  readonly disease: string
  readonly manufacturer?: string
  readonly batch?: string
  readonly expires?: LocalDate
  readonly bodySite?: string
  readonly route?: string
  readonly dose?: { readonly value: string; readonly unit: string }
  /** Which dose of the course, from 1. */
  readonly part?: number
  readonly reason?: string
  readonly reasonNotGiven?: string
  /** Given by others and told to the practice. */
  readonly elsewhere?: true
  readonly note?: string
}

/** A laboratory's report. A format without reports gets its results as observations (`capabilities.ts`). */
export interface InventedReport extends InventedEntry {
  readonly concept: CodedTerm
  /** The laboratory's own id of it. */
  readonly reportId: string
  readonly laboratory: string
  readonly issued: LocalDateTime
  /** False: received, and nobody has filed it. Only where `unfiledReports`. */
  readonly filed: boolean
  /** Who asked for it, and when: key of staff. */
  readonly request?: { readonly by: number; readonly date: LocalDate; readonly concept?: CodedTerm }
  readonly specimens: readonly InventedSpecimen[]
  /** Groups and single results, as the laboratory arranged them. */
  readonly results: readonly InventedResult[]
  /** Of the whole report. */
  readonly laboratoryText?: string
  readonly filingComments: readonly InventedFilingComment[]
}

export interface InventedSpecimen {
  readonly key: number
  readonly accession: string
  readonly concept: CodedTerm
  readonly collected: LocalDateTime
  readonly received: LocalDateTime
  readonly note?: string
}

/** One result; a group has no value, and results of its own. */
export interface InventedResult {
  readonly key: number
  readonly concept: CodedTerm
  readonly date: LocalDate
  /** Key of the report's specimen. */
  readonly specimen?: number
  readonly value?: InventedValue
  readonly abnormal?: 'high' | 'low'
  readonly laboratoryText?: string
  readonly filingComments: readonly InventedFilingComment[]
  readonly results: readonly InventedResult[]
}

export interface InventedFilingComment {
  readonly key: number
  readonly text: string
  readonly filedAt: LocalDateTime
  /** Key of the staff who filed it. */
  readonly by: number
}

export interface InventedReferral extends InventedEntry {
  /** Only where `inboundReferrals` there are inbound ones. */
  readonly direction: 'outbound' | 'inbound'
  readonly concept: CodedTerm
  /** The day that the user entered. */
  readonly date: LocalDate
  /** Only where `referralPriority`. */
  readonly priority?: 'routine' | 'urgent' | 'two-week-wait' | 'soon'
  /** Twelve digits; only where `ubrn`. */
  readonly ubrn?: string
  /** Treatment specialty of the NHS data dictionary. */
  readonly specialty?: { readonly code: string; readonly name: string }
  readonly service?: 'outpatient' | 'admission' | 'day-case' | 'investigation' | 'domiciliary-visit'
  readonly mode?: 'written' | 'verbal' | 'e-referral'
  /** Who receives it; of an inbound one, who sent it. */
  readonly other?: { readonly name: string; readonly ods?: string }
  readonly text?: string
  /** Keys of documents that go with it; only where `referralLetters`. */
  readonly letters: readonly number[]
}

export interface InventedDocument extends InventedEntry {
  /** Its type. */
  readonly concept: CodedTerm
  readonly title: string
  /** When it was written. */
  readonly date: LocalDate
  readonly fileName: string
  readonly contentType: DocumentType
  /** Who wrote it: key of staff, or the name of somebody outside. */
  readonly author: { readonly staff: number } | { readonly text: string }
  readonly direction: 'in' | 'out'
  readonly note?: string
  /** Out of these `documentBytes` makes the bytes, always the same. */
  readonly content: { readonly lines: readonly string[]; readonly bytes?: number }
}

export type DocumentType =
  | 'application/pdf'
  | 'text/plain'
  | 'text/html'
  | 'application/rtf'
  | 'image/tiff'
  | 'image/jpeg'

/** Something planned: a recall, a review. */
export interface InventedDiaryEntry extends InventedEntry {
  readonly concept: CodedTerm
  /** May lie in the future, or, overdue, in the past. */
  readonly due: PartialDate
  readonly status: 'open' | 'done' | 'cancelled'
  /** When it was done or cancelled. */
  readonly closed?: LocalDate
  readonly note?: string
}

/** A topic of a consultation with its headings; only where `topics`. */
export interface InventedTopic {
  readonly key: number
  readonly title?: string
  /** Key of the problem that it is about. */
  readonly problem?: number
  readonly headings: readonly InventedHeading[]
}

export interface InventedHeading {
  readonly key: number
  readonly title: string
  /** Keys of entries of the same consultation, in the order shown. What no heading names stands beside them. */
  readonly items: readonly number[]
}
