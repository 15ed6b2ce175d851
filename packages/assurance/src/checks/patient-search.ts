/** Find a patient (FND-SRCH, FND-PAT). */
import { type Bundle, extensions, identifiers, interactions, profiles } from '@gpc/fhir'
import { inFormat, ofType, success, uncached } from '../answer.ts'
import { type Case, check, type Subjects } from '../check.ts'
import { expect, expectSame, type Findings, NotApplicable } from '../finding.ts'
import { call, type Request } from '../provider.ts'
import { hold, idsOf } from '../rule.ts'
import { patientRules } from '../rules/patient.ts'
import { exactly } from '../rules/shared.ts'
import type { Person } from '../sandbox.ts'
import { patients, stranger, typicalPatients } from '../subjects.ts'
import { inEveryFormat, refused } from './forms.ts'
import { resolvable } from './resolve.ts'

const interaction = interactions.findPatient
const feature = 'PatientSearch'

export const byNhsNumber = (nhsNumber: string) => [['identifier', `${identifiers.nhsNumber}|${nhsNumber}`]] as const

/** The envelope of a searchset with so many matches (FND-SRCH-02, FND-SRCH-03, FND-SRCH-09). */
export function searchset(bundle: Bundle, matches: number): Findings {
  const entries = bundle.entry ?? []
  return [
    ...expectSame('Bundle.type', 'searchset', bundle.type),
    ...expectSame('Bundle.meta.profile', [profiles.searchset], bundle.meta?.profile),
    ...expectSame('how many entries the searchset has', matches, entries.length),
    ...expectSame('entries with fullUrl', 0, entries.filter(one => one.fullUrl !== undefined).length),
  ]
}

/** Capitals without accents, which is all that registration lists can hold. */
function plain(name: string | undefined): string | undefined {
  const bare = name?.normalize('NFD').replaceAll(/\p{M}/gu, '')
  return bare?.toUpperCase().replaceAll('Ł', 'L').replaceAll('Ø', 'O').replaceAll('Đ', 'D')
}

function isPerson(bundle: Bundle, { nhsNumber }: Person): Findings {
  const found = ofType(bundle, 'Patient')
  return [
    ...searchset(bundle, 1),
    ...expectSame(
      'NHS numbers',
      [nhsNumber],
      found.map(one => one.identifier?.[0]?.value),
    ),
  ]
}

const refusals: readonly (readonly [
  id: string,
  title: string,
  ids: readonly string[],
  code: 'BAD_REQUEST' | 'INVALID_PARAMETER' | 'INVALID_IDENTIFIER_SYSTEM' | 'INVALID_NHS_NUMBER',
  query: (nhsNumber: string) => NonNullable<Request['query']>,
])[] = [
  ['no-system', 'without a system', ['FND-SRCH-04'], 'INVALID_PARAMETER', number => [['identifier', number]]],
  [
    'blank-system',
    'with a blank system',
    ['FND-SRCH-04'],
    'INVALID_PARAMETER',
    number => [['identifier', `|${number}`]],
  ],
  [
    'no-value',
    'without a value',
    ['FND-SRCH-04'],
    'INVALID_PARAMETER',
    () => [['identifier', `${identifiers.nhsNumber}|`]],
  ],
  ['no-identifier', 'without identifier', ['FND-SRCH-06'], 'BAD_REQUEST', () => []],
  [
    'letter-case',
    'with Identifier in another letter case',
    ['FND-SRCH-06'],
    'BAD_REQUEST',
    number => [['Identifier', `${identifiers.nhsNumber}|${number}`]],
  ],
  [
    'twice',
    'with the same identifier twice',
    ['FND-SRCH-06'],
    'BAD_REQUEST',
    number => [...byNhsNumber(number), ...byNhsNumber(number)],
  ],
  [
    'two',
    'with two identifiers',
    ['FND-SRCH-06'],
    'BAD_REQUEST',
    number => [...byNhsNumber(number), ...byNhsNumber('9990000018')],
  ],
  [
    'system',
    'with a system of something else',
    ['FND-SRCH-05', 'FND-PAT-21'],
    'INVALID_IDENTIFIER_SYSTEM',
    number => [['identifier', `http://fhir.nhs.net/Id/nhs-number|${number}`]],
  ],
  [
    'check-digit',
    'with a wrong check digit',
    ['FND-SRCH-05', 'FND-PAT-21', 'NFR-LIM-05'],
    'INVALID_NHS_NUMBER',
    () => byNhsNumber('1234567891'),
  ],
  [
    'letters',
    'with letters',
    ['FND-SRCH-05', 'FND-PAT-21', 'NFR-LIM-05'],
    'INVALID_NHS_NUMBER',
    () => byNhsNumber('99900000AB'),
  ],
]

