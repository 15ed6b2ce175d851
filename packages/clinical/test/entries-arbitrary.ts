/** Invented entries of the areas that observations, reports, vaccinations, referrals and diary entries make. */
import fc from 'fast-check'
import {
  type ClinicalEntries,
  type DiaryEntry,
  type FilingComment,
  type Immunisation,
  type Investigation,
  noEntries,
  type Observation,
  type Range,
  type Referral,
  type RenderContext,
  type RenderedArea,
  type TestResult,
  type Value,
} from '../src/index.ts'
import { renderDiary } from '../src/render/diary.ts'
import { renderImmunisations } from '../src/render/immunisation.ts'
import { renderInvestigations } from '../src/render/investigation.ts'
import { linksOf } from '../src/render/links.ts'
import { renderObservations } from '../src/render/observation.ts'
import { renderReferrals } from '../src/render/referral.ts'
import { joinBloodPressures } from '../src/rules/blood-pressure.ts'
import { concept, date, entry, quantity, staffKey, words } from './arbitrary.ts'
import { context, patientRef } from './sample.ts'

const base = { ...entry, encounter: fc.constantFrom('Consultation:1', 'gone') }
const needed = ['source', 'key', 'confidentiality'] as const
const notes = fc.array(words, { maxLength: 2 })
const decimal = fc.constantFrom('5.40', '0.10', '141', '-1', 'trace', '<5')
const unit = fc.oneof(fc.constantFrom('mmHg', 'mm[Hg]', 'Kg', '10*9/L', '%', 'bpm', 'kg/m2', 'cm'), words)
const place = fc.constantFrom('hospital', 'gone')
const someKey = fc.constantFrom('0', '1', '2', '3', 'gone')

const value: fc.Arbitrary<Value> = fc.oneof(
  fc.record(
    {
      kind: fc.constant('quantity' as const),
      value: decimal,
      comparator: fc.constantFrom('<' as const, '>=' as const),
      unit,
    },
    { requiredKeys: ['kind', 'value'] },
  ),
  fc.record({ kind: fc.constant('text' as const), text: words }),
  fc.record({ kind: fc.constant('concept' as const), concept }),
)
const range: fc.Arbitrary<Range> = fc.record({ low: decimal, high: decimal, unit, text: words }, { requiredKeys: [] })

const observation: fc.Arbitrary<Observation> = fc.record(
  {
    ...base,
    kind: fc.constantFrom('coded' as const, 'coded' as const, 'comment' as const, 'immunisation-status' as const),
    concept,
    effective: date,
    effectiveEnd: date,
    value,
    ranges: fc.array(range, { maxLength: 2 }),
    interpretation: concept,
    components: fc.array(fc.record({ concept, value, range, interpretation: concept }, { requiredKeys: ['concept'] }), {
      maxLength: 3,
    }),
    bodySite: concept,
    organisation: place,
    parent: someKey,
    follows: someKey,
    notes,
  },
  { requiredKeys: [...needed, 'kind', 'concept', 'notes'] },
)

const immunisation: fc.Arbitrary<Immunisation> = fc.record(
  {
    ...base,
    procedure: concept,
    vaccine: concept,
    notGiven: fc.boolean(),
    date,
    secondHand: fc.boolean(),
    reportOrigin: concept,
    administrator: staffKey,
    site: fc.constant('main'),
    manufacturer: words,
    batch: words,
    expires: date,
    bodySite: concept,
    route: concept,
    dose: quantity,
    reason: concept,
    reasonNotGiven: concept,
    doseSequence: fc.integer({ min: -1, max: 4 }),
    dosesInCourse: fc.integer({ min: 0, max: 4 }),
    courseDescription: words,
    targetDiseases: fc.array(concept, { maxLength: 2 }),
    parentPresent: fc.boolean(),
    notes,
  },
  { requiredKeys: [...needed, 'procedure', 'notes'] },
)

const status = fc.constantFrom('final' as const, 'preliminary' as const, 'unknown' as const)
const partKey = fc.uuid().map(id => `Part:${id}`)
const filing: fc.Arbitrary<FilingComment> = fc.record(
  { key: partKey, text: words, filed: date, recorded: date, filer: staffKey },
  { requiredKeys: ['key', 'text'] },
)

