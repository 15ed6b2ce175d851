/**
 * Writes schedules and slots: those of imported files, those of the neutral file, and the sessions that are kept here. What is booked
 * here is never undone by it: where the source says otherwise, both are kept and the conflict is listed.
 */
import {
  type BookSource,
  decide,
  heldAppointmentId,
  type Schedule,
  type Slot,
  scheduleId,
  slotEntry,
  slotId,
} from '@gpc/clinical'
import type { LocalDate } from '@gpc/fhir'
import { bookingRules, offerColumns, serviceLinks } from './rules.ts'
import { type Client, jsonb } from './transaction.ts'

export interface ScheduleBatch {
  readonly practice: string
  readonly source: BookSource
  /** The day that the source file speaks of; of sessions kept here: today. */
  readonly fileDay: LocalDate
  /** Each with all of its slots: slots that aren't named any more are removed. A few hundred at most in one call. */
  readonly schedules: readonly Schedule[]
}

/**
 * Writes schedules, in the transaction of the client that is handed in (an import's own, or one of `inTransaction`). Schedules of the
 * source that aren't named stay as they are (`removeSchedules`).
 */
export async function saveSchedules(client: Client, batch: ScheduleBatch): Promise<void> {
  const { practice, source, schedules } = batch
  if (schedules.length === 0) return
  // rules that are set meanwhile wait, and then count for these slots too
  await client.query('SELECT pg_advisory_xact_lock_shared(hashtextextended($1, 6))', [practice])
  const rules = await bookingRules(client, practice)
  const links = await serviceLinks(client, practice)
  const written = schedules.map(one => ({ ...one, id: scheduleId(practice, source, one.key) }))
  const ids = written.map(one => one.id)
  const slots = written.flatMap(schedule =>
    schedule.slots.map(slot => slotRow(practice, source, schedule, slot, rules)),
  )
  await lockSlots(client, practice, ids, slots)
  await client.query(
    `INSERT INTO schedule AS c (practice, id, source, key, location, staff, role, category, own_service, service, starts, ends, offer, file_day)
     SELECT $1, id, $2, key, location, staff, role, category, own_service, service, starts, ends, offer, $3
     FROM jsonb_to_recordset($4::jsonb) AS r(id text, key text, location text, staff text[], role text, category text, own_service text,
       service text, starts timestamptz, ends timestamptz, offer jsonb)
     ON CONFLICT (practice, id) DO UPDATE SET location = excluded.location, staff = excluded.staff, role = excluded.role,
       category = excluded.category, own_service = excluded.own_service, service = excluded.service, starts = excluded.starts,
       ends = excluded.ends, offer = excluded.offer, file_day = excluded.file_day`,
    [
      practice,
      source,
      batch.fileDay,
      jsonb(
        written.map(({ slots: _, service, ...one }) => ({
          ...one,
          own_service: service ?? null,
          service: service ?? links.get(one.category) ?? '',
        })),
      ),
    ],
  )
  await client.query(
    `INSERT INTO slot AS s (practice, id, schedule, source, key, starts, ends, channel, type, state, bookable, unknown_too,
       organisation_types, organisations, window_days, embargo_minutes, profile, profile_limit, body)
     SELECT $1, id, schedule, $2, key, starts, ends, channel, type, state, bookable, unknown_too, organisation_types, organisations,
       window_days, embargo_minutes, profile, profile_limit, body
     FROM jsonb_to_recordset($3::jsonb) AS r(id text, schedule text, key text, starts timestamptz, ends timestamptz, channel text, type text,
       state text, bookable boolean, unknown_too boolean, organisation_types text[], organisations text[], window_days integer,
       embargo_minutes integer, profile text, profile_limit integer, body text)
     ON CONFLICT (practice, id) DO UPDATE SET schedule = excluded.schedule, starts = excluded.starts, ends = excluded.ends,
       channel = excluded.channel, type = excluded.type, state = excluded.state, bookable = excluded.bookable,
       unknown_too = excluded.unknown_too, organisation_types = excluded.organisation_types, organisations = excluded.organisations,
       window_days = excluded.window_days, embargo_minutes = excluded.embargo_minutes, profile = excluded.profile,
       profile_limit = excluded.profile_limit, body = excluded.body
     WHERE (s.schedule, s.state, s.body, s.bookable, s.unknown_too, s.organisation_types, s.organisations, s.window_days,
         s.embargo_minutes, s.profile, s.profile_limit, s.channel, s.type)
       IS DISTINCT FROM (excluded.schedule, excluded.state, excluded.body, excluded.bookable, excluded.unknown_too,
         excluded.organisation_types, excluded.organisations, excluded.window_days, excluded.embargo_minutes, excluded.profile,
         excluded.profile_limit, excluded.channel, excluded.type)`,
    [practice, source, jsonb(slots)],
  )
  await saveHeld(client, practice, source, written, slots)
  await dropSlots(client, practice, ids, new Set(slots.map(one => one.id)))
  await client.query('SELECT book_changed(ARRAY[$1])', [practice])
}

