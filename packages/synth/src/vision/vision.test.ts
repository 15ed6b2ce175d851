import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { codeSystems, firstDay } from '@gpc/fhir'
import { vision } from '@gpc/systems'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { practice as engine } from '../../../systems/src/shared/testing.ts'
import { allergies, noKnownAllergy } from '../codes/allergies.ts'
import { drugs } from '../codes/medicines.ts'
import type { InventedAllergy, InventedMedication, InventedPatient, InventedPractice } from '../model.ts'
import { testNhsNumber } from '../nhs-numbers.ts'
import { inventPatients } from '../people.ts'
import { writeVision } from './index.ts'

const today = '2026-01-12'
const address = {
  building: 'Flat 1',
  street: '12 Larch Rise',
  town: 'Leigh',
  county: 'Lancashire',
  postcode: 'ZZ99 3CZ',
}

const practice: InventedPractice = {
  ods: 'A99003',
  name: 'Larch "Rise", Surgery',
  system: 'vision',
  address,
  phone: '01632 960000',
  email: 'larch@example.com',
  sites: [{ key: 1, name: 'Larch Rise Surgery', odsSite: 'A99003', main: true, address, phone: '01632 960000' }],
  staff: [
    {
      key: 11,
      title: 'Dr',
      given: 'Siân',
      family: "O'Leary",
      gender: 'female',
      gmp: 'G9900003',
      roles: [{ key: 1, code: 'R0260', name: 'General Medical Practitioner' }],
      since: '2000-01-01',
    },
    {
      key: 12,
      title: 'Mr',
      given: 'Tom',
      family: 'Nurse, Smith',
      gender: 'male',
      roles: [{ key: 2, code: 'R0620', name: 'Staff Nurse' }],
      since: '2000-01-01',
    },
  ],
}

const text = fc
  .string({
    unit: fc.constantFrom('a', 'B', ' ', '"', ',', '|', '\n', 'ŵ', '😀', '<', '&'),
    minLength: 1,
    maxLength: 12,
  })
  .map(one => `x${one}`)
const date = fc
  .integer({ min: 0, max: 9000 })
  .map(days => new Date(Date.UTC(2001, 0, 1 + days)).toISOString().slice(0, 10))
const entry = {
  recordedAt: fc
    .tuple(date, fc.integer({ min: 0, max: 59 }))
    .map(([day, m]) => `${day}T10:${String(m).padStart(2, '0')}:07`),
  recorder: fc.constantFrom(11, 12),
}

const allergy: fc.Arbitrary<Omit<InventedAllergy, 'key'>> = fc.record(
  {
    ...entry,
    consultation: fc.constant(1),
    clinician: fc.constantFrom(11, 12),
    concept: fc.constantFrom(...Object.values(allergies), noKnownAllergy, { text: 'Own term', drug: true }),
    onset: date,
    severity: fc.constantFrom('mild', 'moderate', 'severe', 'life-threatening'),
    certainty: fc.constantFrom('definite', 'consistent-with', 'unlikely'),
    reaction: text,
    note: text,
  },
  { requiredKeys: ['recordedAt', 'recorder', 'concept'] },
)

/** A medicine; its issues lie between its days, and no other of the patient has its drug. */
const medication = fc
  .record({
    ...entry,
    type: fc.constantFrom('acute', 'repeat', 'repeat-dispensing'),
    dosage: text,
    quantity: fc.record({ value: fc.constantFrom('28', '0.5', '1000'), unit: fc.constantFrom('tablet', 'ml, of it') }),
    days: fc.constant(28),
    start: date,
    gaps: fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 5 }),
    ends: fc.constantFrom('open', 'end', 'stopped'),
  })
  .map(({ gaps, ends, start, type, ...one }) => {
    const days =
      type === 'acute'
        ? [start]
        : gaps.map((_, i) =>
            plus(
              start,
              gaps.slice(0, i + 1).reduce((a, b) => a + b, 0),
            ),
          )
    const last = plus(days.at(-1) ?? start, 27)
    const issues = days.map((day, i) => ({ key: i, date: day, recordedAt: `${day}T11:00:00`, recorder: 12 }))
    return {
      ...one,
      type,
      start,
      agency: 'practice' as const,
      allowed: 6,
      issues,
      ...(ends === 'end' || type === 'acute' ? { end: last } : {}),
      ...(ends === 'stopped' && type !== 'acute' ? { stopped: { date: last, reason: 'Side effects' } } : {}),
    }
  })

