/** Access Documents: find the patient, search, retrieve, and migrate (DOC-PAT, DOC-SRCH, DOC-REF, DOC-BIN, MIG-DOC). */
import type { DocumentReference } from '@gpc/fhir'
import { z } from 'zod'
import { anyResource, inFormat, ofType, refusal, uncached } from '../answer.ts'
import { type Case, check } from '../check.ts'
import { demand, expect, expectSame, type Findings, NotApplicable } from '../finding.ts'
import { type Answer, call, type Provider, serviceRoot } from '../provider.ts'
import { hold, idsOf } from '../rule.ts'
import { documentRules } from '../rules/document.ts'
import { nameOf } from '../rules/references.ts'
import { patients } from '../subjects.ts'
import { documentPatientCases } from './documents-patient.ts'
import { attachmentsOf, documentsOf, feature, found, migrateDocument, readDocument } from './documents-request.ts'
import { documentSearchCases } from './documents-search.ts'
import { migrated, migrationToken } from './migrate.ts'

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
  ...documentPatientCases,
  ...documentSearchCases,
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
