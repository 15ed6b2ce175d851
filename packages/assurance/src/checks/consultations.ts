/** Consultations: their structure and what is linked to them, the most recent ones, and what is refused (STR-CON, STR-PAR-15, STR-PAR-16). */
import { type Bundle, lastDay } from '@gpc/fhir'
import { ofType } from '../answer.ts'
import { type Case, check } from '../check.ts'
import { expect, expectSame, type Findings, NotApplicable } from '../finding.ts'
import { entriesOf, listsOf } from '../rules/allergies.ts'
import { itemsOf, levels, problemsOf } from '../rules/consultation.ts'
import { consultationFindings, structureOf } from '../rules/consultations.ts'
import { listCodes } from '../rules/list.ts'
import { nameOf } from '../rules/references.ts'
import { secondaryOf } from '../rules/secondary.ts'
import { patients, variedPatients } from '../subjects.ts'
import { refused } from './forms.ts'
import { include, type Parameter, recordOf, recordRequest, unrecognised, unwarned } from './structured.ts'

const feature = 'StructuredConsultations'
const asked = include('includeConsultations')
const mostRecent = (part: object): Parameter => include('includeConsultations', part)
const count = (valuePositiveInt: unknown): Parameter =>
  mostRecent({ name: 'includeNumberOfMostRecent', valuePositiveInt })

const listed = (bundle: Bundle): string[] => entriesOf(listsOf(bundle, listCodes.consultations)[0])

/** Where a system's consultations can't have something, that isn't a fault of the provider. */
function some(found: readonly unknown[], what: string, system: string, not: readonly string[] = []): Findings {
  if (found.length === 0 && not.includes(system)) {
    throw new NotApplicable(`What the practice’s system hands over has no ${what}.`)
  }
  return expect(found.length > 0, `some ${what}`, found)
}

