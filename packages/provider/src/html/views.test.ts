import { extensions } from '@gpc/fhir'
import { expect, test } from 'vitest'
import { readHtml } from '../../test/html-reading.ts'
import { recordOf } from '../../test/html-record.ts'
import { allergies } from './allergies.ts'
import { immunisations } from './immunisations.ts'
import { clinicalItems, observations } from './observations.ts'
import { falls, timePeriod } from './period.ts'
import { problems } from './problems.ts'
import { type Condition, readStored, type Stored } from './resources.ts'
import { htmlSettingsSchema } from './settings.ts'
import { type SectionView, sectionHtml, type TableView } from './view.ts'

const tablesOf = ({ tables }: SectionView): readonly TableView[] => ('id' in tables ? [tables] : tables)

const condition = (id: string, status: string, significance: string, more: Partial<Condition> = {}): Stored => ({
  resourceType: 'Condition',
  id,
  clinicalStatus: status,
  code: { text: id },
  extension: [{ url: extensions.problemSignificance, valueCode: significance }],
  ...more,
})

test('HTM-SEC-03 inactive problems: major ones apart, unknown significance with the others', () => {
  const unknown = { note: [{ text: 'Long ago\nSignificance: not recorded (sent as minor).' }] }
  const record = recordOf({
    problems: [
      condition('active', 'active', 'major', { onsetDateTime: '2020' }),
      condition('major', 'inactive', 'major', { onsetDateTime: '2010', abatementDateTime: '2012-03' }),
      condition('later', 'inactive', 'major', { onsetDateTime: '2009', abatementDateTime: '2013' }),
      condition('minor', 'inactive', 'minor', { abatementDateTime: '2015' }),
      condition('unknown', 'inactive', 'minor', unknown),
    ].map(one => ({ resources: [one] })),
  })
  const rows = tablesOf(problems(record, undefined)).map(one => one.rows)
  expect(rows).toEqual([
    [['2020', 'active', 'Major', []]],
    [
      ['2009', '2013', 'later', 'Major', []],
      ['2010', '2012-03', 'major', 'Major', []],
    ],
    [
      ['', '2015', 'minor', 'Minor', []],
      ['', '', 'unknown', 'Not recorded', ['Long ago']],
    ],
  ])
})

test('HTM-DATE-03 a period keeps inactive problems that it overlaps, those of unknown dates, and all active ones', () => {
  const spell = (id: string, onsetDateTime?: string, abatementDateTime?: string) =>
    condition(id, 'inactive', 'major', {
      ...(onsetDateTime === undefined ? {} : { onsetDateTime }),
      ...(abatementDateTime === undefined ? {} : { abatementDateTime }),
    })
  const record = recordOf({
    problems: [
      spell('before', '2010', '2014'),
      spell('within', '2010', '2015-01'),
      spell('after', '2016-01'),
      spell('open', '2001'),
      spell('undated'),
      condition('active', 'active', 'minor', { onsetDateTime: '2020' }),
    ].map(one => ({ resources: [one] })),
  })
  const [active, major] = tablesOf(problems(record, { start: '2015-01-01', end: '2015-12-31' }))
  expect(active?.rows).toHaveLength(1)
  expect(major?.rows.map(row => ('group' in row ? '' : row[2])).toSorted()).toEqual(['open', 'undated', 'within'])
})

test('HTM-LAY-10 numbers stand as the system wrote them, with their units', () => {
  const quantity = '{"value":1.50,"comparator":"<","unit":"mmol/L"}'
  const observation = readStored(
    `{"resourceType":"Observation","id":"o","status":"final","code":{"text":"Potassium"},"valueQuantity":${quantity}}`,
  )
  const record = recordOf({ 'uncategorised-data': [{ resources: [observation] }] })
  const [table] = tablesOf(observations(record, undefined))
  expect(table?.rows).toEqual([['', 'Potassium', ['<1.50 mmol/L'], [], []]])
})

