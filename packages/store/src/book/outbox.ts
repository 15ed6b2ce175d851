/**
 * What is booked, amended and cancelled here, on its way to the practice's own system: at least once, and in order for each appointment.
 * An event is written in the transaction that it tells of.
 */
import { londonTime } from '@gpc/fhir'
import type { Store } from '../store.ts'

/** An absolute path of a folder, or a URL; undefined takes it away, and events wait from then on. */
export async function setEventDestination(
  store: Store,
  practice: string,
  target: string | undefined,
  by: string,
): Promise<void> {
  if (target === undefined) {
    await store.pool.query('DELETE FROM event_destination WHERE practice = $1', [practice])
    return
  }
  await store.pool.query(
    `INSERT INTO event_destination (practice, target, changed_by) VALUES ($1, $2, $3)
     ON CONFLICT (practice) DO UPDATE SET target = excluded.target, changed = now(), changed_by = excluded.changed_by`,
    [practice, target, by],
  )
}

export async function eventDestination(store: Store, practice: string): Promise<string | undefined> {
  const found = await store.pool.query<{ target: string }>('SELECT target FROM event_destination WHERE practice = $1', [
    practice,
  ])
  return found.rows[0]?.target
}

export type BookingEventKind = 'booked' | 'amended' | 'cancelled'

/** An event as it leaves. Times are London's with offset. */
export interface BookingEvent {
  readonly practice: string
  /** Grows with time; the same event has the same id whenever it comes again. */
  readonly id: number
  readonly kind: BookingEventKind
  readonly at: string
  readonly traceId: string
  /** Who did it: user id of the token. */
  readonly by: string
  readonly appointment: EventAppointment
}

/** The appointment after the event. Ids are logical ones; empty texts are left out. */
export interface EventAppointment {
  readonly id: string
  readonly version: number
  readonly status: string
  readonly nhsNumber: string
  readonly patient: string
  readonly start: string
  readonly end: string
  readonly created: string
  readonly description: string
  readonly comment?: string
  readonly cancellationReason?: string
  readonly channel?: string
  readonly slotType?: string
  readonly sessionType?: string
  readonly service?: string
  readonly location: string
  readonly practitioners: readonly string[]
  readonly bookingOrganisation?: { readonly ods: string; readonly name: string; readonly type?: string }
  readonly bookedBy?: string
  /** With the keys that the practice's own system gave them: `source` is the system, or `own`. */
  readonly slots: readonly { readonly id: string; readonly source?: string; readonly key?: string }[]
}

/** Where an event is to be delivered to. */
export interface DueEvent extends BookingEvent {
  readonly target: string
  /** This one included. */
  readonly tries: number
}

interface Row {
  readonly practice: string
  readonly id: string
  readonly kind: BookingEventKind
  readonly at: number
  readonly trace_id: string
  readonly by: string
  readonly target: string
  readonly tries: number
  readonly starts: number
  readonly ends: number
  readonly created: number
  readonly slots: EventAppointment['slots']
  readonly content: Readonly<Record<string, unknown>>
}

/** Practices that have events to deliver now. */
export async function practicesWithEvents(store: Store): Promise<readonly string[]> {
  const found = await store.pool.query<{ practice: string }>({
    name: 'practices-with-events',
    text: `SELECT d.practice FROM event_destination d WHERE EXISTS (
      SELECT FROM booking_event e WHERE e.practice = d.practice AND e.delivered IS NULL AND e.next_try <= now())`,
  })
  return found.rows.map(row => row.practice)
}

/**
 * Takes events of a practice that are due, the oldest of each appointment alone, and keeps them from others for a while: if this process
 * dies, they are due again then.
 * @param seconds for how long
 */
export async function takeDueEvents(
  store: Store,
  practice: string,
  { most, seconds }: { readonly most: number; readonly seconds: number },
): Promise<readonly DueEvent[]> {
  const found = await store.pool.query<Row>({
    name: 'take-due-events',
    text: `WITH due AS (
        SELECT e.practice, e.id FROM booking_event e
        WHERE e.practice = $1 AND e.delivered IS NULL AND e.next_try <= now()
          AND EXISTS (SELECT FROM event_destination d WHERE d.practice = e.practice)
          AND NOT EXISTS (SELECT FROM booking_event o WHERE o.practice = e.practice AND o.appointment = e.appointment AND o.version < e.version
            AND o.delivered IS NULL)
        ORDER BY e.id LIMIT $2 FOR UPDATE SKIP LOCKED),
      taken AS (
        UPDATE booking_event e SET tries = e.tries + 1, next_try = now() + make_interval(secs => $3)
        FROM due WHERE e.practice = due.practice AND e.id = due.id
        RETURNING e.practice, e.id, e.kind, e.at, e.trace_id, e.by, e.tries, e.appointment, e.content),
      told AS (
        SELECT t.*, d.target, coalesce(t.content, to_jsonb(a)) AS body FROM taken t
        JOIN event_destination d ON d.practice = t.practice
        JOIN appointment a ON a.practice = t.practice AND a.id = t.appointment)
      SELECT t.practice, t.id, t.kind, (extract(epoch FROM t.at) * 1000)::float8 AS at, t.trace_id, t.by, t.tries, t.target,
        t.body AS content,
        (extract(epoch FROM (t.body->>'starts')::timestamptz) * 1000)::float8 AS starts,
        (extract(epoch FROM (t.body->>'ends')::timestamptz) * 1000)::float8 AS ends,
        (extract(epoch FROM (t.body->>'created')::timestamptz) * 1000)::float8 AS created,
        (SELECT json_agg(json_strip_nulls(json_build_object('id', w.id, 'source', s.source, 'key', s.key)) ORDER BY w.place)
          FROM jsonb_array_elements_text(t.body->'slots') WITH ORDINALITY AS w(id, place)
          LEFT JOIN slot s ON s.practice = t.practice AND s.id = w.id) AS slots
      FROM told t ORDER BY t.id`,
    values: [practice, most, seconds],
  })
  return found.rows.map(eventOf)
}

