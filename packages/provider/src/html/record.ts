/** A stored record as the views read it: what the structured interface withholds isn't in it either. */
import {
  type Area,
  areaOf,
  fromBlock,
  type Group,
  type Index,
  type PartName,
  type Piece,
  parsed,
  type Ref,
  type StoredPart,
} from '@gpc/clinical'
import type { LocalDate } from '@gpc/fhir'
import type { DirectoryView, PatientStatus } from '@gpc/store'
import { awaitsFiling } from '../patient/access.ts'
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

/** A part, whose resources are read when they are asked for. */
interface Opened {
  readonly index: Index
  get(ref: Ref): Stored | undefined
}

/** @param parts with their index */
export function careRecord(
  parts: ReadonlyMap<PartName, StoredPart>,
  directory: DirectoryView,
  {
    today,
    system,
    off,
    patient,
  }: Pick<CareRecord, 'today' | 'system'> & {
    readonly off: ReadonlySet<string>
    readonly patient: Pick<PatientStatus, 'flags'>
  },
): CareRecord {
  const isOff = (part: PartName): boolean => off.has(areaOf(part) ?? '')
  const opened = new Map<PartName, Opened>()
  for (const [name, part] of parts) if (!isOff(name)) opened.set(name, open(part, name, today))
  const people = new Map<Ref, Stored>()
  const find = (ref: Ref | undefined): Stored | undefined => {
    if (ref === undefined) return undefined
    for (const part of opened.values()) {
      const found = part.get(ref)
      if (found !== undefined) return found
    }
    const known = people.get(ref)
    const body = directory.get(ref)?.body
    if (known !== undefined || body === undefined) return known
    const found = readStored(body)
    people.set(ref, found)
    return found
  }
  return {
    today,
    system,
    find,
    isOff,
    anyOff: off.size > 0,
    withheld: part => (parts.get(part)?.withheld ?? 0) > 0,
    awaitsFiling: part => awaitsFiling(patient, part, parts.get(part)),
    items: name => {
      const part = opened.get(name)
      return part === undefined ? [] : part.index.groups.map(group => itemOf(group, part, find))
    },
  }
}

/** Each resource as it reads today. */
function open(part: StoredPart, name: PartName, today: LocalDate): Opened {
  const index = parsed<Index>(part.index)
  const body = fromBlock(part.body)
  const places = new Map<Ref, Piece>()
  const known = new Map<Ref, Stored>()
  for (const [entry, , , , first, count] of index.groups) {
    for (const piece of index.pieces.slice(first, first + count)) places.set(piece[0] === '' ? entry : piece[0], piece)
  }
  index.shared.forEach((piece, i) => {
    places.set(index.refs[i] ?? '', piece)
  })
  const textOf = ([, offset, length, , , later]: Piece): string =>
    later !== undefined && later[0] <= today
      ? part.later.slice(later[1], later[1] + later[2])
      : body.subarray(offset, offset + length).toString()
  return {
    index,
    get(ref) {
      const found = known.get(ref)
      const piece = places.get(ref)
      if (found !== undefined || piece === undefined) return found
      const text = textOf(piece)
      const resource = readStored(name === 'ended-allergies' ? text : text.slice('{"resource":'.length, -1))
      known.set(ref, resource)
      return resource
    },
  }
}

function itemOf(group: Group, { index, get }: Opened, find: CareRecord['find']): Item {
  const [ref, , , , first, count, , , withheld = [], problems = []] = group
  return {
    ref,
    withheld,
    get resources() {
      return index.pieces.slice(first, first + count).flatMap(piece => get(piece[0] === '' ? ref : piece[0]) ?? [])
    },
    get problems() {
      return problems.flatMap(number => {
        const found = find(index.refs[number])
        return found?.resourceType === 'Condition' && found.code !== undefined ? [found.code] : []
      })
    },
  }
}
