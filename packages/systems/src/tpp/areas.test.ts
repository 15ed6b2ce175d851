import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SourceRow } from '../contract.ts'
import { tpp } from './index.ts'
import { tppTables } from './layout.ts'

type Cells = Record<string, string>

const row = (table: string, key: string, columns: Cells = {}): SourceRow => ({
  table,
  key,
  owner: '1',
  shared: false,
  columns: { RowIdentifier: key, ...columns },
})
const shared = (table: string, owner: string, columns: Cells): SourceRow => ({
  table,
  key: owner,
  owner,
  shared: true,
  columns,
})
const mapping = (key: string, Mapping: string) => shared('SRMapping', key, { Mapping })
const option = (key: string, ConfiguredListOption: string) =>
  shared('SRConfiguredListOption', key, { ConfiguredListOption })
const organisation = (code: string, Name: string) => shared('OrganisationByCode', code, { ID: code, Name })

function assemble(rows: readonly SourceRow[], lookups: readonly SourceRow[] = []) {
  const lookup = (table: string, owner: string) => lookups.filter(one => one.table === table && one.owner === owner)
  return tpp.assemble({ owner: '1', table: name => rows.filter(one => one.table === name) }, lookup, 'X99002')
}

const code = (key: string, more: Cells = {}) =>
  row('SRCode', key, { CTV3Code: 'X1234', CTV3Text: 'Something', ...more })
const observation = (more: Cells) => assemble([code('1', more)]).observations[0]

test.each<[string, Cells, object | undefined]>([
  ['none, 0', { NumericValue: '0', IsNumeric: 'FALSE' }, undefined],
  ['none, -1', { NumericValue: '-1.0', IsNumeric: 'FALSE' }, undefined],
  ['a genuine 0', { NumericValue: '0', IsNumeric: 'TRUE' }, { kind: 'quantity', value: '0' }],
  ['before layout 90, 0 is none', { NumericValue: '0.0' }, undefined],
  [
    'before layout 90, a number',
    { NumericValue: '0.10', NumericUnit: 'g' },
    { kind: 'quantity', value: '0.10', unit: 'g' },
  ],
  [
    'a comparator',
    { NumericValue: '5', IsNumeric: 'TRUE', NumericComparator: '>=' },
    { kind: 'quantity', value: '5', comparator: '>=' },
  ],
  [
    'a comparator that is none',
    { NumericValue: '5', IsNumeric: 'TRUE', NumericComparator: '~', NumericUnit: 'mg' },
    { kind: 'text', text: '~5 mg' },
  ],
  ['no decimal', { NumericValue: '1e5', IsNumeric: 'TRUE' }, { kind: 'text', text: '1e5' }],
])('STR-UNC-06 the number of a code: %s', (_, cells, value) => {
  expect(observation(cells)?.value).toEqual(value)
})

test('a number that is marked as none is told in a note, not as a value', () => {
  expect(observation({ NumericValue: '7', NumericUnit: 'kg', IsNumeric: 'FALSE' })).toMatchObject({
    notes: ['Marked as not numeric: 7 kg'],
  })
})

test('a code that names nothing is unreadable', () => {
  const { observations, unreadable } = assemble([row('SRCode', '1')])
  expect(observations).toEqual([])
  expect(unreadable).toEqual([{ key: 'SRCode:1', column: 'CTV3Code', reason: 'names no code' }])
})

test('STR-UNC-05 what was done elsewhere names the organisation, or its code where the extract has no such', () => {
  const elsewhere = code('1', { IDOrganisationDoneAt: 'X99009' })
  const known = assemble([elsewhere], [organisation('X99009', 'There')])
  expect(known.observations[0]).toMatchObject({ organisation: 'X99009', notes: [] })
  expect(known.organisations).toMatchObject([{ key: 'X99009', ods: 'X99009', name: 'There' }])
  const unknown = assemble([elsewhere])
  expect(unknown.observations[0]).not.toHaveProperty('organisation')
  expect(unknown.observations[0]?.notes).toEqual(['Done at: X99009'])
  expect(observation({ IDOrganisationDoneAt: 'X99002' })?.notes).toEqual([])
  const given = row('SRImmunisation', '1', { ImmsReadCode: '65E..', IDOrganisationDoneAt: 'X99009' })
  const { immunisations } = assemble([given], [organisation('X99009', 'There')])
  expect(immunisations[0]?.notes).toEqual(['Done at: There'])
})

