/** Search periods of consultations, uncategorised data, investigations and referrals, and the diary's last day (STR-PAR-14, STR-PAR-18, STR-DATE). */
import { addDays, type Bundle, firstDay, lastDay, londonDay } from '@gpc/fhir'
import { ofType } from '../answer.ts'
import { type Case, check } from '../check.ts'
import { expectSame, type Findings } from '../finding.ts'
import { entriesOf, listsOf } from '../rules/allergies.ts'
import { nameOf } from '../rules/references.ts'
import { patients, variedPatients } from '../subjects.ts'
import { type Area, areas } from './areas.ts'
import { refused } from './forms.ts'
import { include, type Parameter, recordOf, recordRequest, unwarned } from './structured.ts'

interface Interval {
  readonly name: string
  /** Undefined: not known, so that it always counts (STR-DATE-02). */
  readonly from: string | undefined
  readonly to: string | undefined
}

interface Searched {
  readonly area: Area
  readonly part: string
  /** What of a bundle its dates are compared with (STR-DATE-05). */
  intervals(bundle: Bundle): Interval[]
}

function areaOf(name: string): Area {
  const found = areas.find(one => one.name === name)
  if (found === undefined) throw new Error(`There is no area ${name}.`)
  return found
}

const dated = (name: string, start: string | undefined, end: string | undefined = start): Interval => ({
  name,
  from: start === undefined ? undefined : firstDay(start),
  to: end === undefined ? undefined : lastDay(end),
})

const searched: readonly Searched[] = [
  {
    area: areaOf('consultations'),
    part: 'consultationSearchPeriod',
    intervals: bundle =>
      ofType(bundle, 'Encounter').map(one =>
        dated(nameOf(one), one.period?.start, one.period?.end ?? one.period?.start),
      ),
  },
  {
    area: areaOf('uncategorised'),
    part: 'uncategorisedDataSearchPeriod',
    intervals: bundle =>
      ofType(bundle, 'Observation').map(one =>
        one.effectivePeriod === undefined
          ? dated(nameOf(one), one.effectiveDateTime)
          : dated(nameOf(one), one.effectivePeriod.start, one.effectivePeriod.end),
      ),
  },
  {
    area: areaOf('investigations'),
    part: 'investigationSearchPeriod',
    intervals: bundle => ofType(bundle, 'DiagnosticReport').map(one => dated(nameOf(one), one.issued)),
  },
  {
    area: areaOf('referrals'),
    part: 'referralSearchPeriod',
    intervals: bundle => ofType(bundle, 'ReferralRequest').map(one => dated(nameOf(one), one.authoredOn)),
  },
]

interface Period {
  readonly start?: string
  readonly end?: string
}

const period = ({ area, part }: Searched, valuePeriod: Period): Parameter =>
  include(area.parameter, { name: part, valuePeriod })

/** Days before today; undefined: open. */
const spans: readonly (readonly [title: string, start: number | undefined, end: number | undefined])[] = [
  ['the last three years', 1096, 1],
  ['three years ago and later', 1096, undefined],
  ['yesterday and before', undefined, 1],
  ['today', 0, 0],
  ['ten to two years ago', 3653, 730],
]

const daysAgo = (days: number | undefined): string | undefined =>
  days === undefined ? undefined : addDays(londonDay(), -days)

function periodOf(start: number | undefined, end: number | undefined): Period {
  const [from, to] = [daysAgo(start), daysAgo(end)]
  return { ...(from === undefined ? {} : { start: from }), ...(to === undefined ? {} : { end: to }) }
}

const overlaps = ({ from, to }: Interval, { start, end }: Period): boolean =>
  from === undefined || ((start === undefined || (to ?? from) >= start) && (end === undefined || from <= end))

function filteredCase(one: Searched): Case {
  const { area, part } = one
  return check({
    id: `${area.name}/period`,
    feature: area.feature,
    title: `${part} (${spans.map(([title]) => title).join(', ')}): what counts then, and nothing else`,
    requirements: [
      'STR-DATE-01',
      'STR-DATE-02',
      'STR-DATE-03',
      'STR-DATE-04',
      'STR-DATE-05',
      'STR-DATE-07',
      'STR-PAR-14',
    ],
    of: variedPatients,
    async run(at, person) {
      const all = await recordOf(at, person, include(area.parameter))
      const primary = new Set(entriesOf(listsOf(all.bundle, area.list)[0]))
      const intervals = one.intervals(all.bundle).filter(({ name }) => primary.has(name))
      const found: Findings[] = []
      for (const [title, start, end] of spans) {
        const asked = periodOf(start, end)
        const { bundle, findings } = await recordOf(at, person, period(one, asked))
        const wanted = intervals.filter(interval => overlaps(interval, asked)).map(({ name }) => name)
        found.push(
          findings,
          unwarned(bundle),
          expectSame(`entries of ${title}`, wanted.sort(), entriesOf(listsOf(bundle, area.list)[0]).sort()),
        )
      }
      return found.flat()
    },
  })
}

