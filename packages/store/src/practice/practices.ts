/** The practices that this provider serves, and their switches (NFR-ENA). */
import type { Store } from '../store.ts'

export interface Practice {
  readonly ods: string
  readonly name: string
  /** The practice's clinical system: emis, tpp, vision or microtest. */
  readonly system: string
  readonly asid: string
  readonly partyKey: string
}

/**
 * `gp-connect` is the practice's master switch; the others are capabilities (NFR-ENA-01), clinical areas (STR-CFG-01), and whether the
 * practice's list of services counts (FND-HCS-03).
 */
export type SwitchName =
  | 'gp-connect'
  | 'foundations'
  | 'structured'
  | 'documents'
  | 'appointments'
  | 'html'
  | 'service-filtering'
  | `area:${string}`

/** APT-SRCH-19: the supplier's switch counts before the practice's own (APT-SVC-02). */
export type ServiceFilteringStatus = 'supplier-disabled' | 'organization-disabled' | 'enabled'

export interface PracticeSettings extends Practice {
  /** Switches that are on; `service-filtering` only if the supplier's switch is on for the practice as well. */
  readonly enabled: ReadonlySet<string>
  readonly serviceFiltering: ServiceFilteringStatus
  /** Areas that are switched off; an area that nobody switched is on. */
  readonly areasOff: ReadonlySet<string>
  /** Days after death for which documents stay accessible (DOC-GEN-10). */
  readonly deceasedDays: number
}

const columns = 'practice AS ods, name, system, asid, party_key AS "partyKey"'

/** Adds a practice, with everything switched off (NFR-ENA-02), or brings its name, system, ASID and party key up to date. */
export async function savePractice(store: Store, practice: Practice): Promise<void> {
  const { ods, name, system, asid, partyKey } = practice
  await store.pool.query(
    `INSERT INTO practice (practice, name, system, asid, party_key) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (practice) DO UPDATE SET name = excluded.name, system = excluded.system, asid = excluded.asid, party_key = excluded.party_key`,
    [ods, name, system, asid, partyKey],
  )
  await announce(store, ods)
}

export async function practices(store: Store): Promise<readonly Practice[]> {
  return (await store.pool.query<Practice>(`SELECT ${columns} FROM practice ORDER BY practice`)).rows
}

export async function practiceByOds(store: Store, ods: string): Promise<Practice | undefined> {
  return (await store.pool.query<Practice>(`SELECT ${columns} FROM practice WHERE practice = $1`, [ods])).rows[0]
}

/** Turns a switch on or off; who did it is kept, and every server process sees it at once (NFR-ENA-03). */
export async function setSwitch(
  store: Store,
  ods: string,
  name: SwitchName,
  enabled: boolean,
  by: string,
): Promise<void> {
  await store.pool.query(
    `INSERT INTO practice_switch (practice, name, enabled, changed_by) VALUES ($1, $2, $3, $4)
     ON CONFLICT (practice, name) DO UPDATE SET enabled = excluded.enabled, changed = now(), changed_by = excluded.changed_by`,
    [ods, name, enabled, by],
  )
  await store.pool.query(`INSERT INTO switch_change (practice, name, enabled, changed_by) VALUES ($1, $2, $3, $4)`, [
    ods,
    name,
    enabled,
    by,
  ])
  await announce(store, ods)
}

/** DOC-GEN-11: for how many days after death documents stay accessible; it is kept who set it (SEC-IG-10). */
export async function setDeceasedDays(store: Store, ods: string, days: number, by: string): Promise<void> {
  await store.pool.query('UPDATE practice SET deceased_days = $2 WHERE practice = $1', [ods, days])
  await store.pool.query('INSERT INTO switch_change (practice, name, enabled, changed_by) VALUES ($1, $2, true, $3)', [
    ods,
    `deceased-days:${days}`,
    by,
  ])
  await announce(store, ods)
}

const channel = 'gpc_practice'

function announce(store: Store, ods: string) {
  return store.pool.query('SELECT pg_notify($1, $2)', [channel, ods])
}

/** No practice has such an ODS code. */
const everyPractice = '*'

/** What changed concerns every practice. */
export async function announceAll(store: Store): Promise<void> {
  await announce(store, everyPractice)
}

export interface SettingsReader {
  /** A practice's settings as they are now, or undefined if this provider doesn't serve it. */
  of(ods: string): Promise<PracticeSettings | undefined>
  close(): Promise<void>
}

/**
 * Settings out of a cache that each change empties (LISTEN/NOTIFY). While the listening connection is down nothing is cached, so
 * a switch that was turned off stays off.
 */
export async function settingsReader(store: Store): Promise<SettingsReader> {
  const cache = new Map<string, PracticeSettings>()
  let listening = false
  let closed = false
  let release = (): void => {}
  const listen = async (): Promise<void> => {
    const client = await store.pool.connect()
    const lost = (): void => {
      if (!listening) return
      listening = false
      release = () => {}
      cache.clear()
      client.release(true)
      if (!closed) setTimeout(() => void listen().catch(() => undefined), 1000).unref()
    }
    client.on('notification', ({ payload }) => {
      if (payload === everyPractice) cache.clear()
      else if (payload !== undefined) cache.delete(payload)
    })
    client.once('error', lost)
    client.once('end', lost)
    await client.query(`LISTEN ${channel}`)
    cache.clear()
    listening = true
    release = () => {
      listening = false
      client.release(true)
    }
  }
  await listen()
  return {
    async of(ods) {
      const known = cache.get(ods)
      if (known !== undefined) return known
      const found = await read(store, ods)
      if (found !== undefined && listening) cache.set(ods, found)
      return found
    },
    async close() {
      closed = true
      release()
    },
  }
}

async function read(store: Store, ods: string): Promise<PracticeSettings | undefined> {
  const practice = (
    await store.pool.query<Practice & { deceasedDays: number; filtersByService: boolean }>(
      `SELECT ${columns}, deceased_days AS "deceasedDays", EXISTS (SELECT FROM service_filtering f
         WHERE f.state = 'on' OR (f.state = 'selected' AND practice = ANY (f.selected))) AS "filtersByService"
       FROM practice WHERE practice = $1`,
      [ods],
    )
  ).rows[0]
  if (practice === undefined) return undefined
  const { filtersByService, ...settings } = practice
  const found = await store.pool.query<{ name: string; enabled: boolean }>(
    'SELECT name, enabled FROM practice_switch WHERE practice = $1',
    [ods],
  )
  const enabled = new Set(found.rows.filter(row => row.enabled).map(row => row.name))
  const off = found.rows
    .filter(row => !row.enabled && row.name.startsWith('area:'))
    .map(row => row.name.slice('area:'.length))
  const serviceFiltering = !filtersByService
    ? 'supplier-disabled'
    : enabled.has('service-filtering')
      ? 'enabled'
      : 'organization-disabled'
  if (serviceFiltering !== 'enabled') enabled.delete('service-filtering')
  return { ...settings, enabled, areasOff: new Set(off), serviceFiltering }
}