test('STR-IMM-06 a vaccination that was declined is one that was not given; other codes about vaccines are observations', () => {
  const { immunisations, observations } = assemble([
    code('1', { CTV3Text: 'Influenza vaccination declined', DateEvent: '05 Oct 2025' }),
    code('2', { CTV3Text: 'Influenza vaccination invitation' }),
    code('3', { CTV3Text: 'Smear test declined' }),
    code('4', { CTV3Text: 'Unvaccinated against rubella' }),
    code('5', { CTV3Text: 'Consent for MMR vacc refused' }),
  ])
  expect(immunisations).toMatchObject([{ key: 'SRCode:1', notGiven: true, date: '2025-10-05' }])
  expect(observations.map(one => one.key)).toEqual(['SRCode:2', 'SRCode:3', 'SRCode:4', 'SRCode:5'])
})

const major = mapping('70', 'Major')

test('STR-PRB-07 STR-PRB-13 problems: significance, end, and the code where its row is not there', () => {
  const { problems, unreadable } = assemble(
    [
      row('SRProblem', '1', { CTV3Code: 'X1234', Severity: '70', DateEnd: '01 Feb 2020', IDCode: '9', IDEvent: '5' }),
      row('SRProblem', '2', { CTV3Code: 'X1235', Severity: '71' }),
      row('SRProblem', '3', { IDCode: '8' }),
    ],
    [major, mapping('71', 'Moderate'), shared('SRCtv3', 'X1234', { Ctv3Text: 'Gout' })],
  )
  expect(problems).toMatchObject([
    {
      key: 'SRProblem:1',
      concept: { text: 'Gout' },
      status: 'inactive',
      significance: 'major',
      ended: '2020-02-01',
      related: ['SREvent:5'],
    },
    { key: 'SRProblem:2', status: 'active', notes: ['Severity: Moderate'] },
  ])
  expect(problems.map(one => [one.actual, one.significance])).toEqual([
    [undefined, 'major'],
    [undefined, undefined],
  ])
  expect(unreadable).toEqual([{ key: 'SRProblem:3', column: 'IDCode', reason: 'names no code that is there' }])
})

test('STR-PRB-08 several rows of one code are a problem that was opened again: the last counts, both events hold it', () => {
  const problem = (key: string, recorded: string, more: Cells) =>
    row('SRProblem', key, { IDCode: '9', CTV3Code: 'X1234', DateEventRecorded: recorded, ...more })
  const { problems, consultations } = assemble([
    code('9', { IDEvent: '5' }),
    problem('2', '01 Mar 2021 10:00:00', { IDEvent: '6', DateEvent: '01 Mar 2021' }),
    problem('3', '01 Mar 2011 10:00:00', { IDEvent: '5', DateEvent: '01 Mar 2011', DateEnd: '01 Apr 2012' }),
    row('SREvent', '5'),
    row('SREvent', '6'),
  ])
  expect(problems).toHaveLength(1)
  expect(problems[0]).toMatchObject({
    key: 'SRProblem:2',
    status: 'active',
    actual: 'SRCode:9',
    related: ['SREvent:6', 'SREvent:5'],
    notes: ['Opened before: 01-Mar-2011 to 01-Apr-2012'],
  })
  expect(consultations.map(one => one.topics[0]?.headings[0]?.items)).toEqual([
    ['SRProblem:2', 'SRCode:9'],
    ['SRProblem:2'],
  ])
})

test('two problems of one code row with different codes stay two', () => {
  const { problems } = assemble([
    code('9'),
    row('SRProblem', '1', { IDCode: '9', CTV3Code: 'X1234' }),
    row('SRProblem', '2', { IDCode: '9', CTV3Code: 'X9999' }),
  ])
  expect(problems.map(one => [one.key, one.concept.codings[0]?.code, one.actual])).toEqual([
    ['SRProblem:1', 'X1234', 'SRCode:9'],
    ['SRProblem:2', 'X9999', 'SRCode:9'],
  ])
})

