/**
 * A document's bytes as a Binary: retrieved for direct care (DOC-BIN), or migrated to the practice that the patient has moved to (MIG-DOC).
 * Pages: access_documents_development_retrieve_patient_documents, access_documents_development_migrate_patient_documents.
 */
import { GpConnectError, interactions, londonDay } from '@gpc/fhir'
import { documentBytes, type ServedDocument, servedDocument } from '@gpc/store'
import type { Answer, Exchange, Operation } from '../exchange/exchange.ts'
import { servedRecord } from '../patient/find.ts'
import { mayHaveSensitive, migratedRecord } from '../patient/migration.ts'
import type { Services } from '../services.ts'
import { documentsNotServed } from './access.ts'
import { binaryStream } from './binary-stream.ts'
import { largestRetrieved } from './references.ts'

/** GET Binary/[id] for direct care: not what is confidential (DOC-GEN-07), not over 5 MB (DOC-BIN-03). */
export function readDocument(services: Services): Operation {
  return {
    interaction: interactions.readDocument,
    async handle(exchange) {
      const { practice } = exchange
      const found = await noted(services, exchange)
      if (found === undefined || found.confidential) throw noDocument()
      const today = londonDay(services.now() * 1000)
      const read = () => patientOf(services, exchange, found)
      const { patient } = await servedRecord(services, practice.ods, read, today, documentsNotServed(practice))
      exchange.note({ patient: patient.nhsNumber })
      if (found.size > largestRetrieved) {
        throw new GpConnectError('NO_RECORD_FOUND', 'The document exceeds the size limit of 5 MB.')
      }
      return answer(services, exchange, found)
    },
  }
}

/** GET Binary/[id] for a migration: of any size, confidential ones with conf/R (MIG-DOC-02, MIG-DOC-03). */
export function migrateDocument(services: Services): Operation {
  return {
    interaction: interactions.migrateDocument,
    // MIG-AUT-02, MIG-DOC-07
    switched: false,
    async handle(exchange) {
      const found = await noted(services, exchange)
      if (found === undefined) throw noDocument()
      const today = londonDay(services.now() * 1000)
      const read = () => patientOf(services, exchange, found)
      const { patient } = await migratedRecord(services, exchange, read, today)
      exchange.note({ patient: patient.nhsNumber })
      if (found.confidential && !mayHaveSensitive(exchange.requester)) {
        throw new GpConnectError(
          'CONFLICTING_VALUES',
          'The document is confidential: it needs the scope patient/*.read conf/R in the token (MIG-DOC-06).',
        )
      }
      return answer(services, exchange, found)
    },
  }
}

/** DOC-BIN-04, MIG-DOC-05: the same for what was never there and for what may not be known. */
const noDocument = (): GpConnectError =>
  new GpConnectError('NO_RECORD_FOUND', 'There is no document with this id at this practice.')

async function noted({ store }: Services, exchange: Exchange): Promise<ServedDocument | undefined> {
  const { practice, params, note } = exchange
  const id = (params.id ?? '').slice(0, 64)
  const found = await servedDocument(store, practice.ods, id)
  const about = found === undefined ? '' : ` ${found.size} bytes${found.confidential ? ', confidential' : ''}`
  note({ patient: found?.patient ?? '', detail: `Binary/${id}${about}` })
  return found
}

async function patientOf({ patients }: Services, { practice }: Exchange, { patient }: ServedDocument) {
  return (await patients.byId(practice.ods, patient)).map(one => ({ patient: one }))
}

/** The first chunk is read before anything is sent: a document that is gone by then is an error, not a broken connection. */
async function answer({ store }: Services, { practice }: Exchange, document: ServedDocument): Promise<Answer> {
  const bytes = documentBytes(store, practice.ods, document)
  const first = await bytes.next()
  async function* all() {
    if (first.done !== true) yield first.value
    yield* bytes
  }
  return { status: 200, versionId: document.versionId, json: format => binaryStream(document, all(), format) }
}
