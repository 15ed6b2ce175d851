import type { Concept, Consultation, Entry, PatientRecord } from '@gpc/clinical'
import { addDays } from '@gpc/fhir'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { codedTerms } from '../codes/index.ts'
import { documentBytes } from '../documents/bytes.ts'
import { rowNumber } from '../keys.ts'
import type {
  CodedTerm,
  InventedDocument,
  InventedEntry,
  InventedImmunisation,
  InventedObservation,
  InventedPatient,
  InventedValue,
  TermKind,
} from '../model.ts'
import { inventPatients } from '../people.ts'
import { documentUid, priorityWords, resultsOf, serviceWords, vaccineNamed } from './areas.ts'
import { at, bare, ctv3, entryOf, imported, practice, recordOf, snomed, today } from './testing.ts'

function expectConcept(found: Concept | undefined, { ctv3: read, snomed: code, text }: CodedTerm): void {
  expect(found?.text).toBe(read?.term ?? text)
  expect(snomed(found)).toBe(code?.code)
  expect(ctv3(found)).toEqual(read?.code ?? expect.stringMatching(/^Y/))
}

/** A value in words has no column. */
const columnValue = (value: InventedValue | undefined) =>
  value?.kind === 'quantity'
    ? {
        kind: 'quantity',
        value: value.value,
        unit: value.unit,
        ...(value.comparator === undefined ? {} : { comparator: value.comparator }),
      }
    : undefined