const misses: readonly (readonly [id: string, title: string, ids: readonly string[], of: Subjects<Person>])[] = [
  ['stranger', 'Somebody who isn’t a patient of the practice', ['FND-SRCH-02'], stranger],
  ['deceased', 'A patient who has died', ['FND-PAT-02'], patients('deceased', 'deceased-recently')],
  ['inactive', 'A patient who has left', ['FND-PAT-02'], patients('inactive')],
  ['sensitive', 'A patient flagged sensitive', ['FND-PAT-06', 'FND-PAT-05', 'SEC-IG-05'], patients('sensitive')],
  [
    'unverified',
    'A patient whose NHS number PDS has somebody else under',
    ['FND-PAT-03', 'FND-PAT-04'],
    patients('unverified'),
  ],
  ['not-on-pds', 'A patient whom PDS doesn’t know', ['FND-PAT-03', 'FND-PAT-04'], patients('not-on-pds')],
  ['superseded', 'A patient whose NHS number was replaced', ['FND-PAT-05'], patients('superseded')],
]

export const patientSearchCases: readonly Case[] = [
  ...refusals.map(([id, title, requirements, code, query]) =>
    refused({
      id: `patient-search/${id}`,
      feature,
      title: `A search ${title} is refused`,
      requirements,
      of: patients('plain'),
      code,
      request: ({ nhsNumber }) => ({ interaction, query: query(nhsNumber) }),
    }),
  ),
  ...misses.map(([id, title, requirements, of]) =>
    check({
      id: `patient-search/${id}`,
      feature,
      title: `${title}: an empty searchset`,
      requirements: [...requirements, 'FND-SRCH-02'],
      of,
      async run(at, { nhsNumber }) {
        const got = await call(at, { interaction, query: byNhsNumber(nhsNumber) })
        return [...searchset(success(got, 'Bundle'), 0), ...uncached(got)]
      },
    }),
  ),
  ...inEveryFormat({
    id: 'patient-search/format',
    feature,
    title: 'A patient is found',
    requirements: ['FND-SRCH-07'],
    of: patients('full'),
    type: 'Bundle',
    request: async (_at, { nhsNumber }) => ({ interaction, query: byNhsNumber(nhsNumber) }),
    holds: isPerson,
  }),
  check({
    id: 'patient-search/resource',
    feature,
    title: 'A patient who is found is as the specification wants, and what they refer to can be read',
    requirements: ['FND-SRCH-03', 'FND-SRCH-08', 'FND-SRCH-09', 'FND-PAT-08', ...idsOf(...patientRules)],
    of: typicalPatients,
    async run(at, person) {
      const got = await call(at, { interaction, query: byNhsNumber(person.nhsNumber) })
      const bundle = success(got, 'Bundle')
      const found = ofType(bundle, 'Patient')
      const [patient] = found
      return [
        ...isPerson(bundle, person),
        ...inFormat(got, 'json'),
        ...uncached(got),
        ...hold(patientRules, found),
        ...expectSame('birth date', person.birthDate, patient?.birthDate),
        ...expectSame('gender', person.gender, patient?.gender),
        ...expectSame(
          'family name',
          plain(person.family),
          plain(patient?.name?.find(one => one.use === 'official')?.family),
        ),
        ...(await resolvable(at, [...(patient?.generalPractitioner ?? []), patient?.managingOrganization])),
      ]
    },
  }),
  check({
    id: 'patient-search/other-parameters',
    feature,
    title: 'Parameters that nobody knows, _count and _sort don’t matter',
    requirements: ['FND-SRCH-07', 'NFR-CT-09'],
    of: patients('full'),
    async run(at, person) {
      const query = [...byNhsNumber(person.nhsNumber), ['_count', '1'], ['_sort', 'status'], ['x', 'y']] as const
      return isPerson(success(await call(at, { interaction, query }), 'Bundle'), person)
    },
  }),
  check({
    id: 'patient-search/no-consent',
    feature,
    title: 'Dissent from sharing doesn’t hide a patient from search',
    requirements: ['FND-PAT-11', 'SEC-IG-03'],
    of: patients('no-consent'),
    async run(at, person) {
      const got = await call(at, { interaction, query: byNhsNumber(person.nhsNumber) })
      return [...isPerson(success(got, 'Bundle'), person), ...uncached(got)]
    },
  }),
  check({
    id: 'patient-search/temporary',
    feature,
    title: 'A temporary resident is found',
    requirements: ['FND-PAT-02'],
    of: patients('temporary'),
    async run(at, person) {
      const got = await call(at, { interaction, query: byNhsNumber(person.nhsNumber) })
      return isPerson(success(got, 'Bundle'), person)
    },
  }),
  check({
    id: 'patient-search/branch',
    feature,
    title: 'Registration details name the preferred branch, if there is one, and it can be read',
    requirements: ['FND-PAT-17', 'FND-LOC-05', 'FND-LOC-07'],
    of: patients('plain', 'full'),
    async run(at, { nhsNumber }) {
      const got = success(await call(at, { interaction, query: byNhsNumber(nhsNumber) }), 'Bundle')
      const [patient] = ofType(got, 'Patient')
      const branches = exactly(exactly(patient, extensions.registrationDetails)[0], 'preferredBranchSurgery')
      if (branches.length === 0) throw new NotApplicable('The patient has no preferred branch.')
      const known = new Set(at.practice.locations.map(one => `Location/${one.id}`))
      return [
        ...(await resolvable(
          at,
          branches.map(one => one.valueReference),
        )),
        ...expect(
          branches.every(one => known.has(one.valueReference?.reference ?? '')),
          'a site of the practice',
          branches,
        ),
      ]
    },
  }),
]
