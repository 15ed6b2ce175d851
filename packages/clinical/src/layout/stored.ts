/**
 * How a record lies in the store: blocks of JSON text that are sent as they are when nothing of them is left out, and, for each, an index of
 * its pieces for when something is. Offsets into a block count bytes, those into the later texts UTF-16 code units.
 */
import type { LocalDate } from '@gpc/fhir'
import type { Area, Ref } from '../render/rendered.ts'
import type { Block } from './block.ts'

/**
 * Parts that a record is stored in: an area, or what of an area comes only when asked for, so that the rest can be sent whole.
 * `consultation-lists` are the lists of consultations' structure, `comments` their free text, `people` who only this record names.
 */
export const partNames = [
  'consultations',
  'consultation-lists',
  'problems',
  'allergies',
  'ended-allergies',
  'medications',
  'immunisations',
  'immunisations-not-given',
  'immunisation-status',
  'uncategorised-data',
  'comments',
  'investigations',
  'referrals',
  'diary-entries',
  'documents',
  'people',
] as const

export type PartName = (typeof partNames)[number]

export const isPartName = (name: string): name is PartName => partNames.some(one => one === name)

/** The clinical area that a part belongs to. */
export function areaOf(part: PartName): Area | undefined {
  switch (part) {
    case 'consultation-lists':
      return 'consultations'
    case 'immunisations-not-given':
    case 'immunisation-status':
      return 'immunisations'
    case 'comments':
      return 'uncategorised-data'
    case 'people':
      return undefined
    default:
      return part
  }
}

export interface StoredPart {
  /**
   * Resources of the groups, then shared ones, joined by commas. Each is wrapped as an entry of a Bundle, except for ended allergies,
   * which are contained in their list (STR-ALG-03).
   */
  readonly body: Block
  /** The later texts, one after the other. */
  readonly later: string
  /** The index, as JSON text; the empty text in a part that was read without it. */
  readonly index: string
  /** Items of the list's `entry` array, joined by commas. */
  readonly entries: string
  /** References that concern more than the part (PartRefs), as JSON text. */
  readonly refs: string
  /** The first day on which any later text counts; the empty text if there is none. */
  readonly changesOn: LocalDate | ''
  /** Entries that are withheld. */
  readonly withheld: number
  /** Something was received and isn't filed yet (STR-WARN-11). */
  readonly awaitingFiling: boolean
}

export interface PartRefs {
  /** Every reference that any piece makes outside of the part, and the problems that its entries are linked to. */
  readonly outside: readonly Ref[]
  /** Own resources of entries that problems are linked to. */
  readonly linked: readonly Ref[]
}

/** What a piece is: a resource of its entry; an issue of a plan, which not every request asks for (STR-MED-06). */
export type PieceKind = 0 | 1

/** One resource: its reference (empty: the entry's own), place in the body, kind, what it refers to (numbers in `refs`), and its later text, if any. */
export type Piece = readonly [
  ref: Ref,
  offset: number,
  length: number,
  kind: PieceKind,
  refs: readonly number[],
  later?: readonly [from: LocalDate, offset: number, length: number],
]

/**
 * One list entry: its reference, interval, 1 if it always comes, its pieces (first, count), then what only some have: tag, links (numbers in `refs`), areas of which something in it
 * is withheld, problems that it is linked to (numbers in `refs`).
 */
export type Group = readonly [
  entry: Ref,
  from: string,
  to: string,
  always: 0 | 1,
  first: number,
  count: number,
  tag?: string,
  links?: readonly number[],
  withheld?: readonly Area[],
  problems?: readonly number[],
]

export interface Index {
  /** All references, shared resources first: reference n is shared piece n, while n < shared.length. */
  readonly refs: readonly Ref[]
  readonly groups: readonly Group[]
  readonly pieces: readonly Piece[]
  /** Pieces of the shared resources. */
  readonly shared: readonly Piece[]
}

/** A text as it is, or as it lies in the store. */
export type Text = string | Buffer | Block

/** The store's own JSON, written by layOut and nobody else. */
export function parsed<T>(json: string): T {
  return JSON.parse(json)
}
