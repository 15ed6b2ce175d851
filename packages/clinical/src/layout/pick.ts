/** Picks people and organisations out of the part that holds those of one record. */
import type { Ref } from '../render/rendered.ts'
import { fromBlock } from './block.ts'
import { type Index, parsed, type StoredPart, type Text } from './stored.ts'

export interface Picked {
  /** JSON texts of Bundle entries. */
  readonly texts: readonly Text[]
  /** References of what was picked. */
  readonly names: readonly Ref[]
  /** References that what was picked makes outside of the part. */
  readonly refs: readonly Ref[]
}

/** Picks resources by reference out of a part that holds shared resources only, with all that they refer to among themselves. */
export function pick(part: StoredPart, wanted: Iterable<Ref>): Picked {
  const index = parsed<Index>(part.index)
  const numbers = new Map(index.refs.map((ref, i) => [ref, i]))
  const taken = new Set<number>([...wanted].flatMap(ref => numbers.get(ref) ?? []))
  for (const number of taken) {
    for (const to of index.shared[number]?.[4] ?? []) taken.add(to)
  }
  const body = fromBlock(part.body)
  const texts = [...taken].flatMap(number => {
    const piece = index.shared[number]
    return piece === undefined ? [] : [body.subarray(piece[1], piece[1] + piece[2])]
  })
  const refs = (inside: boolean): Ref[] =>
    [...taken].filter(n => n < index.shared.length === inside).map(n => index.refs[n] ?? '')
  return { texts, names: refs(true), refs: refs(false) }
}