type Written = Schedule & { readonly id: string }

function slotRow(
  practice: string,
  source: BookSource,
  schedule: Written,
  slot: Slot,
  rules: Parameters<typeof decide>[1],
) {
  const { category, role, location, offer } = schedule
  const { key, starts, ends, type, state } = slot
  const channel = slot.channel ?? ('' as const)
  const id = slotId(practice, source, key)
  const traits = { source, category, type, channel, role, location }
  const decision = decide(traits, rules, offer === undefined ? undefined : { offer, schedule: schedule.id })
  const body = slotEntry(id, schedule.id, slot)
  return { id, schedule: schedule.id, key, starts, ends, channel, type, state, body, ...offerColumns(decision) }
}

/** In the order in which bookings lock them, so that neither waits for the other in a circle. */
async function lockSlots(
  client: Client,
  practice: string,
  schedules: readonly string[],
  slots: readonly { readonly id: string }[],
): Promise<void> {
  await client.query(
    'SELECT 1 FROM slot WHERE practice = $1 AND (schedule = ANY($2) OR id = ANY($3)) ORDER BY practice, id FOR UPDATE',
    [practice, schedules, slots.map(one => one.id)],
  )
}

/**
 * Appointments that the practice's own system holds. One that is booked here for the same patient is recognised as the same; one of
 * another patient stays beside ours, and the conflict is listed.
 */
async function saveHeld(
  client: Client,
  practice: string,
  source: BookSource,
  schedules: readonly Written[],
  slots: readonly { readonly id: string }[],
): Promise<void> {
  const held = schedules.flatMap(({ slots: all, ...schedule }) =>
    all.flatMap(slot => {
      if (slot.held === undefined) return []
      const { key, patient, status, attendance, created, description, cancellationReason } = slot.held
      return {
        id: heldAppointmentId(practice, source, key),
        key,
        patient,
        status,
        attendance,
        created: created ?? slot.starts,
        description,
        reason: cancellationReason ?? '',
        slot: slotId(practice, source, slot.key),
        starts: slot.starts,
        ends: slot.ends,
        channel: slot.channel ?? '',
        type: slot.type,
        category: schedule.category,
        role: schedule.role,
        location: schedule.location,
        staff: schedule.staff,
      }
    }),
  )
  await client.query(
    `CREATE TEMPORARY TABLE IF NOT EXISTS held_now (id text, key text, patient text, status text, attendance text, created timestamptz,
       description text, reason text, slot text, starts timestamptz, ends timestamptz, channel text, type text, category text, role text,
       location text, staff text[]) ON COMMIT DELETE ROWS`,
  )
  await client.query('DELETE FROM held_now')
  await client.query('INSERT INTO held_now SELECT * FROM jsonb_populate_recordset(null::held_now, $1)', [jsonb(held)])
  await client.query('ANALYZE held_now')
  const named = slots.map(one => one.id)
  // what this transaction has written isn't in the planner's statistics: it would look for each slot among all appointments, one by one
  await client.query('SET LOCAL enable_nestloop = off')
  for (const { text, values } of heldStatements(practice, source, named)) await client.query(text, values)
  await client.query('SET LOCAL enable_nestloop = on')
}

