/** The clinical areas as requests and lists name them. */
import { allergies, type Parameter } from './practice.ts'
import { type Found, include } from './sample-practice.ts'

/** Area, parameter that asks for it, title of its list, and types of the list's entries. */
export const areas = [
  ['allergies', allergies(), 'Allergies and adverse reactions', ['AllergyIntolerance'], 'STR-ALG-01'],
  [
    'medications',
    include('includeMedication'),
    'Medications and medical devices',
    ['MedicationStatement'],
    'STR-MED-03',
  ],
  ['consultations', include('includeConsultations'), 'List of consultations', ['Encounter'], 'STR-CON-01'],
  ['problems', include('includeProblems'), 'Problems', ['Condition'], 'STR-PRB-01'],
  ['immunisations', include('includeImmunisations'), 'Immunisations', ['Immunization', 'Observation'], 'STR-IMM-01'],
  ['uncategorised-data', include('includeUncategorisedData'), 'Uncategorised data', ['Observation'], 'STR-UNC-01'],
  [
    'investigations',
    include('includeInvestigations'),
    'Investigations and results',
    ['DiagnosticReport'],
    'STR-INV-02',
  ],
  ['referrals', include('includeReferrals'), 'Outbound referral', ['ReferralRequest'], 'STR-REF-01'],
  [
    'diary-entries',
    include('includeDiaryEntries'),
    'Patient recall administration',
    ['ProcedureRequest'],
    'STR-DRY-01',
  ],
] as const
export const everything: readonly Parameter[] = areas.map(([, parameter]) => parameter)
export const titles = areas.map(([, , title]) => title)

const structure = ['325851000000107', '25851000000105', '24781000000107']

/** A list of a consultation's structure. */
export const isStructure = (list: Found): boolean => structure.includes(list.code.coding[0].code)

/** The warning codes of a list. */
export const warningsOf = (list: Found | undefined): readonly string[] =>
  (list?.extension ?? []).flatMap((one: Found) => (one.valueCode === undefined ? [] : [one.valueCode]))
