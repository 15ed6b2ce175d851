/** Looks at a delivery before anything of it is handed on: practice, day, tables, encodings, layouts, completeness. */
import type { OpenOptions } from '../contract.ts'
import { ImportRefused } from '../contract.ts'
import { readCsv } from '../shared/csv.ts'
import { sourceFiles } from '../shared/files.ts'
import { type Encoding, readTable } from '../shared/table.ts'
import { layoutsOf, type VisionTable, visionTables } from './columns.ts'
import { type VisionFile, visionFiles } from './files.ts'
import { type Scan, scanFile } from './scan.ts'

export interface SoundFile extends VisionFile {
  readonly encoding: Encoding
  /** Absent: the file is empty. */
  readonly columns?: readonly string[]
  readonly scan: Scan
}

export interface LookedAt {
  readonly files: readonly SoundFile[]
  readonly absent: readonly VisionTable[]
  readonly passedOver: readonly string[]
  /** Why the delivery isn't taken for a bulk; absent: it looks like one. */
  readonly noBulk?: string
}

/** @throws ImportRefused with what to do, if the delivery isn't whole, not Vision's, or not this practice's */
export async function lookAt(path: string, options: OpenOptions, encoding: Encoding | undefined): Promise<LookedAt> {
  const { found, passedOver } = visionFiles(await sourceFiles(path))
  if (found.length === 0) {
    throw new ImportRefused(
      `${path} holds no file named like INCREMENTAL_${options.ods}_journal_data_extract-2026-01-13-000500.csv: give the folder or the zip of a Vision extract.`,
    )
  }
  const absent = checkNames(found, path, options)
  const files: SoundFile[] = []
  const bulk = bulkSigns()
  for (const one of found) {
    const scan = await scanFile(one.file, one.table === 'journal' ? bulk.journalLine : undefined)
    const file = await soundFile(one, scan, encoding, options.mode === 'bulk')
    files.push(file)
    if (one.table === 'patient' && scan.lines >= fewestPatients) await bulk.patients(file)
  }
  await checkPractice(files, options.ods)
  const noBulk = bulk.missing(files)
  return { files, absent, passedOver, ...(noBulk === undefined ? {} : { noBulk }) }
}

function checkNames(found: readonly VisionFile[], path: string, options: OpenOptions): readonly VisionTable[] {
  const strange = found.find(one => one.ods !== options.ods)
  if (strange !== undefined) {
    throw new ImportRefused(
      `${strange.file.name} is of practice ${strange.ods}, not ${options.ods}: give this practice's delivery, or the other --practice.`,
    )
  }
  const days = [...new Set(found.map(one => one.day))].sort()
  if (days.length > 1) {
    throw new ImportRefused(
      `${path} holds extracts of ${days.join(' and ')}: import each day's from a folder of its own, oldest first.`,
    )
  }
  const absent = visionTables.filter(table => !found.some(one => one.table === table))
  if (absent.length > 0 && options.mode !== 'delta') {
    throw new ImportRefused(
      `${path} lacks the file ${absent.map(table => `${table}_data_extract`).join(', ')}: fetch the delivery again, or say mode delta if it holds changes to the other tables only.`,
    )
  }
  return absent
}

