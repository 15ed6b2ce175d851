/**
 * What of a record a request gets: the entries asked for, what they are linked to, and the lists that say which is which (STR-LIST-09 to 15, STR-CON-20,
 * STR-PRB-01 to 04, STR-PRB-15, STR-PRB-16). Pure; texts come out as they lie in the store wherever a whole part is wanted.
 */
import { firstDay, type LocalDate } from '@gpc/fhir'
import { listEntry, type SecondaryListName, secondaryListName } from '../render/list.ts'
import type { Area, Ref } from '../render/rendered.ts'
import { fromBlock } from './block.ts'
import { type Rewriting, relatedProblem, withDisplays } from './rewrite.ts'
import {
  areaOf,
  type Group,
  type Index,
  type PartName,
  type PartRefs,
  parsed,
  partNames,
  type StoredPart,
  type Text,
} from './stored.ts'

export interface AreaFilter {
  /** Only entries that count on or after this day (STR-DATE-01, STR-DATE-03). */
  readonly from?: LocalDate
  /** Only entries that count on or before this day. */
  readonly to?: LocalDate
  /** False: leave issues of plans out (STR-MED-06). */
  readonly issues?: boolean
  /** Problems of one status (STR-PRB-02). */
  readonly status?: 'active' | 'inactive'
  /** The most recent ones only (STR-CON-02). */
  readonly mostRecent?: number
}

export interface Ask {
  /** Parts that are asked for as primary results, with what is left out of each. Parts, so that what comes only when asked for is named. */
  readonly parts: ReadonlyMap<PartName, AreaFilter>
  /** Areas that the practice has switched off (STR-CFG-01). */
  readonly off: ReadonlySet<Area>
  /** The day of the request, in London. */
  readonly today: LocalDate
}

export interface SecondaryList {
  readonly list: SecondaryListName
  readonly entries: readonly Ref[]
  /** Something that would be in the list is withheld (STR-WARN-06). */
  readonly withheld: boolean
}

export interface Selected {
  /** JSON texts of Bundle entries by part (of ended allergies: contained resources), each one or more joined by commas. */
  readonly texts: ReadonlyMap<PartName, readonly Text[]>
  /** Items of the primary lists' `entry` arrays, joined by commas, by part. Ended allergies are there also when only linked to (STR-LIST-15). */
  readonly entries: ReadonlyMap<PartName, string>
  readonly secondary: readonly SecondaryList[]
  /** Areas that are off and would have come by a link (STR-CFG-04). */
  readonly disabled: ReadonlySet<Area>
  /** References that must be resolved beside the record: people, places, organisations. */
  readonly refs: ReadonlySet<Ref>
}

/** True if something selected refers to entries of parts that weren't read: then all must be read, open, and selected from again. */
export const needsMore = ({ refs }: Selected): boolean => [...refs].some(isClinical)

/** Parts that must be read with their index: those of which something may be left out or picked. */
export function partsToOpen({ parts, off }: Ask): ReadonlySet<PartName> {
  if (off.size > 0 || parts.has('consultations') || parts.has('problems')) return new Set(partNames)
  const filtered = [...parts].filter(
    ([, { from, to, issues }]) => from !== undefined || to !== undefined || issues === false,
  )
  return new Set<PartName>([...filtered.map(([part]) => part), 'consultations', 'problems', 'documents', 'people'])
}

type Family = 'consultations' | 'problems'

interface Opened {
  readonly part: PartName
  readonly stored: StoredPart
  readonly index: Index
  readonly groupOf: readonly number[]
  readonly pieces: Set<number>
  readonly shared: Set<number>
}

interface Node {
  readonly at: Opened
  readonly piece: number
  /** -1 for a shared piece. */
  readonly group: number
}

function open(part: PartName, stored: StoredPart, nodes: Map<Ref, Node>): Opened {
  const index = parsed<Index>(stored.index)
  const groupOf: number[] = []
  const at: Opened = { part, stored, index, groupOf, pieces: new Set(), shared: new Set() }
  index.groups.forEach(([entry, , , , first, count], group) => {
    for (let piece = first; piece < first + count; piece++) {
      groupOf[piece] = group
      if (part !== 'consultation-lists') nodes.set(index.pieces[piece]?.[0] || entry, { at, piece, group })
    }
  })
  if (part !== 'people') {
    index.shared.forEach((_, piece) => {
      nodes.set(index.refs[piece] ?? '', { at, piece, group: -1 })
    })
  }
  return at
}