const plus = (day: string, days: number) => {
  const [year = 0, month = 0, of = 0] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1, of + days)).toISOString().slice(0, 10)
}

const patient: fc.Arbitrary<InventedPatient> = fc
  .record({
    names: fc.tuple(text, text, fc.option(text, { nil: undefined })),
    gender: fc.constantFrom('male', 'female', 'other', 'unknown'),
    birthDate: date,
    allergies: fc.array(allergy, { maxLength: 3 }),
    medications: fc.array(medication, { maxLength: 5 }),
    drugs: fc.shuffledSubarray([...Object.values(drugs), { name: 'Own ointment', form: 'ointment' }], { minLength: 5 }),
  })
  .map(({ names: [given, family, middle], allergies, medications, drugs, ...one }) => {
    let key = 1
    const numbered = (issues: InventedMedication['issues']) => issues.map(issue => ({ ...issue, key: ++key }))
    const consultation = { key: 1, date: '2020-02-29', time: '09:05', minutes: 10, place: 'surgery', site: 1 } as const
    return {
      ...one,
      number: 1,
      nhsNumber: testNhsNumber(1),
      title: 'Mx',
      given,
      family,
      ...(middle === undefined ? {} : { middle }),
      address,
      phones: [{ use: 'mobile', number: '07700 900123' }],
      email: 'a@example.com',
      registration: { kind: 'regular', start: '2001-02-03' },
      usualGp: 11,
      flags: { sensitive: false, confidentialRecord: false, dummy: false, spineMatched: true },
      traits: [],
      administration: { verified: true, pds: { known: true } },
      consultations: [{ ...consultation, recordedAt: '2020-02-29T09:15:00', recorder: 11 }],
      allergies: allergies.map(allergy => ({ ...allergy, key: ++key })),
      medications: medications.map((medication, i) => ({
        ...medication,
        key: ++key,
        drug: drugs[i] ?? { name: 'none', form: '' },
        issues: numbered(medication.issues),
      })),
    }
  })

