import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PatientRecord } from '@gpc/clinical'
import { codeSystems } from '@gpc/fhir'
import { gp2gp, microtest } from '@gpc/systems'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { practice as engine } from '../../../systems/src/shared/testing.ts'
import { sampleDay } from '../calendar.ts'
import { guid } from '../keys.ts'
import type { InventedAllergy, InventedMedication, InventedPatient, InventedPractice } from '../model.ts'
import { inventPatients } from '../people.ts'
import { inventPractice } from '../practices.ts'
import { inventSandbox } from '../sandbox.ts'
import { writeMicrotest } from './index.ts'
import { isListed, listedName, listFileName } from './list.ts'

const practice = inventPractice('A99004', 'microtest')
const today = sampleDay

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'microtest-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

/** Writes patients and reads them again: who they are, and what their records hold. */
async function through(patients: readonly InventedPatient[], of: InventedPractice = practice) {
  const path = await folder()
  const written = await writeMicrotest(of, patients, path, { today })
  const imported = await engine(microtest, of.ods).load(path)
  const records = new Map<string, PatientRecord>()
  for (const [owner, { patient }] of imported.records) {
    const rows = imported.rows.filter(row => row.owner === owner)
    const record = gp2gp.assemble({ owner, table: name => rows.filter(row => row.table === name) }, () => [], of.ods)
    records.set(owner, { ...record, ...(patient === undefined ? {} : { patient }) })
  }
  return { written, imported, records }
}

const id = (kind: string, patient: InventedPatient, key: number) =>
  guid(practice.ods, kind, patient.number, key).toUpperCase()
const agent = (key: number) => guid(practice.ods, 'Agent', key).toUpperCase()
const codes = (one: { readonly codings: readonly { readonly code: string }[] } | undefined) =>
  one?.codings.map(({ code }) => code) ?? []

/** Who and when: an entry in a consultation has the consultation's. */
function provenance(one: InventedAllergy | InventedMedication, patient: InventedPatient) {
  const consultation = patient.consultations.find(({ key }) => key === one.consultation)
  const { recorder, recordedAt } = consultation ?? one
  return {
    recorder: agent(recorder),
    clinician: agent(one.clinician ?? one.recorder),
    recorded: expect.stringContaining(recordedAt),
    confidentiality: one.notForPatient === true ? 'nopat' : 'none',
    ...(consultation === undefined
      ? {}
      : { encounter: `ehrComposition:${id('ehrComposition', patient, consultation.key)}` }),
  }
}

function expectAllergy(one: InventedAllergy, patient: InventedPatient, record: PatientRecord | undefined): void {
  const found = record?.allergies.find(
    ({ key }) => key === `ObservationStatement:${id('ObservationStatement', patient, one.key)}`,
  )
  expect(found).toMatchObject({
    ...provenance(one, patient),
    category: one.concept.drug || one.noKnown === true ? 'medication' : 'environment',
    onset: one.onset ?? expect.stringContaining(one.recordedAt),
    asserted: expect.stringContaining(one.recordedAt),
  })
  expect(found?.negation === true).toBe(one.noKnown === true)
  expect(found?.concept.text).toBe(one.concept.text)
  if (one.concept.snomed !== undefined) expect(codes(found?.concept)).toContain(one.concept.snomed.code)
  if (one.concept.readV2 !== undefined)
    expect(codes(found?.concept)).toContain(`${one.concept.readV2.code.padEnd(5, '.')}00`)
  const words = found?.notes.join('\n') ?? ''
  for (const said of [one.note, one.reaction]) if (said !== undefined) expect(words).toContain(said.trim())
}

function expectMedication(one: InventedMedication, patient: InventedPatient, record: PatientRecord | undefined): void {
  const key = `Authorise:${id('ehrSupplyAuthorise', patient, one.key)}`
  const found = record?.medications.find(plan => plan.key === key)
  const over = one.stopped !== undefined || (one.end !== undefined && one.end <= today)
  const acute = one.type === 'acute'
  const expected = {
    ...provenance(one, patient),
    type: acute ? 'acute' : 'repeat',
    authorised: one.start ?? one.recordedAt.slice(0, 10),
    dosage: one.dosage,
    quantity: one.quantity,
    ...(acute ? {} : { repeatsAllowed: one.allowed }),
    ...(one.end !== undefined && (over || acute) ? { end: one.end } : {}),
    ...(one.stopped === undefined ? {} : { stopped: one.stopped }),
    ...(one.replaces === undefined ? {} : { replaces: `Authorise:${id('ehrSupplyAuthorise', patient, one.replaces)}` }),
  }
  expect(found).toMatchObject(expected)
  expect(found?.drug.text).toBe(one.drug.name)
  if (one.drug.dmd !== undefined) {
    expect(found?.drug.codings).toEqual([{ system: codeSystems.snomed, code: one.drug.dmd, display: one.drug.name }])
  }
  expect(found?.issues.map(({ key: of, issued }) => [of, issued]).sort()).toEqual(
    one.issues.map(issue => [`Prescribe:${id('ehrSupplyPrescribe', patient, issue.key)}`, issue.date]).sort(),
  )
  if (one.note !== undefined) expect(found?.notes.map(({ text }) => text)).toContain(one.note)
}

