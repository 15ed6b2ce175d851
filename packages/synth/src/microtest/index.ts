/** Invented patients of a Microtest practice: a registration list (GPR4) and one GP2GP EHR extract (UK07) a patient. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { guid } from '../keys.ts'
import { linesTo } from '../vision/lines.ts'
import type { WriteNative } from '../writer.ts'
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
 * which repeats are repeat dispensing; days of supply and review dates.
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
    const name = `${guid(practice.ods, 'message', patient.number)}.xml`
    list.add(listLines(patient, practice, today))
    await writeFile(join(folder, name), messageOf({ practice, patient, today }))
    await list.settled()
    files.push(name)
    count += 1
    const { consultations, allergies, medications } = patient
    entries +=
      consultations.length + allergies.length + medications.reduce((sum, one) => sum + 1 + one.issues.length, 0)
  }
  await list.end()
  return { files, patients: count, entries }
}
