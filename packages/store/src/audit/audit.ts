/** The audit: who, for whom, why, which interaction, with what result; in sequence, safe before the answer leaves (SEC-AUD). */
import type { Store } from '../store.ts'
import { together } from '../together.ts'

export interface AuditRow {
  readonly practice: string
  /** When it happened, as an instant. */
  readonly at: Date
  readonly traceId: string
  readonly interaction: string
  readonly userId: string
  readonly userName: string
  readonly roleProfile: string
  readonly organisation: string
  readonly fromAsid: string
  readonly device: string
  readonly reason: string
  readonly scope: string
  /** NHS number or logical id, as far as the request told; else empty. */
  readonly patient: string
  readonly method: string
  readonly status: number
  /** The Spine code of a failure, or empty. */
  readonly error: string
  /** What of the record was asked for or given: areas, filters; never clinical content. */
  readonly detail: string
  /** The decoded claims as JSON (SEC-JWT-31), as far as they could be decoded (SEC-AUD-09). */
  readonly claims: string
}

export interface AuditWriter {
  /** Writes a row; when the promise resolves, it is on disk. */
  append(row: AuditRow): Promise<void>
}

const most = 500

/** Lists of text, one a column, from rows. */
const fields = [
  'practice',
  'traceId',
  'interaction',
  'userId',
  'userName',
  'roleProfile',
  'organisation',
  'fromAsid',
  'device',
  'reason',
  'scope',
  'patient',
  'method',
  'error',
  'detail',
  'claims',
] as const satisfies (keyof AuditRow)[]

/**
 * Takes the next numbers of each practice's sequence and writes the rows: one statement, one transaction. Practices are taken in
 * order, so that writers of several processes can't wait for each other in a circle.
 */
const statement = `
  WITH incoming AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
      $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::float8[], $18::int2[])
      WITH ORDINALITY AS i(practice, trace_id, interaction, user_id, user_name, role_profile, organisation, from_asid, device,
        reason, scope, patient, method, error, detail, claims, at, status, place)
  ), heads AS (
    INSERT INTO audit_head AS h (practice, seq)
    SELECT practice, count(*) FROM incoming GROUP BY practice ORDER BY practice
    ON CONFLICT (practice) DO UPDATE SET seq = h.seq + excluded.seq
    RETURNING h.practice, h.seq
  )
  INSERT INTO audit (practice, seq, at, trace_id, interaction, user_id, user_name, role_profile, organisation, from_asid, device,
    reason, scope, patient, method, status, error, detail, claims)
  SELECT i.practice, h.seq - count(*) OVER (PARTITION BY i.practice) + row_number() OVER (PARTITION BY i.practice ORDER BY i.place),
    to_timestamp(i.at / 1000), i.trace_id, i.interaction, i.user_id, i.user_name, i.role_profile, i.organisation, i.from_asid, i.device,
    i.reason, i.scope, i.patient, i.method, i.status, i.error, i.detail, i.claims
  FROM incoming i JOIN heads h USING (practice)`

/** A writer that puts rows which wait at the same time into one transaction. */
export function auditWriter(store: Store): AuditWriter {
  return {
    append: together(most, async (rows: readonly AuditRow[]) => {
      await write(store, rows)
      return () => undefined
    }),
  }
}

/** PostgreSQL's text holds no U+0000. */
const clean = (text: string): string => text.replaceAll('\u0000', '\ufffd')

async function write(store: Store, rows: readonly AuditRow[]): Promise<void> {
  await store.pool.query({
    name: 'audit',
    text: statement,
    values: [
      ...fields.map(field => rows.map(row => clean(row[field]))),
      rows.map(row => row.at.getTime()),
      rows.map(row => row.status),
    ],
  })
}

export interface AuditEntry extends AuditRow {
  readonly seq: string
}

export interface AuditQuery {
  readonly practice: string
  readonly patient?: string
  readonly user?: string
  readonly since?: Date
  readonly most: number
}

/** Rows of the audit, newest first (SEC-AUD-05: by patient, user, date). */
export async function readAudit(
  store: Store,
  { practice, patient, user, since, most: limit }: AuditQuery,
): Promise<readonly AuditEntry[]> {
  const found = await store.pool.query<AuditEntry>(
    `SELECT practice, seq::text, at, trace_id AS "traceId", interaction, user_id AS "userId", user_name AS "userName",
       role_profile AS "roleProfile", organisation, from_asid AS "fromAsid", device, reason, scope, patient, method, status, error, detail, claims
     FROM audit WHERE practice = $1 AND ($2::text IS NULL OR patient = $2) AND ($3::text IS NULL OR user_id = $3) AND ($4::timestamptz IS NULL OR at >= $4)
     ORDER BY audit.seq DESC LIMIT $5`,
    [practice, patient ?? null, user ?? null, since ?? null, limit],
  )
  return found.rows
}
