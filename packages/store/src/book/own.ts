/** Sessions that are kept in this product: added, blocked, released, cancelled. Each change is kept with who made it (APT-CFG-12). */
import { type Schedule, scheduleId } from '@gpc/clinical'
import { londonDay } from '@gpc/fhir'
import type { Store } from '../store.ts'
import { saveSchedules } from './save.ts'
import { type Client, inTransaction } from './transaction.ts'

export interface AddedSessions {
  /** Logical ids. */
  readonly added: readonly string[]
  /** Those that were there before; they stay as they are. */
  readonly already: readonly string[]
}

/** Schedules that are written in one go. */
const batch = 200

/** Adds sessions, all or none; a session that is there already (by its key) stays with all that has been done to it. */
export async function addSessions(
  store: Store,
  practice: string,
  sessions: readonly Schedule[],
  by: string,
): Promise<AddedSessions> {
  return inTransaction(store, async client => {
    await lockSessions(client, practice)
    const found = await client.query<{ key: string }>(
      `SELECT key FROM schedule WHERE practice = $1 AND source = 'own' AND key = ANY($2)`,
      [practice, sessions.map(one => one.key)],
    )
    const known = new Set(found.rows.map(row => row.key))
    const fresh = sessions.filter(one => !known.has(one.key))
    const fileDay = londonDay()
    for (let at = 0; at < fresh.length; at += batch)
      await saveSchedules(client, { practice, source: 'own', fileDay, schedules: fresh.slice(at, at + batch) })
    await client.query(
      `INSERT INTO book_change (practice, what, key, after, changed_by)
       SELECT $1, 'session', id, after, $3 FROM jsonb_to_recordset($2::jsonb) AS r(id text, after jsonb)`,
      [
        practice,
        JSON.stringify(
          fresh.map(({ slots, ...after }) => ({
            id: scheduleId(practice, 'own', after.key),
            after: { ...after, slots: slots.length },
          })),
        ),
        by,
      ],
    )
    const idsOf = (all: readonly Schedule[]) => all.map(one => scheduleId(practice, 'own', one.key))
    return { added: idsOf(fresh), already: idsOf(sessions.filter(one => known.has(one.key))) }
  })
}

/** Sessions of a practice are changed by one at a time. */
const lockSessions = (client: Client, practice: string) =>
  client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 7))', [practice])

export interface SlotChange {
  /** Logical id of the session. */
  readonly session: string
  /** Only slots that start within these instants; absent: from its first, to its last. */
  readonly from?: string
  readonly to?: string
  readonly state: 'free' | 'blocked' | 'cancelled'
  /** True: slots that are booked are changed as well. The appointments stay, and are listed as conflicts. */
  readonly bookedToo: boolean
}

export type SlotChangeOutcome =
  | { readonly outcome: 'changed'; readonly slots: number }
  /** Nothing was changed; these appointments are booked in the slots. */
  | { readonly outcome: 'booked'; readonly appointments: readonly string[] }
  /** There is no such session. */
  | { readonly outcome: 'missing' }
  /** The session is of the practice's own system, or of a file: the next import would undo the change. */
  | { readonly outcome: 'imported'; readonly source: string }

/** Blocks, cancels or releases slots of a session that is kept here; all that are named, or none. */
export async function changeSlots(
  store: Store,
  practice: string,
  change: SlotChange,
  by: string,
): Promise<SlotChangeOutcome> {
  const { session, from = null, to = null, state, bookedToo } = change
  return inTransaction(store, async client => {
    await lockSessions(client, practice)
    const found = await client.query<{ source: string }>(
      'SELECT source FROM schedule WHERE practice = $1 AND id = $2',
      [practice, session],
    )
    const source = found.rows[0]?.source
    if (source === undefined) return { outcome: 'missing' }
    if (source !== 'own') return { outcome: 'imported', source }
    const slots = await client.query<{ id: string; state: string; taken: boolean }>(
      `SELECT id, state, taken FROM slot WHERE practice = $1 AND schedule = $2
         AND ($3::timestamptz IS NULL OR starts >= $3) AND ($4::timestamptz IS NULL OR starts < $4)
       ORDER BY practice, id FOR UPDATE`,
      [practice, session, from, to],
    )
    const differing = slots.rows.filter(slot => slot.state !== state)
    const ids = differing.map(slot => slot.id)
    const booked = await client.query<{ appointment: string }>(
      'SELECT DISTINCT appointment FROM appointment_slot WHERE practice = $1 AND slot = ANY($2) AND active ORDER BY appointment',
      [practice, ids],
    )
    if (state !== 'free' && !bookedToo && booked.rows.length > 0)
      return { outcome: 'booked', appointments: booked.rows.map(row => row.appointment) }
    await client.query('UPDATE slot SET state = $3 WHERE practice = $1 AND id = ANY($2)', [practice, ids, state])
    await keepConflicts(client, practice, ids, state)
    await client.query(
      `INSERT INTO book_change (practice, what, key, before, after, changed_by) VALUES ($1, 'slot', $2, $3, $4, $5)`,
      [practice, session, JSON.stringify(differing), JSON.stringify({ slots: ids, state }), by],
    )
    await client.query('SELECT book_changed(ARRAY[$1])', [practice])
    return { outcome: 'changed', slots: ids.length }
  })
}

/** An appointment in a slot that is no longer given is listed; a slot that is given again ends that. */
async function keepConflicts(client: Client, practice: string, slots: readonly string[], state: string): Promise<void> {
  if (state === 'free') {
    await client.query(
      `UPDATE booking_conflict SET resolved = now() WHERE practice = $1 AND slot = ANY($2) AND resolved IS NULL
         AND reason IN ('slot blocked', 'slot cancelled')`,
      [practice, slots],
    )
    return
  }
  await client.query(
    `INSERT INTO booking_conflict (practice, slot, appointment, held, reason)
     SELECT $1, slot, appointment, '', 'slot ' || $3 FROM appointment_slot WHERE practice = $1 AND slot = ANY($2) AND active
     ON CONFLICT (practice, slot, appointment, reason) DO UPDATE SET resolved = NULL, noticed = now()`,
    [practice, slots, state],
  )
}
