import { emptyDirectory, type LocalRegistration } from '@gpc/clinical'
import { type ClinicalSystem, ImportRefused, type SourceItem } from '../contract.ts'
import { assembleRegistration } from './assemble.ts'
import { registrationColumns, table } from './columns.ts'

/** Temporary patients whom this provider registered itself. The engine writes their rows. */
export const local: ClinicalSystem = {
  name: 'local',
  directoryTables: [],
  options: {},
  open: async () => {
    throw new ImportRefused(
      'Registrations are made by consumers (Register a patient): there is no file of them to import.',
    )
  },
  directory: () => emptyDirectory,
  assemble: assembleRegistration,
}

/**
 * A registration as a row. It is of whoever has the NHS number at the practice: rows under `nhs:` go to the practice's own patient with
 * that number. A later registration of the same person replaces it.
 */
export function registrationItem(registration: LocalRegistration): SourceItem {
  const { nhsNumber } = registration
  const columns = registrationColumns(registration)
  const row = { table, key: nhsNumber, owner: `nhs:${nhsNumber}`, shared: false, columns }
  return { kind: 'upsert', source: 'local', row, at: { file: 'Register a patient', line: 1 } }
}
