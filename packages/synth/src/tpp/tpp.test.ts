import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Allergy, MedicationPlan } from '@gpc/clinical'
import { addDays } from '@gpc/fhir'
import { tppColumns } from '@gpc/systems'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allergies, noKnownAllergy } from '../codes/allergies.ts'
import { drugs, ownEntries } from '../codes/medicines.ts'
import { rowNumber } from '../keys.ts'
import type { InventedAllergy, InventedMedication, InventedPatient } from '../model.ts'
import { inventPatients } from '../people.ts'
import { encoded } from './files.ts'
import { isElsewhere, isSensitivity } from './patient.ts'
import { at, bare, entryOf, imported, practice, snomed, today, written } from './testing.ts'

function expectAllergy(found: Allergy | undefined, one: InventedAllergy, patient: number): void {
  expect(found).toMatchObject(entryOf(one, patient))
  if (isSensitivity(one)) {
    expect(found?.concept.text).toBe(one.concept.substance)
    expect(found?.onset).toBe(one.onset)
    expect(found?.ended?.date).toBe(one.ended?.date)
    return
  }
  expect(found?.concept.text).toBe(one.concept.ctv3?.term ?? one.concept.text)
  expect(snomed(found?.concept)).toBe(one.concept.snomed?.code)
  expect(found?.asserted).toBe(one.onset ?? at(one.recordedAt))
  expect(found?.negation).toBe(one.noKnown)
}

function expectMedication(found: MedicationPlan | undefined, one: InventedMedication, patient: number): void {
  expect(found).toMatchObject({
    ...entryOf(one, patient),
    dosage: one.dosage,
    quantity: one.quantity,
    agency: isElsewhere(one) ? 'prescribed-by-another-organisation' : 'prescribed-at-gp-practice',
  })
  expect(found?.drug.text).toBe(one.drug.name)
  expect(snomed(found?.drug)).toBe(one.drug.dmd)
  expect(found?.authorised).toBe(one.start)
  expect(found?.end).toBe(one.stopped?.date ?? one.end)
  const open = isElsewhere(one) && one.end === undefined && one.stopped === undefined && one.type === 'acute'
  expect(found?.type).toBe(open ? undefined : one.type === 'acute' ? 'acute' : 'repeat')
  expect(found?.issues.map(issue => issue.issued)).toEqual(one.issues.map(issue => issue.date))
  if (one.type === 'acute' || isElsewhere(one)) return
  expect(found).toMatchObject({ repeatsAllowed: one.allowed, supplyDays: String(one.days) })
  one.issues.forEach((issue, i) => {
    expect(found?.issues[i]).toMatchObject({ ...entryOf(issue, patient), end: addDays(issue.date, one.days - 1) })
  })
}

async function expectAllBack(patients: readonly InventedPatient[]): Promise<void> {
  const { records } = await imported(patients)
  for (const one of patients) {
    const record = records.get(String(rowNumber(one.number, 0)))
    expect(record?.unreadable).toEqual([])
    expect(record?.patient).toMatchObject({
      nhsNumber: one.nhsNumber,
      nhsNumberStatus: one.flags.spineMatched ? 'verified' : 'unverified',
      name: { prefix: one.title, given: [one.given, ...(one.middle?.split(/\s+/) ?? [])], family: one.family },
      gender: one.gender,
      birthDate: one.birthDate,
      usualGp: String(one.usualGp),
      registration: {
        type: one.registration.kind,
        start: one.registration.start,
        ...(one.registration.end === undefined ? {} : { end: one.registration.end }),
      },
    })
    expect(record?.patient?.deceased).toBe(one.deathDate)
    expect(record?.patient?.addresses.map(({ postcode }) => postcode)).toEqual([one.address.postcode])
    expect(new Set(record?.patient?.contacts.map(({ value }) => value))).toEqual(
      new Set([...one.phones.map(({ number }) => number), ...(one.email === undefined ? [] : [one.email])]),
    )
    expect(record?.patient?.neverServed).toBe(one.flags.dummy ? 'a test patient' : undefined)
    const keyed = <T extends { readonly key: string }>(entries: readonly T[] = []) =>
      new Map(entries.map(entry => [entry.key.replace(/^\w+:(\d+).*$/, '$1'), entry]))
    const found = keyed(record?.allergies)
    expect(found.size).toBe(one.allergies.length)
    for (const each of one.allergies)
      expectAllergy(found.get(String(rowNumber(one.number, each.key))), each, one.number)
    const plans = keyed(record?.medications)
    expect(plans.size).toBe(one.medications.length)
    for (const each of one.medications)
      expectMedication(plans.get(String(rowNumber(one.number, each.key))), each, one.number)
  }
}

test('everything that the format can hold of invented patients comes back', async () => {
  await expectAllBack([...inventPatients({ seed: 'tpp', practice, count: 150, today })])
})

/** Text of Windows-1252, with what CSV must quote. */
const text = fc
  .string({ unit: fc.constantFrom('a', 'B', '"', ',', '\n', 'é', '€', '’', '<', '&'), minLength: 1, maxLength: 12 })
  .map(one => `x${one}`)
