/** Invented patients as a Vision extract: six headerless CSV files of one practice, UTF-8, quoted where needed. */
import { type VisionTable, visionColumns } from '@gpc/systems'
import type { InventedPatient } from '../model.ts'
import type { WriteNative } from '../writer.ts'
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
 * dispensing; who typed an entry in, where another is responsible; times of entries made on another day than their own.
 */
export const writeVision: WriteNative = async (practice, patients, folder, { today }) => {
  const files = tables.map(table => `INCREMENTAL_${practice.ods}_${table}_data_extract-${today}-000500.csv`)
  const opened = await Promise.all(files.map(name => linesTo(folder, name)))
  const [practiceFile, staffFile, patientFile, encounterFile, , journalFile] = opened
  if (!practiceFile || !staffFile || !patientFile || !encounterFile || !journalFile)
    throw new Error('six files are opened')
  practiceFile.add(visionLine('practice', practiceCells(practice)))
  for (const one of practice.staff) staffFile.add(visionLine('staff', staffCells(one, practice.ods)))
  const staff = new Map(practice.staff.map(one => [one.key, one]))
  let count = 0
  let entries = 0
  for (const patient of patients) {
    count += 1
    patientFile.add(visionLine('patient', patientCells(patient, practice.ods)))
    const context = { ods: practice.ods, patient: patient.number, staff }
    entries += addEntries(patient, context, encounterFile, journalFile)
    for (const file of opened) await file.settled()
  }
  for (const file of opened) await file.end()
  return { files, patients: count, entries }
}

/** Writes a patient's entries and counts them. */
function addEntries(patient: InventedPatient, context: RowContext, encounters: Lines, journal: Lines): number {
  let entries = patient.consultations.length + patient.allergies.length
  for (const one of patient.consultations) encounters.add(visionLine('encounter', consultationCells(one, context)))
  for (const one of patient.allergies) journal.add(visionLine('journal', allergyCells(one, context)))
  for (const one of patient.medications) {
    entries += 1 + one.issues.length
    journal.add(visionLine('journal', medicationCells(one, context)))
    if (one.type === 'acute') continue
    for (const issue of one.issues) journal.add(visionLine('journal', issueCells(issue, one, context)))
  }
  return entries
}
