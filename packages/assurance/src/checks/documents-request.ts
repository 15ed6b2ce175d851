/** Requests to the documents service, and what they give. */
import { type DocumentReference, interactions, profiles } from '@gpc/fhir'
import { ofType, success, uncached } from '../answer.ts'
import { demand, expectSame, type Findings } from '../finding.ts'
import { type Answer, call, type Provider, type Request } from '../provider.ts'
import type { Person } from '../sandbox.ts'
import { byNhsNumber } from './patient-search.ts'

export const feature = 'Documents'
export const { documentsFindPatient, searchDocuments, readDocument, migrateDocument } = interactions

/** The envelope of a searchset at this capability, where each entry has an absolute fullUrl (DOC-SRCH-10). */
export function searchset(got: Answer, patientsFound?: number): Findings {
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
export async function idOf(at: Provider, { nhsNumber }: Person): Promise<string> {
  const got = await call(at, { interaction: documentsFindPatient, query: byNhsNumber(nhsNumber) })
  const id = ofType(success(got, 'Bundle'), 'Patient')[0]?.id
  demand(id !== undefined, `a patient with the NHS number ${nhsNumber}`, got.text)
  return id
}

export type Query = NonNullable<Request['query']>

export const includes: Query = [
  ['_include', 'DocumentReference:subject:Patient'],
  ['_include', 'DocumentReference:custodian:Organization'],
  ['_include', 'DocumentReference:author:Organization'],
  ['_include', 'DocumentReference:author:Practitioner'],
  ['_revinclude:recurse', 'PractitionerRole:practitioner'],
]

export const searchFor = (id: string, more: Query = []): Request => ({
  interaction: searchDocuments,
  id,
  query: [...includes, ...more],
})

export async function found(at: Provider, person: Person, more: Query = []): Promise<Answer> {
  return call(at, searchFor(await idOf(at, person), more))
}

export const documentsOf = (got: Answer): DocumentReference[] => ofType(success(got, 'Bundle'), 'DocumentReference')

export const attachmentsOf = (documents: readonly DocumentReference[]) =>
  documents.flatMap(one => (one.content ?? []).map(({ attachment }) => attachment))
