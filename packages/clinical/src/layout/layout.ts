/**
 * How a rendered area lies in the store: one block of JSON text that is sent as it is when nothing is filtered, and an index of
 * its pieces for when something is. Offsets into the block count bytes, those into the later texts UTF-16 code units.
 */
import { firstDay, type LocalDate } from '@gpc/fhir'
import type { Ref, RenderedArea, RenderedResource } from '../render/rendered.ts'
import { type Block, fromBlock, toBlock } from './block.ts'

export interface StoredArea {
  /**
   * Resources of the groups, then shared ones, joined by commas. Each is wrapped as an entry of a Bundle, except for ended allergies,
   * which are contained in their list (STR-ALG-03).
   */
  readonly body: Block
  /** The later texts, one after the other. */
  readonly later: string
  /** The index, as JSON text. */
  readonly index: string
  /** Items of the list's `entry` array, joined by commas. */
  readonly entries: string
  /** Every reference that any piece makes outside of the area, as a JSON array. */
  readonly refs: string
  /** The first day on which any later text counts; the empty text if there is none. */
  readonly changesOn: LocalDate | ''
}

/** One resource: place in the body, 1 if an issue, what it refers to (numbers in `refs`), and its later text, if any. */
type Piece = readonly [
  offset: number,
  length: number,
  issue: 0 | 1,
  refs: readonly number[],
  later?: readonly [from: LocalDate, offset: number, length: number],
]

/** One list entry: its reference, interval, 1 if it always comes, and its pieces (first, count). */
type Group = readonly [entry: Ref, from: string, to: string, always: 0 | 1, first: number, count: number]

interface Index {
  /** All references, shared resources first: reference n is shared piece n, while n < shared.length. */
  readonly refs: readonly Ref[]
  readonly groups: readonly Group[]
  readonly pieces: readonly Piece[]
  /** Pieces of the shared resources. */
  readonly shared: readonly Piece[]
}

/** Lays an area out for the store. */
export function layOut(area: RenderedArea): StoredArea {
  const texts: string[] = []
  const laterTexts: string[] = []
  const refs = new Map<Ref, number>(area.shared.map((one, i) => [one.ref, i]))
  const numberOf = (ref: Ref): number => {
    const known = refs.get(ref)
    if (known !== undefined) return known
    refs.set(ref, refs.size)
    return refs.size - 1
  }
  let offset = 0
  let laterOffset = 0
  let changesOn = ''
  const wrap = (json: string): string => (area.area === 'ended-allergies' ? json : `{"resource":${json}}`)
  const place = ({ json, issue, refs: to, later }: RenderedResource): Piece => {
    const text = wrap(json)
    const length = Buffer.byteLength(text)
    const at = offset
    texts.push(text)
    offset += length + 1
    const piece = [at, length, issue ? 1 : 0, to.map(numberOf)] as const
    if (later === undefined) return piece
    const laterText = wrap(later.json)
    const laterLength = laterText.length
    laterTexts.push(laterText)
    if (changesOn === '' || later.from < changesOn) changesOn = later.from
    laterOffset += laterLength
    return [...piece, [later.from, laterOffset - laterLength, laterLength]]
  }
  const pieces: Piece[] = []
  const groups = area.groups.map((group): Group => {
    const first = pieces.length
    for (const resource of group.resources) pieces.push(place(resource))
    return [group.entry, group.from, group.to, group.always ? 1 : 0, first, group.resources.length]
  })
  const shared = area.shared.map(place)
  const index: Index = { refs: [...refs.keys()], groups, pieces, shared }
  return {
    body: toBlock(texts.join(',')),
    later: laterTexts.join(''),
    index: JSON.stringify(index),
    entries: area.groups.map(group => item(group.entry)).join(','),
    refs: JSON.stringify([...refs.keys()].slice(area.shared.length)),
    changesOn,
  }
}

const item = (entry: Ref): string => `{"item":{"reference":"${entry}"}}`

