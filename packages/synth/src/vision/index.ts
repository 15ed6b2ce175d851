/** Invented patients as a Vision extract: six headerless CSV files of one practice, UTF-8, quoted where needed. */
import { type VisionTable, visionColumns } from '@gpc/systems'
import type { InventedPatient } from '../model.ts'
import type { WriteNative } from '../writer.ts'
import { documentCells, immunisationCells, observationCells, problemCells, referralCells } from './areas.ts'
import { type Lines, linesTo } from './lines.ts'
import {
  allergyCells,
  type Cells,
  consultationCells,
  issueCells,
  medicationCells,
  patientCells,
  practiceCells,
  type RowContext,
  staffCells,
} from './rows.ts'

const tables: readonly VisionTable[] = ['practice', 'staff', 'patient', 'encounter', 'referral', 'journal']

/** A row as a line of its table. */
export function visionLine(table: VisionTable, cells: Cells): string {
  const quoted = visionColumns[table].map(name => {
    const cell = cells[name] ?? ''
    return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
  })
  return `${quoted.join(',')}\n`
}

/**
 * Writes a Vision extract. Left out, as the format has no place for it: sites, roles but the first, GMC, NMC and SDS numbers of staff;
 * former names, work telephones and preferred branch of patients, and the kind of a registration that has ended; SNOMED descriptions;
 * days of supply, authorised numbers, reviews, reasons for stopping, notes and replacements of medicines, and which repeats are repeat
 * dispensing; who typed an entry in, where another is responsible; times of entries made on another day than their own; the significance of problems, and
 * their keys, as a problem and its observation are one row; manufacturer, expiry, dose and part of immunisations and the name of the product; code,
 * text, mode and recipient of referrals; authors and notes of documents.
 */
export const writeVision: WriteNative = async (practice, patients, folder, { today }) => {
  const files = tables.map(table => `INCREMENTAL_${practice.ods}_${table}_data_extract-${today}-000500.csv`)
  const opened = await Promise.all(files.map(name => linesTo(folder, name)))
  const [practiceFile, staffFile, patientFile, encounter, referral, journal] = opened
  if (!practiceFile || !staffFile || !patientFile || !encounter || !referral || !journal)
    throw new Error('six files are opened')
  practiceFile.add(visionLine('practice', practiceCells(practice)))
  for (const one of practice.staff) staffFile.add(visionLine('staff', staffCells(one, practice.ods)))
  const staff = new Map(practice.staff.map(one => [one.key, one]))
  let count = 0
  let entries = 0
  for (const patient of patients) {
    count += 1
    patientFile.add(visionLine('patient', patientCells(patient, practice.ods)))
    const context = { ods: practice.ods, patient: patient.number, staff, problems: problemsByEntry(patient) }
    entries += addEntries(patient, context, { encounter, referral, journal })
    for (const file of opened) await file.settled()
  }
  for (const file of opened) await file.end()
  return { files, patients: count, entries }
}

/** By the key of an entry: IDs of the rows of the problems that it belongs to. */
function problemsByEntry({ problems = [] }: InventedPatient): ReadonlyMap<number, readonly number[]> {
  const found = new Map<number, number[]>()
  for (const { links, madeOf } of problems) {
    for (const key of links) found.set(key, [...(found.get(key) ?? []), madeOf])
  }
  return found
}

type ClinicalFiles = Readonly<Record<'encounter' | 'referral' | 'journal', Lines>>

/** Writes a patient's entries and counts them. */
function addEntries(patient: InventedPatient, context: RowContext, files: ClinicalFiles): number {
  let entries = 0
  const add = (table: keyof ClinicalFiles, cells: Cells): void => {
    files[table].add(visionLine(table, cells))
    entries += 1
  }
  for (const one of patient.consultations) add('encounter', consultationCells(one, context))
  for (const one of patient.allergies) add('journal', allergyCells(one, context))
  for (const one of patient.medications) {
    add('journal', medicationCells(one, context))
    if (one.type === 'acute') entries += one.issues.length
    else for (const issue of one.issues) add('journal', issueCells(issue, one, context))
  }
  const problems = new Map(patient.problems?.map(one => [one.madeOf, one]))
  for (const one of patient.observations ?? []) {
    const problem = problems.get(one.key)
    if (problem === undefined) add('journal', observationCells(one, context))
    else {
      add('journal', problemCells(problem, one, context))
      entries += 1
    }
  }
  for (const one of patient.immunisations ?? []) add('journal', immunisationCells(one, context))
  for (const one of patient.documents ?? []) add('journal', documentCells(one, context))
  for (const one of patient.referrals ?? []) add('referral', referralCells(one, context))
  return entries
}
