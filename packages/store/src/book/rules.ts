/** What a practice has decided about its book: rules, and session types that belong to a service (APT-CFG, APT-SVC-09). Each change is kept. */
import { type AvailabilityRule, type DeliveryChannel, decide } from '@gpc/clinical'
import type { Store } from '../store.ts'
import { type Client, inTransaction } from './transaction.ts'

/** A practice's rules, in order. */
export async function bookingRules(client: Client, practice: string): Promise<readonly AvailabilityRule[]> {
  const found = await client.query<{ rule: AvailabilityRule }>(
    'SELECT rule FROM booking_rule WHERE practice = $1 ORDER BY place',
    [practice],
  )
  return found.rows.map(row => row.rule)
}

/** Replaces a practice's rules; they count at once, for every slot that is still to come (APT-CFG-12). */
export async function setBookingRules(
  store: Store,
  practice: string,
  rules: readonly AvailabilityRule[],
  by: string,
): Promise<void> {
  await inTransaction(store, async client => {
    await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 6))', [practice])
    const before = await bookingRules(client, practice)
    await client.query('DELETE FROM booking_rule WHERE practice = $1', [practice])
    await client.query(
      `INSERT INTO booking_rule (practice, place, rule)
       SELECT $1, place, rule FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS r(rule, place)`,
      [practice, JSON.stringify(rules)],
    )
    await client.query(
      `INSERT INTO book_change (practice, what, key, before, after, changed_by) VALUES ($1, 'rules', '', $2, $3, $4)`,
      [practice, JSON.stringify(before), JSON.stringify(rules), by],
    )
    await applyRules(client, practice, rules)
    await client.query('SELECT book_changed(ARRAY[$1])', [practice])
  })
}

interface Kind {
  readonly source: AvailabilityRule['source'] & string
  readonly category: string
  readonly type: string
  readonly channel: DeliveryChannel | ''
  readonly role: string
  readonly location: string
}

/** Decides anew for the slots to come: once for each kind of slot, however many there are of it. */
async function applyRules(client: Client, practice: string, rules: readonly AvailabilityRule[]): Promise<void> {
  const kinds = await client.query<Kind>(
    `SELECT DISTINCT c.source, c.category, s.type, s.channel, c.role, c.location
     FROM slot s JOIN schedule c ON c.practice = s.practice AND c.id = s.schedule
     WHERE s.practice = $1 AND s.starts > now() AND c.offer IS NULL`,
    [practice],
  )
  const decided = kinds.rows.map(kind => ({ ...kind, ...offerColumns(decide(kind, rules)) }))
  await client.query(
    `UPDATE slot s SET bookable = k.bookable, unknown_too = k.unknown_too, organisation_types = k.organisation_types,
       organisations = k.organisations, window_days = k.window_days, embargo_minutes = k.embargo_minutes, profile = k.profile,
       profile_limit = k.profile_limit
     FROM schedule c, jsonb_to_recordset($2::jsonb) AS k(source text, category text, type text, channel text, role text, location text,
       bookable boolean, unknown_too boolean, organisation_types text[], organisations text[], window_days integer,
       embargo_minutes integer, profile text, profile_limit integer)
     WHERE s.practice = $1 AND s.starts > now() AND c.practice = $1 AND c.id = s.schedule AND c.offer IS NULL AND c.source = k.source
       AND c.category = k.category AND s.type = k.type AND s.channel = k.channel AND c.role = k.role AND c.location = k.location`,
    [practice, JSON.stringify(decided)],
  )
}

/** A decision as the columns of `slot`. */
export function offerColumns({ offer, bookable, profile }: ReturnType<typeof decide>) {
  return {
    bookable,
    unknown_too: offer.unknownToo,
    organisation_types: offer.organisationTypes,
    organisations: offer.organisations,
    window_days: offer.windowDays ?? null,
    embargo_minutes: offer.embargoMinutes,
    profile,
    profile_limit: offer.limit ?? null,
  }
}

/** Session types and the ids of their services in the Directory of Services. */
export async function serviceLinks(client: Client, practice: string): Promise<ReadonlyMap<string, string>> {
  const found = await client.query<{ category: string; service: string }>(
    'SELECT category, service FROM service_link WHERE practice = $1 ORDER BY category',
    [practice],
  )
  return new Map(found.rows.map(row => [row.category, row.service]))
}

/**
 * Links the sessions of a type to a service of the practice, whatever its switches say (APT-SVC-09).
 * @param service its id in the Directory of Services; the empty text: not applicable (APT-SVC-10); undefined: no link any more
 */
export async function linkService(
  store: Store,
  practice: string,
  category: string,
  service: string | undefined,
  by: string,
): Promise<void> {
  await inTransaction(store, async client => {
    const before = (await serviceLinks(client, practice)).get(category)
    await client.query('DELETE FROM service_link WHERE practice = $1 AND category = $2', [practice, category])
    if (service !== undefined)
      await client.query('INSERT INTO service_link (practice, category, service) VALUES ($1, $2, $3)', [
        practice,
        category,
        service,
      ])
    await client.query(
      'UPDATE schedule SET service = $3 WHERE practice = $1 AND category = $2 AND own_service IS NULL AND ends > now()',
      [practice, category, service ?? ''],
    )
    await client.query(
      `INSERT INTO book_change (practice, what, key, before, after, changed_by)
       VALUES ($1, 'link', $2, to_jsonb($3::text), to_jsonb($4::text), $5)`,
      [practice, category, before ?? null, service ?? null, by],
    )
    await client.query('SELECT book_changed(ARRAY[$1])', [practice])
  })
}
