/** Checks of the rules that the model promises to the writers; for tests, of this room and of the writers. */
import { firstDay, isLocalDate, isNhsNumber, type LocalDate } from '@gpc/fhir'
import { capabilities } from './capabilities.ts'
import { maxEntries } from './keys.ts'
import type { InventedEntry, InventedMedication, InventedPatient, InventedPractice } from './model.ts'
import { furtherFaults, furtherOf, partKeysOf } from './testing-record.ts'

/** All entries of a patient, issues included. */
export function entriesOf(patient: InventedPatient): readonly InventedEntry[] {
  const issues = patient.medications.flatMap(one => one.issues)
  return [...patient.consultations, ...patient.allergies, ...patient.medications, ...issues, ...furtherOf(patient)]
}

/** What is wrong with a patient by the rules of README.md, one sentence each; none if all is well. */
export function faultsOf(practice: InventedPractice, patient: InventedPatient, today: LocalDate): readonly string[] {
  const faults: string[] = []
  const must = (holds: boolean, fault: string) => {
    if (!holds) faults.push(`${practice.ods} patient ${patient.number}: ${fault}`)
  }
  const staff = new Set(practice.staff.map(one => one.key))
  const sites = new Set(practice.sites.map(one => one.key))
  const entries = entriesOf(patient)
  const keys = new Set(entries.map(one => one.key))
  const parts = partKeysOf(patient)
  const consultations = new Set(patient.consultations.map(one => one.key))
  const plans = new Map(patient.medications.map(one => [one.key, one]))

  must(isNhsNumber(patient.nhsNumber) && patient.nhsNumber.startsWith('999'), `NHS number ${patient.nhsNumber}`)
  must(isLocalDate(patient.birthDate) && patient.birthDate <= today, `birth date ${patient.birthDate}`)
  must(staff.has(patient.usualGp), 'usual GP')
  const { start, end, branch } = patient.registration
  must(isLocalDate(start) && start <= today && start >= patient.birthDate, `registration start ${start}`)
  must(end === undefined || (end >= start && end <= today), `registration end ${end}`)
  must(branch === undefined || practice.sites.some(site => site.key === branch && !site.main), 'branch')
  must(new Set([...keys, ...parts]).size === entries.length + parts.length, 'keys are not unique')
  must(
    [...keys].every(key => Number.isInteger(key) && key > 0 && key < maxEntries),
    'keys are out of range',
  )
  for (const entry of entries) {
    must(/^\d{4}-\d\d-\d\dT(0[89]|1[0-7]):[0-5]\d:[0-5]\d$/.test(entry.recordedAt), `recorded ${entry.recordedAt}`)
    must(entry.recordedAt.slice(0, 10) <= today, `recorded in the future ${entry.recordedAt}`)
    must(staff.has(entry.recorder) && (entry.clinician === undefined || staff.has(entry.clinician)), 'recorder')
    must(entry.consultation === undefined || consultations.has(entry.consultation), 'consultation')
    must(!entry.confidential || capabilities[practice.system].confidentialEntries, 'confidential')
    must(!entry.notForPatient || capabilities[practice.system].notForPatient, 'not for patient')
  }
  for (const one of patient.consultations) must(sites.has(one.site), 'site')
  for (const one of patient.medications) {
    for (const fault of faultsOfPlan(one, today)) must(false, `${one.drug.name}: ${fault}`)
    must(one.replaces === undefined || plans.has(one.replaces), `${one.drug.name} replaces nothing`)
  }
  for (const fault of overlaps(patient.medications)) must(false, fault)
  for (const one of patient.allergies) {
    const how = capabilities[practice.system].endedAllergies
    must(one.ended === undefined || how === 'all' || (how === 'drug' && one.concept.drug), 'ended allergy')
    must(one.onset === undefined || firstDay(one.onset) <= today, 'onset in the future')
    must(capabilities[practice.system].partialDates || one.onset?.length === 10, `partial onset ${one.onset}`)
  }
  for (const fault of furtherFaults(practice, patient, today)) must(false, fault)
  return faults
}

function faultsOfPlan(plan: InventedMedication, today: LocalDate): readonly string[] {
  const faults: string[] = []
  const days = plan.issues.map(one => one.date)
  const start = plan.start ?? ''
  if (plan.end !== undefined && plan.stopped !== undefined) faults.push('both ended and stopped')
  if (days.some((day, at) => day < (days[at - 1] ?? start))) faults.push('issues out of order')
  if (days.some(day => day > today)) faults.push('issue in the future')
  if (plan.stopped !== undefined && plan.stopped.date < (days.at(-1) ?? start)) faults.push('stopped before an issue')
  if (plan.issues.length > plan.allowed) faults.push('more issues than allowed')
  if (plan.type === 'acute' && plan.issues.length !== (plan.agency === 'practice' ? 1 : 0)) faults.push('acute issues')
  if (!/^\d+(\.\d+)?$/.test(plan.quantity.value)) faults.push('quantity')
  if (plan.issues.some(one => one.confidential !== plan.confidential)) faults.push('confidential issue')
  return faults
}

function overlaps(plans: readonly InventedMedication[]): readonly string[] {
  const byDrug = Map.groupBy(plans, one => one.drug.dmd ?? one.drug.name)
  return [...byDrug.values()].flatMap(same => {
    const spans = same
      .map(one => ({ name: one.drug.name, from: one.start ?? '', to: one.end ?? one.stopped?.date ?? '9999' }))
      .sort((a, b) => (a.from < b.from ? -1 : 1))
    return spans.flatMap((one, at) => {
      const before = spans[at - 1]
      return before !== undefined && before.to >= one.from ? [`${one.name} twice at a time, ${one.from}`] : []
    })
  })
}
