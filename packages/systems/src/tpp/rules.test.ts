import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SourceRow } from '../contract.ts'
import { optionTable } from '../shared/options.ts'
import { isAllergyCode } from './allergies.ts'
import { dateOf, dayOf } from './dates.ts'
import { tpp } from './index.ts'
import { quantityOf } from './medications.ts'
import { registrationOf } from './patients.ts'

type Cells = Record<string, string>

const row = (table: string, key: string, columns: Cells, owner = '1'): SourceRow => ({
  table,
  key,
  owner,
  shared: owner !== '1',
  columns: { RowIdentifier: key, ...columns },
})

/** A look-up row: found by `owner`. */
const entry = (table: string, owner: string, columns: Cells): SourceRow =>
  row(table, `${owner}-${JSON.stringify(columns)}`, columns, owner)

const switchedOn = (name: string) => entry(optionTable, name, { name })

function assemble(rows: readonly SourceRow[], shared: readonly SourceRow[] = []) {
  const lookup = (table: string, owner: string) => shared.filter(one => one.table === table && one.owner === owner)
  return tpp.assemble({ owner: '1', table: name => rows.filter(one => one.table === name) }, lookup, 'X99002')
}

const codeRow = (key: string, code: string, more: Cells = {}) =>
  row('SRCode', key, { CTV3Code: code, CTV3Text: `term of ${code}`, ...more })
const above = (child: string, parent: string, level: string) =>
  entry('SRCtv3Hierarchy', child, { Ctv3CodeParent: parent, Ctv3CodeChild: child, ChildLevel: level })

test.each([
  ['below allergic disorder', [above('a....', 'Xa1pQ', '2')], true],
  [
    'allergic disorder, which is itself below disorder',
    [above('a....', 'Xa1pQ', '1'), above('a....', 'X0003', '2')],
    true,
  ],
  ['family history is nearer', [above('a....', 'Xa1pQ', '3'), above('a....', 'Xa1px', '1')], false],
  ['two kinds at one level', [above('a....', 'X0003', '2'), above('a....', 'Xa1pQ', '2')], true],
  ['another kind', [above('a....', 'X0003', '2')], false],
  ['not in the hierarchy', [], false],
  ['only parents are named', [above('a....', 'b....', '1'), above('b....', 'Xa1pQ', '1')], true],
  ['only parents, and they go in circles', [above('a....', 'b....', '1'), above('b....', 'a....', '1')], false],
])('STR-ALG-06 an allergy is told by its ancestors: %s', (_, hierarchy, expected) => {
  expect(assemble([codeRow('9', 'a....')], hierarchy).allergies).toHaveLength(expected ? 1 : 0)
})

test('the top of the hierarchy is an allergy itself', () => {
  expect(isAllergyCode('Xa1pQ', () => [])).toBe(true)
})

test('STR-ALG-22 "no known allergies" is a negation, wherever it lies in the hierarchy', () => {
  const { allergies } = assemble([codeRow('9', '1151.'), codeRow('8', 'Y1234', { SNOMEDCode: '716186003' })])
  expect(allergies.map(one => [one.key, one.negation])).toEqual([
    ['SRCode:9', true],
    ['SRCode:8', true],
  ])
})

test('a local code keeps its own text and claims no SNOMED code; a wrong SNOMED id is left out', () => {
  const hierarchy = [above('Y1234', 'Xa1pQ', '1')]
  const { allergies } = assemble([codeRow('9', 'Y1234', { SNOMEDCode: '91936006', SNOMEDText: 'x' })], hierarchy)
  expect(allergies[0]?.concept).toEqual({
    codings: [{ system: 'http://read.info/ctv3', code: 'Y1234', display: 'term of Y1234' }],
    text: 'term of Y1234',
  })
})

test('a code without a term takes it from the dictionary', () => {
  const shared = [above('X1234', 'Xa1pQ', '1'), entry('SRCtv3', 'X1234', { Ctv3Text: 'Bee allergy' })]
  expect(assemble([row('SRCode', '9', { CTV3Code: 'X1234' })], shared).allergies[0]?.concept.text).toBe('Bee allergy')
})

