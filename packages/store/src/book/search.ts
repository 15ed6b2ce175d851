/** Free slots: one query, whose slots come as the text they are sent as (APT-SRCH-09). */
import type { LocalDate } from '@gpc/fhir'
import type { Store } from '../store.ts'
import { together } from '../together.ts'

export interface SlotQuery {
  readonly practice: string
  /** Slots begin at this instant or later, and end at `to` or before. */
  readonly from: string
  readonly to: string
  /** Milliseconds since the epoch, and the day of it in London. */
  readonly now: number
  readonly today: LocalDate
  /** Organisation types and ODS codes that were sent (APT-FLT-01). */
  readonly types: readonly string[]
  readonly organisations: readonly string[]
  /** ODS code of who asks, whose slots count against limits (APT-FLT-03). */
  readonly organisation: string
  /** Only schedules of the service with this id in the Directory of Services. */
  readonly service?: string
}

export interface FoundSchedule {
  readonly id: string
  readonly location: string
  readonly staff: readonly string[]
  /** Logical id of the service, or null. */
  readonly service: string | null
  readonly role: string
  readonly category: string
  /** Milliseconds since the epoch. */
  readonly starts: number
  readonly ends: number
}

export interface FoundSlots {
  readonly count: number
  /** Entries of a Bundle, parted by commas, in order of their start. */
  readonly entries: string
  /** The schedules of these slots. */
  readonly schedules: readonly FoundSchedule[]
  /** From when on one of these slots can't be booked any more, in milliseconds since the epoch; null if there are none. */
  readonly until: number | null
}

const text = `WITH found AS MATERIALIZED (
    SELECT s.id, s.schedule, s.starts, s.body, s.starts - make_interval(mins => s.embargo_minutes) AS until FROM slot s
    WHERE s.practice = $1 AND s.offered AND s.starts >= $2 AND s.starts <= $3 AND s.ends <= $3 AND s.starts > to_timestamp($4::float8 / 1000)
      AND (s.embargo_minutes = 0 OR s.starts - make_interval(mins => s.embargo_minutes) >= to_timestamp($4::float8 / 1000))
      AND (s.window_days IS NULL OR (s.starts AT TIME ZONE 'Europe/London')::date <= $5::date + s.window_days)
      AND (s.organisation_types = '{}' OR s.organisation_types && $6::text[])
      AND (s.organisations = '{}' OR s.organisations && $7::text[])
      AND (s.profile_limit IS NULL OR s.profile_limit > (SELECT count(*) FROM appointment_slot l WHERE l.practice = $1 AND l.active
        AND l.organisation <> '' AND l.organisation = $8 AND l.profile = s.profile AND l.starts > to_timestamp($4::float8 / 1000)))
      AND s.schedule IN (SELECT c.id FROM schedule c JOIN admin_resource r ON r.practice = $1 AND r.ref = 'Location/' || c.location
        WHERE c.practice = $1 AND ($9::text IS NULL OR c.service = $9)))
  SELECT (SELECT count(*) FROM found)::int AS count,
    coalesce((SELECT string_agg(body, ',' ORDER BY starts, id) FROM found), '') AS entries,
    coalesce((SELECT json_agg(json_build_object('id', c.id, 'location', c.location, 'staff', c.staff, 'role', c.role, 'category', c.category,
        'starts', extract(epoch FROM c.starts) * 1000, 'ends', extract(epoch FROM c.ends) * 1000, 'service', h.id) ORDER BY c.starts, c.id)
      FROM schedule c LEFT JOIN healthcare_service h ON h.practice = $1 AND h.dos_service_id = c.service AND c.service <> ''
      WHERE c.practice = $1 AND c.id IN (SELECT schedule FROM found)), '[]') AS schedules,
    (SELECT extract(epoch FROM min(until)) * 1000 FROM found)::float8 AS until`

/** The free slots that an organisation is offered. */
export async function freeSlots(store: Store, query: SlotQuery): Promise<FoundSlots> {
  const { practice, from, to, now, today, types, organisations, organisation, service } = query
  const found = await store.pool.query<FoundSlots>({
    name: 'free-slots',
    text,
    values: [practice, from, to, now, today, types, organisations, organisation, service ?? null],
  })
  const [row] = found.rows
  if (row === undefined) throw new Error('The search for slots gave no row.')
  return row
}

export interface BookVersion {
  /** Changes with each change of a practice's book, of its directory, and of its services: what kept answers are checked against. */
  readonly version: string
  readonly directoryVersion: string
}

/** A reader of versions that fetches those which are wanted at the same time in one query. */
export function bookVersionReader(store: Store): (practice: string) => Promise<BookVersion> {
  return together(100, async (practices: readonly string[]) => {
    const found = await store.pool.query<BookVersion & { practice: string }>({
      name: 'book-versions',
      text: `SELECT p.practice, p.directory_version AS "directoryVersion", p.directory_version || ' ' || coalesce(h.version, 0)
          || ' ' || coalesce((SELECT max(c.seq) FROM healthcare_service_change c WHERE c.practice = p.practice), 0) AS version
        FROM practice p LEFT JOIN book_head h ON h.practice = p.practice WHERE p.practice = ANY($1)`,
      values: [[...new Set(practices)]],
    })
    const versions = new Map(found.rows.map(row => [row.practice, row]))
    return place => versions.get(practices[place] ?? '') ?? { version: '', directoryVersion: '' }
  })
}
