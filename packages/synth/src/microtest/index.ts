/** Invented patients of a Microtest practice: a registration list (GPR4) and one GP2GP EHR extract (UK07) a patient. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { guid } from '../keys.ts'
import type { InventedPatient } from '../model.ts'
import { linesTo } from '../vision/lines.ts'
import type { WriteNative } from '../writer.ts'
import { multipart } from './letters.ts'
import { isListed, listFileName, listLines } from './list.ts'
import { messageOf } from './message.ts'

/**
 * Writes the folder that a Microtest practice is imported from.
 *
 * The route has no place for: patients who aren't on the list (temporary, private, emergency, left, or died and taken off it): they
 * are left out whole; in the list, accents and anything but A to Z in names, names beyond 35 characters, e-mail, telephones, the start
 * of the registration, branches, deaths, and a gender beside male and female; of staff, registers but the GP's, Spine ids, and roles
 * but the first; sites but the main one; who typed an entry of a consultation in and when, where another or at another time than the
 * consultation itself; consultations without entries; ends of allergies; severity, certainty and reaction but as words; Read CTV3;
 * which repeats are repeat dispensing; days of supply and review dates; how a problem belongs to another, its last review; of a report who asked for it
 * and when specimens were received; of a document its author, direction and note; when a plan was closed; of an inbound referral that it isn't the
 * patient's own. Details of immunisations and referrals are words. Documents come as MIME parts: then the message is a `.mime` file.
 */
export const writeMicrotest: WriteNative = async (practice, patients, folder, { today }) => {
  await mkdir(folder, { recursive: true })
  const files = [listFileName(practice.ods, today)]
  const list = await linesTo(folder, files[0] ?? '')
  list.add('503\\*\r\n')
  let count = 0
  let entries = 0
  for (const patient of patients) {
    if (!isListed(patient)) continue
    const context = { practice, patient, today }
    const { documents = [] } = patient
    const name = `${guid(practice.ods, 'message', patient.number)}.${documents.length === 0 ? 'xml' : 'mime'}`
    const extract = messageOf(context)
    const message = documents.length === 0 ? extract : multipart(extract, documents, context)
    list.add(listLines(patient, practice, today))
    await writeFile(join(folder, name), message)
    await list.settled()
    files.push(name)
    count += 1
    entries += entriesIn(patient)
  }
  await list.end()
  return { files, patients: count, entries }
}

/** Entries of every kind, issues included. */
function entriesIn(patient: InventedPatient): number {
  const { consultations, allergies, medications, problems = [], observations = [], comments = [] } = patient
  const { immunisations = [], reports = [], referrals = [], documents = [], diary = [] } = patient
  const coded = [allergies, consultations, problems, observations, comments, immunisations, reports]
  const all = [...coded, referrals, documents, diary].reduce((sum, { length }) => sum + length, 0)
  return all + medications.reduce((sum, { issues }) => sum + 1 + issues.length, 0)
}
