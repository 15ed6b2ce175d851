/** What a run finds. */
import type { Copied, Imported } from './importing.ts'
import type { LoadResult } from './load/plan.ts'
import type { Machine } from './machine.ts'

export interface BenchResult {
  readonly machine: Machine
  readonly quick: boolean
  /** Seconds that the whole run took. */
  readonly seconds: number
  /** Allergies and medicines. */
  readonly records?: RecordsResult
  /** Every clinical area. */
  readonly whole?: RecordsResult
  readonly imports?: readonly ImportComparison[]
  /** Seconds to the sandbox's first answer: without data, and with them. */
  readonly start?: { readonly first: number; readonly again: number }
}

export interface RecordsResult {
  readonly patients: number
  /** Means over the patients. */
  readonly resources: number
  readonly bytes: number
  /** Bytes on disk that a patient takes, source rows and indexes included. */
  readonly disk: number
  /** The most memory that the provider's process had by the end of the loads, in MB. */
  readonly peakMemory?: number
  readonly loads: readonly LoadComparison[]
  readonly patientLoads: readonly PatientLoad[]
}

/** (a) beside (b). */
export interface LoadComparison {
  readonly connections: number
  readonly gzip: boolean
  readonly provider?: LoadResult
  readonly bare: LoadResult
}

export interface PatientLoad {
  readonly kind: 'find' | 'read'
  readonly connections: number
  readonly result: LoadResult
}

export interface ImportComparison {
  readonly system: string
  readonly imported: Imported
  readonly copied: Copied
}