export interface Filter {
  /** Only entries that count on or after this day (STR-MED-07, STR-DATE-01, STR-DATE-03). */
  readonly from?: LocalDate
  /** False: leave issues out (STR-MED-06). */
  readonly issues: boolean
  /** The day of the request, in London. */
  readonly today: LocalDate
}

/** A text as it is, or as it lies in the store. */
export type Text = string | Buffer | Block

export interface Cut {
  /** JSON texts of Bundle entries, each one or more joined by commas; to be joined by commas. */
  readonly texts: readonly Text[]
  /** Items of the list's `entry` array, joined by commas. */
  readonly entries: string
  /** References outside of the area that must be resolved beside it. */
  readonly refs: readonly Ref[]
}

/** An area as it is read from the store. */
export type ReadArea = StoredArea

/** True if a cut needs the index and the later texts: something is filtered, or has changed with time. */
export function needsIndex(changesOn: LocalDate | '', { from, issues, today }: Filter): boolean {
  return from !== undefined || !issues || (changesOn !== '' && changesOn <= today)
}

/** Cuts what a request asks for out of a stored area. Without filter, and before anything changes, that is the block as it lies. */
export function cut(area: ReadArea, filter: Filter): Cut {
  if (!needsIndex(area.changesOn, filter)) {
    const texts = area.body.length === 0 ? [] : [area.body]
    return { texts, entries: area.entries, refs: parsed<readonly Ref[]>(area.refs) }
  }
  const index = parsed<Index>(area.index)
  const body = fromBlock(area.body)
  const groups = index.groups.filter(group => matches(group, filter.from))
  const wanted = new Set<number>()
  const texts: Text[] = []
  const take = ([offset, length, , to, later]: Piece): void => {
    if (later !== undefined && later[0] <= filter.today) texts.push(area.later.slice(later[1], later[1] + later[2]))
    else texts.push(body.subarray(offset, offset + length))
    for (const ref of to) wanted.add(ref)
  }
  for (const [, , , , first, count] of groups) {
    for (const piece of index.pieces.slice(first, first + count)) {
      if (filter.issues || piece[2] === 0) take(piece)
    }
  }
  index.shared.forEach((piece, i) => {
    if (wanted.has(i)) take(piece)
  })
  return {
    texts,
    entries: groups.map(([entry]) => item(entry)).join(','),
    refs: [...wanted].filter(ref => ref >= index.shared.length).map(ref => index.refs[ref] ?? ''),
  }
}

/**
 * Picks resources by reference out of a stored area that holds shared resources only (people and organisations of one record),
 * with all that they refer to among themselves.
 */
export function pick(area: ReadArea, wanted: Iterable<Ref>): Cut & { readonly names: readonly Ref[] } {
  const index = parsed<Index>(area.index)
  const numbers = new Map(index.refs.map((ref, i) => [ref, i]))
  const queue = [...wanted].flatMap(ref => numbers.get(ref) ?? [])
  const taken = new Set<number>(queue)
  for (const number of taken) {
    for (const to of index.shared[number]?.[3] ?? []) taken.add(to)
  }
  const body = fromBlock(area.body)
  const texts = [...taken].flatMap(number => {
    const piece = index.shared[number]
    return piece === undefined ? [] : [body.subarray(piece[0], piece[0] + piece[1])]
  })
  const names = [...taken].filter(n => n < index.shared.length).map(n => index.refs[n] ?? '')
  return {
    texts,
    names,
    entries: '',
    refs: [...taken].filter(n => n >= index.shared.length).map(n => index.refs[n] ?? ''),
  }
}

function matches([, , to, always]: Group, from: LocalDate | undefined): boolean {
  return from === undefined || always === 1 || to === '' || to >= firstDay(from)
}

/** The store's own JSON, written by layOut and nobody else. */
function parsed<T>(json: string): T {
  return JSON.parse(json)
}
