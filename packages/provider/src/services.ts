/** What the provider works with: handed to it once, at start. */
import type { LocalRegistration } from '@gpc/clinical'
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

/**
 * Registers a temporary patient with a practice; when the promise resolves, everybody sees them. `prepare` decides, while no other
 * registration of the practice is under way: what it throws leaves everything as it was.
 */
export type RegisterPatient = (
  practice: { readonly ods: string; readonly name: string },
  prepare: () => Promise<LocalRegistration>,
) => Promise<void>