async function soundFile(one: VisionFile, scan: Scan, named: Encoding | undefined, bulk: boolean): Promise<SoundFile> {
  const encoding = named ?? (scan.utf8 ? 'utf-8' : 'windows-1252')
  const layouts = layoutsOf(one.table)
  const decode = (bytes: Uint8Array) => new TextDecoder(encoding).decode(bytes)
  const head = decode(scan.head)
  const whole = scan.bytes > scan.head.length ? head.slice(0, head.lastIndexOf('\n') + 1) || head : head
  const counts = await fieldCounts(whole)
  const [columns] = [...layouts]
    .map(([count, names]) => ({ names, rows: counts.get(count) ?? 0 }))
    .filter(layout => layout.rows > 0)
    .sort((a, b) => b.rows - a.rows)
  if (columns === undefined && scan.bytes > 0) {
    const [seen] = [...counts].sort((a, b) => b[1] - a[1])
    const rows = seen === undefined ? 'no readable row' : `rows of ${seen[0]} columns`
    throw new ImportRefused(
      `${one.file.name} has ${rows} where ${[...layouts.keys()].join(' or ')} columns are expected: it isn't a Vision ${one.table} file of a known layout.`,
    )
  }
  if (bulk && columns === undefined && (one.table === 'patient' || one.table === 'journal')) {
    throw new ImportRefused(`${one.file.name} is empty, and a bulk would delete every stored row: fetch it again.`)
  }
  if (bulk && scan.unended.length > 0 && columns !== undefined) {
    const last = await fieldCounts(decode(scan.unended))
    if (!last.has(columns.names.length)) {
      throw new ImportRefused(
        `${one.file.name} ends in the middle of a row, and a bulk would delete what is cut off: fetch it again.`,
      )
    }
  }
  return { ...one, encoding, scan, ...(columns === undefined ? {} : { columns: columns.names }) }
}

/** How many of a text's records have how many fields. */
async function fieldCounts(text: string): Promise<ReadonlyMap<number, number>> {
  const counts = new Map<number, number>()
  for await (const batch of readCsv([text])) {
    for (const record of batch) {
      if (record.kind === 'record') counts.set(record.fields.length, (counts.get(record.fields.length) ?? 0) + 1)
    }
  }
  return counts
}

/** The rows of a file by the layout found. */
export function rowsOf(file: SoundFile, read: (bytes: number) => void): ReturnType<typeof readTable> {
  const columns = file.columns ?? []
  const heading = { kind: 'positions', columns: new Map([[columns.length, columns]]) } as const
  return readTable(file.file, heading, 'vision', file.encoding, read)
}

async function checkPractice(files: readonly SoundFile[], ods: string): Promise<void> {
  const practices = files.filter(file => file.table === 'practice')
  if (practices.length === 0) return
  const seen = new Set<string>()
  for (const file of practices) {
    for await (const batch of rowsOf(file, () => {})) {
      for (const row of batch) if ('cells' in row) seen.add(row.cells.IDENTIFIER?.trim().toUpperCase() ?? '')
    }
  }
  if (seen.has(ods)) return
  const others = [...seen].filter(one => one !== '').slice(0, 3)
  throw new ImportRefused(
    others.length === 0
      ? `The practice file names no practice in IDENTIFIER: fetch the delivery of ${ods} again.`
      : `The practice file is of ${others.join(', ')}, not ${ods}: give this practice's delivery, or the other --practice.`,
  )
}

const fewestPatients = 1_000
const fewestRows = 25_000

/** The signs of a bulk that a public consumer of the extract went by. They tell the operator something, and decide nothing. */
function bulkSigns() {
  const patients = new Set<string>()
  let deleted = 0
  let strangers = 0
  return {
    async patients(file: SoundFile): Promise<void> {
      for await (const batch of rowsOf(file, () => {})) {
        for (const row of batch) {
          if (!('cells' in row)) continue
          patients.add(row.cells.PID ?? '')
          if (row.cells.ACTION === 'D') deleted += 1
        }
      }
    },
    journalLine(firstField: string): void {
      if (patients.size > 0 && /^\d+$/.test(firstField) && !patients.has(firstField)) strangers += 1
    },
    missing(files: readonly SoundFile[]): string | undefined {
      const rows = files.reduce((sum, file) => sum + (file.table === 'journal' ? file.scan.lines : 0), 0)
      if (patients.size < fewestPatients) return `fewer than ${fewestPatients} patients`
      if (rows < fewestRows) return `fewer than ${fewestRows} journal rows`
      if (deleted > 0) return 'deletions in the patient file'
      return strangers > 0 ? 'journal rows of patients that the patient file lacks' : undefined
    },
  }
}
