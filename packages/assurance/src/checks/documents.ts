/** Access Documents: find the patient, search, retrieve, and migrate (DOC-PAT, DOC-SRCH, DOC-REF, DOC-BIN, MIG-DOC). */
import { addDays, type DocumentReference, identifiers, interactions, londonDay, profiles } from '@gpc/fhir'
import { z } from 'zod'
import { anyResource, inFormat, ofType, refusal, success, uncached } from '../answer.ts'
import { type Case, check, type Subjects } from '../check.ts'
import { demand, expect, expectSame, type Findings, NotApplicable } from '../finding.ts'
import { type Answer, call, type Provider, type Request, serviceRoot } from '../provider.ts'
import { hold, idsOf } from '../rule.ts'
import { documentRules } from '../rules/document.ts'
import { patientRules } from '../rules/patient.ts'
import { locationRules, organizationRules } from '../rules/place.ts'
import { practitionerRules, roleRules } from '../rules/practitioner.ts'
import { nameOf, referenceFindings, repeated } from '../rules/references.ts'
import type { Person } from '../sandbox.ts'
import { patients, stranger, typicalPatients } from '../subjects.ts'
import { inEveryFormat, refused } from './forms.ts'
import { migrated, migrationToken } from './migrate.ts'
import { byNhsNumber } from './patient-search.ts'
import { resolvable } from './resolve.ts'

const feature = 'Documents'
const { documentsFindPatient, searchDocuments, readDocument, migrateDocument } = interactions

