/** A record's results by clinical area: what each primary list names, and what only a link brought (STR-LIST-16, STR-PAR-28). Pure. */
import type { OperationOutcome, Resource } from '@gpc/fhir'
import { listCodes, type RecordList } from './lists.ts'

/** One clinical area of a record. */
export interface RecordArea<T> {
  /** Its primary list. Absent if the practice sent none: then nothing says that the area is complete. */
  readonly list?: RecordList
  /** What the list names, in its order: the result that was asked for. */
  readonly items: readonly T[]
  /** What arrived by a link from a consultation, a problem or another entry only: never the whole of an area. */
  readonly linked: readonly T[]
  /** Why the practice did not return the area, in its words, e.g. "includeReferrals has been disabled" (STR-CFG-08). */
  readonly notReturned?: string
}

/** The parameter that asks for each primary list. */
const parameterOf = {
  allergies: 'includeAllergies',
  endedAllergies: 'includeAllergies',
  medications: 'includeMedication',
  consultations: 'includeConsultations',
  problems: 'includeProblems',
  immunisations: 'includeImmunisations',
  uncategorised: 'includeUncategorisedData',
  investigations: 'includeInvestigations',
  referrals: 'includeReferrals',
  diary: 'includeDiaryEntries',
} as const satisfies Record<keyof typeof listCodes, string>

/** Sorts views of resources into those that the primary list names and the others. */
export function areasOf(lists: readonly RecordList[], outcomes: readonly OperationOutcome[]) {
  const refused = new Map(
    outcomes.flatMap(({ issue }) =>
      issue.flatMap(({ diagnostics, details }) =>
        diagnostics === undefined ? [] : [[diagnostics.trim(), details?.text ?? diagnostics] as const],
      ),
    ),
  )
  return <T extends object>(
    name: keyof typeof listCodes,
    all: readonly T[],
    resourceOf: (one: T) => Resource,
  ): RecordArea<T> => {
    const list = lists.find(one => one.code === listCodes[name])
    const notReturned = refused.get(parameterOf[name])
    const byResource = new Map(all.map(one => [resourceOf(one), one]))
    const items = new Set((list?.entries ?? []).flatMap(({ resource }) => (resource && byResource.get(resource)) ?? []))
    return {
      ...(list === undefined ? {} : { list }),
      items: [...items],
      linked: all.filter(one => !items.has(one)),
      ...(notReturned === undefined ? {} : { notReturned }),
    }
  }
}

/** For resources that are shown as they are. */
export const itself = <T extends Resource>(one: T): T => one