function eventOf({
  practice,
  id,
  kind,
  at,
  trace_id,
  by,
  target,
  tries,
  starts,
  ends,
  created,
  slots,
  content,
}: Row): DueEvent {
  const text = (name: string) => (typeof content[name] === 'string' ? content[name] : '')
  const optional = <Name extends string>(name: Name, column: string) =>
    text(column) === '' ? {} : { [name]: text(column) }
  const organisation = {
    ods: text('organisation'),
    name: text('organisation_name'),
    ...optional('type', 'organisation_type'),
  }
  const { staff } = content
  return {
    practice,
    id: Number(id),
    kind,
    at: londonTime(at),
    traceId: trace_id,
    by,
    target,
    tries,
    appointment: {
      id: text('id'),
      version: Number(content.version),
      status: text('status'),
      nhsNumber: text('nhs_number'),
      patient: text('patient'),
      start: londonTime(starts),
      end: londonTime(ends),
      created: londonTime(created),
      description: text('description'),
      ...optional('comment', 'comment'),
      ...optional('cancellationReason', 'cancellation_reason'),
      ...optional('channel', 'channel'),
      ...optional('slotType', 'type'),
      ...optional('sessionType', 'category'),
      ...optional('service', 'service'),
      location: text('location'),
      practitioners: Array.isArray(staff) ? staff.map(String) : [],
      ...(organisation.ods === '' ? {} : { bookingOrganisation: organisation }),
      ...optional('bookedBy', 'booked_by_name'),
      slots,
    },
  }
}

/** It arrived. */
export async function eventDelivered(
  store: Store,
  { practice, id }: Pick<BookingEvent, 'practice' | 'id'>,
): Promise<void> {
  await store.pool.query("UPDATE booking_event SET delivered = now(), failure = '' WHERE practice = $1 AND id = $2", [
    practice,
    id,
  ])
}

/** It did not arrive, and is tried again so many seconds later; later events of the appointment wait for it. */
export async function eventFailed(
  store: Store,
  { practice, id }: Pick<BookingEvent, 'practice' | 'id'>,
  { failure, seconds }: { readonly failure: string; readonly seconds: number },
): Promise<void> {
  await store.pool.query(
    `UPDATE booking_event SET failure = $3, next_try = now() + make_interval(secs => $4)
     WHERE practice = $1 AND id = $2 AND delivered IS NULL`,
    [practice, id, failure.slice(0, 500), seconds],
  )
}

export interface EventSummary {
  readonly id: number
  /** Logical id. */
  readonly appointment: string
  readonly version: number
  readonly kind: BookingEventKind
  readonly at: string
  readonly delivered: string | undefined
  readonly tries: number
  /** Why the last try failed; the empty text if none did, or it arrived. */
  readonly failure: string
  readonly nextTry: string
}

/** A practice's events, the newest first. */
export async function bookingEvents(
  store: Store,
  practice: string,
  { failed, most }: { readonly failed: boolean; readonly most: number },
): Promise<readonly EventSummary[]> {
  const found = await store.pool.query<{
    id: string
    appointment: string
    version: number
    kind: BookingEventKind
    at: number
    delivered: number | null
    tries: number
    failure: string
    next_try: number
  }>(
    `SELECT id, appointment, version, kind, (extract(epoch FROM at) * 1000)::float8 AS at,
       (extract(epoch FROM delivered) * 1000)::float8 AS delivered, tries, failure,
       (extract(epoch FROM next_try) * 1000)::float8 AS next_try
     FROM booking_event WHERE practice = $1 AND (NOT $2 OR (delivered IS NULL AND failure <> '')) ORDER BY id DESC LIMIT $3`,
    [practice, failed, most],
  )
  return found.rows.map(({ id, at, delivered, next_try, ...rest }) => ({
    ...rest,
    id: Number(id),
    at: londonTime(at),
    delivered: delivered === null ? undefined : londonTime(delivered),
    nextTry: londonTime(next_try),
  }))
}

/** Tries what failed at once. @returns how many events that are */
export async function retryEvents(store: Store, practice: string): Promise<number> {
  const done = await store.pool.query(
    `UPDATE booking_event SET next_try = now() WHERE practice = $1 AND delivered IS NULL AND failure <> ''`,
    [practice],
  )
  return done.rowCount ?? 0
}