/** @throws Error if a part that must be open was read without its index */
export function select(record: ReadonlyMap<PartName, StoredPart>, ask: Ask): Selected {
  const nodes = new Map<Ref, Node>()
  const opened = new Map<PartName, Opened>()
  for (const [part, stored] of record) {
    if (stored.index !== '' && part !== 'people') opened.set(part, open(part, stored, nodes))
  }
  const outside = new Set<Ref>()
  const disabled = new Set<Area>()
  const offRefs = new Map<Ref, Area>()
  /** Problems that come because something is linked to them; unexpanded unless they are primary as well. */
  const related = new Set<Ref>()
  const lists = new Map<SecondaryListName, { entries: Set<Ref>; withheld: boolean }>()
  const entries = new Map<PartName, string>()
  const primaryProblems = new Set<Ref>()
  const wholes = new Set<PartName>()
  const inWholes = new Set<Ref>()

  const isOff = (part: PartName): boolean => {
    const area = areaOf(part)
    return area !== undefined && ask.off.has(area)
  }

  const follow = (ref: Ref): void => {
    const node = nodes.get(ref)
    if (node === undefined) {
      if (!ref.startsWith('Condition/')) outside.add(ref)
    } else if (isOff(node.at.part)) disable(node, ref)
    else if (node.at.part === 'problems') related.add(ref)
    else if (node.group === -1) takeShared(node.at, node.piece)
    else take(node.at, node.piece)
  }
  const disable = ({ at: { part } }: Node, ref: Ref): void => {
    const area = areaOf(part)
    if (area === undefined) return
    disabled.add(area)
    offRefs.set(ref, area)
  }
  const takeShared = (at: Opened, n: number): void => {
    if (at.shared.has(n)) return
    at.shared.add(n)
    for (const to of at.index.shared[n]?.[4] ?? []) refer(at, to)
  }
  const refer = (at: Opened, n: number): void => {
    if (n < at.index.shared.length) takeShared(at, n)
    else follow(at.index.refs[n] ?? '')
  }
  const take = (at: Opened, piece: number): void => {
    if (at.pieces.has(piece)) return
    at.pieces.add(piece)
    for (const to of at.index.pieces[piece]?.[4] ?? []) refer(at, to)
  }
  const takeGroup = (at: Opened, group: Group, issues: boolean): void => {
    const [, , , , first, count] = group
    for (let piece = first; piece < first + count; piece++) {
      if (issues || at.index.pieces[piece]?.[3] === 0) take(at, piece)
    }
    for (const n of group[9] ?? []) follow(at.index.refs[n] ?? '')
  }
  const listOf = (family: Family, area: Area): { entries: Set<Ref>; withheld: boolean } => {
    const name = secondaryListName(family, area)
    const found = (name === undefined ? undefined : lists.get(name)) ?? { entries: new Set<Ref>(), withheld: false }
    if (name !== undefined) lists.set(name, found)
    return found
  }
  /** What a consultation or a problem holds (STR-CON-20, STR-PRB-15). */
  const include = (ref: Ref, family: Family): void => {
    const node = nodes.get(ref)
    if (node === undefined) return
    const { at, piece } = node
    const area = areaOf(at.part)
    if (area === undefined) return
    if (isOff(at.part)) {
      disable(node, ref)
      return
    }
    if (at.part === 'problems') {
      related.add(ref)
      listOf(family, area).entries.add(ref)
      return
    }
    if (at.part === 'consultations') {
      take(at, piece)
      listOf(family, area).entries.add(ref)
      return
    }
    const group = at.index.groups[node.group]
    if (group === undefined) {
      takeShared(at, piece)
      const owner = at.index.groups.find(([, , , , first, count]) => holds(at.index, first, count, piece))
      if (owner !== undefined) {
        takeGroup(at, owner, false)
        listOf(family, area).entries.add(owner[0])
      }
      return
    }
    // STR-MED-10: statement and plan always, orders only those that are linked themselves
    takeGroup(at, group, at.part !== 'medications')
    take(at, piece)
    listOf(family, area).entries.add(at.part === 'ended-allergies' ? ref : group[0])
  }

  for (const [part, filter] of ask.parts) {
    const stored = record.get(part)
    if (stored === undefined || isOff(part)) continue
    const at = opened.get(part)
    if (at === undefined) {
      wholes.add(part)
      entries.set(part, stored.entries)
      const refs = parsed<PartRefs>(stored.refs)
      for (const ref of refs.outside) follow(ref)
      for (const ref of refs.linked) inWholes.add(ref)
      continue
    }
    const matching = matchingGroups(at.index, filter)
    entries.set(part, matching.map(group => listEntry(group[0])).join(','))
    for (const group of matching) {
      if (part === 'problems') primaryProblems.add(group[0])
      takeGroup(at, group, filter.issues !== false)
      const family = part === 'consultations' || part === 'problems' ? part : undefined
      if (family === undefined) continue
      for (const n of group[7] ?? []) include(at.index.refs[n] ?? '', family)
      for (const area of group[8] ?? []) listOf(family, area).withheld = true
      if (part === 'consultations') takeStructure(opened.get('consultation-lists'), group[0], take)
    }
  }

  const linked = [...related].filter(ref => !primaryProblems.has(ref))
  const problems = opened.get('problems')
  const texts = new Map<PartName, readonly Text[]>()
  const rewritten = (): Text[] => {
    if (problems === undefined) return []
    const body = fromBlock(problems.stored.body)
    return linked.flatMap(ref => {
      const piece = problems.index.pieces[nodes.get(ref)?.piece ?? -1]
      if (piece === undefined) return []
      for (const n of piece[4]) {
        const to = problems.index.refs[n] ?? ''
        if (!nodes.has(to) && !to.startsWith('Condition/')) outside.add(to)
      }
      const json = body.toString('utf8', piece[1], piece[1] + piece[2])
      return [relatedProblem(json, ref => isThere(ref) || !isClinical(ref))]
    })
  }
  const isThere = (ref: Ref): boolean => {
    const node = nodes.get(ref)
    if (node === undefined) return inWholes.has(ref)
    if (node.at.part === 'problems') return primaryProblems.has(ref) || related.has(ref)
    return (node.group === -1 ? node.at.shared : node.at.pieces).has(node.piece)
  }
  const rewriting: Rewriting | undefined =
    ask.off.size === 0 ? undefined : ref => offRefs.get(ref) ?? areaIfOff(nodes.get(ref), isOff)
  for (const part of partNames) {
    const stored = record.get(part)
    if (stored === undefined || part === 'people') continue
    const at = opened.get(part)
    const found =
      at === undefined
        ? wholes.has(part) && stored.body.length > 0
          ? [stored.body]
          : []
        : cut(at, ask.today, rewriting)
    const all = part === 'problems' ? [...found, ...rewritten()] : found
    if (all.length > 0) texts.set(part, all)
  }
  const ended = opened.get('ended-allergies')
  if (ended !== undefined && !entries.has('ended-allergies') && ended.pieces.size > 0) {
    const named = ended.index.groups.filter(([, , , , first]) => ended.pieces.has(first))
    entries.set('ended-allergies', named.map(group => listEntry(group[0])).join(','))
  }
  const secondary = [...lists].map(([list, one]): SecondaryList => ({ list, ...one, entries: [...one.entries] }))
  if (linked.length > 0) secondary.push({ list: 'problems-linked', entries: linked, withheld: false })
  return { texts, entries, secondary, disabled, refs: outside }
}

