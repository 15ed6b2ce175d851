import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PatientRecord } from '@gpc/clinical'
import { codeSystems } from '@gpc/fhir'
import { vision } from '@gpc/systems'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { practice as engine } from '../../../systems/src/shared/testing.ts'
import { documentTypes, referrals as referralTerms } from '../codes/administration.ts'
import { declined, immunisationStatus, vaccinations } from '../codes/immunisations.ts'
import { bloodPressure, measurements, smoking } from '../codes/measurements.ts'
import type {
  CodedTerm,
  InventedEntry,
  InventedImmunisation,
  InventedObservation,
  InventedPatient,
  InventedPractice,
  InventedValue,
} from '../model.ts'
import { testNhsNumber } from '../nhs-numbers.ts'
import { inventPatients } from '../people.ts'
import { inventSandbox } from '../sandbox.ts'
import { documentId } from './areas.ts'
import { writeVision } from './index.ts'

const today = '2026-01-12'
const address = { street: '12 Larch Rise', town: 'Leigh', postcode: 'ZZ99 3CZ' }
const staff = (key: number) =>
  ({
    key,
    title: 'Dr',
    given: 'Siân',
    family: `Larch ${key}`,
    gender: 'female',
    gmp: `G990000${key % 10}`,
    roles: [{ key, code: 'R0260', name: 'General Medical Practitioner' }],
    since: '2000-01-01',
  }) as const
const practice: InventedPractice = {
  ods: 'A99003',
  name: 'Larch Rise',
  system: 'vision',
  address,
  phone: '01632 960000',
  email: 'larch@example.com',
  sites: [{ key: 1, name: 'Larch Rise', odsSite: 'A99003', main: true, address, phone: '01632 960000' }],
  staff: [staff(11), staff(12)],
}

const text = fc
  .string({ unit: fc.constantFrom('a', 'B', ' ', '"', ',', '|', '\n', 'ŵ', '😀', '<'), minLength: 1, maxLength: 12 })
  .map(one => `x${one}`)
const date = fc
  .integer({ min: 0, max: 9000 })
  .map(days => new Date(Date.UTC(2001, 0, 1 + days)).toISOString().slice(0, 10))
const optional: { requiredKeys: ('recordedAt' | 'recorder' | 'date' | 'concept')[] } = {
  requiredKeys: ['recordedAt', 'recorder', 'date', 'concept'],
}
const entry = {
  recordedAt: date.map(day => `${day}T10:05:07`),
  recorder: fc.constantFrom(11, 12),
  clinician: fc.constantFrom(11, 12),
  consultation: fc.constant(1),
  date,
}
const number = fc.constantFrom('0.10', '120', '-1')
const value: fc.Arbitrary<InventedValue> = fc.oneof(
  fc
    .record({
      kind: fc.constant('quantity' as const),
      value: number,
      unit: fc.constantFrom('mmol/L', '10*9/L', 'kg'),
      comparator: fc.option(fc.constantFrom('<', '<=', '>=', '>'), { nil: undefined }),
    })
    .map(({ comparator, ...one }) => (comparator === undefined ? one : { ...one, comparator })),
  fc.record({ kind: fc.constant('text' as const), text }).map(one => ({ ...one, text: one.text.trim() })),
)
const plainTerm = fc.constantFrom<CodedTerm>(...Object.values(smoking), measurements.bodyMassIndex, measurements.height)
const observation = fc.oneof(
  fc.record({ ...entry, concept: plainTerm, note: text }, optional),
  fc.record(
    { ...entry, concept: fc.constantFrom<CodedTerm>(...Object.values(measurements)), value, note: text },
    optional,
  ),
  fc.record(
    { ...entry, concept: fc.constant<CodedTerm>(bloodPressure.header), pressure: fc.tuple(number, number), note: text },
    optional,
  ),
  fc.record(
    {
      ...entry,
      concept: fc.constant<CodedTerm>(immunisationStatus.influenzaConsent),
      immunisationStatus: fc.constant('consent' as const),
    },
    optional,
  ),
)
const immunisation = fc.oneof(
  fc.record(
    {
      ...entry,
      concept: fc.constantFrom<CodedTerm>(...Object.values(vaccinations)),
      status: fc.constant('given' as const),
      disease: text,
      vaccine: fc.constant({ name: 'Product', dmd: '39732311000001104' }),
      batch: text,
      bodySite: text,
      route: text,
      reason: text,
      note: text,
    },
    { requiredKeys: ['recordedAt', 'recorder', 'date', 'concept', 'status', 'disease'] },
  ),
  fc.record(
    {
      ...entry,
      concept: fc.constant<CodedTerm>(declined.influenza),
      status: fc.constant('declined' as const),
      disease: text,
      note: text,
    },
    { requiredKeys: ['recordedAt', 'recorder', 'date', 'concept', 'status', 'disease'] },
  ),
)
const referral = fc.record(
  {
    ...entry,
    concept: fc.constantFrom<CodedTerm>(...Object.values(referralTerms)),
    specialty: fc.constant({ code: '110', name: 'Trauma and Orthopaedics' }),
    service: fc.constantFrom('outpatient', 'admission', 'day-case', 'investigation', 'domiciliary-visit'),
  },
  optional,
)
const document = fc.record(
  {
    ...entry,
    concept: fc.constantFrom<CodedTerm>(...Object.values(documentTypes)),
    title: text,
    direction: fc.constantFrom('in', 'out'),
  },
  { requiredKeys: ['recordedAt', 'recorder', 'date', 'concept', 'title', 'direction'] },
)
const problem = fc.record(
  {
    ended: date,
    note: text,
    links: fc.array(fc.nat({ max: 40 }), { maxLength: 8 }),
  },
  { requiredKeys: ['links'] },
)

