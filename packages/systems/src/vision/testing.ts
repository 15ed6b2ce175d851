/** Vision deliveries for tests: rows by column name, written as the format has them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PatientRecord } from '@gpc/clinical'
import { expect, onTestFinished } from 'vitest'
import { practice } from '../shared/testing.ts'
import { liveColumns, testPackColumns, type VisionTable } from './columns.ts'
import { vision } from './index.ts'

export type Row = Readonly<Record<string, string>>

const quoted = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)

/** A row as a line; a column that isn't named is empty. */
export function line(columns: readonly string[], row: Row): string {
  return `${columns.map(name => quoted(row[name] ?? '')).join(',')}\n`
}

export const ods = 'X99003'

export const fileName = (table: VisionTable, kind = 'INCREMENTAL', day = '2026-01-14') =>
  `${kind}_${ods}_${table}_data_extract-${day}-000500.csv`

/** The least of each table: one practice, one GP, one patient. */
export const plain: Readonly<Record<VisionTable, readonly Row[]>> = {
  practice: [{ ID: '1', NAME: 'Willow End Surgery', IDENTIFIER: ods }],
  staff: [{ ID: '11', SURNAME: 'Marlowe', FORENAME: 'Bettina', GMP_CODE: 'G9900003', HCP_TYPE: 'A' }],
  patient: [{ PID: '2001', DATE_OF_BIRTH: '19840527', ACTIVE: 'R', NHS_NUMBER: '9990101035', ACTION: 'I' }],
  encounter: [],
  referral: [],
  journal: [],
}

/** Rows of the journal of patient 2001, inserted, numbered from 1. */
export function journal(...rows: readonly Row[]): readonly Row[] {
  return rows.map((row, i) => ({ PID: '2001', ID: String(i + 1), ACTION: 'I', ...row }))
}

/** Writes the tables to a new folder, which is removed after the test, and gives its path; texts go out as they are. */
export async function delivery(
  tables: Readonly<Partial<Record<VisionTable, readonly Row[] | string | Uint8Array>>>,
  options: { readonly testPack?: boolean; readonly name?: typeof fileName } = {},
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'vision-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const table of ['practice', 'staff', 'patient', 'encounter', 'referral', 'journal'] as const) {
    const content = tables[table]
    if (content === undefined) continue
    const columns = (options.testPack ? testPackColumns[table] : undefined) ?? liveColumns[table]
    const bytes = Array.isArray(content) ? content.map(row => line(columns, row)).join('') : content
    if (typeof bytes !== 'string' && !(bytes instanceof Uint8Array)) continue
    await writeFile(join(folder, (options.name ?? fileName)(table)), bytes)
  }
  return folder
}

/** Rows of patient 2001, inserted. */
export const ofPatient = (rows: readonly Row[] = []): readonly Row[] =>
  rows.map(row => ({ PID: '2001', ACTION: 'I', ...row }))

export interface PatientTables {
  readonly journal?: readonly Row[]
  readonly encounter?: readonly Row[]
  readonly referral?: readonly Row[]
}

/** The record of patient 2001 as the reader gives it for these rows. */
export async function record(
  given: PatientTables,
  options: readonly (readonly [string, string])[] = [],
): Promise<PatientRecord> {
  const tables = {
    ...plain,
    journal: journal(...(given.journal ?? [])),
    encounter: ofPatient(given.encounter),
    referral: ofPatient(given.referral),
  }
  const found = await practice(vision, ods).load(await delivery(tables), { options: new Map(options) })
  expect(found.rejects).toEqual([])
  const one = found.records.get('2001')
  if (one === undefined) throw new Error('no record')
  return one
}
