/**
 * TPP SystmOne: the Strategic Reporting Extract, a folder (or zip) of `SR*.csv` files, each whole or changes only as SRManifest.csv says.
 * README.md tells what is documented and what is inferred.
 */
import type { Entry, EntryKey } from '@gpc/clinical'
import type { ClinicalSystem } from '../contract.ts'
import { allergiesOf } from './allergies.ts'
import { book, rotasOption } from './appointments.ts'
import { consultationsOf } from './consultations.ts'
import { diaryOf } from './diary.ts'
import { documentsOf } from './documents.ts'
import { openExtract } from './extract.ts'
import { consentsOf, immunisationsOf } from './immunisations.ts'
import { inboundReferralsOf } from './inbound.ts'
import { medicationsOf, stoppedOption } from './medications.ts'
import { observationsOf } from './observations.ts'
import { patientOf, transitOption, verifyOption } from './patients.ts'
import type { Place } from './places.ts'
import { problemsOf } from './problems.ts'
import { referralsOf } from './referrals.ts'
import { directoryOf, directoryTables, type NamedStaff } from './staff.ts'

export const tpp: ClinicalSystem = {
  name: 'tpp',
  directoryTables,
  options: {
    'withhold-codes':
      'A file of codes (one a line: CTV3, SNOMED CT or dm+d) whose entries are withheld; it holds until another list is given.',
    [stoppedOption]: 'A repeat template that ended before its review date was stopped, not completed (inferred).',
    [transitOption]: 'A record whose MedicalRecordStatus is 1 (sent, not received yet) is in transit (inferred).',
    [rotasOption]:
      'Free slots are derived from rotas (inferred): they count in capacity, and are offered once the practice says so (gpc sessions trust).',
    [verifyOption]: 'SpineMatched is not taken for a verified NHS number: PDS decides for every patient.',
  },
  open: (path, options) => openExtract(path, options, tpp.options),
  directory: directoryOf,
  book,
  assemble(rows, lookup, ods) {
    const named: NamedStaff = new Map()
    const place: Place = { ods, named: new Map() }
    const { patient, unreadable } = patientOf(rows, lookup, ods)
    const allergies = allergiesOf(rows, lookup, named)
    const medications = medicationsOf(rows, lookup, named)
    const allergic = keysOf(allergies.entries)
    const immunisations = immunisationsOf(rows, allergic, lookup, named, place)
    const codes = observationsOf(rows, new Set([...allergic, ...keysOf(immunisations.entries)]), lookup, named, place)
    const coded = new Set([...allergic, ...keysOf(immunisations.entries), ...keysOf(codes.entries)])
    const problems = problemsOf(rows, coded, lookup, named, place)
    const referrals = referralsOf(rows, lookup, named, place)
    const entries = {
      allergies: allergies.entries,
      medications: medications.plans,
      problems: problems.entries,
      immunisations: immunisations.entries,
      observations: [
        ...codes.entries,
        ...consentsOf(rows, lookup, named, place),
        ...inboundReferralsOf(rows, lookup, named, place),
      ],
      investigations: [],
      referrals: referrals.entries,
      documents: documentsOf(rows, lookup, named, place),
      diary: diaryOf(rows, lookup, named),
    }
    const consultations = consultationsOf(rows, entries, problems.earlier, lookup, named, place)
    return {
      ...(patient === undefined ? {} : { patient }),
      ...entries,
      consultations,
      staff: [...named.values()],
      organisations: [...place.named.values()],
      unreadable: [
        ...unreadable,
        ...allergies.unreadable,
        ...medications.unreadable,
        ...codes.unreadable,
        ...problems.unreadable,
        ...immunisations.unreadable,
        ...referrals.unreadable,
      ],
    }
  },
}

const keysOf = (entries: readonly Entry[]): ReadonlySet<EntryKey> => new Set(entries.map(({ key }) => key))