const patient: fc.Arbitrary<InventedPatient> = fc
  .record({
    observations: fc.array(observation, { maxLength: 5 }),
    problems: fc.array(problem, { maxLength: 3 }),
    immunisations: fc.array(immunisation, { maxLength: 4 }),
    referrals: fc.array(referral, { maxLength: 3 }),
    documents: fc.array(document, { maxLength: 3 }),
  })
  .map(given => {
    let key = 1
    const keyed = <Of extends object>(list: readonly Of[]) => list.map(one => ({ ...one, key: ++key }))
    const observations: InventedObservation[] = keyed(given.observations).map(one => {
      if (!('pressure' in one) || one.pressure === undefined) return one
      const { pressure, ...rest } = one
      const reading = (concept: CodedTerm, value: string) =>
        ({ key: ++key, concept, value: { kind: 'quantity', value, unit: 'mmHg' } }) as const
      const [systolic, diastolic] = pressure
      const readings = {
        systolic: reading(bloodPressure.systolic, systolic),
        diastolic: reading(bloodPressure.diastolic, diastolic),
      }
      return { ...rest, bloodPressure: readings }
    })
    const immunisations: InventedImmunisation[] = keyed(given.immunisations)
    const referrals = keyed(given.referrals).map(one => ({ ...one, direction: 'outbound' as const, letters: [] }))
    const documents = keyed(given.documents).map(one => ({
      ...one,
      fileName: 'a.pdf',
      contentType: 'application/pdf' as const,
      author: { text: 'Clinic' },
      content: { lines: [] },
    }))
    const linkable = [...observations, ...immunisations, ...referrals, ...documents].map(one => one.key)
    const taken = new Set<number>()
    const problems = given.problems.map(({ links, ...one }, i) => {
      const onset = `20${10 + i}-03-04`
      const made = { key: ++key, recordedAt: `${onset}T09:00:00`, recorder: 11, concept: smoking.current, date: onset }
      observations.push(made)
      const own = [...new Set(links.flatMap(at => linkable[at] ?? []))].filter(each => !taken.has(each))
      for (const each of own) taken.add(each)
      return { ...made, ...one, key: ++key, madeOf: made.key, onset, significance: 'major' as const, links: own }
    })
    const consultation = { key: 1, date: '2020-02-29', time: '09:05', minutes: 10, place: 'surgery', site: 1 } as const
    return {
      number: 1,
      nhsNumber: testNhsNumber(1),
      title: 'Mx',
      given: 'Siân',
      family: 'Larch',
      gender: 'unknown',
      birthDate: '1980-01-01',
      address,
      phones: [],
      registration: { kind: 'regular', start: '2001-02-03' },
      usualGp: 11,
      flags: { sensitive: false, confidentialRecord: false, dummy: false, spineMatched: true },
      traits: [],
      administration: { verified: true, pds: { known: true } },
      consultations: [{ ...consultation, recordedAt: '2020-02-29T09:15:00', recorder: 11 }],
      allergies: [],
      medications: [],
      observations,
      problems,
      immunisations,
      referrals,
      documents,
    }
  })

