/** Patients as the rules ask about them. */
import { isPartName, type PartName, type StoredPart } from '@gpc/clinical'
import type { LocalDate } from '@gpc/fhir'
import { everythingPrefix, rendererVersion } from '../import/write.ts'
import type { Store } from '../store.ts'
import { together } from '../together.ts'

/** What is known of a patient, all that decides whether and how they are served. Empty text: not known. */
export interface PatientStatus {
  readonly id: string
  readonly nhsNumber: string
  readonly family: string
  readonly given: string
  readonly birthDate: string
  readonly gender: string
  readonly numberStatus: string
  readonly registration: string
  readonly registeredFrom: string
  readonly registeredTo: string
  readonly deceased: string
  readonly sensitive: boolean
  readonly neverServed: string
  readonly inTransit: boolean
  readonly versionId: string
  /** PDS's answer of the last trace, for the demographics as they are now; null if there is none. */
  readonly trace: string | null
  readonly traceSensitive: boolean | null
  /** The provider's own flags as JSON: `{ "dissent": "", "in-transit": "2024-05-01" }`. */
  readonly flags: string
  readonly refs: string
  readonly directoryVersion: string
}

export interface FoundPatient extends PatientStatus {
  readonly body: string
}

const columns = `p.id, p.nhs_number AS "nhsNumber", p.family, p.given, p.birth_date AS "birthDate", p.gender,
  p.number_status AS "numberStatus", p.registration, p.registered_from AS "registeredFrom", p.registered_to AS "registeredTo",
  p.deceased, p.sensitive, p.never_served AS "neverServed", p.in_transit AS "inTransit", p.version_id AS "versionId",
  t.result AS trace, t.sensitive AS "traceSensitive",
  coalesce((SELECT json_object_agg(f.flag, f.detail)::text FROM patient_flag f WHERE f.practice = p.practice AND f.nhs_number = p.nhs_number), '{}') AS flags,
  p.refs, d.directory_version AS "directoryVersion"`

const tables = `patient p
  JOIN practice d ON d.practice = p.practice
  LEFT JOIN patient_trace t ON t.practice = p.practice AND t.nhs_number = p.nhs_number AND t.compared = ${compared('p')}`

/** The demographics that a trace compared, as SQL: another name or birth date asks for another trace. */
function compared(alias: string): string {
  return `(${alias}.family || '|' || ${alias}.given || '|' || ${alias}.birth_date)`
}

/** One patient, or several, of one practice: by NHS number, or by logical id. */
interface Wanted {
  readonly practice: string
  readonly value: string
}

/** The patients of a practice with an NHS number: none, one, or, if the source holds doubles, several. */
export async function patientsByNhsNumber(
  store: Store,
  practice: string,
  nhsNumber: string,
): Promise<readonly FoundPatient[]> {
  return (await patientsBy(store, 'nhs_number', [{ practice, value: nhsNumber }]))(0)
}

export interface PatientReader {
  /** The patients of a practice with an NHS number: none, one, or, if the source holds doubles, several. */
  byNhsNumber(practice: string, nhsNumber: string): Promise<readonly FoundPatient[]>
  /** The patient with a logical id, if there is one. */
  byId(practice: string, id: string): Promise<readonly FoundPatient[]>
}

/** Patients asked for at the same time at most. */
const most = 100

/** A reader that fetches patients who are wanted at the same time in one query. */
export function patientReader(store: Store): PatientReader {
  const byNhsNumber = together(most, (wanted: readonly Wanted[]) => patientsBy(store, 'nhs_number', wanted))
  const byId = together(most, (wanted: readonly Wanted[]) => patientsBy(store, 'id', wanted))
  return {
    byNhsNumber: (practice, value) => byNhsNumber({ practice, value }),
    byId: (practice, value) => byId({ practice, value }),
  }
}

async function patientsBy(
  store: Store,
  column: 'nhs_number' | 'id',
  wanted: readonly Wanted[],
): Promise<(place: number) => readonly FoundPatient[]> {
  const found = await store.pool.query<FoundPatient & { place: number }>({
    name: `patients-by-${column}`,
    // sub-selects hide how many are wanted from the planner, so that it keeps one plan instead of making one a call
    text: `SELECT w.place::int AS place, f.*
      FROM unnest((SELECT $1::text[]), (SELECT $2::text[])) WITH ORDINALITY AS w(practice, value, place)
      CROSS JOIN LATERAL (SELECT ${columns}, p.body FROM ${tables} WHERE p.practice = w.practice AND p.${column} = w.value
        ORDER BY p.registered_from DESC LIMIT 10) f
      ORDER BY place, "registeredFrom" DESC`,
    // PostgreSQL's text holds no U+0000: nobody has such an id
    values: [wanted.map(one => one.practice), wanted.map(one => one.value.replaceAll('\u0000', '\ufffd'))],
  })
  const byPlace = Map.groupBy(found.rows, row => row.place - 1)
  return place => byPlace.get(place) ?? []
}

interface PartColumns {
  readonly area: string | null
  readonly length: number
  readonly crc: number
  readonly changesOn: string
  readonly withheld: number
  readonly awaiting: boolean
  readonly entries: string
  readonly partRefs: string
  readonly index: string
  readonly later: string
  readonly deflated: Buffer
}

export interface StoredRecord {
  readonly patient: FoundPatient
  readonly parts: ReadonlyMap<PartName, StoredPart>
}