const bad: readonly (readonly [start: string, end: string])[] = [
  ['StartDate', 'endDate'],
  ['X2014', '2015-12-01'],
  ['X2014-02', '2015-12-01'],
  ['X2015-10-23T11:08:32', '2016-01-12'],
  ['X2015-10-23T11:08:32+00:00', '2016-01-12'],
  ['2014', '2016-01-01'],
  ['2014-02', '2014-08-20'],
  ['2015-10-23T11:08:32', '2016-11-01'],
  ['2015-10-23T11:08:32+00:00', '2019-10-01'],
  ['null', 'null'],
  ['', ''],
  ['2015-12-01', ''],
  ['2014-01-01', '2016'],
  ['2014-02-01', '2014-08'],
  ['2015-10-01', '2016-11-23T11:08:32'],
  ['2014-01-01', '2015-10-23T11:08:32+00:00'],
  ['2015-12-01', 'X2016-02'],
  ['2015-12-01', 'X2016-10-23T11:08:32'],
  ['2015-12-01', 'null'],
  ['2018', '2019'],
]

const slug = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-') || 'blank'

function refusedPeriods(one: Searched): Case[] {
  const { area, part } = one
  const about = { feature: area.feature, of: patients('full'), code: 'INVALID_PARAMETER' } as const
  return [
    ...bad.map(([start, end]) =>
      refused({
        ...about,
        id: `${area.name}/period-${slug(start)}-to-${slug(end)}`,
        title: `${part} from “${start}” to “${end}” is refused`,
        requirements: ['STR-PAR-14', 'STR-PAR-19'],
        request: person => recordRequest(person, period(one, { start, end })),
      }),
    ),
    refused({
      ...about,
      id: `${area.name}/period-future`,
      title: `${part} in days to come is refused`,
      requirements: ['STR-PAR-14'],
      request: person => recordRequest(person, period(one, periodOf(-10, -15))),
    }),
    refused({
      ...about,
      id: `${area.name}/period-ends-in-future`,
      title: `${part} that ends in days to come is refused`,
      requirements: ['STR-PAR-14'],
      request: person => recordRequest(person, period(one, periodOf(10, -2))),
    }),
    refused({
      ...about,
      id: `${area.name}/period-reversed`,
      title: `${part} that begins after its end is refused`,
      requirements: ['STR-PAR-14'],
      request: person => recordRequest(person, period(one, periodOf(10, 15))),
    }),
    refused({
      ...about,
      id: `${area.name}/period-none`,
      title: `${part} without a value is refused`,
      requirements: ['STR-PAR-11'],
      request: person => recordRequest(person, include(area.parameter, { name: part })),
    }),
    refused({
      ...about,
      id: `${area.name}/period-type`,
      title: `${part} that is a day is refused`,
      requirements: ['STR-PAR-10'],
      request: person => recordRequest(person, include(area.parameter, { name: part, valueDate: '2020-01-01' })),
    }),
  ]
}

export const periodCases: readonly Case[] = searched.flatMap(one => [filteredCase(one), ...refusedPeriods(one)])

const diary = areaOf('diary')
const until = (valueDate: string): Parameter => include(diary.parameter, { name: 'diaryEntriesSearchDate', valueDate })

const badDays = [
  'X2014',
  'X2014-02',
  'X2015-10-23T11:08:32',
  'X2015-10-23T11:08:32+00:00',
  '',
  '2014',
  '2014-02',
  'null',
]

export const diaryDateCases: readonly Case[] = [
  check({
    id: 'diary/until',
    feature: 'StructuredDiary',
    title:
      'diaryEntriesSearchDate (today, in a year, in ten years): entries planned until then, overdue and undated ones, and no others',
    requirements: ['STR-DATE-08', 'STR-DRY-04', 'STR-PAR-18', 'STR-DATE-01', 'STR-DATE-02'],
    of: variedPatients,
    async run(at, person) {
      const all = await recordOf(at, person, include(diary.parameter))
      const planned = ofType(all.bundle, 'ProcedureRequest').map(one =>
        dated(nameOf(one), one.occurrenceDateTime ?? one.occurrencePeriod?.start),
      )
      const found: Findings[] = []
      for (const days of [0, 365, 3653]) {
        const end = addDays(londonDay(), days)
        const { bundle, findings } = await recordOf(at, person, until(end))
        const wanted = planned.filter(interval => overlaps(interval, { end })).map(({ name }) => name)
        found.push(
          findings,
          diary.findings(bundle),
          unwarned(bundle),
          expectSame(`entries until ${end}`, wanted.sort(), entriesOf(listsOf(bundle, diary.list)[0]).sort()),
        )
      }
      return found.flat()
    },
  }),
  refused({
    id: 'diary/until-past',
    feature: 'StructuredDiary',
    title: 'diaryEntriesSearchDate in the past is refused',
    requirements: ['STR-PAR-18'],
    of: patients('full'),
    code: 'INVALID_PARAMETER',
    request: person => recordRequest(person, until(addDays(londonDay(), -20))),
  }),
  ...badDays.map(date =>
    refused({
      id: `diary/until-${slug(date)}`,
      feature: 'StructuredDiary',
      title: `diaryEntriesSearchDate “${date}” is refused`,
      requirements: ['STR-PAR-18', 'STR-PAR-19'],
      of: patients('plain'),
      code: 'INVALID_PARAMETER',
      request: person => recordRequest(person, until(date)),
    }),
  ),
]