test('STR-CON-14 STR-CON-15 STR-CON-18 events: type, place, draft, and what stands in them in the order of entry', () => {
  const { consultations } = assemble(
    [
      row('SREvent', '1', { ContactMethod: '1', ContactEventLocation: '2', EventIncomplete: 'TRUE' }),
      row('SREvent', '2', { IDBranch: '7', IDDoneBy: '-1', TextualEventDoneBy: 'Nurse A' }),
      row('SREvent', '3', { IDOrganisationDoneAt: 'X99009', ClinicalEvent: 'FALSE' }),
      row('SREvent', '4'),
      code('9', { IDEvent: '4', DateEventRecorded: '12 Jan 2026 09:12:00' }),
      code('10', { IDEvent: '4', DateEventRecorded: '12 Jan 2026 09:12:00' }),
      row('SRRecall', '1', { IDEvent: '4', DateEventRecorded: '12 Jan 2026 09:11:00' }),
      row('SRMedia', '1', { IDEvent: '4' }),
    ],
    [option('1', 'Face to Face'), option('2', "Patient's home")],
  )
  expect(consultations).toMatchObject([
    { type: { text: "Face to Face, Patient's home" }, draft: true, topics: [] },
    { type: { text: 'Event' }, site: '7', clinician: 'name:Nurse A' },
    { type: { text: 'Event' } },
    { site: 'X99002', topics: [{ headings: [{ items: ['SRMedia:1', 'SRRecall:1', 'SRCode:9', 'SRCode:10'] }] }] },
  ])
  expect(consultations.map(one => one.site)).toEqual([undefined, '7', undefined, 'X99002'])
})

test('STR-IMM-17 immunisations: every column comes out', () => {
  const { immunisations, unreadable } = assemble(
    [
      row('SRImmunisation', '1', {
        ImmsReadCode: '65E..',
        Location: '1',
        Method: '2',
        VaccPart: '3',
        Dose: 'one vial',
        VaccAreaCode: 'GP',
        VaccBatchNumber: 'B1',
        VaccinationStatus: 'Given',
      }),
      row('SRImmunisation', '2', { ImmsSNOMEDCode: '86198006', VaccPart: '4', VaccinationStatus: 'Did not attend' }),
      row('SRImmunisation', '3', { IDVaccination: '17' }),
      row('SRImmunisation', '4'),
    ],
    [mapping('1', 'Left deltoid'), mapping('2', 'Intramuscular'), mapping('3', '2'), mapping('4', 'Booster')],
  )
  expect(immunisations).toMatchObject([
    {
      procedure: { codings: [{ code: '65E..' }] },
      bodySite: { text: 'Left deltoid' },
      route: { text: 'Intramuscular' },
      doseSequence: 2,
      dose: { text: 'one vial' },
      batch: 'B1',
      notes: ['Area code: GP', 'Status: Given'],
    },
    {
      procedure: { codings: [{ code: '86198006' }] },
      notGiven: true,
      reasonNotGiven: { text: 'Did not attend' },
      notes: ['Part: Booster', 'Status: Did not attend'],
    },
    { procedure: { codings: [], text: 'SystmOne vaccination 17' }, notes: [] },
  ])
  expect(immunisations[0]).not.toHaveProperty('notGiven')
  expect(unreadable.map(one => one.key)).toEqual(['SRImmunisation:4'])
})

test('STR-IMM-18 STR-IMM-19 consents and refusals are status records, ended ones with their period', () => {
  const { observations } = assemble([
    row('SRImmunisationConsent', '1', {
      ConsentedToVacc: 'TRUE',
      VaccName: 'MMR',
      DateEvent: '01 Jan 2020',
      DateEnded: '01 Feb 2021',
      RefusalOrConsentCurrent: 'FALSE',
      IDEvent: '5',
    }),
    row('SRImmunisationConsent', '2', { ConsentedToVacc: 'FALSE', VaccContent: 'Influenza' }),
  ])
  expect(observations).toEqual([
    {
      source: 'tpp',
      key: 'SRImmunisationConsent:1',
      confidentiality: 'unknown',
      encounter: 'SREvent:5',
      kind: 'immunisation-status',
      concept: { codings: [], text: 'Consent to immunisation: MMR' },
      effective: '2020-01-01',
      effectiveEnd: '2021-02-01',
      notes: ['No longer current'],
    },
    {
      source: 'tpp',
      key: 'SRImmunisationConsent:2',
      confidentiality: 'unknown',
      kind: 'immunisation-status',
      concept: { codings: [], text: 'Refusal of immunisation: Influenza' },
      notes: [],
    },
  ])
})

