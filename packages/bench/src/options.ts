/** What a run measures. */
import { type MeasuredSystem, measuredSystems, recordsSystem } from './native.ts'

export const parts = ['a', 'b', 'c', 'd', 'f'] as const

/** a: structured records; b: the bare server beside them; c: imports; d: find and read a patient; f: the sandbox's start. */
export type Part = (typeof parts)[number]

export interface BenchOptions {
  /** Under a minute, with figures that are less steady. */
  readonly quick?: boolean
  /** One part alone, with what it needs. */
  readonly only?: Part
  /** Seconds that each load is measured for. */
  readonly seconds?: number
  /** Patients of each import that is measured. */
  readonly patients?: number
  /** Told what is being done. */
  readonly progress?: (doing: string) => void
  /** Ends the run early, with everything that it started. */
  readonly signal?: AbortSignal
}

export interface Sizes {
  readonly seconds: number
  readonly warmUp: number
  readonly patients: number
  /** Patients with a long record, asked for in turn. */
  readonly records: number
  readonly connections: readonly number[]
  /** Whose imports are measured. */
  readonly systems: readonly MeasuredSystem[]
}

export function sizesOf({ quick = false, seconds, patients }: BenchOptions): Sizes {
  const sizes = quick
    ? { seconds: 1, warmUp: 0.25, patients: 2_000, records: 50, systems: [recordsSystem] }
    : { seconds: 5, warmUp: 1, patients: 2_000, records: 200, systems: measuredSystems }
  return {
    ...sizes,
    connections: [1, 8, 32],
    ...(seconds === undefined ? {} : { seconds, warmUp: Math.min(1, seconds / 4) }),
    ...(patients === undefined ? {} : { patients }),
  }
}
