/** Several areas in one request: both kinds of secondary list, all areas, the predefined searches (STR-LIST-12, STR-PAR-22 to 26). */
import { addDays, londonDay } from '@gpc/fhir'
import { ofType } from '../answer.ts'
import { type Case, check } from '../check.ts'
import { expectSame } from '../finding.ts'
import { entriesOf, listsOf } from '../rules/allergies.ts'
import { levels } from '../rules/consultation.ts'
import { consultationFindings, consultationIds, structureOf } from '../rules/consultations.ts'
import { primaryLists } from '../rules/list.ts'
import { problemFindings, problemIds } from '../rules/problems.ts'
import { recordIds, wholeRecordFindings } from '../rules/record.ts'
import { everyTypicalPatient, patients, variedPatients } from '../subjects.ts'
import { areas } from './areas.ts'
import { allergies, day, include, medication, type Parameter, recordOf, unwarned } from './structured.ts'

const feature = 'StructuredMultipleRequests'
const everyArea: readonly Parameter[] = [
  allergies(true),
  medication(true),
  ...areas.map(({ parameter }) => include(parameter)),
]

/** STR-PAR-25, STR-PAR-26: filters that mustn't go together otherwise. */
const predefined = (more: readonly Parameter[]): Parameter[] => [
  include('includeConsultations', { name: 'includeNumberOfMostRecent', valuePositiveInt: 3 }),
  include('includeProblems'),
  allergies(true),
  include('includeMedication', day('medicationSearchFromDate', addDays(londonDay(), -365))),
  ...more,
]

export const multipleCases: readonly Case[] = [
  check({
    id: 'multiple/consultations-and-problems',
    feature,
    title: 'Consultations and problems together: each as by itself, with both kinds of secondary list',
    requirements: [...new Set(['STR-LIST-12', 'STR-PAR-24', 'STR-OP-13', ...consultationIds, ...problemIds])],
    of: variedPatients,
    async run(at, person) {
      const asked = [include('includeConsultations'), include('includeProblems')]
      const { bundle, findings } = await recordOf(at, person, ...asked)
      return [
        ...findings,
        ...consultationFindings(bundle, false, true),
        ...problemFindings(bundle, true),
        ...unwarned(bundle),
      ]
    },
  }),
  check({
    id: 'multiple/every-area',
    feature,
    title: 'Every area together: each as by itself, nothing twice, no warning',
    requirements: [...new Set(['STR-PAR-03', 'STR-PAR-24', 'STR-OP-13', 'STR-OP-16', ...recordIds])],
    of: everyTypicalPatient,
    async run(at, person) {
      const { bundle, findings } = await recordOf(at, person, ...everyArea)
      return [...findings, ...wholeRecordFindings(bundle), ...unwarned(bundle)]
    },
  }),
  check({
    id: 'multiple/same-as-alone',
    feature,
    title: 'What an area’s list has doesn’t depend on what else is asked for',
    requirements: ['STR-PAR-03', 'STR-LIST-01', 'STR-PAR-28'],
    of: patients('full'),
    async run(at, person) {
      const together = (await recordOf(at, person, ...everyArea)).bundle
      const found = []
      for (const asked of everyArea) {
        const { bundle } = await recordOf(at, person, asked)
        for (const code of primaryLists.keys()) {
          const [list] = listsOf(bundle, code)
          if (list === undefined) continue
          const all = entriesOf(listsOf(together, code)[0]).sort()
          found.push(...expectSame(`entries of “${list.title}”`, all, entriesOf(list).sort()))
        }
      }
      return found
    },
  }),
  ...(
    [
      ['predefined-1', 'first', []],
      ['predefined-2', 'second', [include('includeImmunisations'), include('includeUncategorisedData')]],
    ] as const
  ).map(([id, which, more]) =>
    check({
      id: `multiple/${id}`,
      feature,
      title: `The ${which} predefined search is taken, although its filters couldn’t go together otherwise`,
      requirements: ['STR-PAR-22', id === 'predefined-1' ? 'STR-PAR-25' : 'STR-PAR-26'],
      of: variedPatients,
      async run(at, person) {
        const { bundle, findings } = await recordOf(at, person, ...predefined(more))
        const tops = structureOf(bundle, levels.consultation).length
        return [
          ...findings,
          ...consultationFindings(bundle, false, true),
          ...problemFindings(bundle, true),
          ...unwarned(bundle),
          ...expectSame('at most three consultations', true, tops <= 3),
          ...expectSame(
            'immunisation lists',
            more.length > 0 ? 1 : 0,
            ofType(bundle, 'List').filter(one => one.title === 'Immunisations').length,
          ),
        ]
      },
    }),
  ),
]
