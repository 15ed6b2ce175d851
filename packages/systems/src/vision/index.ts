/**
 * INPS/Cegedim Vision: the extract of one practice as headerless CSV files (practice, staff, patient, encounter, journal, referral), in a
 * folder or in zips. README.md tells what of it is documented and what inferred.
 */
import { noEntries, type PatientRecord } from '@gpc/clinical'
import type { ClinicalSystem, Delivery, Lookup, OpenOptions, PatientRows, SourceItem } from '../contract.ts'
import { optionItems, optionTable } from '../shared/options.ts'
import { allergyOf, isAllergyRow } from './allergies.ts'
import { type VisionTable, visionTables } from './columns.ts'
import { lookAt, rowsOf, type SoundFile } from './delivery.ts'
import { itemOf } from './files.ts'
import { medicationsOf } from './medications.ts'
import { noticesOf } from './notices.ts'
import { assembleOptions, checkOptions, optionHelp } from './options.ts'
import { nhsNumberOf, patientOf } from './patients.ts'
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
  const whole = [optionTable, ...(options.mode === 'bulk' ? [...visionTables, 'staff_gmp'] : [])]
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
  const gmp = table === 'staff' ? columns.GMP_CODE : undefined
  if (gmp === undefined) return
  const row = { table: 'staff_gmp', key: `${gmp}:${key}`, owner: gmp, shared: true, columns: { ID: key } }
  found.push({ kind: 'upsert', source: 'vision', row, at: item.at })
}

const otherSubsets = new Set(['P', 'I', 'C', 'T'])

function assemble(rows: PatientRows, lookup: Lookup): PatientRecord {
  const [patient] = rows.table('patient')
  const journal = rows.table('journal')
  const { plans, unreadable } = medicationsOf(journal, lookup)
  const allergies = journal.filter(row => isAllergyRow(row.columns)).map(row => allergyOf(row, lookup))
  const unknown = journal.filter(
    row => !/^[ARSL]$/.test(row.columns.SUBSET ?? '') && !otherSubsets.has(row.columns.SUBSET ?? ''),
  )
  return {
    ...noEntries,
    ...(patient === undefined ? {} : { patient: patientOf(patient) }),
    allergies: allergies.flatMap(one => ('concept' in one ? [one] : [])),
    medications: plans,
    unreadable: [
      ...unreadable,
      ...allergies.flatMap(one => ('reason' in one ? [one] : [])),
      ...unknown.map(row => ({
        key: `journal:${row.key}`,
        column: 'SUBSET',
        reason: `neither A, R, S, P, I, C, T nor L: what kind of entry it is can't be told`,
      })),
    ],
  }
}
