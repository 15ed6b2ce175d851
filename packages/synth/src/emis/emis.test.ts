import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Allergy, MedicationPlan, Patient } from '@gpc/clinical'
import { addDays, codeSystems, londonInstant } from '@gpc/fhir'
import { emis, emisTables } from '@gpc/systems'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { practice as engine } from '../../../systems/src/shared/testing.ts'
import { allergies } from '../codes/allergies.ts'
import { guid } from '../keys.ts'
import type { InventedAllergy, InventedEntry, InventedMedication, InventedPatient } from '../model.ts'
import { inventPatients } from '../people.ts'
import { inventPractice } from '../practices.ts'
import { inventSandbox } from '../sandbox.ts'
import { recordCheck } from './checks.ts'
import { writeEmis } from './index.ts'
import { allergyText } from './patient.ts'

const today = '2026-01-12'
const practice = inventPractice('A99001', 'emis')
const options = new Map([
  ['non-drug-allergies-by-category', 'on'],
  ['registration-number-by-shape', 'on'],
])

async function written(patients: Iterable<InventedPatient>) {
  const folder = await mkdtemp(join(tmpdir(), 'synth-emis-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return { folder, ...(await writeEmis(practice, patients, folder, { today })) }
}

async function imported(patients: readonly InventedPatient[]) {
  const { folder } = await written(patients)
  const found = await engine(emis, practice.ods).load(folder, { options })
  expect(found.rejects).toEqual([])
  await rm(folder, { recursive: true })
  return found
}

const key = (kind: string, ...numbers: readonly number[]) => guid(practice.ods, kind, ...numbers).toUpperCase()
const at = (time: string) => londonInstant(time.slice(0, 10), time.slice(11))
const snomed = (codings: Allergy['concept']['codings'] | undefined) =>
  codings?.find(({ system }) => system === codeSystems.snomed)?.code

/** A person is named by the first of their roles. */
function user(number: number): string {
  const person = practice.staff.find(one => one.key === number)
  return key('UserInRole', number, ...(person?.roles.slice(0, 1).map(role => role.key) ?? []))
}

const entryOf = (one: InventedEntry, hidden: boolean) => ({
  confidentiality: one.confidential || hidden ? 'confidential' : 'none',
  recorded: at(one.recordedAt),
  recorder: user(one.recorder),
  clinician: user(one.clinician ?? one.recorder),
})

function expectAllergy(found: Allergy | undefined, one: InventedAllergy, patient: InventedPatient): void {
  const consultation = patient.consultations.find(each => each.key === one.consultation)
  const hidden = patient.flags.confidentialRecord || consultation?.confidential === true
  expect(found).toMatchObject(entryOf(one, hidden))
  expect(found?.encounter).toBe(
    consultation && `CareRecord_Consultation:${key('Consultation', patient.number, consultation.key)}`,
  )
  expect(found?.concept.text).toBe(one.concept.text)
  expect(snomed(found?.concept.codings)).toBe(one.concept.snomed?.code)
  expect(found?.concept.codings.find(({ system }) => system === codeSystems.readV2)?.code).toBe(
    one.concept.readV2?.code,
  )
  expect(found?.category).toBe(one.concept.drug ? 'medication' : 'environment')
  expect(found?.onset).toBe(one.onset)
  expect(found?.negation).toBe(one.noKnown)
  const text = allergyText(one)
  expect(found?.notes).toEqual(text === '' ? [] : [text])
}

function expectMedication(found: MedicationPlan | undefined, one: InventedMedication, patient: InventedPatient): void {
  const hidden = patient.flags.confidentialRecord
  const { dosage, quantity, type, drug } = one
  expect(found).toMatchObject({ ...entryOf(one, hidden), dosage, quantity, type, repeatsAllowed: one.allowed })
  expect(found?.repeatsIssued).toBe(one.issues.length)
  expect(found?.drug.text).toBe(drug.name)
  expect(snomed(found?.drug.codings)).toBe(drug.dmd)
  expect(found?.authorised).toBe(one.start)
  const lastIssue = one.issues.at(-1)?.date
  const ranOut = one.end !== undefined && one.end < today && lastIssue !== undefined
  expect(found?.end).toBe(one.stopped?.date ?? (ranOut ? addDays(lastIssue, one.days) : undefined))
  expect(found?.stopped).toEqual(one.stopped && { date: one.stopped.date })
  expect(found?.issues).toMatchObject(
    one.issues.map(issue => ({
      ...entryOf(issue, hidden || one.confidential === true),
      key: `Prescribing_IssueRecord:${key('IssueRecord', patient.number, issue.key)}`,
      issued: issue.date,
      dosage,
      quantity,
      supplyDays: String(one.days),
    })),
  )
  expect(found?.issues).toHaveLength(one.issues.length)
}

async function expectRoundTrip(patients: readonly InventedPatient[]) {
  const { records } = await imported(patients)
  expect(records.size).toBe(patients.length)
  for (const one of patients) {
    const record = records.get(key('Patient', one.number))
    expect(record?.unreadable).toEqual([])
    if (record !== undefined) recordCheck(practice, one)(record)
    expectPatient(record?.patient, one)
    expect(record?.allergies).toHaveLength(one.allergies.length)
    for (const each of one.allergies) {
      const name = `CareRecord_Observation:${key('Observation', one.number, each.key)}`
      expectAllergy(
        record?.allergies.find(found => found.key === name),
        each,
        one,
      )
    }
    expect(record?.medications).toHaveLength(one.medications.length)
    for (const each of one.medications) {
      const name = `Prescribing_DrugRecord:${key('DrugRecord', one.number, each.key)}`
      expectMedication(
        record?.medications.find(found => found.key === name),
        each,
        one,
      )
    }
  }
}

function expectPatient(found: Patient | undefined, one: InventedPatient): void {
  const { registration, flags, address, middle } = one
  const phones = one.phones.filter(({ use }) => use !== 'work').map(({ use, number: value }) => ({ use, value }))
  expect(found).toMatchObject({
    nhsNumber: one.nhsNumber,
    name: { prefix: one.title, given: [one.given, ...(middle === undefined ? [] : [middle])], family: one.family },
    gender: one.gender,
    birthDate: one.birthDate,
    addresses: [{ city: address.town, postcode: address.postcode }],
    contacts: expect.arrayContaining(phones.map(phone => expect.objectContaining(phone))),
    registration: { type: registration.kind, start: registration.start },
    sensitive: flags.sensitive,
  })
  expect(found?.registration.end).toBe(registration.end)
  expect(found?.deceased).toBe(one.deathDate)
  expect(found?.neverServed !== undefined).toBe(flags.dummy || flags.confidentialRecord)
}

test('every sample patient of the EMIS practice comes back whole', async () => {
  const sample = inventSandbox(today).practices.find(one => one.practice.ods === practice.ods)
  if (sample === undefined) throw new Error('The sandbox has no EMIS practice.')
  await expectRoundTrip([...sample.patients])
}, 60_000)

test('every allergy, medicine and issue of any invented patient comes back with its codes, dates and amounts', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ minLength: 1, maxLength: 8 }), async seed => {
      await expectRoundTrip([...inventPatients({ seed, practice, count: 5, today })])
    }),
    { numRuns: 8 },
  )
}, 60_000)