const recallStatuses: readonly (readonly [string, 'open' | 'done'])[] = [
  ['Pending', 'open'],
  ['1st Recall', 'open'],
  ['3rd recall', 'open'],
  ['Seen', 'done'],
  ['Awaiting Result', 'done'],
  ['Cancelled by clinician', 'done'],
  ['Superseded', 'done'],
  ['Suspended', 'done'],
  ['Anything new', 'open'],
]

test.each(recallStatuses)('STR-DRY-02 a recall that is %j is %s', (status, expected) => {
  const { diary } = assemble(
    [row('SRRecall', '1', { RecallStatus: '1', RecallStatusDate: '02 Feb 2026' })],
    [mapping('1', status)],
  )
  expect(diary).toMatchObject([
    { concept: { text: 'Recall' }, status: expected, notes: [`Recall status: ${status} (02-Feb-2026)`] },
  ])
})

test('STR-REF-05 STR-REF-08 referrals: priority, recipient, progress, and what has no element', () => {
  const { referrals, organisations, unreadable } = assemble(
    [
      row('SRReferralOut', '1', {
        TypeOfReferral: '1',
        Reason: '2',
        Urgency: '3',
        ReReferral: 'TRUE',
        ServiceOffered: '175137',
        RecipientID: 'X99009',
        IDProfileReferrer: '301',
      }),
      row('SRReferralOut', '2', { Urgency: '4', RecipientID: '77', RecipientIDType: '5', PrimaryDiagnosis: 'X1234' }),
      row('SRReferralOutStatusDetails', '1', {
        IDReferralOut: '1',
        StatusOfReferralOut: '6',
        DateEvent: '03 Mar 2025',
      }),
      row('SRReferralOutStatusDetails', '2', {
        IDReferralOut: '1',
        StatusOfReferralOut: '7',
        DateEvent: '02 Feb 2025',
      }),
      row('SRReferralOutStatusDetails', '3', { IDReferralOut: '99' }),
    ],
    [
      mapping('1', 'Hospital'),
      option('2', 'Advice'),
      option('3', 'Two Week Wait'),
      option('4', 'URGENT'),
      mapping('5', 'Staff Member'),
      option('6', 'Seen'),
      option('7', 'Sent'),
      organisation('X99009', 'There'),
    ],
  )
  expect(referrals).toMatchObject([
    {
      reason: { codings: [], text: 'Advice' },
      clinician: 'profile:301',
      recipients: [{ kind: 'organisation', key: 'X99009' }],
      notes: [
        'Priority: Two Week Wait',
        'Type of referral: Hospital',
        'Re-referral: yes',
        'Status: Sent (02-Feb-2025)',
        'Status: Seen (03-Mar-2025)',
      ],
    },
    {
      reason: { codings: [{ code: 'X1234' }] },
      priority: 'urgent',
      recipients: [{ kind: 'staff', key: '77' }],
      notes: [],
    },
  ])
  expect(referrals[0]).not.toHaveProperty('priority')
  expect(organisations?.map(one => one.key)).toEqual(['X99009'])
  expect(unreadable.map(one => one.key)).toEqual(['SRReferralOutStatusDetails:3'])
})

test('STR-UNC-18 a referral to the practice is an observation with what is known of it as components', () => {
  const { observations } = assemble(
    [
      code('9', { CTV3Text: 'Knee pain' }),
      row('SRReferralIn', '1', {
        IDCodePrimaryDiagnosis: '9',
        Source: '1',
        Urgency: '2',
        ReReferral: 'FALSE',
        DateReferral: '03 Mar 2025',
        IDReferrer: '55',
        SourceTableReferrer: 'SRSomething',
        IDDoneBy: '201',
      }),
      row('SRReferralIn', '2', { IDReferrer: '202', SourceTableReferrer: 'SRStaffMember' }),
    ],
    [mapping('1', 'Self'), mapping('2', 'One'), option('2', 'Another')],
  )
  const component = (label: string, text: string) => ({
    concept: { codings: [], text: label },
    value: { kind: 'text', text },
  })
  expect(observations.slice(1)).toMatchObject([
    {
      key: 'SRReferralIn:1',
      concept: { text: 'Inbound referral: Knee pain' },
      effective: '2025-03-03',
      components: [
        component('Referrer', '55 (SRSomething)'),
        component('Source', 'Self'),
        component('Date of referral', '03-Mar-2025'),
        component('Urgency', '2'),
        component('Re-referral', 'no'),
      ],
      notes: ['Self referral'],
    },
    { key: 'SRReferralIn:2', concept: { text: 'Inbound referral' }, clinician: '202', components: [] },
  ])
  expect(observations[1]).not.toHaveProperty('clinician')
})