const heldStatements = (practice: string, source: BookSource, slots: readonly string[]) => [
  {
    // ours, seen in the practice's system: its slots stay taken by our appointment alone, so that a cancellation here frees them
    text: `WITH same AS (
        SELECT a.id AS appointment, h.id, h.slot, h.attendance, h.key FROM held_now h
        JOIN appointment_slot l ON l.practice = $1 AND l.slot = h.slot AND l.active
        JOIN appointment a ON a.practice = $1 AND a.id = l.appointment
        WHERE a.id <> h.id AND a.patient = h.patient AND h.status = 'booked'),
      seen AS (
        UPDATE appointment a SET source = $2, source_key = s.key, seen_in_source = now(),
          attendance = CASE s.attendance WHEN '' THEN a.attendance ELSE s.attendance END
        FROM (SELECT DISTINCT ON (appointment) * FROM same ORDER BY appointment, key) s WHERE a.practice = $1 AND a.id = s.appointment),
      freed AS (UPDATE slot s SET state = 'free' FROM same WHERE s.practice = $1 AND s.id = same.slot AND s.state = 'booked'),
      settled AS (UPDATE booking_conflict c SET resolved = now() FROM same
        WHERE c.practice = $1 AND c.slot = same.slot AND c.appointment = same.appointment AND c.resolved IS NULL)
      DELETE FROM held_now h USING same WHERE h.id = same.id`,
    values: [practice, source],
  },
  {
    // whom the practice's system doesn't hold any more in these slots
    text: `WITH gone AS (
        UPDATE appointment_slot l SET active = false FROM appointment a
        WHERE l.practice = $1 AND l.slot = ANY($3) AND a.practice = $1 AND a.id = l.appointment AND a.source = $2
          AND a.status = 'booked' AND a.trace_id = '' AND NOT EXISTS (SELECT FROM held_now h WHERE h.id = a.id AND h.slot = l.slot AND h.status = 'booked')
        RETURNING a.id)
      UPDATE appointment a SET status = 'cancelled', version = a.version + 1, changed = now() FROM gone
      WHERE a.practice = $1 AND a.id = gone.id AND a.status = 'booked'`,
    values: [practice, source, slots],
  },
  {
    text: `INSERT INTO appointment AS a (practice, id, version, status, attendance, patient, nhs_number, starts, ends, created, description,
        comment, cancellation_reason, slots, channel, type, category, role, location, staff, service, source, source_key, seen_in_source)
      SELECT $1, h.id, 1, h.status, h.attendance, h.patient,
        coalesce(p.nhs_number, ''), h.starts, h.ends, h.created, h.description, '', h.reason, ARRAY[h.slot], h.channel, h.type, h.category,
        h.role, h.location, h.staff, c.service, $2, h.key, now()
      FROM held_now h JOIN slot s ON s.practice = $1 AND s.id = h.slot JOIN schedule c ON c.practice = $1 AND c.id = s.schedule
      LEFT JOIN patient p ON p.practice = $1 AND p.id = h.patient
      ON CONFLICT (practice, id) DO UPDATE SET version = a.version + 1, status = excluded.status, attendance = excluded.attendance,
        patient = excluded.patient, nhs_number = excluded.nhs_number, starts = excluded.starts, ends = excluded.ends,
        cancellation_reason = excluded.cancellation_reason, slots = excluded.slots, channel = excluded.channel, type = excluded.type,
        category = excluded.category, role = excluded.role, location = excluded.location, staff = excluded.staff,
        service = excluded.service, changed = now(), seen_in_source = now()
      WHERE (a.status, a.attendance, a.patient, a.starts, a.ends, a.cancellation_reason, a.slots, a.channel, a.type, a.category, a.role,
          a.location, a.staff, a.service)
        IS DISTINCT FROM (excluded.status, excluded.attendance, excluded.patient, excluded.starts, excluded.ends,
          excluded.cancellation_reason, excluded.slots, excluded.channel, excluded.type, excluded.category, excluded.role,
          excluded.location, excluded.staff, excluded.service)`,
    values: [practice, source],
  },
  {
    text: `INSERT INTO booking_conflict (practice, slot, appointment, held, reason)
      SELECT $1, h.slot, l.appointment, h.id, 'taken by another patient' FROM held_now h
      JOIN appointment_slot l ON l.practice = $1 AND l.slot = h.slot AND l.active AND l.appointment <> h.id
      WHERE h.status = 'booked' ON CONFLICT DO NOTHING`,
    values: [practice],
  },
  {
    // ours, which the practice's system held once, and holds no more
    text: `INSERT INTO booking_conflict (practice, slot, appointment, held, reason)
      SELECT $1, l.slot, a.id, '', 'no longer in the system of the practice' FROM appointment_slot l
      JOIN appointment a ON a.practice = $1 AND a.id = l.appointment
      WHERE l.practice = $1 AND l.slot = ANY($3) AND l.active AND a.trace_id <> '' AND a.source = $2 AND a.seen_in_source < now()
      ON CONFLICT (practice, slot, appointment, reason) DO UPDATE SET resolved = NULL`,
    values: [practice, source, slots],
  },
  {
    text: `INSERT INTO booking_conflict (practice, slot, appointment, held, reason)
      SELECT $1, s.id, l.appointment, '', 'slot ' || s.state FROM slot s
      JOIN appointment_slot l ON l.practice = $1 AND l.slot = s.id AND l.active
      WHERE s.practice = $1 AND s.id = ANY($2) AND s.taken AND s.state IN ('blocked', 'embargoed', 'cancelled') ON CONFLICT DO NOTHING`,
    values: [practice, slots],
  },
  {
    text: `INSERT INTO appointment_slot AS l (practice, slot, appointment, active, organisation, profile, starts)
      SELECT $1, h.slot, h.id, h.status = 'booked' AND NOT EXISTS (
        SELECT FROM appointment_slot o WHERE o.practice = $1 AND o.slot = h.slot AND o.active AND o.appointment <> h.id), '', '', h.starts
      FROM held_now h ON CONFLICT (practice, appointment, slot) DO UPDATE SET active = excluded.active, starts = excluded.starts
      WHERE (l.active, l.starts) IS DISTINCT FROM (excluded.active, excluded.starts)`,
    values: [practice],
  },
]

