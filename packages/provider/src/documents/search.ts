/** Search for a patient's documents (DOC-SRCH). Page: access_documents_development_search_patient_documents. */
import { interactions, londonDay } from '@gpc/fhir'
import { type DirectoryView, recordsByNhsNumber, type StoredRecord } from '@gpc/store'
import type { Operation } from '../exchange/exchange.ts'
import { closure } from '../patient/closure.ts'
import { patientNotFound, servedRecord } from '../patient/find.ts'
import type { Services } from '../services.ts'
import { documentsNotServed } from './access.ts'
import { matches } from './matching.ts'
import { documentSearch } from './parameters.ts'
import { type Person, peopleOf } from './people.ts'
import {
  addressed,
  type DocumentReference,
  documentsServiceRoot,
  largestRetrieved,
  storedReferences,
} from './references.ts'
import { documentsSearchset, type Entry } from './searchset.ts'

/** GET Patient/[id]/DocumentReference: the patient, the documents that match, and whom they name (DOC-SRCH-11, DOC-SRCH-12). */
export function searchDocuments(services: Services): Operation {
  return {
    interaction: interactions.searchDocuments,
    async handle({ practice, baseUrl, traceId, query, params, note }) {
      const id = params.id ?? ''
      note({ patient: id.slice(0, 64) })
      const search = documentSearch(query)
      const today = londonDay(services.now() * 1000)
      const record = await servedRecord(
        services,
        practice.ods,
        () => recordOf(services, practice.ods, id, today),
        today,
        documentsNotServed(practice),
      )
      note({ patient: record.patient.nhsNumber, detail: detailOf(query) })
      const directory = await services.directory.of(practice.ods, record.patient.directoryVersion)
      const root = documentsServiceRoot(baseUrl, practice.ods)
      const people = record.parts.get('people')
      const own = people === undefined ? undefined : peopleOf(people)
      const ods = (ref: string) => directory.get(ref)?.ods ?? own?.get(ref)?.ods
      const found = documentsOf(record)
        .map(one => addressed(one, root, largestRetrieved))
        .filter(one => matches(one, search, ods))
      return {
        status: 200,
        json: documentsSearchset(traceId, root, entries(record, found, directory, own ?? new Map())),
      }
    },
  }
}

/** The patient with a logical id, with the parts of the record that a search needs. */
async function recordOf(
  { patients, store }: Services,
  practice: string,
  id: string,
  today: string,
): Promise<readonly StoredRecord[]> {
  const [patient] = await patients.byId(practice, id)
  if (patient === undefined) throw patientNotFound()
  const records = await recordsByNhsNumber(store, practice, patient.nhsNumber, {
    parts: ['documents', 'people'],
    open: new Set(['people']),
    today,
  })
  return records.filter(one => one.patient.id === id)
}

function documentsOf({ parts }: StoredRecord): readonly DocumentReference[] {
  const part = parts.get('documents')
  return part === undefined || part.body.length === 0 ? [] : storedReferences([part.body])
}

/** DOC-SRCH-11. @throws Error if a reference leads nowhere (STR-OP-16) */
function entries(
  { patient }: StoredRecord,
  documents: readonly DocumentReference[],
  directory: DirectoryView,
  people: ReadonlyMap<string, Person>,
): readonly Entry[] {
  const wanted = new Set<string>(refsIn(patient.refs))
  for (const { author = [], custodian } of documents) {
    for (const { reference } of [...author, ...(custodian === undefined ? [] : [custodian])]) {
      if (reference !== undefined) wanted.add(reference)
    }
  }
  const own = new Map<string, Person>()
  for (const ref of wanted) {
    const person = directory.has(ref) ? undefined : people.get(ref)
    if (person === undefined) continue
    own.set(ref, person)
    for (const next of person.refs) wanted.add(next)
  }
  const admin = closure(
    [...wanted].filter(ref => !own.has(ref)),
    directory,
  )
  return [
    { ref: `Patient/${patient.id}`, json: patient.body },
    ...admin.map(one => ({ ref: one.ref, json: one.body })),
    ...[...own].map(([ref, { json }]) => ({ ref, json })),
    ...documents.map(one => ({ ref: `DocumentReference/${one.id}`, json: JSON.stringify(one) })),
  ]
}

function refsIn(json: string): readonly string[] {
  const value: unknown = JSON.parse(json)
  return Array.isArray(value) ? value.filter(one => typeof one === 'string') : []
}

/** What was asked for, for the audit. */
const detailOf = (query: Readonly<Record<string, string | readonly string[]>>): string =>
  ['created', 'author', 'description']
    .flatMap(name => (query[name] === undefined ? [] : [`${name}=${String(query[name])}`]))
    .join('; ')
