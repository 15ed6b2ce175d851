/** Find a patient at the documents service (DOC-PAT). */
import { identifiers } from '@gpc/fhir'
import { inFormat, ofType, refusal, success } from '../answer.ts'
import { type Case, check, type Subjects } from '../check.ts'
import { expect, expectSame, NotApplicable } from '../finding.ts'
import { call } from '../provider.ts'
import { hold, idsOf } from '../rule.ts'
import { patientRules } from '../rules/patient.ts'
import type { Person } from '../sandbox.ts'
import { patients, stranger, typicalPatients } from '../subjects.ts'
import { documentsFindPatient, feature, type Query, searchset } from './documents-request.ts'
import { inEveryFormat, refused } from './forms.ts'
import { byNhsNumber } from './patient-search.ts'
import { resolvable } from './resolve.ts'

const refusedSearches: readonly (readonly [
  id: string,
  title: string,
  ids: readonly string[],
  code: 'BAD_REQUEST' | 'INVALID_PARAMETER' | 'INVALID_NHS_NUMBER',
  query: (nhsNumber: string) => Query,
])[] = [
  ['no-system', 'without a system', ['DOC-PAT-05'], 'INVALID_PARAMETER', number => [['identifier', number]]],
  [
    'blank-system',
    'with a blank system',
    ['DOC-PAT-05'],
    'INVALID_PARAMETER',
    number => [['identifier', `|${number}`]],
  ],
  [
    'no-value',
    'without a value',
    ['DOC-PAT-05'],
    'INVALID_PARAMETER',
    () => [['identifier', `${identifiers.nhsNumber}|`]],
  ],
  ['no-identifier', 'without identifier (ruling C-39)', ['DOC-PAT-05'], 'BAD_REQUEST', () => []],
  [
    'letter-case',
    'with Identifier in another letter case',
    ['DOC-PAT-05'],
    'BAD_REQUEST',
    number => [['Identifier', `${identifiers.nhsNumber}|${number}`]],
  ],
  [
    'twice',
    'with the same identifier twice',
    ['DOC-PAT-05'],
    'BAD_REQUEST',
    number => [...byNhsNumber(number), ...byNhsNumber(number)],
  ],
  [
    'two',
    'with two identifiers',
    ['DOC-PAT-05'],
    'BAD_REQUEST',
    number => [...byNhsNumber(number), ...byNhsNumber('9990000018')],
  ],
  ['check-digit', 'with a wrong check digit', ['DOC-PAT-05'], 'INVALID_NHS_NUMBER', () => byNhsNumber('1234567891')],
]

const misses: readonly (readonly [id: string, title: string, ids: readonly string[], of: Subjects<Person>])[] = [
  ['stranger', 'Somebody who isn’t a patient of the practice', ['DOC-PAT-04'], stranger],
  ['inactive', 'A patient who has left', ['DOC-PAT-02'], patients('inactive')],
  ['temporary', 'A temporary resident, whom Foundations find', ['DOC-PAT-03'], patients('temporary')],
  ['sensitive', 'A patient flagged sensitive', ['DOC-PAT-02', 'SEC-IG-05'], patients('sensitive')],
  ['unverified', 'A patient whose NHS number is another’s', ['DOC-PAT-02'], patients('unverified')],
]

export const documentPatientCases: readonly Case[] = [
  ...refusedSearches.map(([id, title, requirements, code, query]) =>
    refused({
      id: `documents/patient-${id}`,
      feature,
      title: `A search for a patient ${title} is refused`,
      requirements,
      of: patients('full'),
      code,
      request: ({ nhsNumber }) => ({ interaction: documentsFindPatient, query: query(nhsNumber) }),
    }),
  ),
  ...misses.map(([id, title, requirements, of]) =>
    check({
      id: `documents/patient-${id}`,
      feature,
      title: `${title}: an empty searchset`,
      requirements: [...requirements, 'DOC-PAT-04'],
      of,
      run: async (at, { nhsNumber }) =>
        searchset(await call(at, { interaction: documentsFindPatient, query: byNhsNumber(nhsNumber) }), 0),
    }),
  ),
  check({
    id: 'documents/patient-deceased',
    feature,
    title: 'A patient who died long ago is not found: PATIENT_NOT_FOUND, or an empty searchset as the suite has it',
    requirements: ['DOC-PAT-05', 'DOC-GEN-10', 'DOC-GEN-11'],
    of: patients('deceased'),
    async run(at, { nhsNumber }) {
      const got = await call(at, { interaction: documentsFindPatient, query: byNhsNumber(nhsNumber) })
      return got.status === 200 ? searchset(got, 0) : refusal(got, 'PATIENT_NOT_FOUND')
    },
  }),
  check({
    id: 'documents/patient-deceased-recently',
    feature,
    title: 'A patient who died some days ago is found, with the date of death',
    requirements: ['DOC-PAT-02', 'DOC-GEN-10'],
    of: patients('deceased-recently'),
    async run(at, { nhsNumber }) {
      if (['vision', 'microtest'].includes(at.practice.system)) {
        throw new NotApplicable(
          'The practice’s system doesn’t hand over when somebody died, or as what they were registered.',
        )
      }
      const got = await call(at, { interaction: documentsFindPatient, query: byNhsNumber(nhsNumber) })
      const [patient] = ofType(success(got, 'Bundle'), 'Patient')
      return [
        ...searchset(got, 1),
        ...expect(patient?.deceasedDateTime !== undefined, 'deceasedDateTime', patient?.deceasedDateTime),
      ]
    },
  }),
  check({
    id: 'documents/patient',
    feature,
    title: 'A patient who is found is as the specification wants',
    requirements: ['DOC-PAT-01', 'DOC-PAT-02', 'DOC-PAT-06', 'DOC-SRCH-10', ...idsOf(...patientRules)],
    of: typicalPatients,
    async run(at, person) {
      const got = await call(at, { interaction: documentsFindPatient, query: byNhsNumber(person.nhsNumber) })
      const all = ofType(success(got, 'Bundle'), 'Patient')
      const [patient] = all
      return [
        ...searchset(got, 1),
        ...inFormat(got, 'json'),
        ...hold(patientRules, all),
        ...expectSame('NHS number', person.nhsNumber, patient?.identifier?.[0]?.value),
        ...expectSame('birth date', person.birthDate, patient?.birthDate),
        ...expectSame('gender', person.gender, patient?.gender),
        ...(await resolvable(at, [...(patient?.generalPractitioner ?? []), patient?.managingOrganization])),
      ]
    },
  }),
  check({
    id: 'documents/patient-no-consent',
    feature,
    title: 'Dissent from sharing doesn’t hide a patient from search',
    requirements: ['DOC-PAT-02', 'FND-PAT-11'],
    of: patients('no-consent'),
    run: async (at, { nhsNumber }) =>
      searchset(await call(at, { interaction: documentsFindPatient, query: byNhsNumber(nhsNumber) }), 1),
  }),
  ...inEveryFormat({
    id: 'documents/patient-format',
    feature,
    title: 'A patient is found',
    requirements: ['DOC-PAT-01'],
    of: patients('full'),
    type: 'Bundle',
    request: async (_at, { nhsNumber }) => ({ interaction: documentsFindPatient, query: byNhsNumber(nhsNumber) }),
    holds: (bundle, person) =>
      expectSame(
        'NHS numbers',
        [person.nhsNumber],
        ofType(bundle, 'Patient').map(one => one.identifier?.[0]?.value),
      ),
  }),
]
