/** Capacity and use of practices' books, from daily sums that are made anew for the days that changed. */
import type { LocalDate } from '@gpc/fhir'
import type { Store } from '../store.ts'
import { inTransaction } from './transaction.ts'

/** Changed days that are summed in one transaction. */
const batch = 5000

/**
 * Sums the days that have changed since it was last called; quick if it is called often.
 * @returns how many days of practices were summed
 */
export async function refreshCapacity(store: Store): Promise<number> {
  let total = 0
  for (;;) {
    const { taken, days } = await refreshSome(store)
    total += days
    if (taken < batch) return total
  }
}

function refreshSome(store: Store): Promise<{ readonly taken: number; readonly days: number }> {
  return inTransaction(store, async client => {
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 8))', ['capacity'])
    const stale = await client.query<{ practice: string; day: string }>(
      `DELETE FROM capacity_stale WHERE ctid = ANY (ARRAY(SELECT ctid FROM capacity_stale LIMIT $1))
       RETURNING practice, to_char(day, 'YYYY-MM-DD') AS day`,
      [batch],
    )
    const days = new Map(stale.rows.map(row => [`${row.practice} ${row.day}`, row]))
    if (days.size === 0) return { taken: 0, days: 0 }
    const values = [[...days.values()].map(one => one.practice), [...days.values()].map(one => one.day)]
    await client.query(
      `DELETE FROM capacity_day c USING unnest($1::text[], $2::date[]) AS d(practice, day)
       WHERE c.practice = d.practice AND c.day = d.day`,
      values,
    )
    await client.query(sums, values)
    return { taken: stale.rows.length, days: days.size }
  })
}

/** What the practice's system, and what this book, says of a slot are two columns; a slot counts once. */
const sums = `WITH d AS MATERIALIZED (
    SELECT practice, day, day::timestamp AT TIME ZONE 'Europe/London' AS since, (day + 1)::timestamp AT TIME ZONE 'Europe/London' AS until
    FROM unnest($1::text[], $2::date[]) AS u(practice, day)),
  of_slots AS (
    SELECT d.practice, d.day, c.category, s.channel, c.service,
      s.taken OR s.state IN ('free', 'booked', 'unknown') AS given,
      s.bookable AND (s.taken OR s.offered) AS offered,
      CASE WHEN s.taken THEN l.organisation IN ('', d.practice) ELSE s.state = 'booked' END AS own,
      s.taken AND l.organisation NOT IN ('', d.practice) AS others,
      NOT s.taken AND (s.state = 'free' OR s.offered) AS free
    FROM d JOIN slot s ON s.practice = d.practice AND s.starts >= d.since AND s.starts < d.until
    JOIN schedule c ON c.practice = s.practice AND c.id = s.schedule
    LEFT JOIN appointment_slot l ON l.practice = s.practice AND l.slot = s.id AND l.active),
  of_both AS (
    SELECT practice, day, category, channel, service, given::int AS slots, offered::int, coalesce(own, false)::int AS own,
      coalesce(others, false)::int AS others, (given AND NOT coalesce(own, false) AND NOT coalesce(others, false))::int AS unused,
      free::int, (NOT given)::int AS withheld, 0 AS cancelled, 0 AS absent, false AS told
    FROM of_slots
    UNION ALL
    SELECT d.practice, d.day, a.category, a.channel, a.service, 0, 0, 0, 0, 0, 0, 0, (a.status = 'cancelled')::int,
      (a.attendance = 'noshow')::int, a.attendance <> ''
    FROM d JOIN appointment a ON a.practice = d.practice AND a.starts >= d.since AND a.starts < d.until),
  of_kinds AS (
    SELECT practice, day, category, channel, service, sum(slots) AS slots, sum(offered) AS offered, sum(own) AS own, sum(others) AS others,
      sum(unused) AS unused, sum(free) AS free, sum(withheld) AS withheld, sum(cancelled) AS cancelled,
      CASE WHEN bool_or(told) THEN sum(absent) END AS absent
    FROM of_both GROUP BY practice, day, category, channel, service)
  INSERT INTO capacity_day (practice, day, kinds)
  SELECT practice, day, json_agg(json_build_array(category, channel, service, slots, offered, own, others, unused, free, withheld, cancelled,
    absent) ORDER BY category, channel, service)
  FROM of_kinds GROUP BY practice, day`

/** One day of one kind of slots in one practice. */
export interface CapacityRow {
  readonly practice: string
  readonly day: LocalDate
  /** Session type, delivery channel, id of the service in the Directory of Services; the empty text where there is none. */
  readonly sessionType: string
  readonly channel: string
  readonly service: string
  /** Slots that were given: without those that were blocked, embargoed or cancelled, unless they are booked. */
  readonly slots: number
  /** Of these, such as other organisations may book, or have booked. */
  readonly offered: number
  readonly bookedByPractice: number
  readonly bookedByOthers: number
  readonly unused: number
  /** Blocked, embargoed, or cancelled by the practice. */
  readonly withheld: number
  /** Cancelled appointments. */
  readonly cancelled: number
  /** Undefined where the source doesn't tell who attended. */
  readonly didNotAttend: number | undefined
}

