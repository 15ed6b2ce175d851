/**
 * Invented patients as an EMIS extract: layout 8.2 with the optional text columns, every table with its header, UTF-8, a bulk.
 *
 * The format has no place for: site codes, SDS user and role profile ids, a person's second register, former names, telephones at work,
 * the preferred branch, reasons for stopping, which authorisation another replaces, review dates and notes of an authorisation; the place and
 * length of a consultation; staff, time and onset of a problem apart from the entry that it is made of; laboratory, ids, requests, accession
 * numbers and filing of reports; the specialty of a referral; titles, authors and bytes of documents; when a diary entry was closed. Of tables
 * whose vocabulary isn't documented (patient history, audits) only the header is written.
 */
import { appointmentTakers, inventSessions } from '../appointments.ts'
import { guid } from '../keys.ts'
import type { InventedPatient } from '../model.ts'
import type { WriteNative } from '../writer.ts'
import { writeSessions } from './appointments.ts'
import { dictionary } from './dictionary.ts'
import { emisWriter } from './files.ts'
import { writePatient } from './patient.ts'
import { usersOf, writePractice } from './practice.ts'
import { receivers } from './receivers.ts'

export const writeEmis: WriteNative = async (practice, patients, folder, { today }) => {
  const { ods } = practice
  const out = await emisWriter(folder, `${today.replaceAll('-', '')}020000`, guid(ods, 'SharingAgreement'))
  const context = { ods, today, users: usersOf(practice), dictionary: dictionary(), receivers: receivers(), out }
  writePractice(practice, today, out)
  const takers = appointmentTakers()
  let count = 0
  let entries = 0
  for (const patient of patients) {
    writePatient(patient, context)
    takers.see(patient)
    count += 1
    entries += entriesOf(patient)
    await out.flush()
  }
  context.dictionary.write(out)
  context.receivers.write(out)
  writeSessions(inventSessions(practice, today, takers.numbers), context)
  await out.close()
  return { files: out.files, patients: count, entries }
}

function entriesOf(patient: InventedPatient): number {
  const { consultations, allergies, medications, problems, observations, comments } = patient
  const { immunisations, reports, referrals, documents, diary } = patient
  const areas = [problems, observations, comments, immunisations, reports, referrals, documents, diary]
  const issues = medications.flatMap(one => one.issues)
  return [consultations, allergies, medications, issues, ...areas].reduce((sum, area) => sum + (area?.length ?? 0), 0)
}