test('a drug sensitivity is never lost for want of a name: product, action group, neither', () => {
  const { allergies, unreadable } = assemble([
    row('SRDrugSensitivity', '1', { IDDrugCode: '77', FormulationSpecific: 'TRUE', IDMultiLexAction: '5' }),
    row('SRDrugSensitivity', '2', { IDDrugCode: '-1', IDMultiLexAction: '5' }),
    row('SRDrugSensitivity', '3', { IDDrugCode: '0', IDMultiLexAction: '0' }),
  ])
  expect(allergies.map(one => [one.concept.text, one.notes])).toEqual([
    ['Multilex product 77', ['Multilex action group: 5', 'Formulation specific: yes']],
    ['Multilex action group 5', []],
  ])
  expect(unreadable).toEqual([
    { key: 'SRDrugSensitivity:3', column: 'IDDrugCode', reason: 'names neither a drug nor an action group' },
  ])
})

test('somebody who is only named in words becomes a person of the record', () => {
  const { allergies, staff } = assemble([
    row('SRDrugSensitivity', '1', {
      IDDrugCode: '77',
      IDDoneBy: '-1',
      TextualEventDoneBy: 'Dr A Nother',
      IDProfileEnteredBy: '9',
    }),
  ])
  expect(allergies[0]).toMatchObject({ clinician: 'name:Dr A Nother', recorder: 'profile:9' })
  expect(staff).toEqual([
    { source: 'tpp', key: 'name:Dr A Nother', name: { prefix: 'Dr', given: ['A'], family: 'Nother' }, roles: [] },
  ])
})

const flags = {
  IsRepeatMedication: 'FALSE',
  IsOtherMedication: 'FALSE',
  IsDentalMedication: 'FALSE',
  IsHospitalMedication: 'FALSE',
}
const medicine = (key: string, more: Cells) =>
  row('SRPrimaryCareMedication', key, { NameOfMedication: 'Aspirin 75mg tablets', ...flags, ...more })

test.each([
  ['IsHospitalMedication', 'Hospital medication'],
  ['IsDentalMedication', 'Dental medication'],
  ['IsOtherMedication', 'Other medication'],
])('STR-MED-05 STR-MED-15 %s: a plan of another organisation, without an issue', (flag, agencyText) => {
  const { medications } = assemble([
    medicine('1', { [flag]: 'TRUE' }),
    medicine('2', { [flag]: 'TRUE', DateMedicationEnd: '01 Jan 2020' }),
  ])
  expect(medications[0]).toMatchObject({ agency: 'prescribed-by-another-organisation', agencyText, issues: [] })
  expect(medications[0]).not.toHaveProperty('type')
  expect(medications[1]).toMatchObject({ type: 'acute', end: '2020-01-01', issues: [] })
})

test('STR-MED-01 issues of a template are its orders, in the order of their dates; another drug is said so', () => {
  const rows = [
    row('SRRepeatTemplate', '5', { NameOfMedication: 'Aspirin 75mg tablets' }),
    medicine('10', { IsRepeatMedication: 'TRUE', IDRepeatTemplate: '5', DateMedicationStart: '02 Feb 2020' }),
    medicine('9', {
      IsRepeatMedication: 'TRUE',
      IDRepeatTemplate: '5',
      DateMedicationStart: '03 Mar 2020',
      NameOfMedication: 'Caprin 75mg tablets',
    }),
  ]
  const { medications } = assemble(rows)
  expect(medications).toHaveLength(1)
  expect(medications[0]?.issues.map(one => [one.key, one.issued, one.drug?.text])).toEqual([
    ['SRPrimaryCareMedication:10', '2020-02-02', undefined],
    ['SRPrimaryCareMedication:9', '2020-03-03', 'Caprin 75mg tablets'],
  ])
})

test('an issue whose template has not come stands by itself, and says so', () => {
  const { medications } = assemble([medicine('9', { IsRepeatMedication: 'TRUE', IDRepeatTemplate: '5' })])
  expect(medications[0]).toMatchObject({
    key: 'SRPrimaryCareMedication:9:plan',
    type: 'repeat',
    notes: [{ kind: 'other', text: 'The repeat template of this issue is not in the extract.' }],
    issues: [{ key: 'SRPrimaryCareMedication:9' }],
  })
})