export interface WantedParts {
  readonly parts: readonly PartName[]
  /** Parts that come with their index; one whose texts have changed with time always does. */
  readonly open: ReadonlySet<PartName>
  /** The day of the request, in London. */
  readonly today: LocalDate
  /** True: confidential entries too, for a migration that asks for them (MIG-STR-09). */
  readonly everything?: boolean
}

/**
 * Patients with an NHS number, each with the stored parts that were asked for: one round trip.
 * @throws Error if a record was rendered by another version of this software: what is missing there must not look like nothing recorded
 */
export async function recordsByNhsNumber(
  store: Store,
  practice: string,
  nhsNumber: string,
  { parts, open, today, everything = false }: WantedParts,
): Promise<readonly StoredRecord[]> {
  const found = await store.pool.query<FoundPatient & PartColumns & { renderer: number }>({
    name: 'records-by-nhs-number',
    text: `SELECT ${columns}, p.body, p.renderer, a.area, a.length, a.crc, a.changes_on AS "changesOn", a.withheld, a.awaiting, a.entries,
        a.refs AS "partRefs", CASE WHEN n.needed THEN a.index ELSE '' END AS index, CASE WHEN n.needed THEN a.later ELSE '' END AS later,
        a.body AS deflated
      FROM ${tables} LEFT JOIN record_area a ON a.practice = p.practice AND a.patient = p.id AND a.area = ANY($3)
      LEFT JOIN LATERAL (SELECT replace(a.area, '${everythingPrefix}', '') = ANY($4) OR (a.changes_on <> '' AND a.changes_on <= $5) AS needed) n ON true
      WHERE p.practice = $1 AND p.nhs_number = $2 ORDER BY p.registered_from DESC, p.id, starts_with(a.area, '${everythingPrefix}') DESC LIMIT 400`,
    values: [
      practice,
      nhsNumber,
      everything ? [...parts, ...parts.map(one => everythingPrefix + one)] : parts,
      [...open],
      today,
    ],
  })
  const records = new Map<string, { patient: FoundPatient; parts: Map<PartName, StoredPart> }>()
  for (const row of found.rows) {
    if (row.renderer !== rendererVersion)
      throw new Error(`${practice} was rendered by another version: run gpc render.`)
    const record = records.get(row.id) ?? { patient: row, parts: new Map<PartName, StoredPart>() }
    records.set(row.id, record)
    const { area, length, crc, changesOn, withheld, awaiting, entries, partRefs: refs, index, later, deflated } = row
    const name = area?.replace(everythingPrefix, '')
    // what holds everything comes first, and the first one counts
    if (area === null || name === undefined || !isPartName(name) || record.parts.has(name)) continue
    const body = { deflated, length, crc: crc >>> 0 }
    record.parts.set(name, { changesOn, withheld, awaitingFiling: awaiting, entries, refs, index, later, body })
  }
  return [...records.values()]
}

export interface Trace {
  readonly nhsNumber: string
  readonly result: 'verified' | 'mismatch' | 'unknown' | 'invalid' | 'superseded' | 'deceased'
  readonly sensitive: boolean
  readonly supersededBy?: string
}

/** Keeps what PDS said of a number, for the demographics that it was compared with. */
export async function saveTrace(
  store: Store,
  practice: string,
  trace: Trace,
  local: { readonly family: string; readonly given: string; readonly birthDate: string },
): Promise<void> {
  await store.pool.query(
    `INSERT INTO patient_trace AS t (practice, nhs_number, result, sensitive, superseded_by, compared) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (practice, nhs_number) DO UPDATE SET result = excluded.result, sensitive = excluded.sensitive,
       superseded_by = excluded.superseded_by, compared = excluded.compared, traced = now()`,
    [
      practice,
      trace.nhsNumber,
      trace.result,
      trace.sensitive,
      trace.supersededBy ?? null,
      `${local.family}|${local.given}|${local.birthDate}`,
    ],
  )
}

/** Patients that no trace was made of, or not of their present demographics. */
export async function untraced(store: Store, practice: string, most: number): Promise<readonly PatientStatus[]> {
  const found = await store.pool.query<PatientStatus>({
    text: `SELECT ${columns} FROM ${tables} WHERE p.practice = $1 AND p.nhs_number <> '' AND t.result IS NULL ORDER BY p.id LIMIT $2`,
    values: [practice, most],
  })
  return found.rows
}

export type FlagName = 'dissent' | 'in-transit' | 'awaiting-filing' | 'merged' | 'hidden'

/** Sets one of the provider's own flags of a patient; `detail` is a date for in-transit, the surviving number for merged. */
export async function setFlag(
  store: Store,
  practice: string,
  nhsNumber: string,
  flag: FlagName,
  detail: string,
  by: string,
): Promise<void> {
  await store.pool.query(
    `INSERT INTO patient_flag (practice, nhs_number, flag, detail, set_by) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (practice, nhs_number, flag) DO UPDATE SET detail = excluded.detail, set_at = now(), set_by = excluded.set_by`,
    [practice, nhsNumber, flag, detail, by],
  )
}

export async function clearFlag(store: Store, practice: string, nhsNumber: string, flag: FlagName): Promise<void> {
  await store.pool.query('DELETE FROM patient_flag WHERE practice = $1 AND nhs_number = $2 AND flag = $3', [
    practice,
    nhsNumber,
    flag,
  ])
}