const codes = ({ snomed, readV2 }: CodedTerm) => [
  ...(snomed === undefined ? [] : [`${codeSystems.snomed} ${snomed.code}`]),
  ...(readV2 === undefined ? [] : [`${codeSystems.readV2} ${readV2.code}`]),
]
const codesOf = (found: { readonly codings: readonly { system: string; code: string }[] } | undefined) =>
  found?.codings.map(coding => `${coding.system} ${coding.code}`)
const notes = (...all: (string | undefined)[]) => all.filter(one => one !== undefined)

/** What must come out of the reader for what went into the writer. */
function expectSame(invented: InventedPatient, found: PatientRecord | undefined) {
  if (found === undefined) throw new Error('no record')
  expect(found.unreadable).toEqual([])
  const { observations = [], problems = [], immunisations = [], referrals = [], documents = [] } = invented
  const rowKey = (key: number) => `journal:${invented.number}:${key}`
  const find = <Of extends { readonly key: string }>(list: readonly Of[], key: string): Of => {
    const one = list.find(each => each.key === key)
    if (one === undefined) throw new Error(`${key} is gone`)
    return one
  }
  const same = (one: InventedEntry, read: PatientRecord['observations'][number] | object) =>
    expect(read).toMatchObject({
      recorder: String(one.clinician ?? one.recorder),
      ...(one.consultation === undefined ? {} : { encounter: `encounter:${invented.number}:${one.consultation}` }),
    })
  const madeOf = new Map(problems.map(one => [one.madeOf, one]))

  expect(found.observations).toHaveLength(observations.length)
  for (const one of observations) {
    const read = find(found.observations, rowKey(one.key))
    same(one, read)
    const made = madeOf.get(one.key)
    expect(read.kind).toBe(one.immunisationStatus === undefined ? 'coded' : 'immunisation-status')
    expect(codesOf(read.concept)).toEqual(codes(one.concept))
    expect(read.concept.text).toBe(one.concept.text)
    expect(read.recorded).toBe(one.recordedAt.slice(0, 10))
    expect(read.effective?.slice(0, 10)).toBe(made === undefined ? one.date : made.onset)
    expect(read.notes).toEqual(notes([one.note, made?.note].filter(note => note !== undefined).join('\n') || undefined))
    const { value, bloodPressure: pressure } = one
    expect(read.value).toEqual(value?.kind === 'quantity' ? bare(value) : value)
    const readings = pressure === undefined ? undefined : [pressure.systolic, pressure.diastolic]
    expect(read.components?.map(part => [codesOf(part.concept), part.value])).toEqual(
      readings?.map(part => [codes(part.concept), part.value]),
    )
  }
  expect(found.problems).toHaveLength(problems.length)
  for (const one of problems) {
    const read = find(found.problems, `problem:${invented.number}:${one.madeOf}`)
    expect(codesOf(read.concept)).toEqual(codes(one.concept))
    expect(read).toMatchObject({ actual: rowKey(one.madeOf), status: one.ended === undefined ? 'active' : 'inactive' })
    expect([read.onset?.slice(0, 10), read.ended]).toEqual([one.onset, one.ended])
    const ofReferral = new Set(referrals.map(each => each.key))
    const links = one.links.map(key => (ofReferral.has(key) ? `referral:${invented.number}:${key}` : rowKey(key)))
    expect([...read.related].sort()).toEqual(links.sort())
  }
  expect(found.immunisations).toHaveLength(immunisations.length)
  for (const one of immunisations) {
    const read = find(found.immunisations, rowKey(one.key))
    same(one, read)
    expect(codesOf(read.procedure)).toEqual(codes(one.concept))
    expect(read.notGiven ?? false).toBe(one.status === 'declined')
    expect(read.date?.slice(0, 10)).toBe(one.date)
    expect(codesOf(read.vaccine)).toEqual(
      one.vaccine?.dmd === undefined ? undefined : [`${codeSystems.snomed} ${one.vaccine.dmd}`],
    )
    expect(read.notes).toEqual(expect.arrayContaining(notes(`Compound: ${one.disease}`, one.note)))
    if (one.status === 'given') {
      expect([read.batch, read.bodySite?.text, read.route?.text, read.reason?.text]).toEqual([
        one.batch,
        one.bodySite,
        one.route,
        one.reason,
      ])
    }
  }
  expect(found.referrals).toHaveLength(referrals.length)
  for (const one of referrals) {
    const read = find(found.referrals, `referral:${invented.number}:${one.key}`)
    same(one, read)
    const of = problems.find(each => each.links.includes(one.key))
    expect([read.date, read.reason.text]).toEqual([one.date, of?.concept.text ?? 'Referral'])
    if (one.specialty !== undefined) expect(read.notes).toContain(`Specialty code: ${one.specialty.code}`)
  }
  expect(found.documents).toHaveLength(documents.length)
  for (const one of documents) {
    const read = find(found.documents, rowKey(one.key))
    same(one, read)
    expect(codesOf(read.type)).toEqual(codes(one.concept))
    expect([read.title, read.created?.slice(0, 10), read.attachment]).toEqual([
      one.title,
      one.date,
      documentId(practice.ods, invented.number, one.key),
    ])
  }
  for (const one of invented.consultations) {
    const read = find(found.consultations, `encounter:${invented.number}:${one.key}`)
    expect([read.start?.slice(0, 16), read.minutes]).toEqual([`${one.date}T${one.time}`, String(one.minutes)])
    const inside = [...observations, ...immunisations, ...documents, ...referrals].filter(
      each => each.consultation === one.key,
    )
    const items = read.topics.flatMap(topic => topic.headings.flatMap(heading => heading.items))
    for (const each of inside) {
      expect(items.some(key => key.endsWith(`:${invented.number}:${each.key}`))).toBe(true)
    }
  }
}

