/**
 * Invented patients as a SystmOne extract: layout 93, every file whole, Windows-1252.
 *
 * The format has no place for: dates by year or month; confidential entries, sensitive patients and records; reaction, severity,
 * certainty and notes of allergies, ends of those that aren't drug sensitivities, and whether those are to drugs; SNOMED codes of drug
 * sensitivities (they name a Multilex product); reasons for stopping and whether an end was a stop, repeat dispensing, notes of medicines,
 * which one replaces another, who prescribed elsewhere, days of supply and authorised issues of items without a template; an acute item and
 * its issue are one row; role codes and role profiles of staff, a second register, the e-mail address of the practice and telephones of
 * branches; the preferred branch of patients; minutes of consultations; headers of blood pressures and values in words; last reviews of problems and what
 * belongs to them; codes of consents to immunisations (words alone); of immunisations manufacturer, reason and where others gave them; of reports
 * everything but single results; of referrals specialty, mode, text and recipients without an ODS code; titles and types by code of documents;
 * codes of recalls (words alone); notes of anything. SRMappingGroup isn't written: its columns aren't documented.
 */
import { appointmentTakers, inventSessions } from '../appointments.ts'
import type { InventedPatient } from '../model.ts'
import type { WriteNative } from '../writer.ts'
import { writeRotas } from './appointments.ts'
import { dictionary } from './dictionary.ts'
import { tppWriter } from './files.ts'
import { writePatient } from './patient.ts'
import { writePractice } from './practice.ts'

const references = [
  'SRConfiguredListOption',
  'SRCtv3',
  'SRCtv3Hierarchy',
  'SRMedicationReadCodeDetails',
  'SRImmunisationContent',
]
const tables = [
  'SROrganisation',
  'SROrganisationBranch',
  'SRStaffMember',
  'SRStaffMemberProfile',
  'SRPatient',
  'SRPatientAddressHistory',
  'SRPatientContactDetails',
  'SRPatientRegistration',
  'SRGPPracticeHistory',
  'SREvent',
  'SRCode',
  'SRProblem',
  'SRDrugSensitivity',
  'SRRepeatTemplate',
  'SRPrimaryCareMedication',
  'SRImmunisation',
  'SRImmunisationConsent',
  'SRRecall',
  'SRReferralOut',
  'SRMedia',
  'SRLetter',
  'SRRota',
  'SRRotaSlot',
  'SRAppointment',
]

export const writeTpp: WriteNative = async (practice, patients, folder, { today }) => {
  const out = await tppWriter(folder, ['SRManifest', 'SRMapping', ...references, ...tables])
  const to = `${today.replaceAll('-', '')}_0200`
  for (const name of [...references, ...tables]) {
    out.row('SRManifest', {
      FileName: name,
      IsDelta: 'N',
      IsReference: references.includes(name) ? 'Y' : 'N',
      DateExtractTo: to,
    })
  }
  writePractice(practice, out)
  const words = dictionary(practice.ods)
  const staff = new Map(practice.staff.map(one => [one.key, one]))
  const takers = appointmentTakers()
  let count = 0
  let entries = 0
  for (const patient of patients) {
    writePatient(patient, { practice, staff, patient: patient.number, dictionary: words, out })
    takers.see(patient)
    count += 1
    entries += entriesOf(patient)
    await out.flush()
  }
  writeRotas(inventSessions(practice, today, takers.numbers), practice, words, out)
  words.write(out)
  await out.close()
  return { files: out.files, patients: count, entries }
}

function entriesOf({ consultations, allergies, medications, ...areas }: InventedPatient): number {
  const { problems = [], observations = [], immunisations = [], reports = [], referrals = [], documents = [] } = areas
  const { diary = [] } = areas
  const others = [consultations, allergies, problems, observations, immunisations, reports, referrals, documents, diary]
  return (
    others.reduce((sum, list) => sum + list.length, 0) +
    medications.reduce((sum, one) => sum + 1 + one.issues.length, 0)
  )
}
