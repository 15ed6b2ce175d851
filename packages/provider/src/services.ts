/** What the provider works with: handed to it once, at start. */
import type { PdsClient } from '@gpc/spine'
import type { AuditWriter, DirectoryReader, PatientReader, SettingsReader, Store } from '@gpc/store'

export interface Services {
  readonly store: Store
  readonly settings: SettingsReader
  readonly directory: DirectoryReader
  readonly patients: PatientReader
  readonly audit: AuditWriter
  /** Absent: NHS numbers count as verified only where the practice's own system says so. */
  readonly pds: PdsClient | undefined
  /** Seconds since the epoch. */
  readonly now: () => number
}
