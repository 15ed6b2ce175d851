/** Problems: what they are linked to, the filter by status, and what is refused (STR-PRB, STR-PAR-17). */
import type { Bundle } from '@gpc/fhir'
import { ofType } from '../answer.ts'
import { type Case, check } from '../check.ts'
import { expect, expectSame, type Findings, NotApplicable } from '../finding.ts'
import { entriesOf, listsOf } from '../rules/allergies.ts'
import { listCodes } from '../rules/list.ts'
import { relatedTo, relationsOf } from '../rules/problem.ts'
import { problemFindings } from '../rules/problems.ts'
import { nameOf } from '../rules/references.ts'
import { linkedProblems, secondaryOf } from '../rules/secondary.ts'
import { patients, variedPatients } from '../subjects.ts'
import { refused } from './forms.ts'
import {
  include,
  type Parameter,
  patientParameter,
  recordOf,
  recordRequest,
  requestOf,
  unrecognised,
  unwarned,
} from './structured.ts'

const feature = 'StructuredProblems'
const asked = include('includeProblems')
const status = (valueCode: string): Parameter => include('includeProblems', { name: 'filterStatus', valueCode })
const significance = (valueCode: string) => ({ name: 'filterSignificance', valueCode })

const listed = (bundle: Bundle): string[] => entriesOf(listsOf(bundle, listCodes.problems)[0])

const kinds = [
  ['MedicationRequest', 'problems-medications-related-to-problems'],
  ['Observation', 'problems-uncategorised-data-related-to-problems'],
  ['Encounter', 'problems-consultations-related-to-problems'],
  ['Immunization', 'problems-immunisations-related-to-problems'],
  ['AllergyIntolerance', 'problems-allergies-related-to-problems'],
  ['ReferralRequest', 'problems-outbound-referrals-related-to-problems'],
  ['DiagnosticReport', 'problems-investigations-related-to-problems'],
  ['ProcedureRequest', 'problems-diary-entries-related-to-problems'],
  ['DocumentReference', 'problems-documents-related-to-problems'],
] as const

const linkCases: readonly Case[] = [
  ...kinds.map(([type, code]) =>
    check({
      id: `problems/linked-${type}`.toLowerCase(),
      feature,
      title: `A problem is linked to a ${type}, which comes along with its list`,
      requirements: ['STR-PRB-09', 'STR-PRB-11', 'STR-PRB-15', 'STR-PRB-16', 'STR-LIST-10'],
      of: patients('full'),
      async run(at, person) {
        const { bundle, findings } = await recordOf(at, person, asked)
        const links = ofType(bundle, 'Condition')
          .flatMap(relatedTo)
          .filter(one => one?.reference?.startsWith(`${type}/`))
        if (
          links.length === 0 &&
          (at.practice.system === 'tpp' || !['MedicationRequest', 'Observation'].includes(type))
        ) {
          throw new NotApplicable(`No problem of the patient is linked to a ${type} at this practice.`)
        }
        return [
          ...findings,
          ...expect(links.length > 0, `a problem linked to a ${type}`, links),
          ...expect(entriesOf(secondaryOf(bundle, code)).length > 0, `entries of ${code}`, secondaryOf(bundle, code)),
        ]
      },
    }),
  ),
  check({
    id: 'problems/context',
    feature,
    title: 'A problem refers to the consultation that it was made in: its Encounter comes, its structure doesn’t',
    requirements: ['STR-PRB-13', 'STR-PRB-15'],
    of: patients('full'),
    async run(at, person) {
      const { bundle, findings } = await recordOf(at, person, asked)
      const contexts = ofType(bundle, 'Condition').flatMap(one => one.context?.reference ?? [])
      const known = ofType(bundle, 'Encounter').map(nameOf)
      return [
        ...findings,
        ...problemFindings(bundle),
        ...expect(contexts.length > 0, 'a problem with a context', contexts),
        ...expectSame(
          'contexts that don’t come',
          [],
          contexts.filter(one => !known.includes(one)),
        ),
        ...expectSame('lists of consultations', 0, listsOf(bundle, listCodes.consultations).length),
      ]
    },
  }),
  check({
    id: 'problems/parent-and-child',
    feature,
    title: 'A problem is linked to another one, each with its side of the relation',
    requirements: ['STR-PRB-10'],
    of: patients('full'),
    async run(at, person) {
      const { bundle } = await recordOf(at, person, asked)
      const relations = ofType(bundle, 'Condition').flatMap(relationsOf)
      if (relations.length === 0 && at.practice.system !== 'emis') {
        throw new NotApplicable('What the practice’s system hands over relates no problem to another.')
      }
      const types = relations.map(({ type }) => type)
      return expect(types.includes('parent') && types.includes('child'), 'a parent and a child', types)
    },
  }),
]

