import { emptyDirectory } from '@gpc/clinical'
import type { ClinicalSystem } from '../contract.ts'
import { assembleDocuments } from './assemble.ts'
import { openDocuments } from './delivery.ts'

/** Documents that are handed over by themselves (README.md). */
export const documents: ClinicalSystem = {
  name: 'documents',
  directoryTables: [],
  options: {},
  open: openDocuments,
  directory: () => emptyDirectory,
  assemble: assembleDocuments,
}
