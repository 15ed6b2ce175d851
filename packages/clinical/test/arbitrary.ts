/** Invented model entries for property tests: every optional field present or absent, dates and texts as sources have them. */
import { codeSystems } from '@gpc/fhir'
import fc from 'fast-check'
import type {
  Allergy,
  Coding,
  Concept,
  Directory,
  MedicationIssue,
  MedicationPlan,
  Patient,
  Quantity,
} from '../src/index.ts'

const two = (least: number, most: number) => fc.integer({ min: least, max: most }).map(n => String(n).padStart(2, '0'))
const year = fc.integer({ min: 1880, max: 2030 }).map(String)
export const day = fc.tuple(year, two(1, 12), two(1, 28)).map(parts => parts.join('-'))
const month = fc.tuple(year, two(1, 12)).map(parts => parts.join('-'))
const instant = fc
  .tuple(day, two(0, 23), two(0, 59), fc.constantFrom('+00:00', '+01:00'))
  .map(([date, hour, minute, offset]) => `${date}T${hour}:${minute}:00${offset}`)
export const date = fc.oneof({ arbitrary: day, weight: 4 }, instant, month, year, fc.constantFrom('2026', '2026-02-28'))

/** Words as people type them, blank, broken and marked up ones included. */
export const words = fc.oneof(
  fc.constantFrom(
    'Take one daily',
    'take  ONE daily',
    'as directed',
    "O'Brien & Sons <b>",
    '  ',
    '',
    'é 💊\nline',
    '\u0007bell',
    '\ud800',
  ),
  fc.string({ maxLength: 20 }),
)

const confidentiality = fc.constantFrom(
  'none' as const,
  'none' as const,
  'confidential' as const,
  'nopat' as const,
  'unknown' as const,
)
export const staffKey = fc.constantFrom('gp', 'nurse', 'nobody')

const coding: fc.Arbitrary<Coding> = fc.record(
  {
    system: fc.constantFrom(
      codeSystems.snomed,
      codeSystems.snomed,
      codeSystems.readV2,
      codeSystems.ctv3,
      codeSystems.emisDrug,
    ),
    code: fc.constantFrom('294505008', '91936005', '322236009', '14L1.', 'SN58200', ' x y ', 'two  blanks'),
    display: words,
    descriptionId: fc.constantFrom('435198016', 'no id'),
    descriptionDisplay: words,
    userSelected: fc.boolean(),
  },
  { requiredKeys: ['system', 'code'] },
)

export const concept: fc.Arbitrary<Concept> = fc.record(
  { codings: fc.array(coding, { maxLength: 4 }), text: words },
  { requiredKeys: ['codings'] },
)

export const quantity: fc.Arbitrary<Quantity> = fc.record(
  { value: fc.constantFrom('28', '0.10', '007', '-1', 'many', '10000000000000000000.5'), unit: words, text: words },
  { requiredKeys: [] },
)

export const entry = {
  source: fc.constantFrom('emis' as const, 'gp2gp' as const),
  key: fc.uuid().map(id => `Table:${id}`),
  confidentiality,
  recorded: date,
  recorder: staffKey,
  clinician: staffKey,
}

const allergy: fc.Arbitrary<Allergy> = fc.record(
  {
    ...entry,
    concept,
    category: fc.constantFrom('medication' as const, 'environment' as const),
    type: fc.constantFrom('allergy' as const, 'intolerance' as const),
    negation: fc.constantFrom(true, false, false, false),
    onset: date,
    asserted: date,
    ended: fc.record({ date, reason: words }, { requiredKeys: [] }),
    severity: fc.constantFrom('mild' as const, 'moderate' as const, 'severe' as const, 'life-threatening' as const),
    reaction: concept,
    lastOccurrence: date,
    reportedByPatient: fc.boolean(),
    notes: fc.array(words, { maxLength: 3 }),
  },
  { requiredKeys: ['source', 'key', 'confidentiality', 'concept', 'category', 'notes'] },
)

export const allergies = fc.uniqueArray(allergy, { maxLength: 6, selector: one => one.key })

const notes = fc.array(
  fc.record({ kind: fc.constantFrom('patient' as const, 'prescriber' as const, 'other' as const), text: words }),
  {
    maxLength: 2,
  },
)
const supplyDays = fc.constantFrom('28', '3.5', '0', '9999999', 'x')

/** A few medicines only, so that issues are often of their plan's. */
const drug: fc.Arbitrary<Concept> = fc.oneof(
  fc.constantFrom<Concept>(
    { codings: [{ system: codeSystems.snomed, code: '322236009', display: 'Paracetamol 500mg tablets' }] },
    {
      codings: [{ system: codeSystems.snomed, code: '319775004', display: 'Aspirin 75mg dispersible tablets' }],
      text: 'ASPIRIN',
    },
    { codings: [], text: 'Own mixture' },
  ),
  concept,
)

const issue: fc.Arbitrary<MedicationIssue> = fc.record(
  {
    ...entry,
    drug,
    issued: date,
    end: date,
    status: fc.constantFrom('active' as const, 'completed' as const, 'cancelled' as const, 'stopped' as const),
    dosage: words,
    patientInstruction: words,
    quantity,
    supplyDays,
    prescriptionId: fc.constantFrom('0CFA11-A99968-4BD5C', ''),
    itemId: fc.uuid(),
    notes,
  },
  { requiredKeys: ['source', 'key', 'confidentiality', 'status', 'notes'] },
)