test('HTM-SEC-06 the unit of a range is told where it differs', () => {
  const low = { value: '3.50', unit: 'mmol/L' }
  const record = recordOf({
    'uncategorised-data': [
      { low, high: { value: '5.30', unit: 'mmol/L' } },
      { low, high: { value: '530', unit: 'umol/L' } },
      { high: low },
      { low, text: 'fasting' },
    ].map((range, i) => ({
      resources: [
        { resourceType: 'Observation', id: `o${i}`, status: 'final', code: { text: 'Test' }, referenceRange: [range] },
      ],
    })),
  })
  const [table] = tablesOf(observations(record, undefined))
  expect(table?.rows.map(row => ('group' in row ? '' : row[3]))).toEqual([
    ['3.50 - 5.30 mmol/L'],
    ['3.50 mmol/L - 530 umol/L'],
    ['up to 3.50 mmol/L'],
    ['from 3.50 mmol/L fasting'],
  ])
})

test('HTM-SEC-01 a vaccination that was not given is never among those given', () => {
  const vaccination = (id: string, notGiven: boolean): Stored => ({
    resourceType: 'Immunization',
    id,
    notGiven,
    vaccineCode: { text: id },
    date: '2026-01-01',
    vaccinationProtocol: [{ doseSequence: '2' }],
  })
  const record = recordOf({
    immunisations: [{ resources: [vaccination('given', false)] }],
    'immunisations-not-given': [{ resources: [vaccination('refused', true)] }],
  })
  expect(tablesOf(immunisations(record))[0]?.rows).toEqual([['2026-01-01', 'given', '2', 'given', []]])
  expect(tablesOf(clinicalItems(record, undefined))[0]?.rows).toEqual([['2026-01-01', 'Not given: refused', []]])
})

test('HTM-SEC-04 HTM-BAN-10 HTM-BAN-12 a system that tells no ends says so, one that does has none recorded', () => {
  const historical = (system: string) => tablesOf(allergies(recordOf({}, { system })))[1]?.instead
  expect(['tpp', 'emis', 'vision', 'microtest'].map(historical)).toEqual([
    undefined,
    'not-retrievable',
    'not-supported',
    'not-retrievable',
  ])
  const record = recordOf({}, { system: 'vision' })
  const { paragraphs } = readHtml(sectionHtml(allergies(record), { record, filtered: false }))
  expect(paragraphs.get('Historical Allergies and Adverse Reactions')).toEqual([
    "'Historical Allergies and Adverse Reactions' data is not supported by this system.",
  ])
})

test('HTM-OP-05 HTM-OP-06 HTM-DATE-01 periods', () => {
  expect(timePeriod({ start: '2016-02', end: '2016-02' })).toEqual({ start: '2016-02-01', end: '2016-02-29' })
  expect(timePeriod({ end: '2016-06-30T23:30:00Z' })).toEqual({ end: '2016-07-01' })
  for (const wrong of [
    undefined,
    {},
    { start: 5 },
    { start: '2016-02-30T10:00:00Z' },
    { start: '2016-01-01T25:00:00Z' },
  ])
    expect(() => timePeriod(wrong)).toThrow('timePeriod')
  const period = { start: '2016-01-15', end: '2016-02-14' }
  expect(['2016', '2016-01', '2016-02-14T23:59:00+00:00', '', undefined].map(date => falls(period, date))).toEqual([
    ...[true, true, true, true, true],
  ])
  expect(['2015', '2016-01-14', '2016-02-15', '2016-03'].map(date => falls(period, date))).toEqual([
    ...[false, false, false, false],
  ])
})

test('HTM-SEC-07 HTM-BAN-06 settings: codes in groups, months for sections that take a period', () => {
  const sound = { emergencyCodes: { groups: [['1', '2'], ['3']], banner: 'x' }, defaultMonths: { ENC: 6 } }
  expect(htmlSettingsSchema.parse(sound)).toEqual(sound)
  expect(htmlSettingsSchema.parse({})).toEqual({})
  for (const wrong of [
    { defaultMonths: { ALL: 6 } },
    { defaultMonths: { ENC: 0 } },
    { emergencyCodes: { groups: [[]] } },
  ])
    expect(htmlSettingsSchema.safeParse(wrong).success).toBe(false)
})