/** Without what the format has no place for. */
function bare({ low: _low, high: _high, ...value }: InventedValue & { readonly kind: 'quantity' }) {
  return value
}

async function read(patients: Iterable<InventedPatient>, of = practice) {
  const folder = await mkdtemp(join(tmpdir(), 'vision-areas-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const { entries } = await writeVision(of, patients, folder, { today })
  const found = await engine(vision, of.ods).load(folder)
  expect(found.rejects).toEqual([])
  return { entries, records: found.records }
}

test('every invented entry comes back with its codes, days, values and links', async () => {
  await fc.assert(
    fc.asyncProperty(patient, async invented => {
      const { entries, records } = await read([invented])
      const { observations, problems, immunisations, referrals, documents } = invented
      const lists = [observations, problems, immunisations, referrals, documents]
      expect(entries).toBe(1 + lists.reduce((sum, list) => sum + (list?.length ?? 0), 0))
      expectSame(invented, records.get('1'))
    }),
    { numRuns: 100 },
  )
})

test('the areas of invented patients come back', async () => {
  const invented = () => inventPatients({ seed: 'all areas', practice, count: 150, today })
  const { records } = await read(invented())
  for (const one of invented()) expectSame(one, records.get(String(one.number)))
})

test('the areas of the sample patients come back', async () => {
  const sample = inventSandbox().practices.find(one => one.practice.system === 'vision')
  if (sample === undefined) throw new Error('the sandbox has no Vision practice')
  expect(sample.practice.ods).toBe(practice.ods)
  const { records } = await read(sample.patients, sample.practice)
  for (const one of sample.patients) expectSame(one, records.get(String(one.number)))
})