const filterCases: readonly Case[] = [
  ...(['active', 'inactive'] as const).map(wanted =>
    check({
      id: `problems/${wanted}`,
      feature,
      title: `filterStatus ${wanted}: those problems, others only as linked ones, unexpanded`,
      requirements: ['STR-PRB-02', 'STR-PRB-03', 'STR-PRB-04', 'STR-PRB-05'],
      of: variedPatients,
      async run(at, person) {
        const all = await recordOf(at, person, asked)
        const { bundle, findings } = await recordOf(at, person, status(wanted))
        const expected = ofType(all.bundle, 'Condition').filter(one => one.clinicalStatus === wanted)
        const linked = entriesOf(secondaryOf(bundle, linkedProblems))
        return [
          ...findings,
          ...problemFindings(bundle),
          ...unwarned(bundle),
          ...expectSame('entries of the list', expected.map(nameOf).sort(), listed(bundle).sort()),
          ...expectSame(
            'problems of the other status that aren’t listed as linked',
            [],
            ofType(bundle, 'Condition')
              .filter(one => one.clinicalStatus !== wanted)
              .map(nameOf)
              .filter(one => !linked.includes(one)),
          ),
        ]
      },
    }),
  ),
  ...['resolved', 'recurrence', 'remission', 'null', 'off', 'invalid', '', 'Active'].map(value =>
    refused({
      id: `problems/status-${value.toLowerCase() === value ? value || 'blank' : 'letter-case'}`,
      feature,
      title: `filterStatus “${value}” is refused`,
      requirements: ['STR-PAR-17', 'STR-PAR-19'],
      of: patients('plain'),
      code: 'INVALID_PARAMETER',
      request: person => recordRequest(person, status(value)),
    }),
  ),
  refused({
    id: 'problems/status-type',
    feature,
    title: 'filterStatus as a text is refused',
    requirements: ['STR-PAR-10'],
    of: patients('plain'),
    code: 'INVALID_PARAMETER',
    request: person =>
      recordRequest(person, include('includeProblems', { name: 'filterStatus', valueString: 'active' })),
  }),
  refused({
    id: 'problems/status-and-significance-resolved',
    feature,
    title: 'filterStatus resolved is refused, whatever stands beside it',
    requirements: ['STR-PAR-17'],
    of: patients('plain'),
    code: 'INVALID_PARAMETER',
    request: person =>
      recordRequest(
        person,
        include('includeProblems', { name: 'filterStatus', valueCode: 'resolved' }, significance('major')),
      ),
  }),
]

/** The suite's cases of filterSignificance, under ruling C-08: the part is unrecognised, so the data come with a warning. */
const ruled: readonly (readonly [id: string, parts: readonly object[], refusedBySuite: boolean])[] = [
  ['major', [significance('major')], false],
  ['minor', [significance('minor')], false],
  ['active-major', [{ name: 'filterStatus', valueCode: 'active' }, significance('major')], false],
  ['active-minor', [{ name: 'filterStatus', valueCode: 'active' }, significance('minor')], false],
  ['unknown-high', [significance('HIGH')], true],
  ['unknown-null', [significance('null')], true],
  ['unknown-off', [significance('off')], true],
  ['active-low', [{ name: 'filterStatus', valueCode: 'active' }, significance('low')], true],
]

const ruledCases: readonly Case[] = ruled.map(([id, parts, refusedBySuite]) =>
  check({
    id: `problems/significance-${id}`,
    feature,
    title: `filterSignificance (${id}), which version 1.6 has no more: problems, and a warning${refusedBySuite ? '; the suite, of version 1.5, wants it refused' : ''} (ruling C-08)`,
    requirements: ['STR-VER-01', 'STR-VER-02', 'STR-PRB-02', 'CNF-PRV-13'],
    of: patients('full'),
    async run(at, person) {
      const { bundle, findings } = await recordOf(at, person, include('includeProblems', ...parts))
      const warned: Findings = unrecognised(bundle, 'includeProblems.filterSignificance')
      return [...findings, ...problemFindings(bundle), ...warned]
    },
  }),
)

export const problemCases: readonly Case[] = [
  ...linkCases,
  ...filterCases,
  ...ruledCases,
  refused({
    id: 'problems/twice',
    feature,
    title: 'includeProblems twice, with filters that differ, is refused',
    requirements: ['STR-PAR-12'],
    of: patients('full'),
    code: 'INVALID_RESOURCE',
    request: person => requestOf(patientParameter(person.nhsNumber), status('active'), status('inactive')),
  }),
  refused({
    id: 'problems/status-twice',
    feature,
    title: 'filterStatus twice is refused',
    requirements: ['STR-PAR-12'],
    of: patients('full'),
    code: 'INVALID_RESOURCE',
    request: person =>
      recordRequest(
        person,
        include(
          'includeProblems',
          { name: 'filterStatus', valueCode: 'active' },
          { name: 'filterStatus', valueCode: 'inactive' },
        ),
      ),
  }),
]