/** The envelope of a searchset at this capability, where each entry has an absolute fullUrl (DOC-SRCH-10). */
function searchset(got: Answer, patientsFound?: number): Findings {
  const bundle = success(got, 'Bundle')
  const entries = bundle.entry ?? []
  return [
    ...expectSame('Bundle.type (DOC-SRCH-10)', 'searchset', bundle.type),
    ...expectSame('Bundle.id, the trace id (DOC-SRCH-10)', got.traceId, bundle.id),
    ...expectSame('Bundle.meta (DOC-SRCH-10)', { profile: [profiles.searchset] }, bundle.meta),
    ...expectSame(
      'entries without an absolute fullUrl (DOC-SRCH-10)',
      0,
      entries.filter(one => !/^https?:\/\//.test(one.fullUrl ?? '')).length,
    ),
    ...(patientsFound === undefined ? [] : expectSame('entries', patientsFound, entries.length)),
    ...uncached(got),
  ]
}

/** The logical id of a patient at this service. */
async function idOf(at: Provider, { nhsNumber }: Person): Promise<string> {
  const got = await call(at, { interaction: documentsFindPatient, query: byNhsNumber(nhsNumber) })
  const id = ofType(success(got, 'Bundle'), 'Patient')[0]?.id
  demand(id !== undefined, `a patient with the NHS number ${nhsNumber}`, got.text)
  return id
}

type Query = NonNullable<Request['query']>

const includes: Query = [
  ['_include', 'DocumentReference:subject:Patient'],
  ['_include', 'DocumentReference:custodian:Organization'],
  ['_include', 'DocumentReference:author:Organization'],
  ['_include', 'DocumentReference:author:Practitioner'],
  ['_revinclude:recurse', 'PractitionerRole:practitioner'],
]

const searchFor = (id: string, more: Query = []): Request => ({
  interaction: searchDocuments,
  id,
  query: [...includes, ...more],
})

async function found(at: Provider, person: Person, more: Query = []): Promise<Answer> {
  return call(at, searchFor(await idOf(at, person), more))
}

const documentsOf = (got: Answer): DocumentReference[] => ofType(success(got, 'Bundle'), 'DocumentReference')

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

const patientCases: readonly Case[] = [
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

const searchCases: readonly Case[] = [
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

const binarySchema = z.looseObject({
  resourceType: z.literal('Binary'),
  id: z.string(),
  contentType: z.string(),
  content: z.base64(),
})

/** A Binary: content type, content, version; of the size that the reference tells (DOC-BIN-02, MIG-DOC-04). */
function binaryFindings(got: Answer, size: number | undefined, contentType: string | undefined): Findings {
  demand(got.status === 200, 'status 200', `${got.status} ${got.text}`)
  const found = binarySchema.safeParse(anyResource(got))
  demand(found.success, 'a Binary with contentType and content', got.text)
  const {
    content,
    contentType: type,
    meta,
    securityContext,
  } = z
    .looseObject({ meta: z.looseObject({ versionId: z.string().optional() }).optional(), securityContext: z.unknown() })
    .extend(binarySchema.shape)
    .parse({ securityContext: undefined, ...found.data })
  return [
    ...expectSame('contentType', contentType, type),
    ...expectSame('bytes', size, Buffer.from(content, 'base64').length),
    ...expect(meta?.versionId !== undefined, 'meta.versionId', meta),
    ...expect(securityContext === undefined, 'no securityContext', securityContext),
    ...uncached(got),
  ]
}

/** The path of a Binary below the documents service root, as its url has it (DOC-REF-06). */
function pathOf(at: Provider, url: string): string {
  const root = serviceRoot(at.practice, 'documents')
  demand(url.startsWith(`${root}/Binary/`), `a url below ${root}`, url)
  return url.slice(root.length)
}

const attachmentsOf = (documents: readonly DocumentReference[]) =>
  documents.flatMap(one => (one.content ?? []).map(({ attachment }) => attachment))

const retrieveCases: readonly Case[] = [
  check({
    id: 'documents/retrieve',
    feature,
    title: 'Every document of a search that has a url is retrieved: a Binary of the kind and size that the search told',
    requirements: ['DOC-BIN-01', 'DOC-BIN-02', 'DOC-BIN-08', 'DOC-REF-06', 'NFR-VER-07'],
    of: patients('full'),
    async run(at, person) {
      const attachments = attachmentsOf(documentsOf(await found(at, person)))
      const all: Findings[] = []
      for (const { url, size, contentType } of attachments) {
        if (url === undefined) continue
        const got = await call(at, { interaction: readDocument, path: pathOf(at, url) })
        all.push(binaryFindings(got, size, contentType), inFormat(got, 'json'))
      }
      return [...all.flat(), ...expect(all.length > 0, 'a document with a url', attachments)]
    },
  }),
  check({
    id: 'documents/retrieve-xml',
    feature,
    title: 'A document is retrieved in XML',
    requirements: ['DOC-BIN-02', 'NFR-CT-02'],
    of: patients('full'),
    async run(at, person) {
      const one = attachmentsOf(documentsOf(await found(at, person))).find(({ url }) => url !== undefined)
      demand(one?.url !== undefined, 'a document with a url', one)
      const headers = { Accept: 'application/fhir+xml' }
      const got = await call(at, { interaction: readDocument, path: pathOf(at, one.url), headers })
      return [...binaryFindings(got, one.size, one.contentType), ...inFormat(got, 'xml')]
    },
  }),
  check({
    id: 'documents/placeholder',
    feature,
    title: 'A document over 5 MB is a placeholder without url that says so',
    requirements: ['DOC-REF-07', 'DOC-BIN-03'],
    of: patients('allergies-only'),
    async run(at, person) {
      const large = attachmentsOf(documentsOf(await found(at, person))).filter(({ size = 0 }) => size > 5 * 1024 * 1024)
      if (large.length === 0) throw new NotApplicable('The patient has no document over 5 MB at this practice.')
      return large.flatMap(one => [
        ...expectSame('url', undefined, one.url),
        ...expect(/exceeds the size limit/i.test(one.title ?? ''), 'a title that tells the limit', one.title),
      ])
    },
  }),
  ...([readDocument, migrateDocument] as const).map(interaction =>
    check({
      id: `documents/unknown-${interaction === readDocument ? 'retrieved' : 'migrated'}`,
      feature: interaction === readDocument ? feature : 'StructuredMigrate',
      title: `A document that nobody has, ${interaction === readDocument ? 'retrieved' : 'migrated'}: NO_RECORD_FOUND`,
      requirements: interaction === readDocument ? ['DOC-BIN-04'] : ['MIG-DOC-05'],
      of: patients('full'),
      async run(at) {
        const token = interaction === readDocument ? {} : { token: migrationToken(at.practice.ods, true) }
        return refusal(await call(at, { interaction, id: '99999999999', ...token }), 'NO_RECORD_FOUND')
      },
    }),
  ),
]

const migrateCases: readonly Case[] = [true, false].map(sensitive =>
  check({
    id: `documents/migrate-${sensitive ? 'with' : 'without'}`,
    feature: 'StructuredMigrate',
    title: `Every document of a migrated record, ${sensitive ? 'with' : 'without'} what is confidential, is migrated as well, whatever its size`,
    requirements: ['MIG-DOC-01', 'MIG-DOC-02', 'MIG-DOC-03', 'MIG-DOC-04', 'MIG-STR-08', ...idsOf(...documentRules)],
    of: patients('full', 'allergies-only'),
    async run(at, person) {
      const { bundle } = await migrated(at, person, sensitive)
      const documents = ofType(bundle, 'DocumentReference')
      const all: Findings[] = [hold(documentRules, documents)]
      for (const { url, size, contentType } of attachmentsOf(documents)) {
        if (url === undefined) continue
        const request = { interaction: migrateDocument, path: pathOf(at, url) }
        const got = await call(at, { ...request, token: migrationToken(at.practice.ods, sensitive) })
        all.push(binaryFindings(got, size, contentType))
      }
      if (documents.length === 0 && !person.traits.includes('full')) {
        throw new NotApplicable('The patient has no document at this practice.')
      }
      return [...all.flat(), ...expect(all.length > 1, 'a document with a url', documents.map(nameOf))]
    },
  }),
)

export const documentCases: readonly Case[] = [
  ...patientCases,
  ...searchCases,
  ...retrieveCases,
  ...migrateCases,
  check({
    id: 'documents/confidential',
    feature,
    title: 'What only a migration may have isn’t found, and can’t be retrieved',
    requirements: ['DOC-GEN-07', 'DOC-BIN-04'],
    of: patients('full', 'confidential'),
    async run(at, person) {
      const whole = ofType((await migrated(at, person, true)).bundle, 'DocumentReference')
      const shown = new Set(documentsOf(await found(at, person)).map(nameOf))
      const hidden = whole.filter(one => !shown.has(nameOf(one)))
      if (hidden.length === 0) throw new NotApplicable('The patient has no confidential document at this practice.')
      const all: Findings[] = []
      for (const { url } of attachmentsOf(hidden)) {
        if (url === undefined) continue
        all.push(refusal(await call(at, { interaction: readDocument, path: pathOf(at, url) }), 'NO_RECORD_FOUND'))
      }
      return all.flat()
    },
  }),
  check({
    id: 'documents/in-record',
    feature,
    title: 'Documents of a record are those of the search, with the same url',
    requirements: ['STR-DOC-01', 'STR-DOC-03', 'DOC-REF-06', 'DOC-GEN-03'],
    of: patients('full'),
    async run(at, person) {
      const record = ofType((await migrated(at, person, false)).bundle, 'DocumentReference')
      const searched = documentsOf(await found(at, person))
      const urls = (all: readonly DocumentReference[]) =>
        all.map(one => [nameOf(one), one.content?.[0]?.attachment.url]).sort()
      return expectSame('documents with their urls', urls(searched), urls(record))
    },
  }),
]