test('a medicine without any name or code is unreadable', () => {
  const { medications, unreadable } = assemble([row('SRPrimaryCareMedication', '9', flags)])
  expect(medications).toEqual([])
  expect(unreadable.map(one => one.key)).toEqual(['SRPrimaryCareMedication:9'])
})

test('an ended repeat has its end; it counts as stopped only by option', () => {
  const ended = row('SRRepeatTemplate', '5', {
    NameOfMedication: 'Aspirin',
    DateMedicationTemplateEnd: '01 Feb 2020 00:00:00',
    DateMedicationTemplateReview: '01 Aug 2020 00:00:00',
  })
  expect(assemble([ended]).medications[0]).toMatchObject({ end: '2020-02-01' })
  const { medications } = assemble([ended], [switchedOn('ended-repeats-stopped')])
  expect(medications[0]).toMatchObject({ stopped: { date: '2020-02-01' } })
  expect(medications[0]).not.toHaveProperty('end')
})

test('STR-MED-17 a plan runs from its start; an event on another day is told in a note', () => {
  const dates = { DateMedicationStart: '20 Jan 2026 00:00:00', DateEvent: '12 Jan 2026 09:05:00' }
  const [plan, other] = assemble([medicine('1', dates), medicine('2', { DateEvent: '12 Jan 2026' })]).medications
  expect(plan).toMatchObject({ authorised: '2026-01-20', notes: [{ kind: 'other', text: 'Entered for 12-Jan-2026' }] })
  expect(other).toMatchObject({ authorised: '2026-01-12', notes: [] })
})

test('supervised doses are told in a note', () => {
  const { medications } = assemble([
    medicine('9', { IsSupervised: 'TRUE', SupervisedDose: '40 ml', UnsupervisedDose: '20 ml' }),
  ])
  expect(medications[0]?.notes).toEqual([
    { kind: 'other', text: 'Supervised: yes; Supervised dose: 40 ml; Unsupervised dose: 20 ml' },
  ])
})

test.each([
  ['28 tablets', { value: '28', unit: 'tablets' }],
  ['0.5 ml', { value: '0.5', unit: 'ml' }],
  ['200ml', { value: '200', unit: 'ml' }],
  ['28', { value: '28' }],
  ['1 pre-filled pen', { value: '1', unit: 'pre-filled pen' }],
  ['2 x 28 tablets', { text: '2 x 28 tablets' }],
  ['2 packs of 28', { text: '2 packs of 28' }],
  ['1 op', { text: '1 op' }],
  ['as directed', { text: 'as directed' }],
  ['1,000 ml', { text: '1,000 ml' }],
])('STR-MED-31 the quantity %s', (text, expected) => {
  expect(quantityOf(text)).toEqual(expected)
})

const registered = (key: string, status: string, more: Cells = {}) =>
  row('SRPatientRegistration', key, {
    RegistrationStatus: status,
    IDOrganisation: 'X99002',
    DateRegistration: '03 Mar 2015',
    ...more,
  })

test.each([
  ['GMS', 'regular'],
  ['standard', 'regular'],
  ['GMS,Contraception', 'regular'],
  ['Contraception , gms', 'regular'],
  ['Applied, Emergency', 'emergency'],
  ['Private,Applied', 'pre-registration'],
  ['Private', 'private'],
  ['Temporary Resident < 16 days', 'temporary'],
  ['Temporary', 'temporary'],
  ['Immediately Necessary (Treatment)', 'immediately-necessary'],
  ['Walk-in Patient', 'other'],
  ['', 'other'],
])('STR-ERR-03 the registration status %j is %s', (status, type) => {
  expect(registrationOf([registered('1', status)], 'X99002').type).toBe(type)
})

