/**
 * TPP SystmOne: the Strategic Reporting Extract, a folder (or zip) of `SR*.csv` files, each whole or changes only as SRManifest.csv says.
 * README.md tells what is documented and what is inferred.
 */
import { noEntries } from '@gpc/clinical'
import type { ClinicalSystem } from '../contract.ts'
import { allergiesOf } from './allergies.ts'
import { openExtract } from './extract.ts'
import { medicationsOf, stoppedOption } from './medications.ts'
import { patientOf, transitOption, verifyOption } from './patients.ts'
import { directoryOf, directoryTables, type NamedStaff } from './staff.ts'

export const tpp: ClinicalSystem = {
  name: 'tpp',
  directoryTables,
  options: {
    'withhold-codes':
      'A file of codes (one a line: CTV3, SNOMED CT or dm+d) whose entries are withheld; it holds until another list is given.',
    [stoppedOption]: 'A repeat template that ended before its review date was stopped, not completed (inferred).',
    [transitOption]: 'A record whose MedicalRecordStatus is 1 (sent, not received yet) is in transit (inferred).',
    [verifyOption]: 'SpineMatched is not taken for a verified NHS number: PDS decides for every patient.',
  },
  open: (path, options) => openExtract(path, options, tpp.options),
  directory: directoryOf,
  assemble(rows, lookup, ods) {
    const named: NamedStaff = new Map()
    const { patient, unreadable } = patientOf(rows, lookup, ods)
    const allergies = allergiesOf(rows, lookup, named)
    const medications = medicationsOf(rows, lookup, named)
    return {
      ...noEntries,
      ...(patient === undefined ? {} : { patient }),
      allergies: allergies.entries,
      medications: medications.plans,
      staff: [...named.values()],
      unreadable: [...unreadable, ...allergies.unreadable, ...medications.unreadable],
    }
  },
}
