/** Allergies in a structured record (STR-ALG, STR-LIST). */
import { codeSystems, extensions } from '@gpc/fhir'
import { ofType, success } from '../answer.ts'
import { type Case, check, type Subjects } from '../check.ts'
import { expect, expectSame, type Findings } from '../finding.ts'
import { call } from '../provider.ts'
import { idsOf } from '../rule.ts'
import {
  allergiesCode,
  allergiesIds,
  allergyFindings,
  endedCode,
  endedOf,
  entriesOf,
  listsOf,
} from '../rules/allergies.ts'
import { envelopeIds } from '../rules/envelope.ts'
import { listRules } from '../rules/list.ts'
import { codeOf, exactly } from '../rules/shared.ts'
import type { Person } from '../sandbox.ts'
import { patients, typicalPatients } from '../subjects.ts'
import { refused } from './forms.ts'
import {
  allergies,
  day,
  flag,
  include,
  onlyLists,
  recordOf,
  recordRequest,
  type StructuredRecord,
  unrecognised,
  unwarned,
} from './structured.ts'

const feature = 'StructuredAllergies'
const codes = (ended: boolean) => (ended ? [allergiesCode, endedCode] : [allergiesCode])

/** A record with allergies, checked as a whole, and what more must hold of it. */
function recorded(
  id: string,
  title: string,
  of: Subjects<Person>,
  requirements: readonly string[],
  holds: (record: StructuredRecord, ended: boolean) => Findings,
): Case[] {
  return [true, false].map(ended =>
    check({
      id: `allergies/${id}-${ended ? 'with' : 'without'}-ended`,
      feature,
      title: `${title}; ended ones ${ended ? '' : 'not '}asked for`,
      requirements: [...new Set([...requirements, 'STR-ALG-01', 'STR-LIST-01', 'STR-OP-06'])],
      of,
      async run(at, person) {
        const record = await recordOf(at, person, allergies(ended))
        return [
          ...record.findings,
          ...allergyFindings(record.bundle, ended),
          ...onlyLists(record.bundle, ...codes(ended)),
          ...unwarned(record.bundle),
          ...expectSame('medicines, which nobody asked for', 0, ofType(record.bundle, 'MedicationStatement').length),
          ...holds(record, ended),
        ]
      },
    }),
  )
}

const countOf = ({ bundle }: StructuredRecord, code: string): number => entriesOf(listsOf(bundle, code)[0]).length

const current = (record: StructuredRecord): Findings =>
  expect(countOf(record, allergiesCode) > 0, 'at least one current allergy', countOf(record, allergiesCode))

const currentAndEnded = (record: StructuredRecord, ended: boolean): Findings => [
  ...current(record),
  ...expect(!ended || countOf(record, endedCode) > 0, 'at least one ended allergy', countOf(record, endedCode)),
]

const emptyLists = (record: StructuredRecord, ended: boolean): Findings =>
  codes(ended).flatMap(code => expectSame(`entries of list ${code}`, 0, countOf(record, code)))

const someEnded = patients('no-problems', 'allergies-only', 'ended-allergies', 'prescribed-elsewhere')

/** Of the sandbox's systems, SystmOne alone hands over when an allergy ended. */
const withEnded: Subjects<Person> = {
  none: 'What the practice’s system hands over doesn’t say when an allergy ended.',
  list: (practice, sandbox) => (practice.system === 'tpp' ? someEnded.list(practice, sandbox) : []),
}

const recordCases: readonly Case[] = [
  ...recorded(
    'current',
    'A patient with a full record has current allergies',
    patients('full'),
    ['STR-ALG-05'],
    current,
  ),
  ...recorded(
    'record',
    'Every patient’s allergies are as the specification wants',
    typicalPatients,
    [...allergiesIds, ...envelopeIds, ...idsOf(...listRules)],
    () => [],
  ),
  ...recorded(
    'current-and-ended',
    'Current allergies stand by themselves, ended ones in their list',
    withEnded,
    ['STR-ALG-03', 'STR-ALG-04', 'STR-ALG-05'],
    currentAndEnded,
  ),
  ...recorded(
    'none',
    'A patient without allergies: empty lists that say so',
    patients('plain'),
    ['STR-ALG-21', 'STR-LIST-07'],
    emptyLists,
  ),
  ...recorded(
    'no-known',
    'No known allergies: one entry with a code that says so',
    patients('no-known-allergies'),
    ['STR-ALG-22'],
    ({ bundle }, ended) => {
      const found = ofType(bundle, 'AllergyIntolerance')
      return [
        ...expectSame('entries', 1, found.length),
        ...expect(
          found.every(one => (codeOf(one.code, codeSystems.snomed) ?? '') !== ''),
          'a SNOMED CT code',
          found.map(one => one.code),
        ),
        ...expectSame('ended allergies', 0, ended ? (listsOf(bundle, endedCode)[0]?.entry?.length ?? 0) : 0),
      ]
    },
  ),
]

