/** Seeded random numbers: the same seed gives the same row of them, on every machine. Nothing here is for security. */

export interface Random {
  /** From 0, below 1. */
  next(): number
  /** A whole number from low to high, both included. */
  int(low: number, high: number): number
  /** True with a probability from 0 to 1. */
  chance(probability: number): boolean
  /** @throws RangeError for an empty list */
  pick<T>(list: readonly T[]): T
  /** A generator of its own for a part, not changed by what the whole or other parts draw. */
  fork(part: string): Random
}

/** A generator for a seed of any text. */
export function seeded(seed: string): Random {
  const next = sequence(seed)
  const int = (low: number, high: number) => low + Math.floor(next() * (high - low + 1))
  return {
    next,
    int,
    chance: probability => next() < probability,
    pick: list => {
      const one = list[int(0, list.length - 1)]
      if (one === undefined) throw new RangeError('There is nothing to pick from.')
      return one
    },
    fork: part => seeded(`${seed}/${part}`),
  }
}

/** Four 32-bit words of state out of a text, then the small fast counting generator (sfc32). */
function sequence(seed: string): () => number {
  let a = 0x9e3779b9
  let b = 0x243f6a88
  let c = 0xb7e15162
  for (let i = 0; i < seed.length; i++) {
    const unit = seed.charCodeAt(i)
    a = Math.imul(a ^ unit, 0x85ebca6b)
    b = Math.imul(b ^ unit, 0xc2b2ae35) ^ (a >>> 13)
    c = Math.imul(c ^ unit, 0x27d4eb2f) ^ (b >>> 16)
  }
  let counter = 1
  const next = () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return (sum >>> 0) / 0x1_0000_0000
  }
  for (let i = 0; i < 12; i++) next()
  return next
}
