/** Answers to searches that are kept in memory: a practice's free slots are asked for more often than they change. */

/** Bytes of kept answers. */
const most = 128 << 20

export interface Kept {
  readonly version: string
  /** Milliseconds since the epoch. */
  readonly until: number
  /** All entries, parted by commas. */
  readonly entries: Buffer
}

/** Answers by what was asked, the longest unused first; bounded by their bytes. */
export function keeper() {
  const kept = new Map<string, Kept>()
  let bytes = 0
  const drop = (key: string): void => {
    bytes -= kept.get(key)?.entries.length ?? 0
    kept.delete(key)
  }
  return {
    get(key: string, version: string, now: number): Kept | undefined {
      const found = kept.get(key)
      if (found === undefined) return undefined
      drop(key)
      if (found.version !== version || found.until <= now) return undefined
      this.set(key, found)
      return found
    },
    set(key: string, answer: Kept): void {
      drop(key)
      kept.set(key, answer)
      bytes += answer.entries.length
      for (const oldest of kept.keys()) {
        if (bytes <= most) return
        drop(oldest)
      }
    },
  }
}