async function written(patients: Iterable<InventedPatient>) {
  const folder = await mkdtemp(join(tmpdir(), 'vision-synth-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return { folder, ...(await writeVision(practice, patients, folder, { today })) }
}

const codes = (codings: readonly { system: string; code: string }[] | undefined) =>
  codings?.map(coding => `${coding.system} ${coding.code}`)

/** What must come out of the reader for what went into the writer. */
function expectSame(
  invented: InventedPatient,
  record: Awaited<ReturnType<ReturnType<typeof engine>['load']>>['records'],
) {
  const found = record.get(String(invented.number))
  expect(found?.unreadable).toEqual([])
  expect(found?.patient).toMatchObject({
    nhsNumber: invented.nhsNumber,
    name: {
      prefix: invented.title,
      given: [[invented.given, invented.middle].filter(one => one !== undefined).join(' ')],
      family: invented.family,
    },
    gender: invented.gender,
    birthDate: invented.birthDate,
    usualGp: String(invented.usualGp),
  })
  expect(found?.allergies.length).toBe(invented.allergies.length)
  for (const one of invented.allergies) {
    const read = found?.allergies.find(allergy => allergy.key === `journal:${invented.number}:${one.key}`)
    const { snomed, readV2, text } = one.concept
    expect(codes(read?.concept.codings)).toEqual([
      ...(snomed === undefined ? [] : [`${codeSystems.snomed} ${snomed.code}`]),
      ...(readV2 === undefined ? [] : [`${codeSystems.readV2} ${readV2.code}`]),
    ])
    expect(read?.concept.text).toBe(text)
    if (readV2 !== undefined) expect(read?.category).toBe(one.concept.drug ? 'medication' : 'environment')
    expect(read?.onset?.slice(0, 10)).toBe(one.onset)
    expect(read?.severity).toBe(one.severity)
    expect(read?.recorded).toBe(one.recordedAt.slice(0, 10))
    expect(read?.recorder).toBe(String(one.clinician ?? one.recorder))
    expect(read?.encounter).toBe(one.consultation && `encounter:${invented.number}:${one.consultation}`)
    const said = [one.reaction, one.note].filter(note => note !== undefined).join('\n')
    const certainty = one.certainty === undefined ? [] : [`Certainty: ${one.certainty.replace('-', ' ')}`]
    expect(read?.notes).toEqual([...(said === '' ? [] : [said]), ...certainty])
  }
  expect(found?.medications.length).toBe(invented.medications.length)
  for (const one of invented.medications) {
    const read = found?.medications.find(plan => plan.key === `journal:${invented.number}:${one.key}`)
    expect(codes(read?.drug.codings)).toEqual(
      one.drug.dmd === undefined ? [] : [`${codeSystems.snomed} ${one.drug.dmd}`],
    )
    expect(read?.drug.text).toBe(one.drug.name)
    expect(read?.type).toBe(one.type === 'acute' ? 'acute' : 'repeat')
    expect(read?.dosage).toBe(one.dosage)
    expect(read?.quantity).toEqual(one.quantity)
    expect(read?.authorised?.slice(0, 10)).toBe(one.start)
    expect(read?.end).toBe(one.end ?? one.stopped?.date)
    expect(read?.recorder).toBe(String(one.clinician ?? one.recorder))
    const issues = read?.issues.map(issue => [issue.key, firstDay(issue.issued ?? '')])
    const key = (issue: { key: number }) => (one.type === 'acute' ? `${one.key}:order` : issue.key)
    expect(issues).toEqual(one.issues.map(issue => [`journal:${invented.number}:${key(issue)}`, issue.date]))
  }
}

test('every invented allergy, medicine and issue comes back with its codes, days and amounts', async () => {
  await fc.assert(
    fc.asyncProperty(patient, async invented => {
      const { folder, entries } = await written([invented])
      const found = await engine(vision, practice.ods).load(folder)
      expect(found.rejects).toEqual([])
      expectSame(invented, found.records)
      const issues = invented.medications.flatMap(one => one.issues).length
      expect(entries).toBe(1 + invented.allergies.length + invented.medications.length + issues)
    }),
    { numRuns: 100 },
  )
})

test('practice and staff come back', async () => {
  const { folder } = await written([])
  const { directory } = await engine(vision, practice.ods).load(folder)
  expect(directory.sites.map(site => [site.name, site.address])).toEqual([
    [
      practice.name,
      {
        use: 'work',
        lines: ['Flat 1', '12 Larch Rise'],
        city: 'Leigh',
        county: 'Lancashire',
        postcode: 'ZZ99 3CZ',
      },
    ],
  ])
  expect(directory.staff.map(one => [one.key, one.name, one.gender, one.gmpNumber, one.roles[0]?.name])).toEqual([
    ['11', { prefix: 'Dr', given: ['Siân'], family: "O'Leary" }, 'female', 'G9900003', 'Principal GP'],
    ['12', { prefix: 'Mr', given: ['Tom'], family: 'Nurse, Smith' }, 'male', undefined, 'Practice nurse'],
  ])
})

test('invented patients come back, and the same ones give the same bytes', async () => {
  const invented = () => inventPatients({ seed: 'round trip', practice, count: 200, today })
  const [one, other] = [await written(invented()), await written(invented())]
  expect(one.files).toEqual(other.files)
  expect((await readdir(one.folder)).sort()).toEqual([...one.files].sort())
  for (const name of one.files) {
    expect(await readFile(join(one.folder, name))).toEqual(await readFile(join(other.folder, name)))
  }
  const found = await engine(vision, practice.ods).load(one.folder, { mode: 'bulk' })
  expect(found.rejects).toEqual([])
  expect(found.records.size).toBe(200)
  for (const patient of invented()) expectSame(patient, found.records)
})
