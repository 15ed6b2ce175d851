/** Statistics of measured latencies. Pure. */

export interface Latencies {
  readonly p50: number
  readonly p99: number
  readonly max: number
}

/**
 * The value that a share of all values doesn't exceed (nearest rank: one of the values, never something between two).
 * @param sorted values in ascending order, at least one
 * @param share above 0, at most 1: 0.99 for p99
 * @throws RangeError if there is no value
 */
export function percentile(sorted: readonly number[], share: number): number {
  const found = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]
  if (found === undefined) throw new RangeError('There is nothing to take a percentile of.')
  return found
}

/** p50, p99 and the longest, in the unit of the values. */
export function latencies(values: readonly number[]): Latencies {
  const sorted = values.toSorted((a, b) => a - b)
  return { p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), max: percentile(sorted, 1) }
}

/** The arithmetic mean; 0 of nothing. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}