const structureCases: readonly Case[] = [
  check({
    id: 'consultations/headings',
    feature,
    title: 'Topics with headings, in the order of the consultation',
    requirements: ['STR-CON-03', 'STR-CON-05'],
    of: patients('full'),
    async run(at, person) {
      const { bundle } = await recordOf(at, person, asked)
      return [
        ...some(structureOf(bundle, levels.topic), 'topics', at.practice.system),
        ...some(structureOf(bundle, levels.heading), 'headings', at.practice.system, ['emis', 'tpp', 'vision']),
      ]
    },
  }),
  check({
    id: 'consultations/topic-problems',
    feature,
    title: 'A topic names its problem, which comes along',
    requirements: ['STR-CON-08', 'STR-CON-20', 'STR-CON-26'],
    of: patients('full'),
    async run(at, person) {
      const { bundle } = await recordOf(at, person, asked)
      const named = structureOf(bundle, levels.topic).flatMap(problemsOf)
      const known = new Set(ofType(bundle, 'Condition').map(nameOf))
      return [
        ...some(named, 'problems of topics', at.practice.system, ['tpp', 'vision', 'microtest']),
        ...expectSame(
          'named problems that don’t come',
          [],
          named.filter(one => !known.has(one?.reference ?? '')),
        ),
      ]
    },
  }),
  ...(
    [
      ['observations', /^Observation\//, 'consultations-uncategorised-data-contained-in-consultations'],
      ['medicines', /^MedicationRequest\//, 'consultations-medications-contained-in-consultations'],
    ] as const
  ).map(([what, item, code]) =>
    check({
      id: `consultations/items-${what}`,
      feature,
      title: `Topics or headings hold ${what}, which come along with their list`,
      requirements: ['STR-CON-11', 'STR-CON-20', 'STR-LIST-10'],
      of: patients('full'),
      async run(at, person) {
        const { bundle, findings } = await recordOf(at, person, asked)
        const items = structureOf(bundle)
          .flatMap(itemsOf)
          .filter(one => item.test(one))
        return [
          ...findings,
          ...some(items, what, at.practice.system),
          ...some(entriesOf(secondaryOf(bundle, code)), `${what} in the list ${code}`, at.practice.system),
        ]
      },
    }),
  ),
  check({
    id: 'consultations/medicine-chain',
    feature,
    title: 'Medicines of consultations come with statement, plan and drug',
    requirements: ['STR-CON-20', 'STR-MED-10'],
    of: variedPatients,
    async run(at, person) {
      const { bundle } = await recordOf(at, person, asked)
      const plans = new Set(ofType(bundle, 'MedicationStatement').map(one => one.basedOn?.[0]?.reference))
      const drugs = new Set(ofType(bundle, 'Medication').map(nameOf))
      const requests = ofType(bundle, 'MedicationRequest')
      return [
        ...expectSame(
          'requests whose drug doesn’t come',
          [],
          requests.filter(one => !drugs.has(one.medicationReference?.reference ?? '')).map(nameOf),
        ),
        ...expectSame(
          'requests without a statement of their plan',
          [],
          requests
            .filter(one => !plans.has(one.intent === 'plan' ? nameOf(one) : one.basedOn?.[0]?.reference))
            .map(nameOf),
        ),
      ]
    },
  }),
]

const recentCase: Case = check({
  id: 'consultations/most-recent',
  feature,
  title: 'includeNumberOfMostRecent (1, 3, 1000): the latest by their start, and no others',
  requirements: ['STR-CON-02', 'STR-PAR-16'],
  of: variedPatients,
  async run(at, person) {
    const all = (await recordOf(at, person, asked)).bundle
    const starts = new Map(ofType(all, 'Encounter').map(one => [nameOf(one), one.period?.start]))
    const found: Findings[] = []
    for (const number of [1, 3, 1000]) {
      const { bundle, findings } = await recordOf(at, person, count(number))
      const chosen = listed(bundle)
      const left = listed(all).filter(one => !chosen.includes(one))
      const instant = (one: string) => {
        const start = starts.get(one)
        return start === undefined ? '' : start.length > 10 ? new Date(start).toISOString() : lastDay(start)
      }
      const earliest =
        chosen
          .map(instant)
          .filter(one => one !== '')
          .sort()[0] ?? ''
      found.push(
        findings,
        unwarned(bundle),
        consultationFindings(bundle, false),
        expectSame(`how many of ${number}`, Math.min(number, listed(all).length), chosen.length),
        expect(
          left.every(one => instant(one) <= earliest || instant(one) === ''),
          `none later than ${earliest} left out of ${number}`,
          left,
        ),
      )
    }
    return found.flat()
  },
})

export const consultationCases: readonly Case[] = [
  ...structureCases,
  recentCase,
  refused({
    id: 'consultations/both-filters',
    feature,
    title: 'A period together with a number of most recent ones is refused',
    requirements: ['STR-PAR-15'],
    of: patients('plain', 'full'),
    code: 'INVALID_RESOURCE',
    request: person =>
      recordRequest(
        person,
        include(
          'includeConsultations',
          { name: 'includeNumberOfMostRecent', valuePositiveInt: 4 },
          { name: 'consultationSearchPeriod', valuePeriod: { start: '2020-01-01', end: '2021-01-01' } },
        ),
      ),
  }),
  ...[0, -1, 1.5, '3'].map(number =>
    refused({
      id: `consultations/most-recent-${typeof number === 'string' ? 'text' : number}`,
      feature,
      title: `includeNumberOfMostRecent ${JSON.stringify(number)} is refused`,
      requirements: ['STR-PAR-16'],
      of: patients('plain'),
      code: 'INVALID_RESOURCE',
      request: person => recordRequest(person, count(number)),
    }),
  ),
  check({
    id: 'consultations/part-at-top',
    feature,
    title: 'consultationSearchPeriod at the top is unrecognised: the patient, and a warning',
    requirements: ['STR-PAR-09', 'STR-VER-02'],
    of: patients('full'),
    async run(at, person) {
      const { bundle, findings } = await recordOf(at, person, include('consultationSearchPeriod'))
      return [...findings, ...unrecognised(bundle, 'consultationSearchPeriod')]
    },
  }),
]