test('registrations: other organisations do not count, what goes on comes first, then GMS, then the latest', () => {
  const rows = [
    registered('1', 'GMS', { IDOrganisation: 'X99009', DateRegistration: '01 Jan 2024' }),
    registered('2', 'Temporary', { DateRegistration: '01 Jan 2023' }),
    registered('3', 'GMS', { DateRegistration: '01 Jan 2001', DateDeRegistration: '01 Jan 2003' }),
    registered('4', 'GMS', { DateRegistration: '01 Jan 2020' }),
  ]
  expect(registrationOf(rows, 'X99002')).toEqual({ type: 'regular', typeText: 'GMS', start: '2020-01-01' })
  expect(registrationOf(rows.slice(0, 3), 'X99002').type).toBe('temporary')
  expect(registrationOf([rows[2] ?? registered('', '')], 'X99002')).toMatchObject({ end: '2003-01-01' })
  expect(registrationOf(rows.slice(0, 1), 'X99002')).toEqual({ type: 'other' })
})

const person = (more: Cells = {}) =>
  row('SRPatient', '1', { FirstName: 'Ann', Surname: 'Ash', NHSNumber: '9990101027', Gender: 'F', ...more })

test.each([
  ['TRUE', [], 'verified'],
  ['FALSE', [], 'unverified'],
  ['', [], 'unknown'],
  ['TRUE', [switchedOn('verify-at-pds')], 'unknown'],
])('FND-PAT-04 SpineMatched %j', (SpineMatched, shared, status) => {
  const cells: Cells = SpineMatched === '' ? {} : { SpineMatched }
  expect(assemble([person(cells)], shared).patient?.nhsNumberStatus).toBe(status)
})

test('a test patient is never served; a wrong NHS number is a reject', () => {
  expect(assemble([person({ TestPatient: 'TRUE' })]).patient?.neverServed).toBe('a test patient')
  const { patient, unreadable } = assemble([person({ NHSNumber: '9990101028' })])
  expect(patient).not.toHaveProperty('nhsNumber')
  expect(unreadable).toEqual([{ key: 'SRPatient:1', column: 'NHSNumber', reason: 'is no valid NHS number' }])
})

test('addresses: the latest of each kind that has no end; contacts: all numbers; an emergency number is somebody else’s', () => {
  const address = (key: string, type: string, road: string, more: Cells = {}) =>
    row('SRPatientAddressHistory', key, { AddressType: type, NameOfRoad: road, ...more })
  const contact = (key: string, type: string, number: string) =>
    row('SRPatientContactDetails', key, { ContactType: type, ContactNumber: number })
  const shared = ['Home', 'Temporary', 'Previous', 'Mobile', 'Emergency Contact'].map((Mapping, i) =>
    entry('SRMapping', String(i + 1), { Mapping }),
  )
  const { patient } = assemble(
    [
      person({ EmailAddress: 'ann@example.org' }),
      address('1', '1', 'Old Road', { DateEvent: '01 Jan 2001' }),
      address('2', '1', 'New Road', { DateEvent: '01 Jan 2011' }),
      address('3', '1', 'Gone Road', { DateEvent: '01 Jan 2012', DateTo: '01 Jan 2013' }),
      address('4', '2', 'Short Road'),
      address('5', '3', 'Former Road'),
      contact('1', '4', '07700 900001'),
      contact('2', '4', '07700 900002'),
      contact('3', '5', '07700 900003'),
    ],
    shared,
  )
  expect(patient?.addresses).toEqual([
    { use: 'home', lines: ['New Road'] },
    { use: 'temp', lines: ['Short Road'] },
  ])
  expect(patient?.contacts.map(one => one.value)).toEqual(['07700 900002', '07700 900001', 'ann@example.org'])
  expect(patient?.relations).toEqual([
    { relationship: 'Emergency contact', contacts: [{ system: 'phone', value: '07700 900003' }] },
  ])
})

test('the usual GP is the registered one of this practice', () => {
  const shared = [entry('ProfileStaff', '301', { IDStaffMember: '201' })]
  const rows = [
    person(),
    row('SRGPPracticeHistory', '1', { IDPractice: 'X99002', IDProfileRegisteredGP: '301', DateFrom: '01 Jan 2020' }),
    row('SRGPPracticeHistory', '2', { IDPractice: 'X99009', IDProfileRegisteredGP: '302', DateFrom: '01 Jan 2022' }),
  ]
  expect(assemble(rows, shared).patient?.usualGp).toBe('201')
})

