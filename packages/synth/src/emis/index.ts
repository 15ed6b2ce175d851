/**
 * Invented patients as an EMIS extract: layout 8.2 with the optional text columns, every table with its header, UTF-8, a bulk.
 *
 * The format has no place for: site codes, SDS user and role profile ids, a person's second register, former names, telephones at work,
 * the preferred branch, reasons for stopping, which authorisation another replaces, review dates and notes of an authorisation. Of
 * tables whose vocabulary isn't documented (patient history, audits) only the header is written.
 */
import { guid } from '../keys.ts'
import type { WriteNative } from '../writer.ts'
import { dictionary } from './dictionary.ts'
import { emisWriter } from './files.ts'
import { writePatient } from './patient.ts'
import { usersOf, writePractice } from './practice.ts'

export const writeEmis: WriteNative = async (practice, patients, folder, { today }) => {
  const { ods } = practice
  const out = await emisWriter(folder, `${today.replaceAll('-', '')}020000`, guid(ods, 'SharingAgreement'))
  const context = { ods, today, users: usersOf(practice), dictionary: dictionary(), out }
  writePractice(practice, today, out)
  let count = 0
  let entries = 0
  for (const patient of patients) {
    writePatient(patient, context)
    count += 1
    const { consultations, allergies, medications } = patient
    entries +=
      consultations.length + allergies.length + medications.reduce((sum, one) => sum + 1 + one.issues.length, 0)
    await out.flush()
  }
  context.dictionary.write(out)
  await out.close()
  return { files: out.files, patients: count, entries }
}