/** Every entry of the areas of this file comes back in its area, with its codes, dates, values and links; nothing else does. */
function expectAreas(record: PatientRecord, one: InventedPatient): void {
  const row = (table: string, key: number) => `${table}:${rowNumber(one.number, key)}`
  const expected = { observations: 0, immunisations: 0 }
  const found = <T extends Entry>(list: readonly T[], key: string, of: InventedEntry): T | undefined => {
    const entry = list.find(each => each.key === key)
    expect(entry).toMatchObject(entryOf(of, one.number))
    return entry
  }
  const coded = (of: InventedEntry, concept: CodedTerm, date: string | undefined, value?: InventedValue): void => {
    const entry = found(record.observations, row('SRCode', of.key), of)
    expectConcept(entry?.concept, concept)
    expect([entry?.effective, entry?.value]).toEqual([date, columnValue(value)])
    expected.observations += 1
  }
  for (const each of one.observations ?? []) {
    const { bloodPressure, immunisationStatus: status } = each
    if (status !== undefined) {
      const entry = found(record.observations, row('SRImmunisationConsent', each.key), each)
      const words = status === 'consent' ? 'Consent to immunisation' : 'Refusal of immunisation'
      expect(entry).toMatchObject({
        kind: 'immunisation-status',
        concept: { text: `${words}: ${vaccineNamed(each.concept.text)}` },
      })
      expected.observations += 1
    } else if (bloodPressure === undefined) coded(each, each.concept, each.date, each.value)
    else
      for (const { key, concept, value } of [bloodPressure.systolic, bloodPressure.diastolic])
        coded({ ...each, key }, concept, each.date, value)
  }
  for (const report of one.reports ?? [])
    for (const { key, concept, date, value } of resultsOf(report)) coded({ ...report, key }, concept, date, value)
  for (const each of one.problems ?? []) {
    const problem = found(record.problems, row('SRProblem', each.key), each)
    const made = one.observations?.find(({ key }) => key === each.madeOf)
    expectConcept(problem?.concept, made?.concept ?? each.concept)
    expect(problem).toMatchObject({
      status: each.ended === undefined ? 'active' : 'inactive',
      significance: each.significance,
      actual: row('SRCode', each.madeOf),
      related: each.consultation === undefined ? [] : [row('SREvent', each.consultation)],
    })
    expect([problem?.onset, problem?.ended]).toEqual([each.onset, each.ended])
  }
  for (const each of one.immunisations ?? []) expectImmunisation(each)
  for (const each of one.referrals ?? []) {
    const referral = found(record.referrals, row('SRReferralOut', each.key), each)
    expectConcept(referral?.reason, each.concept)
    const urgency = priorityWords(each)
    const service = serviceWords(each)
    const isPriority = each.priority === 'routine' || each.priority === 'urgent'
    expect(referral?.date).toBe(each.date)
    expect(referral?.priority).toBe(isPriority ? each.priority : undefined)
    expect(referral?.recipients).toEqual(
      each.other?.ods === undefined ? undefined : [{ kind: 'organisation', key: each.other.ods }],
    )
    expect(referral?.notes).toEqual([
      ...(urgency === undefined || isPriority ? [] : [`Priority: ${urgency}`]),
      ...(service === undefined ? [] : [`Service offered: ${service}`]),
    ])
  }
  for (const each of one.documents ?? []) {
    const document = found(record.documents, row('SRMedia', each.key), each)
    expect(document).toMatchObject({
      type: { text: each.concept.text },
      title: each.fileName,
      created: each.date,
      attachment: documentUid(practice.ods, one.number, each.key),
      size: documentBytes(each).length,
      notes: [`Direction: ${each.direction === 'in' ? 'Inbound' : 'Outbound'}`],
    })
    if ('text' in each.author) expect(document?.authorText).toBe(each.author.text)
  }
  for (const each of one.diary ?? []) {
    const entry = found(record.diary, row('SRRecall', each.key), each)
    expect(entry).toMatchObject({
      concept: { text: each.concept.text },
      due: each.due,
      status: each.status === 'open' ? 'open' : 'done',
    })
  }
  expect(lengths(record)).toEqual({
    ...expected,
    problems: one.problems?.length ?? 0,
    referrals: one.referrals?.length ?? 0,
    documents: one.documents?.length ?? 0,
    diary: one.diary?.length ?? 0,
    investigations: 0,
  })
  expect(record.unreadable).toEqual([])
  expectConsultations(record, one)

  function expectImmunisation(each: InventedImmunisation): void {
    const given = each.status === 'given'
    const entry = found(record.immunisations, row(given ? 'SRImmunisation' : 'SRCode', each.key), each)
    expectConcept(entry?.procedure, each.concept)
    expect(entry?.notGiven).toBe(given ? undefined : true)
    expect(entry?.date).toBe(each.date)
    expected.immunisations += 1
    if (!given) return
    const { vaccine, batch, expires, bodySite, route, dose, doseSequence } = entry ?? {}
    expect([vaccine?.text, batch, expires, bodySite?.text, route?.text, dose, doseSequence]).toEqual([
      each.vaccine?.name,
      each.batch,
      each.expires,
      each.bodySite,
      each.route,
      each.dose,
      each.part,
    ])
    expect(entry?.notes).toEqual([`Vaccine contents: ${each.disease}`])
  }
}

function lengths({
  observations,
  immunisations,
  problems,
  referrals,
  documents,
  diary,
  investigations,
}: PatientRecord) {
  return {
    observations: observations.length,
    immunisations: immunisations.length,
    problems: problems.length,
    referrals: referrals.length,
    documents: documents.length,
    diary: diary.length,
    investigations: investigations.length,
  }
}

const places = {
  surgery: 'Face to Face',
  telephone: 'Telephone',
  'home-visit': 'Home Visit',
  administration: 'Administration',
} as const

/** Every consultation comes back, and holds what was recorded in it. */
function expectConsultations(record: PatientRecord, one: InventedPatient): void {
  const items = [
    ...record.problems,
    ...record.observations,
    ...record.allergies,
    ...record.medications,
    ...record.medications.flatMap(({ issues }) => issues),
    ...record.immunisations,
    ...record.referrals,
    ...record.documents,
    ...record.diary,
  ]
  expect(record.consultations).toHaveLength(one.consultations.length)
  const consultations = new Map(record.consultations.map(each => [each.key, each]))
  for (const each of one.consultations) {
    const found: Consultation | undefined = consultations.get(`SREvent:${rowNumber(one.number, each.key)}`)
    const site = practice.sites.find(({ key }) => key === each.site)
    expect(found).toMatchObject({
      recorded: at(each.recordedAt),
      type: { text: places[each.place] },
      start: at(`${each.date}T${each.time}:00`),
      site: site?.main === false ? String(site.key) : practice.ods,
    })
    expect(found?.draft).toBe(each.draft)
    const held = found?.topics.flatMap(({ headings }) => headings.flatMap(heading => heading.items)) ?? []
    const own = items.filter(({ encounter }) => encounter === found?.key).map(({ key }) => key)
    expect(held.toSorted()).toEqual(own.toSorted())
  }
}

