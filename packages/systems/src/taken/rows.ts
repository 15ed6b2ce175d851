/** Rows of what was taken from another practice's record: one an entry, with its resources as they were received and where they are from. */
import { isNhsNumber, logicalId, type Resource } from '@gpc/fhir'
import type { Delivery, SourceItem } from '../contract.ts'

export const table = 'Entry'

/** An entry as it is kept. */
export interface TakenEntry {
  readonly nhsNumber: string
  /** The clinical area: allergies, medication, problems, immunisations, uncategorised, investigations, referrals, diary. */
  readonly area: string
  readonly title: string
  /** The source's own identifiers, `system|value` (STR-COM-02). */
  readonly identifiers: readonly [string, ...string[]]
  /** What was compared, by name: tells on a later run whether it has changed there. */
  readonly facts: Readonly<Record<string, string>>
  /** The entry first, then what belongs to it. */
  readonly resources: readonly Resource[]
  readonly from: { readonly ods: string; readonly name: string }
  /** An instant. */
  readonly at: string
  readonly by: string
  /** Not understood here: gets the degrade code beside its own (STR-ALG-25). */
  readonly degraded: boolean
  /** In use there, authorised by nobody here (STR-MED-38). */
  readonly needsAuthorisation: boolean
  readonly notForPatient: boolean
}

/** The row's key: the same for the same entry of the same patient, however often it is taken. */
export const takenKey = ({ nhsNumber, identifiers }: Pick<TakenEntry, 'nhsNumber' | 'identifiers'>): string =>
  logicalId('taken', nhsNumber, identifiers[0])

/** New entries as a delivery: all of them or none. */
export function takenDelivery(entries: readonly TakenEntry[]): Delivery {
  const wrong = entries.find(one => !isNhsNumber(one.nhsNumber))
  if (wrong !== undefined) throw new Error('An entry that is taken needs a valid NHS number.')
  const origins = new Set(entries.map(one => `Taken from ${one.from.ods} ${one.from.name} by ${one.by}.`))
  return delivery(
    [...origins],
    entries.map((one, i) => ({
      kind: 'upsert',
      source: 'taken',
      row: { table, key: takenKey(one), owner: `nhs:${one.nhsNumber}`, shared: false, columns: columnsOf(one) },
      at: { file: `taken from ${one.from.ods}`, line: i + 1 },
    })),
  )
}

/** Entries that go again, by their keys; `by` says who took them out. */
export function takenRemoval(keys: readonly string[], by: string): Delivery {
  return delivery(
    [`Taken entries were removed by ${by}.`],
    keys.map((key, i) => ({ kind: 'delete', source: 'taken', table, key, at: { file: 'removed', line: i + 1 } })),
  )
}

const delivery = (notices: readonly string[], all: readonly SourceItem[]): Delivery => ({
  notices,
  bytes: 0,
  whole: [],
  async *items() {
    if (all.length > 0) yield all
  },
})

function columnsOf(one: TakenEntry): Record<string, string> {
  return {
    Area: one.area,
    Title: one.title,
    Identifiers: JSON.stringify(one.identifiers),
    Facts: JSON.stringify(one.facts),
    Resources: JSON.stringify(one.resources),
    FromOds: one.from.ods,
    FromName: one.from.name,
    TakenAt: one.at,
    TakenBy: one.by,
    ...(one.degraded ? { Degraded: 'true' } : {}),
    ...(one.needsAuthorisation ? { Status: 'needs re-authorisation' } : {}),
    ...(one.notForPatient ? { NotForPatient: 'true' } : {}),
  }
}

/** What a stored row says of itself, without its resources. Undefined: it isn't as it was written. */
export interface TakenSummary {
  readonly key: string
  readonly area: string
  readonly title: string
  readonly identifiers: readonly string[]
  readonly facts: Readonly<Record<string, string>>
  readonly from: string
  readonly at: string
  readonly by: string
  readonly degraded: boolean
  readonly needsAuthorisation: boolean
  readonly notForPatient: boolean
}

export function takenSummary(key: string, columns: Readonly<Record<string, string>>): TakenSummary {
  const { Area = '', Title = '', Identifiers = '[]', Facts = '{}', FromOds = '', FromName = '' } = columns
  const identifiers: unknown = JSON.parse(Identifiers)
  const facts: unknown = JSON.parse(Facts)
  return {
    key,
    area: Area,
    title: Title,
    identifiers: Array.isArray(identifiers) ? identifiers.map(String) : [],
    facts: Object.fromEntries(Object.entries(facts ?? {}).map(([name, value]) => [name, String(value)])),
    from: `${FromOds} ${FromName}`.trim(),
    at: columns.TakenAt ?? '',
    by: columns.TakenBy ?? '',
    degraded: columns.Degraded === 'true',
    needsAuthorisation: columns.Status !== undefined,
    notForPatient: columns.NotForPatient === 'true',
  }
}