const day = fc.integer({ min: 0, max: 9000 }).map(days => addDays('2001-01-01', days))
const staff = fc.constantFrom(...practice.staff.map(({ key }) => key))
const entry = {
  recordedAt: fc
    .tuple(day, fc.integer({ min: 0, max: 59 }))
    .map(([date, m]) => `${date}T10:${String(m).padStart(2, '0')}:07`),
  recorder: staff,
}
const allergy = fc.record(
  {
    ...entry,
    clinician: staff,
    concept: fc.constantFrom(...Object.values(allergies), { text: 'Own "term"', drug: true, substance: 'Möhre, roh' }),
    onset: day,
    ended: fc.record({ date: day }),
  },
  { requiredKeys: ['recordedAt', 'recorder', 'concept'] },
)
const medication = fc.record(
  {
    ...entry,
    drug: fc.constantFrom(...Object.values(drugs), ...ownEntries),
    type: fc.constantFrom('acute', 'repeat', 'repeat-dispensing'),
    agency: fc.constantFrom('practice', 'another-organisation'),
    dosage: text,
    quantity: fc.record({ value: fc.constantFrom('28', '0.5'), unit: fc.constantFrom('tablet', 'ml') }),
    days: fc.constant(28),
    start: day,
    end: day,
    allowed: fc.integer({ min: 1, max: 12 }),
    reviewDate: day,
    gaps: fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 4 }),
  },
  {
    requiredKeys: [
      'recordedAt',
      'recorder',
      'drug',
      'type',
      'agency',
      'dosage',
      'quantity',
      'days',
      'allowed',
      'start',
      'gaps',
    ],
  },
)

test('whatever the entries are, they come back', async () => {
  const [someone] = inventPatients({ seed: 'hard', practice, count: 1, today })
  if (someone === undefined) throw new Error('nobody was invented')
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(text, text),
      fc.array(allergy),
      fc.array(medication),
      async ([given, family], allergic, taken) => {
        let key = 0
        const medications = taken.map(({ gaps, ...one }): InventedMedication => {
          const own = one.agency === 'practice'
          const dates = one.type === 'acute' ? [one.start] : gaps.map((_, i) => addDays(one.start, 28 * i))
          const numbered = { ...one, key: ++key }
          const issues = dates.map(date => ({
            key: ++key,
            date,
            recordedAt: `${date}T11:00:00`,
            recorder: one.recorder,
          }))
          return { ...numbered, issues: own ? issues : [] }
        })
        const entries = allergic.map(({ ended, ...one }): InventedAllergy => {
          return { ...one, key: ++key, ...(ended !== undefined && one.concept.drug ? { ended } : {}) }
        })
        const names = { given: given.replaceAll('\n', ''), family }
        await expectAllBack([{ ...bare(someone), ...names, allergies: entries, medications }])
      },
    ),
    { numRuns: 40 },
  )
})

test('"no known allergy" comes back as such', async () => {
  const [someone] = inventPatients({ seed: 'none', practice, count: 1, today })
  if (someone === undefined) throw new Error('nobody was invented')
  const none: InventedAllergy = {
    key: 1,
    recordedAt: `${today}T09:00:00`,
    recorder: 1,
    concept: noKnownAllergy,
    noKnown: true,
  }
  await expectAllBack([{ ...bare(someone), allergies: [none] }])
})

test('staff come back with their numbers, and only roles that they have', async () => {
  const { directory } = await imported([...inventPatients({ seed: 'staff', practice, count: 1, today })])
  expect(directory.staff.map(one => [one.key, one.name, one.gmcNumber, one.gmpNumber, one.sdsUserId])).toEqual(
    practice.staff.map(one => [
      String(one.key),
      { prefix: one.title, given: [one.given], family: one.family },
      one.gmc,
      one.gmp,
      one.sdsUserId,
    ]),
  )
  expect(directory.staff.map(one => one.roles.map(role => role.name))).toEqual(
    practice.staff.map(one => one.roles.map(role => role.name)),
  )
  expect(directory.organisations).toMatchObject([{ ods: practice.ods, name: practice.name }])
})

test('the same input writes the same bytes, and no more tables than the manifest names', async () => {
  const patients = () => inventPatients({ seed: 'bytes', practice, count: 5, today })
  const [first, second] = [await written(patients()), await written(patients())]
  expect((await readdir(first.folder)).sort()).toEqual([...first.files].sort())
  for (const name of first.files) {
    const [a, b] = [await readFile(join(first.folder, name)), await readFile(join(second.folder, name))]
    expect(a.equals(b)).toBe(true)
    expect(a.toString('latin1').split('\r\n')[0]).toBe(
      tppColumns(name.slice(0, -4))
        .map(one => `"${one}"`)
        .join(','),
    )
  }
})

test('text is written in Windows-1252, and what that has not got is refused', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('a', 'é', 'ÿ', '€', '’', 'Œ', '"') }), value => {
      expect(new TextDecoder('windows-1252').decode(encoded(value))).toBe(value)
    }),
  )
  for (const char of ['ŵ', '😀', '\u0081', '\u0085']) expect(() => encoded(char)).toThrow(RangeError)
})