export interface CapacityPeriod {
  /** Both included. */
  readonly from: LocalDate
  readonly to: LocalDate
  /** ODS codes; all, if absent. */
  readonly practices?: readonly string[]
}

/** When the third next free slot of a kind is, whoever it is for; kinds that have fewer than three free slots aren't there. */
export interface ThirdNext extends Pick<CapacityRow, 'practice' | 'sessionType' | 'channel' | 'service' | 'day'> {
  /** From today. */
  readonly leadDays: number
}

export interface Capacity {
  /** By practice, day, session type, channel and service. */
  readonly rows: readonly CapacityRow[]
  readonly thirdNext: readonly ThirdNext[]
}

/** As `capacity_day` has it. */
type Kind = readonly [
  sessionType: string,
  channel: string,
  service: string,
  slots: number,
  offered: number,
  own: number,
  others: number,
  unused: number,
  free: number,
  withheld: number,
  cancelled: number,
  absent: number | null,
]

/**
 * How practices' books are used. Call `refreshCapacity` before.
 * @param now milliseconds since the epoch: today's slots that have begun are no longer available
 * @param today its day in London
 */
export async function capacity(
  store: Store,
  { from, to, practices }: CapacityPeriod,
  { now, today }: { readonly now: number; readonly today: LocalDate },
): Promise<Capacity> {
  const [days, soon] = await Promise.all([
    store.pool.query<{ practice: string; day: LocalDate; kinds: readonly Kind[] }>({
      name: 'capacity',
      text: `SELECT practice, to_char(day, 'YYYY-MM-DD') AS day, kinds FROM capacity_day
        WHERE (day > $3 OR day BETWEEN $1 AND $2) AND ($4::text[] IS NULL OR practice = ANY ($4)) ORDER BY practice, day`,
      values: [from, to, today, practices ?? null],
    }),
    freeToday(store, now, today, practices),
  ])
  const rows: CapacityRow[] = []
  const next = new Map<string, Sum>()
  for (const one of soon) count(next, one.practice, today, [one.category, one.channel, one.service], one.free)
  for (const { practice, day, kinds } of days.rows) {
    const shown = day >= from && day <= to
    for (const kind of kinds) {
      if (shown) rows.push(rowOf(practice, day, kind))
      if (day > today) count(next, practice, day, kind, kind[8])
    }
  }
  return { rows, thirdNext: [...next.values()].flatMap(one => thirdNextOf(one, today)) }
}

function rowOf(practice: string, day: LocalDate, kind: Kind): CapacityRow {
  const [sessionType, channel, service, slots, offered, own, others, unused, _, withheld, cancelled, absent] = kind
  return {
    practice,
    day,
    sessionType,
    channel,
    service,
    slots,
    offered,
    bookedByPractice: own,
    bookedByOthers: others,
    unused,
    withheld,
    cancelled,
    didNotAttend: absent ?? undefined,
  }
}

/** Free slots of a kind, summed until there are three. */
interface Sum {
  readonly practice: string
  readonly kind: readonly [string, string, string, ...unknown[]]
  free: number
  day: LocalDate
}

function count(next: Map<string, Sum>, practice: string, day: LocalDate, kind: Sum['kind'], free: number): void {
  if (free === 0) return
  const key = `${practice}\t${kind[0]}\t${kind[1]}\t${kind[2]}`
  const sum = next.get(key)
  if (sum === undefined) next.set(key, { practice, kind, free, day })
  else if (sum.free < 3) {
    sum.free += free
    sum.day = day
  }
}

function thirdNextOf(
  { practice, kind: [sessionType, channel, service], free, day }: Sum,
  today: LocalDate,
): ThirdNext[] {
  return free < 3 ? [] : [{ practice, sessionType, channel, service, day, leadDays: daysBetween(today, day) }]
}

const daysBetween = (from: LocalDate, to: LocalDate): number =>
  (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000

/** Today's slots that haven't begun. */
async function freeToday(store: Store, now: number, today: LocalDate, practices: readonly string[] | undefined) {
  const found = await store.pool.query<{
    practice: string
    category: string
    channel: string
    service: string
    free: number
  }>({
    name: 'capacity-today',
    text: `SELECT s.practice, c.category, s.channel, c.service, count(*)::int AS free
      FROM slot s JOIN schedule c ON c.practice = s.practice AND c.id = s.schedule
      WHERE s.practice IN (SELECT p.practice FROM practice p WHERE $3::text[] IS NULL OR p.practice = ANY ($3)) AND NOT s.taken
        AND (s.state = 'free' OR s.offered) AND s.starts > to_timestamp($2::float8 / 1000)
        AND s.starts < ($1::date + 1)::timestamp AT TIME ZONE 'Europe/London'
      GROUP BY s.practice, c.category, s.channel, c.service`,
    values: [today, now, practices ?? null],
  })
  return found.rows
}