const plan: fc.Arbitrary<MedicationPlan> = fc.record(
  {
    ...entry,
    drug,
    type: fc.constantFrom(
      'acute' as const,
      'repeat' as const,
      'repeat-dispensing' as const,
      'delayed-prescribing' as const,
    ),
    agency: fc.constantFrom(
      'prescribed-at-gp-practice' as const,
      'prescribed-by-another-organisation' as const,
      'prescribed-by-previous-practice' as const,
    ),
    agencyText: words,
    authorised: date,
    start: date,
    end: date,
    stopped: fc.record({ date, reason: words }, { requiredKeys: [] }),
    inactive: fc.boolean(),
    dosage: words,
    patientInstruction: words,
    quantity,
    supplyDays,
    repeatsAllowed: fc.nat(12),
    repeatsIssued: fc.nat(12),
    authorisationExpires: date,
    replaces: fc.nat(7).map(String),
    dosageChanged: date,
    prescriptionId: fc.constantFrom('0CFA11-A99968-4BD5C'),
    notes,
    issues: fc.uniqueArray(issue, { maxLength: 4, selector: one => one.key }),
  },
  { requiredKeys: ['source', 'key', 'confidentiality', 'drug', 'agency', 'notes', 'issues'] },
)

/** Plans whose `replaces` names another of them, itself, or none at all. */
export const plans = fc.uniqueArray(plan, { maxLength: 6, selector: one => one.key }).map(all =>
  all.map((one): MedicationPlan => {
    const { replaces, ...rest } = one
    return replaces === undefined ? one : { ...rest, replaces: all[Number(replaces)]?.key ?? 'Table:gone' }
  }),
)

const contacts = fc.array(
  fc.record(
    {
      system: fc.constantFrom('phone' as const, 'fax' as const, 'email' as const, 'other' as const),
      value: words,
      use: fc.constantFrom('home' as const, 'work' as const, 'mobile' as const, 'temp' as const),
    },
    { requiredKeys: ['system', 'value'] },
  ),
  { maxLength: 3 },
)
const address = fc.record(
  {
    use: fc.constantFrom('home' as const, 'work' as const, 'temp' as const, 'old' as const),
    lines: fc.array(words, { maxLength: 3 }),
    city: words,
    county: words,
    postcode: words,
  },
  { requiredKeys: ['lines'] },
)
const name = fc.record(
  { prefix: words, given: fc.array(words, { maxLength: 2 }), family: words, text: words },
  { requiredKeys: ['given'] },
)
const gender = fc.constantFrom('male' as const, 'female' as const, 'other' as const, 'unknown' as const)

export const patient: fc.Arbitrary<Patient> = fc.record(
  {
    source: fc.constantFrom('emis' as const, 'pds' as const),
    key: fc.uuid(),
    nhsNumber: fc.constant('9990000018'),
    nhsNumberStatus: fc.constantFrom('verified' as const, 'unknown' as const),
    name,
    formerNames: fc.array(name, { maxLength: 2 }),
    gender,
    birthDate: date,
    deceased: fc.oneof(date, fc.constant(true as const)),
    addresses: fc.array(address, { maxLength: 2 }),
    contacts,
    relations: fc.array(
      fc.record({ name, relationship: words, contacts, address, gender }, { requiredKeys: ['contacts'] }),
      { maxLength: 2 },
    ),
    usualGp: staffKey,
    language: fc.constantFrom('en-GB', 'cy', 'Polish', 'Elvish'),
    interpreterRequired: fc.boolean(),
    registration: fc.record(
      {
        type: fc.constantFrom(
          'regular' as const,
          'temporary' as const,
          'private' as const,
          'emergency' as const,
          'immediately-necessary' as const,
          'pre-registration' as const,
          'other' as const,
        ),
        typeText: words,
        start: day,
        end: day,
        branch: fc.constantFrom('main', 'branch'),
      },
      { requiredKeys: ['type'] },
    ),
    sensitive: fc.boolean(),
  },
  {
    requiredKeys: [
      'source',
      'key',
      'nhsNumberStatus',
      'name',
      'gender',
      'addresses',
      'contacts',
      'relations',
      'registration',
      'sensitive',
    ],
  },
)

const number = fc.constantFrom('123456789012', '', '7654321')
export const directory: fc.Arbitrary<Directory> = fc.record({
  organisations: fc.uniqueArray(
    fc.record(
      {
        source: fc.constant('emis' as const),
        key: fc.constantFrom('practice', 'hospital', 'other'),
        ods: fc.constantFrom('A81001', 'RR8'),
        name: words,
        address,
        contacts,
        mainSite: fc.constantFrom('main', 'gone'),
      },
      { requiredKeys: ['source', 'key', 'name', 'contacts'] },
    ),
    { selector: one => one.key },
  ),
  sites: fc.uniqueArray(
    fc.record(
      {
        source: fc.constant('emis' as const),
        key: fc.constantFrom('main', 'branch'),
        odsSite: fc.constant('A81001001'),
        name: words,
        organisation: fc.constantFrom('practice', 'hospital', 'gone'),
        address,
        contacts,
      },
      { requiredKeys: ['source', 'key', 'name', 'contacts'] },
    ),
    { selector: one => one.key },
  ),
  staff: fc.uniqueArray(
    fc.record(
      {
        source: fc.constant('emis' as const),
        key: fc.constantFrom('gp', 'nurse', 'locum'),
        name,
        gender,
        sdsUserId: number,
        gmcNumber: number,
        gmpNumber: number,
        nmcNumber: number,
        roles: fc.array(
          fc.record(
            {
              key: fc.uuid(),
              organisation: fc.constantFrom('practice', 'hospital', 'gone'),
              roleProfileId: number,
              code: fc.constantFrom('R0260', 'R9999', 'R9100'),
              snomed: fc.constant('62247001'),
              name: words,
            },
            { requiredKeys: ['key'] },
          ),
          { maxLength: 2 },
        ),
      },
      { requiredKeys: ['source', 'key', 'name', 'roles'] },
    ),
    { selector: one => one.key },
  ),
})
