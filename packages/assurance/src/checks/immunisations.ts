/** The parts of includeImmunisations (STR-IMM-02). */
import { ofType } from '../answer.ts'
import { type Case, check } from '../check.ts'
import { expectSame, type Findings } from '../finding.ts'
import { entriesOf, listsOf } from '../rules/allergies.ts'
import { immunisationFindings } from '../rules/immunisation.ts'
import { listCodes } from '../rules/list.ts'
import { patients, variedPatients } from '../subjects.ts'
import { refused } from './forms.ts'
import { flag, include, recordOf, recordRequest, unwarned } from './structured.ts'

const feature = 'StructuredImmunizations'

const flags = ['includeNotGiven', 'includeStatus'] as const

export const immunisationCases: readonly Case[] = [
  check({
    id: 'immunisations/parts',
    feature,
    title:
      'includeNotGiven and includeStatus, in every combination: what wasn’t given, and status records, only if asked for',
    requirements: ['STR-IMM-01', 'STR-IMM-02', 'STR-IMM-03', 'STR-IMM-20'],
    of: variedPatients,
    async run(at, person) {
      const found: Findings[] = []
      const given: string[][] = []
      for (const notGiven of [false, true]) {
        for (const status of [false, true]) {
          const asked = include(
            'includeImmunisations',
            flag('includeNotGiven', notGiven),
            flag('includeStatus', status),
          )
          const { bundle, findings } = await recordOf(at, person, asked)
          given.push(ofType(bundle, 'Immunization').flatMap(one => (one.notGiven ? [] : (one.id ?? ''))))
          found.push(findings, unwarned(bundle), immunisationFindings(bundle, { notGiven, status }))
        }
      }
      const [first = [], ...others] = given.map(one => one.sort())
      return [...found.flat(), ...others.flatMap(one => expectSame('what was given', first, one))]
    },
  }),
  check({
    id: 'immunisations/status-not-uncategorised',
    feature,
    title: 'Status records of immunisations aren’t uncategorised data as well',
    requirements: ['STR-IMM-03'],
    of: variedPatients,
    async run(at, person) {
      const listed = async (parameter: string, code: string) =>
        entriesOf(listsOf((await recordOf(at, person, include(parameter))).bundle, code)[0])
      const own = await listed('includeImmunisations', listCodes.immunisations)
      const others = new Set(await listed('includeUncategorisedData', listCodes.uncategorisedData))
      return expectSame(
        'entries of both lists',
        [],
        own.filter(one => others.has(one)),
      )
    },
  }),
  ...flags.flatMap(name => [
    refused({
      id: `immunisations/${name}-type`.toLowerCase(),
      feature,
      title: `${name} as a text is refused`,
      requirements: ['STR-PAR-10'],
      of: patients('plain'),
      code: 'INVALID_PARAMETER',
      request: person => recordRequest(person, include('includeImmunisations', { name, valueString: 'true' })),
    }),
    refused({
      id: `immunisations/${name}-none`.toLowerCase(),
      feature,
      title: `${name} without a value is refused`,
      requirements: ['STR-PAR-11'],
      of: patients('plain'),
      code: 'INVALID_PARAMETER',
      request: person => recordRequest(person, include('includeImmunisations', { name })),
    }),
  ]),
]
