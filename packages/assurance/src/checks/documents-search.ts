/** Search for a patient's documents (DOC-SRCH, DOC-REF). */
import { addDays, type DocumentReference, identifiers, interactions, londonDay } from '@gpc/fhir'
import { ofType, refusal, success } from '../answer.ts'
import { type Case, check } from '../check.ts'
import { expect, expectSame, type Findings, NotApplicable } from '../finding.ts'
import { type Answer, call } from '../provider.ts'
import { hold, idsOf } from '../rule.ts'
import { documentRules } from '../rules/document.ts'
import { patientRules } from '../rules/patient.ts'
import { locationRules, organizationRules } from '../rules/place.ts'
import { practitionerRules, roleRules } from '../rules/practitioner.ts'
import { nameOf, referenceFindings, repeated } from '../rules/references.ts'
import { patients, typicalPatients } from '../subjects.ts'
import {
  documentsOf,
  feature,
  found,
  idOf,
  includes,
  type Query,
  searchDocuments,
  searchFor,
  searchset,
} from './documents-request.ts'
import { refused } from './forms.ts'
import { byNhsNumber } from './patient-search.ts'

/** What a search for documents gives: the documents, whom they are about, and whom they name. */
function searchFindings(got: Answer): Findings {
  const bundle = success(got, 'Bundle')
  const roles = ofType(bundle, 'PractitionerRole').map(one => one.practitioner?.reference ?? '')
  return [
    ...searchset(got),
    ...expectSame('Patients (DOC-SRCH-11)', 1, ofType(bundle, 'Patient').length),
    ...expectSame('PractitionerRoles of one Practitioner (DOC-SRCH-11)', [], repeated(roles)),
    ...referenceFindings({ ...bundle, entry: (bundle.entry ?? []).map(withoutEncounter) }),
    ...hold(documentRules, ofType(bundle, 'DocumentReference')),
    ...hold(patientRules, ofType(bundle, 'Patient')),
    ...hold(practitionerRules, ofType(bundle, 'Practitioner')),
    ...hold(roleRules, ofType(bundle, 'PractitionerRole')),
    ...hold(organizationRules, ofType(bundle, 'Organization')),
    ...hold(locationRules, ofType(bundle, 'Location')),
  ]
}

/** A document's consultation isn't among what a search includes (DOC-SRCH-11). */
function withoutEncounter(entry: { readonly resource?: { readonly resourceType: string } }) {
  const { resource } = entry
  if (resource?.resourceType !== 'DocumentReference') return entry
  const { context: _context, ...rest } = { context: undefined, ...resource }
  return { ...entry, resource: rest }
}

const refusedQueries: readonly (readonly [id: string, title: string, ids: readonly string[], query: Query])[] = [
  ['no-includes', 'without what must be included', ['DOC-SRCH-02'], []],
  ...includes.map(
    ([name, value], i) =>
      [
        `without-${value.toLowerCase().replaceAll(':', '-')}`,
        `without ${name}=${value}`,
        ['DOC-SRCH-01', 'DOC-SRCH-02'],
        includes.filter((_, n) => n !== i),
      ] as const,
  ),
  [
    'author-system',
    'by an author of another system',
    ['DOC-SRCH-06'],
    [...includes, ['author', 'https://bad-identifier|A99001']],
  ],
  ['unknown', 'by a parameter that nobody knows', ['DOC-SRCH-08'], [...includes, ['BadParameter', 'BadParamValue']]],
  ['type', 'by type, which is withdrawn', ['DOC-SRCH-08'], [...includes, ['type', 'x']]],
  ['created-prefix', 'created eq', ['DOC-SRCH-03'], [...includes, ['created', 'eq2020-01-01']]],
  [
    'created-twice',
    'created ge twice',
    ['DOC-SRCH-03'],
    [...includes, ['created', 'ge2020-01-01'], ['created', 'ge2021-01-01']],
  ],
]

const createdDay = ({ created, indexed }: DocumentReference): string => (created ?? indexed ?? '').slice(0, 10)

