/** Each clinical area by itself: what comes for patients with data and without, and what is refused. */
import type { Reference } from '@gpc/fhir'
import { anyRefusal, ofType } from '../answer.ts'
import { type Case, check } from '../check.ts'
import { expect, expectSame, type Findings, NotApplicable } from '../finding.ts'
import { call } from '../provider.ts'
import { entriesOf, listsOf } from '../rules/allergies.ts'
import { envelopeIds } from '../rules/envelope.ts'
import { relatedTo } from '../rules/problem.ts'
import { linkedProblemFindings } from '../rules/problems.ts'
import { nameOf } from '../rules/references.ts'
import { patients, typicalPatients } from '../subjects.ts'
import { type Area, areas } from './areas.ts'
import {
  include,
  onlyLists,
  patientParameter,
  recordOf,
  requestOf,
  type StructuredRecord,
  unrecognised,
  unwarned,
} from './structured.ts'

const ownLists = ['StructuredConsultations', 'StructuredProblems']

/** What is wrong with the answer to a request for one area. */
export function areaFindings({ feature, list, findings }: Area, record: StructuredRecord): Findings {
  return [
    ...record.findings,
    ...findings(record.bundle),
    ...(ownLists.includes(feature) ? [] : onlyLists(record.bundle, list)),
    ...linkedProblemFindings(record.bundle),
    ...unwarned(record.bundle),
  ]
}

const listed = ({ bundle }: StructuredRecord, { list }: Area) => entriesOf(listsOf(bundle, list)[0])

function recordCases(area: Area): Case[] {
  const { name, feature, parameter, empty, ids } = area
  return [
    check({
      id: `${name}/record`,
      feature,
      title: `${parameter} alone: every patient’s record is as the specification wants`,
      requirements: [...new Set([...ids, ...envelopeIds, 'STR-OP-06', 'STR-PAR-01', 'STR-LIST-01'])],
      of: typicalPatients,
      run: async (at, person) => areaFindings(area, await recordOf(at, person, include(parameter))),
    }),
    check({
      id: `${name}/some`,
      feature,
      title: `${parameter} for a patient with a full record: some`,
      requirements: ['STR-LIST-06', 'STR-LIST-16'],
      of: patients('full'),
      async run(at, person) {
        const record = await recordOf(at, person, include(parameter))
        if (listed(record, area).length === 0 && area.notFrom?.includes(at.practice.system)) {
          throw new NotApplicable('What the practice’s system hands over has nothing of this area.')
        }
        return expect(listed(record, area).length > 0, 'at least one entry', listed(record, area))
      },
    }),
    check({
      id: `${name}/none`,
      feature,
      title: `${parameter} for a patient without data: an empty list that says so`,
      requirements: [empty, 'STR-LIST-07'],
      of: patients('plain'),
      async run(at, person) {
        const record = await recordOf(at, person, include(parameter))
        return [
          ...areaFindings(area, record),
          ...expectSame('entries', [], listed(record, area)),
          ...expectSame('lists', 1, ofType(record.bundle, 'List').length),
        ]
      },
    }),
  ]
}

const targets = (references: readonly (Reference | undefined)[]): string[] =>
  references.flatMap(one => one?.reference ?? [])

function linkCases(area: Area): Case[] {
  const { name, feature, parameter, linked } = area
  if (linked === undefined) return []
  return [
    check({
      id: `${name}/no-problems`,
      feature,
      title: `${parameter} for a patient without problems: one list, and no problem`,
      requirements: ['STR-LIST-09', 'STR-LIST-14'],
      of: patients('no-problems'),
      async run(at, person) {
        const record = await recordOf(at, person, include(parameter))
        return [
          ...areaFindings(area, record),
          ...expectSame('lists', 1, ofType(record.bundle, 'List').length),
          ...expectSame('problems', [], ofType(record.bundle, 'Condition').map(nameOf)),
        ]
      },
    }),
    check({
      id: `${name}/problems`,
      feature,
      title: `${parameter}: problems that are linked to what comes, and their list`,
      requirements: ['STR-LIST-13', 'STR-LIST-14', 'STR-PRB-04', 'STR-PRB-11', 'STR-PRB-12'],
      of: patients('full'),
      async run(at, person) {
        const record = await recordOf(at, person, include(parameter))
        const entries = new Set(listed(record, area))
        const all = await recordOf(at, person, include('includeProblems'))
        const reaching = ofType(all.bundle, 'Condition').filter(problem =>
          targets(relatedTo(problem)).some(one => linked.test(one) && entries.has(one)),
        )
        if (reaching.length === 0) {
          throw new NotApplicable(`No problem of the patient is linked to an entry of ${parameter} at this practice.`)
        }
        const found = ofType(record.bundle, 'Condition').map(nameOf)
        return [
          ...areaFindings(area, record),
          ...expectSame('lists', 2, ofType(record.bundle, 'List').length),
          ...expectSame(
            'problems that are linked to an entry and don’t come',
            [],
            reaching.map(nameOf).filter(one => !found.includes(one)),
          ),
        ]
      },
    }),
  ]
}

const badNumbers = [
  ['number-invalid', 'an NHS number with a wrong check digit', () => patientParameter('1234567891')],
  ['number-empty', 'an empty NHS number', () => patientParameter('')],
  ['system', 'a system of something else', (number: string) => patientParameter(number, 'http://bad.example/number')],
  ['system-empty', 'an empty system', (number: string) => patientParameter(number, '')],
] as const

function refusedCases({ name, feature, parameter }: Area): Case[] {
  return badNumbers.map(([id, title, patient]) =>
    check({
      id: `${name}/${id}`,
      feature,
      title: `${parameter} with ${title} is refused`,
      requirements: ['STR-PAR-04', 'STR-PAR-05', 'ERR-GEN-01'],
      of: patients('plain'),
      run: async (at, { nhsNumber }) =>
        anyRefusal(await call(at, requestOf(patient(nhsNumber), include(parameter))), [400, 422]),
    }),
  )
}

function unknownPart(area: Area): Case {
  const { name, feature, parameter } = area
  return check({
    id: `${name}/unknown-part`,
    feature,
    title: `A part that ${parameter} doesn’t have: the data, and one warning that names both`,
    requirements: ['STR-VER-01', 'STR-VER-02', 'STR-VER-03', 'ERR-GEN-06'],
    of: patients('full'),
    async run(at, person) {
      const asked = include(parameter, { name: 'madeUp', valueString: 'made up' })
      const { bundle, findings } = await recordOf(at, person, asked)
      return [...findings, ...area.findings(bundle), ...unrecognised(bundle, `${parameter}.madeUp`)]
    },
  })
}

export const areaCases: readonly Case[] = areas.flatMap(area => [
  ...recordCases(area),
  ...linkCases(area),
  ...refusedCases(area),
  unknownPart(area),
])