const result = (members: fc.Arbitrary<TestResult[]>): fc.Arbitrary<TestResult> =>
  fc.record(
    {
      ...base,
      concept,
      status,
      effective: date,
      issued: date,
      value,
      interpretation: concept,
      ranges: fc.array(range, { maxLength: 2 }),
      specimen: fc.constantFrom('Specimen:0', 'Specimen:1', 'gone'),
      method: concept,
      bodySite: concept,
      notes,
      results: members,
      filingComments: fc.array(filing, { maxLength: 1 }),
    },
    { requiredKeys: [...needed, 'concept', 'status', 'notes', 'results'] },
  )
const lone = result(fc.constant([]))
const grouped = result(fc.array(lone, { maxLength: 2 }))

const specimen = fc.record(
  {
    key: fc.constant(''),
    accession: words,
    type: concept,
    received: date,
    collected: date,
    collector: staffKey,
    quantity,
    // In words only: the profile's slices of a coded one can't be evaluated.
    bodySite: words.map(text => ({ codings: [], text })),
    fasting: fc.constantFrom('F', 'six hours', ' '),
    notes,
  },
  { requiredKeys: ['key', 'notes'] },
)

const investigation: fc.Arbitrary<Investigation> = fc
  .record(
    {
      ...base,
      title: concept,
      status,
      issued: date,
      reportId: words,
      filed: fc.constantFrom(true, true, true, false),
      organisation: place,
      laboratory: words,
      request: fc.record(
        { key: partKey, concept, requester: staffKey, reasons: fc.array(concept, { maxLength: 2 }), notes },
        { requiredKeys: ['key', 'notes'] },
      ),
      specimens: fc.array(specimen, { maxLength: 2 }),
      results: fc.array(grouped, { maxLength: 3 }),
      filingComments: fc.array(filing, { maxLength: 2 }),
      diagnoses: fc.array(concept, { maxLength: 2 }),
      conclusion: words,
    },
    { requiredKeys: [...needed, 'status', 'specimens', 'results', 'filingComments'] },
  )
  .map(one => ({ ...one, specimens: one.specimens.map((part, i) => ({ ...part, key: `Specimen:${i}` })) }))

const referral: fc.Arbitrary<Referral> = fc.record(
  {
    ...base,
    reason: concept,
    date,
    priority: fc.constantFrom('routine' as const, 'urgent' as const, 'asap' as const),
    ubrn: words,
    cancelled: fc.boolean(),
    service: concept,
    specialty: concept,
    recipients: fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant('organisation' as const), key: place }),
        fc.record({ kind: fc.constant('staff' as const), key: staffKey }),
      ),
      { maxLength: 2 },
    ),
    description: words,
    supporting: fc.array(someKey, { maxLength: 2 }),
    notes,
  },
  { requiredKeys: [...needed, 'reason', 'notes'] },
)

const diary: fc.Arbitrary<DiaryEntry> = fc.record(
  {
    ...base,
    concept,
    status: fc.constantFrom('open' as const, 'done' as const),
    due: date,
    dueEnd: date,
    reason: concept,
    system: words,
    notes,
  },
  { requiredKeys: [...needed, 'concept', 'status', 'notes'] },
)

const list = <T extends { readonly key: string }>(one: fc.Arbitrary<T>) =>
  fc.uniqueArray(one, { maxLength: 4, selector: ({ key }) => key })

/** A practice that knows all its sites and one hospital. */
export const hospital: RenderContext = {
  ...context,
  hasSite: () => true,
  organisation: (_source, key) => (key === 'hospital' ? 'Organization/hospital' : undefined),
}

/** The areas that these entries make. */
export function areasOf(record: ClinicalEntries, under = hospital): RenderedArea[] {
  const { observations, joined } = joinBloodPressures(record.observations)
  const all = { ...record, observations }
  const links = linksOf(all, under, patientRef, joined)
  return [renderObservations, renderImmunisations, renderInvestigations, renderReferrals, renderDiary].map(render =>
    render(all, under, patientRef, links),
  )
}

/** A record whose observations are numbered, so that they find their parents, with one consultation. */
export const entries: fc.Arbitrary<ClinicalEntries> = fc
  .record({
    observations: list(observation),
    immunisations: list(immunisation),
    investigations: list(investigation),
    referrals: list(referral),
    diary: list(diary),
  })
  .map(all => ({
    ...noEntries,
    ...all,
    observations: all.observations.map((one, i) => ({ ...one, key: String(i) })),
    consultations: (['emis', 'gp2gp'] as const).map(source => ({
      source,
      key: 'Consultation:1',
      confidentiality: 'none' as const,
      type: { codings: [], text: 'Surgery' },
      start: '2026-01-12T09:05:00+00:00',
      site: 'main',
      topics: [{ headings: [{ items: all.diary.map(({ key }) => key) }] }],
    })),
  }))