/** Parts beside the mandatory one that nobody knows: a warning for each (STR-PAR-08, STR-VER-02). */
const extraParts: readonly (readonly [id: string, part: { readonly name: string }])[] = [
  ['issues', flag('includePrescriptionIssues', false)],
  ['period', { name: 'timePeriod', ...{ valuePeriod: { start: '2020-01-01', end: '2021-01-01' } } }],
  ['start', { name: 'timePeriod', ...{ valuePeriod: { start: '2020-01-01' } } }],
  ['from', day('medicationSearchFromDate', '2020-01-01')],
]

export const allergyCases: readonly Case[] = [
  ...recordCases,
  ...extraParts.map(([id, part]) =>
    check({
      id: `allergies/unknown-part-${id}`,
      feature,
      title: `An unknown part ${part.name} beside the mandatory one: the record, and a warning`,
      requirements: ['STR-PAR-08', 'STR-VER-01', 'STR-VER-02', 'STR-VER-03', 'ERR-GEN-06'],
      of: patients('plain'),
      async run(at, person) {
        const asked = include('includeAllergies', part, flag('includeResolvedAllergies', false))
        const { bundle, findings } = await recordOf(at, person, asked)
        return [
          ...findings,
          ...allergyFindings(bundle, false),
          ...unrecognised(bundle, `includeAllergies.${part.name}`),
        ]
      },
    }),
  ),
  check({
    id: 'allergies/unknown-parameter',
    feature,
    title: 'A misspelt include parameter alone: the patient, and one warning at the coarsest level',
    requirements: ['STR-PAR-07', 'STR-VER-01', 'STR-VER-03'],
    of: patients('plain'),
    async run(at, person) {
      const asked = include('inlcudeUnknownAllergies', flag('includeResolvedAllergies', false))
      const { bundle, findings } = await recordOf(at, person, asked)
      return [...findings, ...unrecognised(bundle, 'inlcudeUnknownAllergies'), ...onlyLists(bundle)]
    },
  }),
  ...(
    [
      ['no-part', 'without its mandatory part', include('includeAllergies'), ['STR-PAR-08']],
      [
        'other-part',
        'with an unknown part instead of the mandatory one',
        include('includeAllergies', flag('RubbishPartParameter', true)),
        ['STR-PAR-08'],
      ],
      [
        'no-value',
        'whose part has no value',
        include('includeAllergies', { name: 'includeResolvedAllergies' }),
        ['STR-PAR-11'],
      ],
      [
        'text',
        'whose part is a text',
        include('includeAllergies', { name: 'includeResolvedAllergies', valueString: 'true' }),
        ['STR-PAR-10'],
      ],
    ] as const
  ).map(([id, title, asked, requirements]) =>
    refused({
      id: `allergies/${id}`,
      feature,
      title: `includeAllergies ${title} is refused`,
      requirements: [...requirements, 'STR-PAR-19'],
      of: patients('plain'),
      code: 'INVALID_PARAMETER',
      request: person => recordRequest(person, asked),
    }),
  ),
  refused({
    id: 'allergies/part-twice',
    feature,
    title: 'includeResolvedAllergies twice is refused',
    requirements: ['STR-PAR-12', 'STR-PAR-19'],
    of: patients('plain'),
    code: 'INVALID_RESOURCE',
    request: person =>
      recordRequest(
        person,
        include('includeAllergies', flag('includeResolvedAllergies', true), flag('includeResolvedAllergies', true)),
      ),
  }),
  check({
    id: 'allergies/legacy-reason',
    feature,
    title: 'An ended allergy without a recorded reason says that there is no information',
    requirements: ['STR-ALG-04'],
    of: patients('confidential'),
    async run(at, person) {
      const { bundle } = await recordOf(at, person, allergies(true))
      const contained = endedOf(bundle)
      const reasons = contained
        .flatMap(one => exactly(one, extensions.allergyEnd))
        .flatMap(one => exactly(one, 'reasonEnded'))
      return expectSame(
        'reasonEnded',
        reasons.map(() => 'No information available'),
        reasons.map(one => one.valueString),
      )
    },
  }),
  check({
    id: 'allergies/same-entries',
    feature,
    title: 'The same question gives the same entries: ids and identifiers persist',
    requirements: ['STR-COM-01', 'NFR-FHIR-05'],
    of: patients('full'),
    async run(at, person) {
      const ask = async () => {
        const bundle = success(await call(at, recordRequest(person, allergies(true))), 'Bundle')
        return ofType(bundle, 'AllergyIntolerance').map(one => [one.id, one.identifier])
      }
      return expectSame('ids and identifiers', await ask(), await ask())
    },
  }),
]
