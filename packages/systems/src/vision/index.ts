/**
 * INPS/Cegedim Vision: the extract of one practice as headerless CSV files (practice, staff, patient, encounter, journal, referral), in a
 * folder or in zips. README.md tells what of it is documented and what inferred.
 */
import type { ClinicalSystem, Delivery, OpenOptions, SourceItem } from '../contract.ts'
import { optionItems, optionTable } from '../shared/options.ts'
import { assemble } from './assemble.ts'
import { type VisionTable, visionTables } from './columns.ts'
import { lookAt, rowsOf, type SoundFile } from './delivery.ts'
import { itemOf } from './files.ts'
import { noticesOf } from './notices.ts'
import { assembleOptions, checkOptions, optionHelp } from './options.ts'
import { nhsNumberOf } from './patients.ts'
import { visionDirectory } from './staff.ts'

export const vision: ClinicalSystem = {
  name: 'vision',
  directoryTables: ['practice', 'staff'],
  options: optionHelp,
  open,
  directory: (rows, ods) => visionDirectory(rows, ods.toUpperCase()),
  assemble,
}

async function open(path: string, given: OpenOptions): Promise<Delivery> {
  const options = { ...given, ods: given.ods.toUpperCase() }
  const encoding = checkOptions(options.options)
  const found = await lookAt(path, options, encoding)
  const whole = [optionTable, ...(options.mode === 'bulk' ? [...visionTables, 'staff_gmp', 'practice_site'] : [])]
  return {
    notices: noticesOf(found, options),
    bytes: found.files.reduce((sum, file) => sum + file.scan.bytes, 0),
    whole: whole.map(table => ({ source: 'vision', table })),
    items: read => items(found.files, options, read),
  }
}

async function* items(
  files: readonly SoundFile[],
  options: OpenOptions,
  read: (bytes: number) => void,
): AsyncGenerator<readonly SourceItem[]> {
  const decisions = optionItems('vision', options.options, assembleOptions, [])
  if (decisions.length > 0) yield decisions
  const gone = new Set<string>()
  let before = 0
  for (const file of files) {
    if (file.columns === undefined) continue
    for await (const batch of rowsOf(file, bytes => read(before + bytes))) {
      const found: SourceItem[] = []
      for (const row of batch) {
        if ('kind' in row) found.push(row)
        else add(found, file.table, itemOf(file.table, row), row.text, gone)
      }
      if (found.length > 0) yield found
    }
    before += file.scan.bytes
  }
}

/** Adds what a row tells to do, and what follows from it. `gone` holds the patients that this delivery deletes. */
function add(found: SourceItem[], table: VisionTable, item: SourceItem, text: string, gone: Set<string>): void {
  const reject = (column: string, reason: string): void => {
    found.push({ kind: 'reject', source: 'vision', at: item.at, column, reason, row: text })
  }
  if (item.kind === 'delete-owner') gone.add(item.owner)
  if (item.kind !== 'upsert') {
    found.push(item)
    return
  }
  const { columns, key, owner } = item.row
  if (table === 'patient') {
    gone.delete(owner)
    const { fault } = nhsNumberOf(columns)
    if (fault !== undefined) reject('NHS_NUMBER', `${fault}; the patient is kept without one`)
  } else if (owner !== '' && gone.has(owner)) {
    reject('PID', 'a row of a patient whom the same delivery deletes')
    return
  }
  found.push(item)
  const shared = (name: string, code: string | undefined): void => {
    if (code === undefined) return
    const row = { table: name, key: `${code}:${key}`, owner: code, shared: true, columns: { ID: key } }
    found.push({ kind: 'upsert', source: 'vision', row, at: item.at })
  }
  if (table === 'staff') shared('staff_gmp', columns.GMP_CODE)
  if (table === 'practice') shared('practice_site', columns.IDENTIFIER?.trim().toUpperCase())
}