export const documentSearchCases: readonly Case[] = [
  check({
    id: 'documents/search',
    feature,
    title: 'A patient’s documents are as the specification wants, and those whom they name come along',
    requirements: ['DOC-SRCH-10', 'DOC-SRCH-11', 'DOC-SRCH-12', ...idsOf(...documentRules)],
    of: typicalPatients,
    run: async (at, person) => searchFindings(await found(at, person)),
  }),
  check({
    id: 'documents/search-some',
    feature,
    title: 'A patient with a full record has documents',
    requirements: ['DOC-SRCH-11'],
    of: patients('full'),
    async run(at, person) {
      const documents = documentsOf(await found(at, person))
      return expect(documents.length > 0, 'at least one document', documents.length)
    },
  }),
  check({
    id: 'documents/search-none',
    feature,
    title: 'A patient without documents: a bundle without DocumentReference',
    requirements: ['DOC-SRCH-12'],
    of: patients('plain', 'no-problems'),
    async run(at, person) {
      const got = await found(at, person)
      return [...searchFindings(got), ...expectSame('documents', 0, documentsOf(got).length)]
    },
  }),
  ...refusedQueries.map(([id, title, requirements, query]) =>
    check({
      id: `documents/search-${id}`,
      feature,
      title: `A search ${title} is refused: INVALID_PARAMETER`,
      requirements: [...requirements, 'DOC-SRCH-09'],
      of: patients('full'),
      run: async (at, person) =>
        refusal(
          await call(at, { interaction: searchDocuments, id: await idOf(at, person), query }),
          'INVALID_PARAMETER',
        ),
    }),
  ),
  refused({
    id: 'documents/search-nobody',
    feature,
    title: 'A search for the documents of nobody: PATIENT_NOT_FOUND',
    requirements: ['DOC-SRCH-09'],
    of: patients('plain'),
    code: 'PATIENT_NOT_FOUND',
    request: () => searchFor('9999999999999'),
  }),
  check({
    id: 'documents/search-temporary',
    feature,
    title: 'A search for the documents of a temporary resident: PATIENT_NOT_FOUND',
    requirements: ['DOC-SRCH-09', 'DOC-GEN-04'],
    of: patients('temporary'),
    async run(at, { nhsNumber }) {
      const got = await call(at, { interaction: interactions.findPatient, query: byNhsNumber(nhsNumber) })
      const id = ofType(success(got, 'Bundle'), 'Patient')[0]?.id ?? ''
      return refusal(await call(at, searchFor(id)), 'PATIENT_NOT_FOUND')
    },
  }),
  check({
    id: 'documents/search-no-consent',
    feature,
    title: 'A search for the documents of a patient who dissents from sharing: NO_PATIENT_CONSENT',
    requirements: ['DOC-SRCH-09', 'DOC-GEN-04'],
    of: patients('no-consent'),
    run: async (at, person) => refusal(await found(at, person), 'NO_PATIENT_CONSENT'),
  }),
  check({
    id: 'documents/search-author',
    feature,
    title: 'A search by author: documents of that organisation, and no others',
    requirements: ['DOC-SRCH-05'],
    of: patients('full'),
    async run(at, person) {
      const all = await found(at, person)
      const bundle = success(all, 'Bundle')
      const codes = new Map(
        ofType(bundle, 'Organization').map(one => [
          nameOf(one),
          one.identifier?.find(({ system }) => system === identifiers.odsOrganization)?.value,
        ]),
      )
      const authors = (one: DocumentReference) => (one.author ?? []).map(({ reference = '' }) => codes.get(reference))
      const ods = documentsOf(all).flatMap(authors)[0] ?? at.practice.ods
      const got = await found(at, person, [['author', `${identifiers.odsOrganization}|${ods}`]])
      return [
        ...searchFindings(got),
        ...expectSame(
          `documents by ${ods}`,
          documentsOf(all)
            .filter(one => authors(one).includes(ods))
            .map(nameOf)
            .sort(),
          documentsOf(got).map(nameOf).sort(),
        ),
      ]
    },
  }),
  ...(
    [
      ['year', 'in the last 365 days', 365, 0],
      ['before', 'until two days ago', undefined, 2],
      ['after', 'since 365 days ago', 365, undefined],
      ['long', 'in the last twenty years', 7305, 30],
    ] as const
  ).map(([id, title, start, end]) =>
    check({
      id: `documents/search-created-${id}`,
      feature,
      title: `A search for documents created ${title}: those, and no others`,
      requirements: ['DOC-SRCH-03', 'DOC-SRCH-04'],
      of: patients('full'),
      async run(at, person) {
        const [from, to] = [start, end].map(days => (days === undefined ? undefined : addDays(londonDay(), -days)))
        const query: (readonly [string, string])[] = []
        if (from !== undefined) query.push(['created', `ge${from}`])
        if (to !== undefined) query.push(['created', `le${to}`])
        const wanted = documentsOf(await found(at, person)).filter(one => {
          const day = createdDay(one)
          return (from === undefined || day >= from.slice(0, day.length)) && (to === undefined || day <= to)
        })
        const got = await found(at, person, query)
        return [
          ...searchFindings(got),
          ...expectSame('documents', wanted.map(nameOf).sort(), documentsOf(got).map(nameOf).sort()),
        ]
      },
    }),
  ),
  check({
    id: 'documents/search-description',
    feature,
    title: 'A search by description: documents whose description or type has the text',
    requirements: ['DOC-SRCH-07'],
    of: patients('full'),
    async run(at, person) {
      const documents = documentsOf(await found(at, person))
      const text = documents[0]?.type?.text ?? documents[0]?.type?.coding?.[0]?.display
      if (text === undefined) throw new NotApplicable('No document of the patient has a type with words.')
      const got = documentsOf(await found(at, person, [['description', text]]))
      const none = documentsOf(await found(at, person, [['description', 'nothing has these words']]))
      return [
        ...expect(
          got.some(one => one.id === documents[0]?.id),
          `a document of the type ${text}`,
          got.map(nameOf),
        ),
        ...expectSame('documents with words that none has', 0, none.length),
      ]
    },
  }),
]