test('a record that was sent and has not arrived is in transit only by option', () => {
  const rows = [person(), row('SRRecordStatus', '1', { MedicalRecordStatus: '1', DateEvent: '01 Jan 2026' })]
  expect(assemble(rows).patient).not.toHaveProperty('inTransit')
  expect(assemble(rows, [switchedOn('record-status-in-transit')]).patient?.inTransit).toBe(true)
})

test('staff: a name in more or fewer words stays text; roles elsewhere name their organisation', () => {
  const tables: Record<string, SourceRow[]> = {
    SROrganisation: [
      row('SROrganisation', '1', { ID: 'X99002', Name: 'Here' }),
      row('SROrganisation', '2', { ID: 'X99009', Name: 'There' }),
    ],
    SROrganisationBranch: [
      row('SROrganisationBranch', '7', { BranchName: 'Branch', IDOrganisation: 'X99002', ID: 'X99002001' }),
      row('SROrganisationBranch', '8', { BranchName: 'Shut', IDOrganisation: 'X99002', BranchObsolete: 'TRUE' }),
    ],
    SRStaffMember: [
      row('SRStaffMember', '1', { StaffName: 'Dr Anna van der Berg', NationalIdType: 'gmc', IDNational: '1234567' }),
      row('SRStaffMember', '2', {
        StaffName: 'Reception',
        NationalIdType: 'NMC',
        IDNational: '99A1234E',
        IDSmartCard: '123456789012',
      }),
    ],
    SRStaffMemberProfile: [
      row('SRStaffMemberProfile', '1', {
        IDStaffMember: '1',
        IDOrganisation: 'X99009',
        StaffRole: 'Locum',
        GmpID: 'G1234567',
      }),
      row('SRStaffMemberProfile', '2', { IDStaffMember: '1', IDOrganisation: 'X99008', StaffRole: 'Elsewhere' }),
      row('SRStaffMemberProfile', '3', { IDStaffMember: '2', IDOrganisation: 'X99002' }),
    ],
  }
  const { staff, sites, organisations } = tpp.directory(name => tables[name] ?? [], 'X99002')
  expect(staff).toEqual([
    {
      source: 'tpp',
      key: '1',
      name: { given: [], text: 'Dr Anna van der Berg' },
      gmcNumber: '1234567',
      gmpNumber: 'G1234567',
      roles: [{ key: '1', organisation: 'X99009', name: 'Locum' }],
    },
    {
      source: 'tpp',
      key: '2',
      name: { given: [], text: 'Reception' },
      nmcNumber: '99A1234E',
      sdsUserId: '123456789012',
      roles: [],
    },
  ])
  expect(sites.map(one => [one.key, one.odsSite])).toEqual([
    ['X99002', 'X99002'],
    ['7', 'X99002001'],
  ])
  expect(organisations.map(one => one.key)).toEqual(['X99002', 'X99009'])
})

test('every real day is read in each form, and comes out as it went in', () => {
  const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
  const day = fc.date({ min: new Date('1850-01-01'), max: new Date('2100-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(day, fc.constantFrom('', ' 00:00', ' 00:00:00', ' 13:45', ' 23:59:59'), (at, time) => {
      const iso = at.toISOString().slice(0, 10)
      const cell = `${iso.slice(8)} ${months[at.getUTCMonth()]} ${iso.slice(0, 4)}${time}`
      expect(dayOf(cell)).toBe(iso)
      expect(dateOf(cell)?.slice(0, 10)).toBe(iso)
      expect(dateOf(cell)?.length).toBe(time === '' || time.startsWith(' 00:00') ? 10 : 25)
    }),
  )
  fc.assert(fc.property(fc.string(), cell => dayOf(cell) === undefined || /^\d\d \w{3} \d{4}/.test(cell)))
})

test('summer time is an hour ahead', () => {
  expect(dateOf('12 Jul 2026 09:05')).toBe('2026-07-12T09:05:00+01:00')
})

test.each([
  '31 Apr 2020',
  '00 Jan 2020',
  '12 jan 2020',
  '12-Jan-2020',
  '12 Jan 2020 24:00:00',
  '12 Jan 2020T09:05',
  '1 Jan 2020',
  '',
])('%j is no date', cell => {
  expect(dayOf(cell)).toBeUndefined()
})