async function expectAllBack(patients: readonly InventedPatient[]): Promise<void> {
  const { records } = await imported(patients)
  for (const one of patients) expectAreas(recordOf(records, one), one)
}

test('every area of invented patients comes back', async () => {
  await expectAllBack([...inventPatients({ seed: 'tpp areas', practice, count: 100, today })])
})

const ofKind = (...kinds: TermKind[]) => fc.constantFrom(...codedTerms.filter(({ kind }) => kinds.includes(kind)))
const findings = ofKind('disorder', 'symptom', 'examination', 'measurement', 'lifestyle', 'family-history', 'procedure')
const text = fc
  .string({ unit: fc.constantFrom('a', 'B', '"', ',', '\n', 'é', '€', '’', '<', '&'), minLength: 1, maxLength: 12 })
  .map(one => `x${one}x`)
const day = fc.integer({ min: 0, max: 9000 }).map(days => addDays('2001-01-01', days))
const decimal = fc.constantFrom('0', '0.10', '-1', '141', '7.25')
const quantity = fc.record(
  {
    kind: fc.constant('quantity' as const),
    value: decimal,
    unit: fc.constantFrom('mmHg', '10*9/L', '%'),
    comparator: fc.constantFrom('<', '<=', '>=', '>'),
  },
  { requiredKeys: ['kind', 'value', 'unit'] },
)
const entry = {
  recordedAt: day.map(date => `${date}T10:11:12`),
  recorder: fc.constantFrom(...practice.staff.map(({ key }) => key)),
  inConsultation: fc.boolean(),
}
const areas = fc.record({
  observations: fc.array(
    fc.record(
      { ...entry, concept: findings, date: day, value: quantity },
      { requiredKeys: ['recordedAt', 'recorder', 'inConsultation', 'concept'] },
    ),
    { maxLength: 8 },
  ),
  pressures: fc.array(fc.record({ ...entry, date: day, systolic: quantity, diastolic: quantity }), { maxLength: 2 }),
  ends: fc.array(fc.option(day, { nil: undefined }), { maxLength: 4 }),
  consents: fc.array(
    fc.record({ ...entry, concept: ofKind('immunisation-status'), status: fc.constantFrom('consent', 'dissent') }),
    { maxLength: 2 },
  ),
  immunisations: fc.array(
    fc.record(
      {
        ...entry,
        concept: ofKind('immunisation'),
        date: day,
        disease: text,
        name: text,
        batch: text,
        expires: day,
        bodySite: text,
        route: text,
        part: fc.integer({ min: 1, max: 5 }),
        dose: fc.constant({ value: '0.5', unit: 'ml' }),
      },
      { requiredKeys: ['recordedAt', 'recorder', 'inConsultation', 'concept', 'date', 'disease'] },
    ),
    { maxLength: 4 },
  ),
  referrals: fc.array(
    fc.record(
      {
        ...entry,
        concept: ofKind('referral'),
        date: day,
        priority: fc.constantFrom('routine', 'urgent', 'two-week-wait', 'soon'),
        service: fc.constantFrom('outpatient', 'day-case'),
        other: fc.constantFrom({ name: 'Somewhere' }, { name: 'Elsewhere Hospital', ods: 'ZZ999' }),
      },
      { requiredKeys: ['recordedAt', 'recorder', 'inConsultation', 'concept', 'date'] },
    ),
    { maxLength: 4 },
  ),
  documents: fc.array(fc.record({ ...entry, concept: ofKind('document'), date: day, name: text, author: text }), {
    maxLength: 3,
  }),
  diary: fc.array(
    fc.record({ ...entry, concept: ofKind('diary'), due: day, status: fc.constantFrom('open', 'done', 'cancelled') }),
    { maxLength: 3 },
  ),
  results: fc.array(fc.record({ ...entry, date: day, concepts: fc.array(ofKind('biochemistry'), { maxLength: 3 }) }), {
    maxLength: 2,
  }),
})