/** Slots of some schedules that aren't named any more: removed, unless an appointment that was booked here has them. */
async function dropSlots(
  client: Client,
  practice: string,
  schedules: readonly string[],
  named: ReadonlySet<string>,
): Promise<void> {
  const values = [practice, schedules, [...named]]
  const gone = 's.practice = $1 AND s.schedule = ANY($2) AND NOT s.id = ANY($3)'
  await client.query(
    `INSERT INTO booking_conflict (practice, slot, appointment, held, reason)
     SELECT $1, s.id, l.appointment, '', 'slot gone' FROM slot s JOIN appointment_slot l ON l.practice = $1 AND l.slot = s.id AND l.active
     WHERE ${gone} AND s.taken ON CONFLICT DO NOTHING`,
    values,
  )
  await client.query(
    `WITH dropped AS (DELETE FROM slot s WHERE ${gone} AND NOT s.taken RETURNING s.id),
       ended AS (UPDATE appointment_slot l SET active = false FROM dropped d WHERE l.practice = $1 AND l.slot = d.id AND l.active
         RETURNING l.appointment)
     UPDATE appointment a SET status = 'cancelled', version = a.version + 1, changed = now() FROM ended
     WHERE a.practice = $1 AND a.id = ended.appointment AND a.status = 'booked'`,
    values,
  )
  await client.query(`UPDATE slot s SET state = 'cancelled' WHERE ${gone} AND s.taken`, values)
}

/**
 * Removes schedules of a source with their slots. What is booked here stays, with its slots as cancelled ones, and is listed as a conflict;
 * what the practice's own system held is cancelled.
 */
export async function removeSchedules(
  client: Client,
  practice: string,
  source: BookSource,
  keys: readonly string[],
): Promise<void> {
  const ids = keys.map(key => scheduleId(practice, source, key))
  await lockSlots(client, practice, ids, [])
  await dropSlots(client, practice, ids, new Set())
  await client.query(
    `DELETE FROM schedule c WHERE c.practice = $1 AND c.id = ANY($2)
       AND NOT EXISTS (SELECT FROM slot s WHERE s.practice = $1 AND s.schedule = c.id)`,
    [practice, ids],
  )
  await client.query('SELECT book_changed(ARRAY[$1])', [practice])
}

/**
 * Keys of the schedules of a source, for a delivery that holds them whole: those that it doesn't name are removed.
 * @param from only those that begin on that day or later
 */
export async function scheduleKeys(
  client: Client,
  practice: string,
  source: BookSource,
  from?: LocalDate,
): Promise<readonly string[]> {
  const found = await client.query<{ key: string }>(
    `SELECT key FROM schedule WHERE practice = $1 AND source = $2
       AND ($3::text IS NULL OR starts >= $3::timestamp AT TIME ZONE 'Europe/London') ORDER BY key`,
    [practice, source, from ?? null],
  )
  return found.rows.map(row => row.key)
}