test('DOC-REF-03 documents: metadata of media and letters, found by DocumentUID', () => {
  const { documents } = assemble([
    row('SRMedia', '1', {
      DocumentUID: 'ab-12',
      FileName: 'clinic letter.pdf',
      FileSize: '1234',
      CommunicationType: 'Clinical letter',
      SenderTitle: 'Dr',
      SenderSurname: 'Ashe',
      SenderOrganisation: 'There',
      Direction: 'Inbound',
      DateEvent: '03 Mar 2025',
    }),
    row('SRLetter', '1', { RecipientSurname: 'Oak', DateFinalised: '04 Mar 2025' }),
  ])
  expect(documents).toEqual([
    {
      source: 'tpp',
      key: 'SRMedia:1',
      confidentiality: 'unknown',
      type: { codings: [], text: 'Clinical letter' },
      title: 'clinic letter.pdf',
      created: '2025-03-03',
      authorText: 'Dr Ashe, There',
      attachment: 'ab-12',
      size: 1234,
      notes: ['Direction: Inbound'],
    },
    {
      source: 'tpp',
      key: 'SRLetter:1',
      confidentiality: 'unknown',
      type: { codings: [], text: 'Letter' },
      notes: ['Recipient: Oak', 'Finalised: 04-Mar-2025'],
    },
  ])
})

/** Tables of the record whose every row must be found again. */
const areaTables = [
  'SREvent',
  'SRCode',
  'SRProblem',
  'SRDrugSensitivity',
  'SRRepeatTemplate',
  'SRPrimaryCareMedication',
  'SRImmunisation',
  'SRImmunisationConsent',
  'SRReferralOut',
  'SRReferralIn',
  'SRRecall',
  'SRMedia',
  'SRLetter',
]

test('whatever is in the columns: each row is an entry or unreadable, keys are unique, and every event holds its own', () => {
  const cell = fc.constantFrom('', '1', '2', '-1', '0', 'TRUE', 'FALSE', 'words', '03 Mar 2025 10:00:00', '5', 'X99009')
  const anyRow = fc.constantFrom(...tppTables.filter(({ name }) => areaTables.includes(name))).chain(table =>
    fc.record({
      table: fc.constant(table.name),
      cells: fc.array(cell, { minLength: table.columns.length, maxLength: table.columns.length }),
      columns: fc.constant(table.columns),
    }),
  )
  fc.assert(
    fc.property(fc.array(anyRow, { maxLength: 30 }), found => {
      const rows = found.map(({ table, columns, cells }, i) => {
        const given = columns.flatMap((column, at) => {
          const value = cells[at] ?? ''
          return value === '' || column === 'RowIdentifier' ? [] : [[column, value] as const]
        })
        return row(table, String(i + 1), Object.fromEntries(given))
      })
      const record = assemble(rows, [mapping('1', 'Seen'), option('2', 'Routine'), organisation('X99009', 'There')])
      const { patient: _, staff: __, organisations: ___, unreadable, consultations, ...areas } = record
      const entries = [
        ...Object.values(areas).flat(),
        ...areas.medications.flatMap(({ issues }) => issues),
        ...consultations,
      ]
      const keys = entries.map(one => one.key)
      expect(new Set(keys).size).toBe(keys.length)
      const said = new Set([...keys.map(key => key.replace(/:plan$/, '')), ...unreadable.map(one => one.key)])
      for (const { table, key, columns } of rows) {
        // A problem that was opened again stands in the last row of its code.
        if (table !== 'SRProblem' || columns.IDCode === undefined) expect(said).toContain(`${table}:${key}`)
      }
      const held = new Set(consultations.flatMap(one => one.topics[0]?.headings[0]?.items ?? []))
      const events = new Set(consultations.map(one => one.key))
      for (const { key, encounter } of entries) if (events.has(encounter ?? '')) expect(held).toContain(key)
    }),
    { numRuns: 300 },
  )
})
