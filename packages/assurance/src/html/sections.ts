/** The sections of the record as HTML: titles, subsections, tables and their columns (HTM-SEC-01, HTM-LAY-05). */

export interface Table {
  readonly id: string
  /** Title of the subsection; undefined: the section has one table and no subsections. */
  readonly title?: string
  readonly columns: readonly string[]
  /** The column whose dates go down (HTM-SEC-01); undefined where rows are grouped. */
  readonly sorted?: number
  /** Whether a period is applied to it (HTM-DATE-03). */
  readonly filtered: boolean
  /** True if it is there only where the practice has switched it on. */
  readonly optional?: boolean
}

export interface Section {
  readonly title: string
  /** Whether a period may be given (HTM-OP-04). */
  readonly filtered: boolean
  readonly tables: readonly Table[]
}

const details = ['Date', 'Entry', 'Details']
const inactive = ['Start Date', 'End Date', 'Entry', 'Significance', 'Details']

const active: Table = {
  id: 'prb-tab-act',
  title: 'Active Problems and Issues',
  columns: ['Start Date', 'Entry', 'Significance', 'Details'],
  sorted: 0,
  filtered: false,
}
const major: Table = {
  id: 'prb-tab-majinact',
  title: 'Major Inactive Problems and Issues',
  columns: inactive,
  sorted: 1,
  filtered: true,
}
const current: Table = {
  id: 'all-tab-curr',
  title: 'Current Allergies and Adverse Reactions',
  columns: ['Start Date', 'Details'],
  sorted: 0,
  filtered: false,
}
const acute: Table = {
  id: 'med-tab-acu-med',
  title: 'Acute Medication (Last 12 Months)',
  columns: [
    'Type',
    'Start Date',
    'Medication Item',
    'Dosage Instruction',
    'Quantity',
    'Scheduled End Date',
    'Days Duration',
    'Additional Information',
  ],
  sorted: 1,
  filtered: false,
}
const repeats: Table = {
  id: 'med-tab-curr-rep',
  title: 'Current Repeat Medication',
  columns: [
    'Type',
    'Start Date',
    'Medication Item',
    'Dosage Instruction',
    'Quantity',
    'Last Issued Date',
    'Number of Prescriptions Issued',
    'Max Issues',
    'Review Date',
    'Additional Information',
  ],
  sorted: 1,
  filtered: false,
}

export const sections = {
  SUM: {
    title: 'Summary',
    filtered: false,
    tables: [
      {
        id: 'cli-tab',
        title: 'Emergency Codes',
        columns: ['Date', 'Entry', 'Details', 'Location of further information'],
        sorted: 0,
        filtered: false,
        optional: true,
      },
      { id: 'enc-tab', title: 'Last 3 Encounters', columns: ['Date', 'Title', 'Details'], sorted: 0, filtered: false },
      active,
      major,
      current,
      acute,
      repeats,
    ],
  },
  ENC: {
    title: 'Encounters',
    filtered: true,
    tables: [{ id: 'enc-tab', columns: ['Date', 'Title', 'Details'], sorted: 0, filtered: true }],
  },
  CLI: {
    title: 'Clinical Items',
    filtered: true,
    tables: [{ id: 'cli-tab', columns: details, sorted: 0, filtered: true }],
  },
  PRB: {
    title: 'Problems and Issues',
    filtered: true,
    tables: [
      active,
      major,
      {
        id: 'prb-tab-othinact',
        title: 'Other Inactive Problems and Issues',
        columns: inactive,
        sorted: 1,
        filtered: true,
      },
    ],
  },
  ALL: {
    title: 'Allergies and Adverse Reactions',
    filtered: false,
    tables: [
      current,
      {
        id: 'all-tab-hist',
        title: 'Historical Allergies and Adverse Reactions',
        columns: ['Start Date', 'End Date', 'Details'],
        sorted: 1,
        filtered: false,
      },
    ],
  },
  MED: {
    title: 'Medications',
    filtered: true,
    tables: [
      acute,
      repeats,
      {
        id: 'med-tab-dis-rep',
        title: 'Discontinued Repeat Medication',
        columns: [
          'Type',
          'Last Issued Date',
          'Medication Item',
          'Dosage Instruction',
          'Quantity',
          'Discontinued Date',
          'Discontinuation Reason',
          'Additional Information',
        ],
        sorted: 1,
        filtered: false,
      },
      {
        id: 'med-tab-all-sum',
        title: 'All Medication',
        columns: [
          'Type',
          'Start Date',
          'Medication Item',
          'Dosage Instruction',
          'Quantity',
          'Last Issued Date',
          'Number of Prescriptions Issued',
          'Discontinuation Details',
          'Additional Information',
        ],
        filtered: true,
      },
      {
        id: 'med-tab-all-iss',
        title: 'All Medication Issues',
        columns: [
          'Type',
          'Issue Date',
          'Medication Item',
          'Dosage Instruction',
          'Quantity',
          'Days Duration',
          'Additional Information',
        ],
        filtered: true,
      },
    ],
  },
  REF: {
    title: 'Referrals',
    filtered: true,
    tables: [{ id: 'ref-tab', columns: ['Date', 'From', 'To', 'Priority', 'Details'], sorted: 0, filtered: true }],
  },
  OBS: {
    title: 'Observations',
    filtered: true,
    tables: [{ id: 'obs-tab', columns: ['Date', 'Entry', 'Value', 'Range', 'Details'], sorted: 0, filtered: true }],
  },
  IMM: {
    title: 'Immunisations',
    filtered: false,
    tables: [
      { id: 'imm-tab', columns: ['Date', 'Vaccination', 'Part', 'Contents', 'Details'], sorted: 0, filtered: false },
    ],
  },
  ADM: {
    title: 'Administrative Items',
    filtered: true,
    tables: [{ id: 'adm-tab', columns: details, sorted: 0, filtered: true }],
  },
} as const satisfies Record<string, Section>

export type SectionCode = keyof typeof sections

export const sectionCodes: readonly SectionCode[] = [
  'SUM',
  'ENC',
  'CLI',
  'PRB',
  'ALL',
  'MED',
  'REF',
  'OBS',
  'IMM',
  'ADM',
]