test('texts come back as they are, dates as precise as they were, confidential ones as such', async () => {
  const [base] = inventPatients({ seed: 'texts', practice, count: 1, today })
  if (base === undefined) throw new Error('no patient')
  const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', ' ', 'é', 'ŵ', '😀', '<', '&', "'") })
  const allergy = fc.record({
    reaction: text.filter(one => one !== ''),
    note: text.filter(one => one !== ''),
    onset: fc.constantFrom('1899', '1988-07', '2020-02-29', undefined),
    confidential: fc.constantFrom(true as const, undefined),
    severity: fc.constantFrom('severe' as const, undefined),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(allergy, { minLength: 1, maxLength: 5 }), async found => {
      const invented = found.map(
        ({ reaction, note, onset, confidential, severity }, i): InventedAllergy => ({
          key: 90_000 + i,
          recordedAt: '2024-07-01T09:00:00',
          recorder: practice.staff[0]?.key ?? 0,
          concept: i % 2 === 0 ? allergies.penicillin : allergies.peanut,
          reaction,
          note,
          ...(onset === undefined ? {} : { onset }),
          ...(confidential === undefined ? {} : { confidential }),
          ...(severity === undefined ? {} : { severity }),
        }),
      )
      await expectRoundTrip([{ ...base, allergies: invented }])
    }),
    { numRuns: 25 },
  )
}, 60_000)

test('practice, sites and staff come back', async () => {
  const { directory } = await imported([])
  const main = practice.sites.find(site => site.main)
  expect(directory.organisations).toMatchObject([
    { ods: practice.ods, name: practice.name, mainSite: key('Location', main?.key ?? 0) },
  ])
  expect(directory.sites.map(site => site.name).sort()).toEqual(practice.sites.map(site => site.name).sort())
  for (const person of practice.staff) {
    expect(directory.staff.find(one => one.key === user(person.key))).toMatchObject({
      name: { prefix: person.title, given: [person.given], family: person.family },
      roles: person.roles.slice(0, 1).map(({ code, name }) => ({ code, name })),
      ...(person.gmc === undefined ? {} : { gmcNumber: person.gmc }),
      ...(person.gmc === undefined && person.nmc !== undefined ? { nmcNumber: person.nmc } : {}),
    })
  }
})

test('the files are those of the extract: a table each, every field quoted, CRLF, the same bytes every time', async () => {
  const people = () => inventPatients({ seed: 'bytes', practice, count: 20, today })
  const [one, two] = [await written(people()), await written(people())]
  expect(one.patients).toBe(20)
  expect((await readdir(one.folder)).sort()).toEqual([...one.files].sort())
  expect(one.files).toHaveLength(emisTables.length)
  for (const file of one.files) {
    expect(file).toMatch(/^291_[A-Za-z]+_[A-Za-z]+_20260112020000_[0-9A-F-]{36}\.csv$/)
    const text = await readFile(join(one.folder, file), 'utf8')
    expect(text).toBe(await readFile(join(two.folder, file), 'utf8'))
    expect(text).toMatch(/^"[A-Za-z]+"(,"[A-Za-z]+")*\r\n/)
    expect(text.endsWith('"\r\n')).toBe(true)
  }
})
