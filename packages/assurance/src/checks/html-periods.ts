import { type Case, check } from '../check.ts'
import type { Findings } from '../finding.ts'
import { askSection, careRecord, dstu2Refusal, type Period } from '../html/request.ts'
import { type Asked, sectionFindings, shownDate } from '../html/rules.ts'
import { sectionCodes, sections } from '../html/sections.ts'
import { patients } from '../subjects.ts'

const feature = 'AccessRecordHtml'
const filtered = sectionCodes.filter(code => sections[code].filtered)
const unfiltered = sectionCodes.filter(code => !sections[code].filtered)

const lastOf: Readonly<Record<string, string>> = {
  '2014': '2014-12-31',
  '2016': '2016-12-31',
  '2017': '2017-12-31',
  '2016-02': '2016-02-29',
  '2016-08': '2016-08-31',
  '2016-09': '2016-09-30',
  '2016-11': '2016-11-30',
}
const firstDayOf = (date: string): string => shownDate(`${date}-01-01`.slice(0, 10))
const lastDayOf = (date: string): string => shownDate((lastOf[date] ?? date).slice(0, 10))

const periods: readonly Period[] = [
  { start: '2014', end: '2016' },
  { start: '2014-02', end: '2016' },
  { start: '2014-10-05', end: '2016-08' },
  { start: '2014-05', end: '2016-09-14' },
  { start: '2013', end: '2017' },
  { start: '2014-02-03', end: '2016-01-24' },
  { start: '2015-10-23T11:08:32+00:00', end: '2016-12-08T23:59:59+00:00' },
  { start: '1982-10-05' },
  { start: '2014-02' },
  { start: '2014' },
  { end: '2016-12-12' },
  { end: '2016-02' },
  { end: '2016' },
]

const asked = ({ start, end }: Period): Asked => ({
  ...(start === undefined ? {} : { start: firstDayOf(start) }),
  ...(end === undefined ? {} : { end: lastDayOf(end) }),
})

const badPeriods: readonly Period[] = [
  { start: '2015-10-23T11:08:32', end: '2016-12-08T23:59:59' },
  { start: 'abcd', end: '2016' },
  { start: '2014', end: 'abcd' },
  { start: '2016', end: '2014' },
  { start: '', end: '' },
]

export const htmlPeriodCases: readonly Case[] = [
  ...filtered.flatMap(code => [
    check({
      id: `html/${code.toLowerCase()}-period`,
      feature,
      title: `${sections[code].title} for periods with whole and partial dates, open and closed: the banner tells the days`,
      requirements: ['HTM-OP-04', 'HTM-OP-05', 'HTM-BAN-02', 'HTM-BAN-03', 'HTM-DATE-03'],
      of: patients('html-periods'),
      async run(at, person) {
        const found: Findings[] = []
        for (const period of periods) {
          const { html } = careRecord(await askSection(at, person, code, period))
          found.push(sectionFindings(code, html, asked(period)))
        }
        return found.flat()
      },
    }),
    check({
      id: `html/${code.toLowerCase()}-period-refused`,
      feature,
      title: `${sections[code].title} for periods that are none: INVALID_PARAMETER`,
      requirements: ['HTM-OP-06'],
      of: patients('full'),
      async run(at, person) {
        const found: Findings[] = []
        for (const period of badPeriods) {
          found.push(dstu2Refusal(await askSection(at, person, code, period), 422, 'INVALID_PARAMETER'))
        }
        return found.flat()
      },
    }),
  ]),
  ...unfiltered.map(code =>
    check({
      id: `html/${code.toLowerCase()}-period`,
      feature,
      title: `${sections[code].title} takes no period: BAD_REQUEST (ruling C-26)`,
      requirements: ['HTM-OP-04'],
      of: patients('full'),
      run: async (at, person) =>
        dstu2Refusal(await askSection(at, person, code, { start: '2014', end: '2016' }), 400, 'BAD_REQUEST'),
    }),
  ),
]
