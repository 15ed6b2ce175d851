/**
 * Rows in the order of ProcessingId, in flat memory. Files come in that order as a rule; a row that comes too late is held back, and
 * when the file has ended, all rows of its key are handed on again in their order, so that the last word is the right one.
 */

export interface Ordered {
  readonly key: string
  /** ProcessingId; undefined where there is none: then the place in the file counts. */
  readonly order: number | undefined
}

/** Keys that are remembered at most before the file is gone through by parts. */
const most = 50_000

/**
 * Hands on the rows of a file, with all rows of the keys that came out of order once more at the end.
 * @param read gives the file's rows from its beginning, in batches; it is called again for what came too late
 */
export async function* inOrder<Row extends Ordered>(
  read: (again: boolean) => AsyncIterable<readonly Row[]>,
  limit = most,
): AsyncGenerator<readonly Row[]> {
  const late = new Set<string>()
  let highest = Number.NEGATIVE_INFINITY
  let rows = 0
  let tooMany = false
  for await (const batch of read(false)) {
    const timely: Row[] = []
    for (const row of batch) {
      rows += 1
      if (row.order === undefined || row.order >= highest) {
        highest = row.order ?? highest
        timely.push(row)
      } else if (late.size < limit) {
        late.add(ownCopy(row.key))
      } else {
        tooMany = true
      }
    }
    if (timely.length > 0) yield timely
  }
  if (late.size === 0) return
  const parts = tooMany ? Math.ceil(rows / limit) : 1
  for (let part = 0; part < parts; part++) {
    const held: Row[] = []
    for await (const batch of read(true)) {
      for (const row of batch) if (tooMany ? partOf(row.key, parts) === part : late.has(row.key)) held.push(row)
    }
    held.sort((a, b) => (a.order ?? Number.MAX_VALUE) - (b.order ?? Number.MAX_VALUE))
    for (let i = 0; i < held.length; i += 500) yield held.slice(i, i + 500)
  }
}

/** A copy of its own: a piece of a file's text would keep the whole text in memory. */
export function ownCopy(text: string): string {
  return Buffer.from(text).toString()
}

function partOf(key: string, parts: number): number {
  return hashOf(key) % parts
}

/** A whole number from 0 below 2^32 that spreads keys evenly (FNV-1a). */
export function hashOf(key: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
