/** What the practice's staff look at: sessions with how full they are, the slots of one, and conflicts. Times are London's. */
import type { DeliveryChannel, SlotState } from '@gpc/clinical'
import { type LocalDate, londonTime } from '@gpc/fhir'
import type { Store } from '../store.ts'

export interface SessionSummary {
  /** Logical ids. */
  readonly id: string
  readonly location: string
  readonly staff: readonly string[]
  readonly source: string
  readonly role: string
  readonly category: string
  /** Id in the Directory of Services, or the empty text. */
  readonly service: string
  readonly starts: string
  readonly ends: string
  /** The day that the source file speaks of: how old it is. */
  readonly fileDay: LocalDate
  readonly slots: number
  readonly free: number
  readonly booked: number
  readonly blocked: number
  readonly embargoed: number
  readonly unknown: number
  readonly cancelled: number
  /** Free to other organisations, as the practice's rules have it. */
  readonly offered: number
}

type Epoch<T> = Omit<T, 'starts' | 'ends'> & { readonly starts: number; readonly ends: number }

/** Sessions of a practice that begin on the days from `from` to `to`, both included, in order of their begin. */
export async function sessionSummaries(
  store: Store,
  practice: string,
  from: LocalDate,
  to: LocalDate,
): Promise<readonly SessionSummary[]> {
  const found = await store.pool.query<Epoch<SessionSummary>>(
    `SELECT c.id, c.location, c.staff, c.source, c.role, c.category, c.service, to_char(c.file_day, 'YYYY-MM-DD') AS "fileDay",
       (extract(epoch FROM c.starts) * 1000)::float8 AS starts, (extract(epoch FROM c.ends) * 1000)::float8 AS ends, s.*
     FROM schedule c CROSS JOIN LATERAL (
       SELECT count(*)::int AS slots,
         (count(*) FILTER (WHERE state = 'free' AND NOT taken))::int AS free,
         (count(*) FILTER (WHERE taken OR state = 'booked'))::int AS booked,
         (count(*) FILTER (WHERE state = 'blocked' AND NOT taken))::int AS blocked,
         (count(*) FILTER (WHERE state = 'embargoed' AND NOT taken))::int AS embargoed,
         (count(*) FILTER (WHERE state = 'unknown' AND NOT taken))::int AS unknown,
         (count(*) FILTER (WHERE state = 'cancelled' AND NOT taken))::int AS cancelled,
         (count(*) FILTER (WHERE offered))::int AS offered
       FROM slot WHERE practice = c.practice AND schedule = c.id) s
     WHERE c.practice = $1 AND c.starts >= $2::timestamp AT TIME ZONE 'Europe/London'
       AND c.starts < ($3::date + 1)::timestamp AT TIME ZONE 'Europe/London'
     ORDER BY c.starts, c.id`,
    [practice, from, to],
  )
  return found.rows.map(inLondon)
}

const inLondon = <T extends { readonly starts: number; readonly ends: number }>({ starts, ends, ...rest }: T) => ({
  ...rest,
  starts: londonTime(starts),
  ends: londonTime(ends),
})

export interface SessionSlot {
  readonly id: string
  readonly starts: string
  readonly ends: string
  readonly channel: DeliveryChannel | ''
  readonly type: string
  /** As the source has it. */
  readonly state: SlotState
  readonly offered: boolean
  /** Logical id of the appointment that has it, or the empty text. */
  readonly appointment: string
}

/** The slots of a session, in order; undefined if the practice has no such session. */
export async function sessionSlots(
  store: Store,
  practice: string,
  session: string,
): Promise<readonly SessionSlot[] | undefined> {
  const found = await store.pool.query<Epoch<SessionSlot>>(
    `SELECT s.id, (extract(epoch FROM s.starts) * 1000)::float8 AS starts, (extract(epoch FROM s.ends) * 1000)::float8 AS ends, s.channel,
       s.type, s.state, s.offered, coalesce(l.appointment, '') AS appointment
     FROM slot s LEFT JOIN appointment_slot l ON l.practice = s.practice AND l.slot = s.id AND l.active
     WHERE s.practice = $1 AND s.schedule = $2 ORDER BY s.starts, s.id`,
    [practice, session],
  )
  if (found.rows.length > 0) return found.rows.map(inLondon)
  const known = await store.pool.query('SELECT 1 FROM schedule WHERE practice = $1 AND id = $2', [practice, session])
  return known.rowCount === 0 ? undefined : []
}

/** The practice's system, or its staff, and this book disagree about a slot. */
export interface BookingConflict {
  readonly slot: string
  readonly starts: string
  /** Booked here; logical id. */
  readonly appointment: string
  /** Of the organisation that booked, or the empty text. */
  readonly organisation: string
  /** Booked in the practice's own system; logical id, or the empty text. */
  readonly held: string
  readonly reason: string
  readonly noticed: string
}

/** Conflicts of a practice that nobody has resolved, by the time of their appointments. Ended appointments are no conflict any more. */
export async function bookingConflicts(store: Store, practice: string): Promise<readonly BookingConflict[]> {
  const found = await store.pool.query<
    Omit<BookingConflict, 'starts' | 'noticed'> & { readonly starts: number; readonly noticed: number }
  >(
    `SELECT c.slot, c.appointment, a.organisation, c.held, c.reason, (extract(epoch FROM a.starts) * 1000)::float8 AS starts,
       (extract(epoch FROM c.noticed) * 1000)::float8 AS noticed
     FROM booking_conflict c JOIN appointment a ON a.practice = c.practice AND a.id = c.appointment
     LEFT JOIN appointment h ON h.practice = c.practice AND h.id = c.held
     WHERE c.practice = $1 AND c.resolved IS NULL AND a.status = 'booked' AND (c.held = '' OR h.status = 'booked')
     ORDER BY a.starts, c.id`,
    [practice],
  )
  return found.rows.map(row => ({ ...row, starts: londonTime(row.starts), noticed: londonTime(row.noticed) }))
}

/** Ids (in the Directory of Services) of services that have slots which are offered to somebody from now on. */
export async function servicesWithFreeSlots(store: Store, practice: string): Promise<ReadonlySet<string>> {
  const found = await store.pool.query<{ service: string }>(
    `SELECT DISTINCT c.service FROM slot s JOIN schedule c ON c.practice = s.practice AND c.id = s.schedule
     WHERE s.practice = $1 AND s.offered AND s.starts > now() AND c.service <> ''`,
    [practice],
  )
  return new Set(found.rows.map(row => row.service))
}
