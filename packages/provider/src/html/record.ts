/** A stored record as the views read it: what the structured interface withholds isn't in it either. */
import {
  type Area,
  areaOf,
  fromBlock,
  type Group,
  type Index,
  type PartName,
  parsed,
  type Ref,
  type StoredPart,
} from '@gpc/clinical'
import type { LocalDate } from '@gpc/fhir'
import type { DirectoryView } from '@gpc/store'
import { type Concept, readStored, type Stored } from './resources.ts'

/** One entry of a part, with its resources. */
export interface Item {
  readonly ref: Ref
  readonly resources: readonly Stored[]
  /** Problems that it is linked to, as they are called. */
  readonly problems: readonly Concept[]
  /** Of a consultation or problem: areas of which something in it is withheld. */
  readonly withheld: readonly Area[]
}

export interface CareRecord {
  readonly today: LocalDate
  /** The practice's clinical system: some can't tell what a view asks for. */
  readonly system: string
  /** Entries in the order of their list. */
  items(part: PartName): readonly Item[]
  /** Something of the part is withheld. */
  withheld(part: PartName): boolean
  /** The practice has switched the part's area off: none of it is shown, in no view. */
  isOff(part: PartName): boolean
  /** Some area is switched off. */
  readonly anyOff: boolean
  /** Something of the part was received and isn't filed yet: it isn't shown (STR-WARN-11). */
  awaitsFiling(part: PartName): boolean
  /** What a reference leads to: an entry's resource, a person or an organisation; `#id` is an ended allergy. */
  find(ref: Ref | undefined): Stored | undefined
}

interface Opened {
  readonly groups: readonly Group[]
  readonly index: Index
  readonly resources: ReadonlyMap<Ref, Stored>
}

/** @param parts with their index */
export function careRecord(
  parts: ReadonlyMap<PartName, StoredPart>,
  directory: DirectoryView,
  { today, system, off }: Pick<CareRecord, 'today' | 'system'> & { readonly off: ReadonlySet<string> },
): CareRecord {
  const isOff = (part: PartName): boolean => off.has(areaOf(part) ?? '')
  const opened = new Map<PartName, Opened>()
  for (const [name, part] of parts) if (!isOff(name)) opened.set(name, open(part, name, today))
  const find = (ref: Ref | undefined): Stored | undefined => {
    if (ref === undefined) return undefined
    for (const { resources } of opened.values()) {
      const found = resources.get(ref)
      if (found !== undefined) return found
    }
    const body = directory.get(ref)?.body
    return body === undefined ? undefined : readStored(body)
  }
  return {
    today,
    system,
    find,
    isOff,
    anyOff: off.size > 0,
    withheld: part => (parts.get(part)?.withheld ?? 0) > 0,
    awaitsFiling: part => parts.get(part)?.awaitingFiling === true,
    items: name => {
      const part = opened.get(name)
      return part === undefined ? [] : part.groups.map(group => itemOf(group, part, find))
    },
  }
}

/** Each resource as it reads today. */
function open(part: StoredPart, name: PartName, today: LocalDate): Opened {
  const index = parsed<Index>(part.index)
  const body = fromBlock(part.body)
  const resources = new Map<Ref, Stored>()
  const add = (ref: Ref, [, offset, length, , , later]: Index['pieces'][number]): void => {
    const text =
      later !== undefined && later[0] <= today
        ? part.later.slice(later[1], later[1] + later[2])
        : body.subarray(offset, offset + length).toString()
    resources.set(ref, readStored(name === 'ended-allergies' ? text : text.slice('{"resource":'.length, -1)))
  }
  for (const [entry, , , , first, count] of index.groups) {
    for (const piece of index.pieces.slice(first, first + count)) add(piece[0] === '' ? entry : piece[0], piece)
  }
  index.shared.forEach((piece, i) => {
    add(index.refs[i] ?? '', piece)
  })
  return { groups: index.groups, index, resources }
}

function itemOf(group: Group, { index, resources }: Opened, find: CareRecord['find']): Item {
  const [ref, , , , first, count, , , withheld = [], problems = []] = group
  return {
    ref,
    withheld,
    resources: index.pieces
      .slice(first, first + count)
      .flatMap(piece => resources.get(piece[0] === '' ? ref : piece[0]) ?? []),
    problems: problems.flatMap(number => {
      const found = find(index.refs[number])
      return found?.resourceType === 'Condition' && found.code !== undefined ? [found.code] : []
    }),
  }
}
