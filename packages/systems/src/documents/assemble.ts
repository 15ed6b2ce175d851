/** Documents out of their rows. */
import { type Concept, type DocumentEntry, noEntries, type Organisation, type PatientRecord } from '@gpc/clinical'
import { codeSystems } from '@gpc/fhir'
import type { PatientRows, SourceRow } from '../contract.ts'
import { confidentialities } from './columns.ts'
import { dateOf } from './dates.ts'
import { table } from './delivery.ts'

export function assembleDocuments(rows: PatientRows): PatientRecord {
  const all = rows.table(table)
  const organisations = new Map(all.flatMap(organisationOf).map(one => [one.key, one]))
  return {
    ...noEntries,
    documents: all.map(documentOf),
    organisations: [...organisations.values()],
    unreadable: [],
  }
}

function documentOf({ key, columns }: SourceRow): DocumentEntry {
  const { Title, TypeCode, TypeText, Created, Added, AuthorOds, AuthorName, ContentType, Confidential = '' } = columns
  const created = Created === undefined ? undefined : dateOf(Created)
  const recorded = Added === undefined ? undefined : dateOf(Added)
  const type: Concept = {
    codings: TypeCode === undefined ? [] : [{ system: codeSystems.snomed, code: TypeCode }],
    ...(TypeText === undefined ? {} : { text: TypeText }),
  }
  return {
    source: 'documents',
    key: `${table}:${key}`,
    // a row whose word isn't known is rejected before; unknown here means kept back
    confidentiality: confidentialities.get(Confidential.toLowerCase()) === false ? 'none' : 'confidential',
    type,
    attachment: key,
    ...(Title === undefined ? {} : { title: Title }),
    ...(created === undefined ? {} : { created }),
    ...(recorded === undefined ? {} : { recorded }),
    ...(AuthorOds === undefined ? {} : { author: { kind: 'organisation', key: AuthorOds.toUpperCase() } }),
    ...(AuthorName === undefined ? {} : { authorText: AuthorName }),
    ...(ContentType === undefined ? {} : { contentType: ContentType }),
    notes: [],
  }
}

function organisationOf({ columns }: SourceRow): readonly Organisation[] {
  const { AuthorOds, AuthorName } = columns
  if (AuthorOds === undefined) return []
  const ods = AuthorOds.toUpperCase()
  return [{ source: 'documents', key: ods, ods, name: AuthorName ?? ods, contacts: [] }]
}
