/**
 * EMIS Web: the bulk extract ("EMIS extract", layouts 5.0 to 8.2), one folder of CSV files for each sharing agreement. Needed are the
 * files of organisations, locations, staff, patients, both dictionaries, consultations, observations, drug and issue records; all other
 * tables are kept as source rows where they are there.
 */
import { noEntries, type PatientRecord } from '@gpc/clinical'
import type { ClinicalSystem } from '../contract.ts'
import { allergiesOf } from './allergies.ts'
import { openDelivery } from './delivery.ts'
import { patientContext } from './entry.ts'
import { medicationsOf } from './medications.ts'
import { options } from './options.ts'
import { patientOf } from './patients.ts'
import { directoryOf, directoryTables } from './staff.ts'

export const emis: ClinicalSystem = {
  name: 'emis',
  directoryTables,
  options,
  open: openDelivery,
  directory: directoryOf,
  assemble(rows, lookup): PatientRecord {
    const context = patientContext(rows)
    const { patient, unreadable } = patientOf(rows)
    const allergies = allergiesOf(rows, lookup, context)
    const medications = medicationsOf(rows, lookup, context)
    return {
      ...noEntries,
      ...(patient === undefined ? {} : { patient }),
      allergies: allergies.allergies,
      medications: medications.medications,
      unreadable: [...unreadable, ...allergies.unreadable, ...medications.unreadable],
    }
  },
}