const isDeclined = ({ text: words }: CodedTerm) => words.includes('declined')

test('whatever the entries of the areas are, they come back', async () => {
  const [someone] = inventPatients({ seed: 'hard areas', practice, count: 1, today })
  if (someone === undefined) throw new Error('nobody was invented')
  const consultation = {
    key: 1,
    recordedAt: '2020-02-03T10:00:00',
    recorder: practice.staff[0]?.key ?? 1,
    date: '2020-02-03',
    time: '09:50',
    minutes: 10,
    place: 'surgery',
    site: practice.sites[0]?.key ?? 1,
    draft: true,
  } as const
  await fc.assert(
    fc.asyncProperty(areas, async some => {
      let key = 1
      const keyed = <T extends { readonly inConsultation: boolean }>({ inConsultation, ...rest }: T) => ({
        ...rest,
        key: ++key,
        ...(inConsultation ? { consultation: 1 } : {}),
      })
      const observations: InventedObservation[] = some.observations.map(keyed)
      const problems = some.ends.flatMap((ended, i) => {
        const made = observations[i]
        if (made === undefined) return []
        const { recordedAt, recorder, consultation: event, concept, date } = made
        const entry = { recordedAt, recorder, ...(event === undefined ? {} : { consultation: event }) }
        observations[i] = { ...entry, key: made.key, concept, ...(date === undefined ? {} : { date }) }
        return [
          {
            ...entry,
            key: ++key,
            concept,
            madeOf: made.key,
            significance: i % 2 === 0 ? ('major' as const) : ('minor' as const),
            links: [],
            ...(date === undefined ? {} : { onset: date }),
            ...(ended === undefined ? {} : { ended }),
          },
        ]
      })
      const [header, systolic, diastolic] = ['246..', '2469.', '246A.'].map(code =>
        codedTerms.find(term => term.ctv3?.code === code),
      )
      if (header === undefined || systolic === undefined || diastolic === undefined) throw new Error('no such terms')
      const pressures = some.pressures.map(({ systolic: upper, diastolic: lower, ...one }): InventedObservation => {
        const bloodPressure = {
          systolic: { key: ++key, concept: systolic, value: upper },
          diastolic: { key: ++key, concept: diastolic, value: lower },
        }
        return { ...keyed(one), concept: header, bloodPressure }
      })
      const consents = some.consents.map(({ status, ...one }): InventedObservation => {
        return { ...keyed(one), immunisationStatus: status }
      })
      await expectAllBack([
        {
          ...bare(someone),
          consultations: [consultation],
          observations: [...observations, ...pressures, ...consents],
          problems,
          immunisations: some.immunisations.map(
            ({ name, ...one }): InventedImmunisation => ({
              ...keyed(one),
              status: isDeclined(one.concept) ? 'declined' : 'given',
              ...(name === undefined ? {} : { vaccine: { name } }),
            }),
          ),
          referrals: some.referrals.map(one => ({ ...keyed(one), direction: 'outbound', letters: [] })),
          documents: some.documents.map(
            ({ name, author, ...one }): InventedDocument => ({
              ...keyed(one),
              title: name,
              fileName: `${name}.txt`,
              contentType: 'text/plain',
              author: { text: author },
              direction: 'in',
              content: { lines: [name] },
            }),
          ),
          diary: some.diary.map(keyed),
          reports: some.results.map(({ concepts, date, ...one }) => ({
            ...keyed(one),
            concept: header,
            reportId: '1',
            laboratory: 'Laboratory',
            issued: one.recordedAt,
            filed: true,
            specimens: [],
            filingComments: [],
            results: concepts.map(concept => ({ key: ++key, concept, date, filingComments: [], results: [] })),
          })),
        },
      ])
    }),
    { numRuns: 25 },
  )
})
