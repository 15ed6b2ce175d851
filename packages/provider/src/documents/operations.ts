/** The interactions of the documents service (DOC-GEN-01). */
import type { Operation } from '../exchange/exchange.ts'
import type { Services } from '../services.ts'
import { migrateDocument, readDocument } from './binary.ts'
import { findDocumentsPatient } from './find-patient.ts'
import { searchDocuments } from './search.ts'

export const documentsOperations = (services: Services): readonly Operation[] => [
  findDocumentsPatient(services),
  searchDocuments(services),
  readDocument(services),
  migrateDocument(services),
]