function expectPatient(patient: InventedPatient, record: PatientRecord | undefined): void {
  const { family, given } = listedName(patient)
  expect(record?.patient).toMatchObject({
    nhsNumber: patient.nhsNumber,
    name: { family, given: given.split(' ') },
    birthDate: patient.birthDate,
    registration: { type: 'regular' },
    addresses: [{ postcode: patient.address.postcode }],
  })
  expect(record?.unreadable).toEqual([])
  expect(record?.allergies).toHaveLength(patient.allergies.length)
  expect(record?.medications).toHaveLength(patient.medications.length)
  for (const one of patient.allergies) expectAllergy(one, patient, record)
  for (const one of patient.medications) expectMedication(one, patient, record)
}

test('every invented entry comes back: codes, dates, amounts, who and when (STR-ALG-12, STR-MED-01)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ minLength: 1, maxLength: 8 }), async seed => {
      const patients = [...inventPatients({ seed, practice, count: 6, today, from: 1 })]
      const { written, imported, records } = await through(patients)
      expect(imported.rejects).toEqual([])
      const listed = patients.filter(isListed)
      expect(written.patients).toBe(listed.length)
      expect(records.size).toBe(listed.length)
      for (const patient of listed) expectPatient(patient, records.get(`nhs:${patient.nhsNumber}`))
    }),
    { numRuns: 12 },
  )
})

test('the sample patients come back too, hard texts and partial dates among them', async () => {
  const sample = inventSandbox(today).practices.find(one => one.practice.ods === practice.ods)
  const patients = sample?.patients ?? []
  const { records, imported } = await through(patients, sample?.practice)
  expect(imported.rejects).toEqual([])
  for (const patient of patients.filter(isListed)) expectPatient(patient, records.get(`nhs:${patient.nhsNumber}`))
  expect(patients.filter(isListed).length).toBeGreaterThan(40)
})

test('an entry that the patient is not to see is marked, and comes back so (STR-COM-05)', async () => {
  const [patient] = [...inventPatients({ seed: 'nopat', practice, count: 30, today, from: 1 })].filter(
    one => isListed(one) && one.allergies.length > 0 && one.medications.length > 0,
  )
  if (patient === undefined) throw new Error('nobody with allergies and medicines')
  const marked: InventedPatient = {
    ...patient,
    allergies: patient.allergies.map(one => ({ ...one, notForPatient: true })),
    medications: patient.medications.map(one => ({ ...one, notForPatient: true })),
  }
  const { records } = await through([marked])
  expectPatient(marked, records.get(`nhs:${patient.nhsNumber}`))
})

test('the directory names the GPs, and the usual GP is among them (FND-PRA-03)', async () => {
  const patients = [...inventPatients({ seed: 'gp', practice, count: 5, today, from: 1 })].filter(isListed)
  const { imported, records } = await through(patients)
  expect(imported.directory.organisations).toMatchObject([{ ods: practice.ods, name: practice.name }])
  const keys = imported.directory.staff.map(({ key }) => key)
  for (const { patient } of records.values()) expect(keys).toContain(patient?.usualGp)
  for (const { name } of imported.directory.staff) expect(name.family).toBeDefined()
})

test('those who are not on the list are left out; the same input writes the same bytes', async () => {
  const [patient] = [...inventPatients({ seed: 'left', practice, count: 1, today, from: 1 })]
  if (patient === undefined) throw new Error('nobody')
  const registered = { ...patient, registration: { kind: 'regular' as const, start: '2001-05-01' } }
  const left = { ...registered, number: 2, registration: { ...registered.registration, end: '2020-01-01' } }
  const bytes = async () => {
    const path = await folder()
    const { files, patients } = await writeMicrotest(practice, [registered, left], path, { today })
    expect((await readdir(path)).sort()).toEqual([...files].sort())
    expect(patients).toBe(1)
    return Promise.all(files.map(name => readFile(join(path, name), 'utf8')))
  }
  expect(await bytes()).toEqual(await bytes())
  expect(listFileName('A99004', '2026-01-12')).toBe('A99004_GPR4ZZ91.ACA')
  expect(listFileName('A99004', '2026-12-31')).toBe('A99004_GPR4ZZ91.LVA')
})
