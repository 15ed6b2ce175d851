/** Writing what was rendered: patients, areas, the directory, what is withheld and what couldn't be made. */
import { hash } from 'node:crypto'
import type { NamedPart, StoredPart, Withheld } from '@gpc/clinical'
import type pg from 'pg'
import { copier } from './copy.ts'

/** A patient as it is stored: what the rules ask about, and the rendering. */
export interface RenderedPatient {
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
  readonly refs: readonly string[]
  readonly json: string
}

export interface RenderedOwner {
  readonly owner: string
  /** Absent while the demographics haven't arrived: nothing of the record is served then. */
  readonly patient?: RenderedPatient
  readonly parts: readonly NamedPart[]
  /** The parts with confidential entries too, where there are any: migrations alone are sent them. */
  readonly everything: readonly NamedPart[]
  readonly withheld: readonly Withheld[]
  /** Documents that the record refers to, by the Binary's id; confidential ones leave in a migration only (MIG-DOC-03). */
  readonly documents: readonly { readonly id: string; readonly confidential: boolean }[]
  readonly rejects: readonly {
    readonly source: string
    readonly file: number
    readonly line: number
    readonly column?: string
    readonly reason: string
    readonly row: string
  }[]
}

export interface RenderedAdmin {
  readonly ref: string
  readonly json: string
  readonly versionId: string
  readonly refs: readonly string[]
  readonly sdsUserId?: string
  readonly ods?: string
}

/** Stored renderings of another number are made again (ARCHITECTURE.md). */
export const rendererVersion = 5

/** Before the name of a part that holds confidential entries as well (MIG-STR-09). */
export const everythingPrefix = '+'

const flushAt = 8 << 20

export function writer(client: pg.PoolClient, practice: string) {
  const patients = copier(client, 'patient', {
    practice: 'text',
    id: 'text',
    owner: 'text',
    nhs_number: 'text',
    family: 'text',
    given: 'text',
    birth_date: 'text',
    gender: 'text',
    number_status: 'text',
    registration: 'text',
    registered_from: 'text',
    registered_to: 'text',
    deceased: 'text',
    sensitive: 'bool',
    never_served: 'text',
    in_transit: 'bool',
    version_id: 'text',
    refs: 'text',
    body: 'text',
    renderer: 'int4',
  })
  const areas = copier(client, 'record_area', {
    practice: 'text',
    patient: 'text',
    area: 'text',
    renderer: 'int4',
    length: 'int4',
    crc: 'int4',
    changes_on: 'text',
    withheld: 'int4',
    awaiting: 'bool',
    entries: 'text',
    refs: 'text',
    index: 'text',
    later: 'text',
    body: 'bytea',
  })
  const withheld = copier(client, 'withheld', {
    practice: 'text',
    owner: 'text',
    source: 'text',
    key: 'text',
    reason: 'text',
  })

  const documents = copier(client, 'served_document', {
    practice: 'text',
    id: 'text',
    patient: 'text',
    confidential: 'bool',
  })

  const area = (patient: string, name: string, stored: StoredPart): void => {
    const { changesOn, entries, refs, index, later, body, withheld: count, awaitingFiling } = stored
    areas.row([
      practice,
      patient,
      name,
      rendererVersion,
      body.length,
      // a signed integer of the same bits: PostgreSQL has no unsigned one
      body.crc | 0,
      changesOn,
      count,
      awaitingFiling,
      entries,
      refs,
      index,
      later,
      body.deflated,
    ])
  }

  const add = (one: RenderedOwner): void => {
    const { owner, patient: p } = one
    if (p !== undefined) {
      patients.row([
        practice,
        p.id,
        owner,
        p.nhsNumber,
        p.family,
        p.given,
        p.birthDate,
        p.gender,
        p.numberStatus,
        p.registration,
        p.registeredFrom,
        p.registeredTo,
        p.deceased,
        p.sensitive,
        p.neverServed,
        p.inTransit,
        p.versionId,
        JSON.stringify(p.refs),
        p.json,
        rendererVersion,
      ])
      for (const { id, confidential } of one.documents) documents.row([practice, id, p.id, confidential])
      for (const { part, stored } of one.parts) area(p.id, part, stored)
      for (const { part, stored } of one.everything) area(p.id, everythingPrefix + part, stored)
    }
    for (const { source, key, reason } of one.withheld) withheld.row([practice, owner, source, key, reason])
  }

  const flush = async (): Promise<void> => {
    await patients.flush()
    await areas.flush()
    await withheld.flush()
    await documents.flush()
  }
  return {
    async write(rendered: readonly RenderedOwner[]): Promise<void> {
      for (const one of rendered) {
        add(one)
        if (one.rejects.length > 0) await writeRejects(client, practice, one)
        if (areas.size > flushAt) await flush()
      }
    },
    flush,
  }
}

async function writeRejects(client: pg.PoolClient, practice: string, { owner, rejects }: RenderedOwner): Promise<void> {
  await client.query(
    `INSERT INTO reject (practice, source, owner, file, line, col, reason, row)
     SELECT $1, r.source, $2, coalesce(f.name, ''), r.line, r.col, r.reason, r.row
     FROM unnest($3::text[], $4::int[], $5::int[], $6::text[], $7::text[], $8::text[]) AS r(source, file, line, col, reason, row)
     LEFT JOIN source_file f ON f.practice = $1 AND f.id = r.file`,
    [
      practice,
      owner,
      rejects.map(one => one.source),
      rejects.map(one => one.file),
      rejects.map(one => one.line),
      rejects.map(one => one.column ?? null),
      rejects.map(one => one.reason),
      rejects.map(one => one.row.slice(0, 100_000)),
    ],
  )
}

/** Replaces the practice's directory; true if it differs from what was there. */
export async function writeDirectory(
  client: pg.PoolClient,
  practice: string,
  resources: readonly RenderedAdmin[],
): Promise<boolean> {
  const sorted = [...resources].sort((a, b) => (a.ref < b.ref ? -1 : 1))
  const version = hash('sha1', sorted.map(one => `${one.ref} ${one.versionId} ${one.refs.join(' ')}`).join('\n'), 'hex')
  const changed = await client.query(
    'UPDATE practice SET directory_version = $2 WHERE practice = $1 AND directory_version <> $2',
    [practice, version],
  )
  if (changed.rowCount === 0) return false
  await client.query('DELETE FROM admin_resource WHERE practice = $1', [practice])
  const rows = copier(client, 'admin_resource', {
    practice: 'text',
    ref: 'text',
    version_id: 'text',
    refs: 'text',
    sds_user_id: 'text',
    ods: 'text',
    body: 'text',
  })
  for (const { ref, versionId, refs, sdsUserId, ods, json } of sorted) {
    rows.row([practice, ref, versionId, JSON.stringify(refs), sdsUserId ?? '', ods ?? '', json])
  }
  await rows.flush()
  return true
}