/** True if a group has a piece that refers to the shared piece: the plan of its statement, not one that it replaced. */
function holds(index: Index, first: number, count: number, shared: number): boolean {
  return count > 0 && index.pieces[first]?.[4].includes(shared) === true
}

function areaIfOff(node: Node | undefined, isOff: (part: PartName) => boolean): Area | undefined {
  return node !== undefined && isOff(node.at.part) ? areaOf(node.at.part) : undefined
}

/** References to other clinical entries, which a problem that isn't expanded may make without them. */
function isClinical(ref: Ref): boolean {
  return !/^(Patient|Practitioner|PractitionerRole|Organization|Location)\//.test(ref)
}

function takeStructure(at: Opened | undefined, entry: Ref, take: (at: Opened, piece: number) => void): void {
  const group = at?.index.groups.find(([one]) => one === entry)
  if (at === undefined || group === undefined) return
  for (let piece = group[4]; piece < group[4] + group[5]; piece++) take(at, piece)
}

function matchingGroups({ groups }: Index, { from, to, status, mostRecent }: AreaFilter): readonly Group[] {
  const found = groups.filter(group => {
    const [, start, end, always, , , tag] = group
    if (status !== undefined && tag !== status) return false
    if (always === 1) return true
    return (
      (from === undefined || end === '' || end >= firstDay(from)) && (to === undefined || start === '' || start <= to)
    )
  })
  if (mostRecent === undefined) return found
  // STR-CON-02: those without a date come after all others
  return found.toSorted((a, b) => (a[1] > b[1] ? -1 : a[1] < b[1] ? 1 : 0)).slice(0, mostRecent)
}

/** The texts of what is taken of a part: the block as it lies if that is all of it and nothing has changed since. */
function cut(at: Opened, today: LocalDate, rewriting: Rewriting | undefined): readonly Text[] {
  const { stored, index, pieces, shared } = at
  if (pieces.size === 0 && shared.size === 0) return []
  const all = pieces.size === index.pieces.length && shared.size === index.shared.length
  const due = stored.changesOn !== '' && stored.changesOn <= today
  if (all && !due && rewriting === undefined) return [stored.body]
  const body = fromBlock(stored.body)
  const textOf = (piece: Index['pieces'][number] | undefined): Text[] => {
    if (piece === undefined) return []
    const [, offset, length, , , later] = piece
    const text =
      later !== undefined && later[0] <= today
        ? stored.later.slice(later[1], later[1] + later[2])
        : body.subarray(offset, offset + length)
    return [rewriting === undefined ? text : withDisplays(text.toString(), rewriting)]
  }
  return [
    ...index.pieces.flatMap((piece, i) => (pieces.has(i) ? textOf(piece) : [])),
    ...index.shared.flatMap((piece, i) => (shared.has(i) ? textOf(piece) : [])),
  ]
}
