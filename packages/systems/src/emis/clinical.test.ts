import { afterAll, describe, expect, test } from 'vitest'
import { emptyFolder, extract, load, patient, removeFolders } from './test-delivery.ts'

afterAll(removeFolders)

type Row = Readonly<Record<string, string>>

const org = '{E0000001-0000-4000-8000-000000000001}'
const owner = { PatientGuid: `{${patient}}`, OrganisationGuid: org, Deleted: 'false' }
const guid = (n: number) => `{E0000000-0000-4000-8000-${String(n).padStart(12, '0')}}`
const bare = (n: number) => guid(n).slice(1, -1)

const code = (CodeId: string, EmisCodeCategoryDescription: string, more: Row = {}): Row => ({
  CodeId,
  Term: `Term of ${CodeId}`,
  EmisCodeCategoryDescription,
  ...more,
})

const codes = [
  code('1', 'Allergy and adverse drug reactions', { ReadTermId: '14L1-11', SnomedCTConceptId: '91936005' }),
  code('2', ' allergy and adverse reactions', { ReadTermId: 'EMISNQAL1', SnomedCTConceptId: '91935009' }),
  code('3', 'Conditions, operations and procedures', { SnomedCTConceptId: '716186003' }),
  code('4', 'Conditions, operations and procedures', { ReadTermId: 'H33..' }),
  code('5', 'Allergy and adverse drug reactions', {
    ReadTermId: '^ESCTAL123456',
    SnomedCTConceptId: '91936004',
    SnomedCTDescriptionId: '152307010',
  }),
  code('6', 'Allergy and adverse drug reactions', {
    SnomedCTConceptId: '91936005',
    SnomedCTDescriptionId: '152307010',
  }),
]
const drugs = [
  { CodeId: '1', Term: 'Amoxicillin 500mg capsules', DmdProductCodeId: '323510009' },
  { CodeId: '2', Term: 'Paracetamol 500mg tablets', DmdProductCodeId: '322236009' },
]

async function record(
  tables: Readonly<Record<string, readonly Row[]>>,
  options: Readonly<Record<string, string>> = {},
) {
  const folder = await extract(await emptyFolder(), {
    Admin_Patient: [{ ...owner, PatientTypeDescription: 'Regular' }],
    Coding_ClinicalCode: codes,
    Coding_DrugCode: drugs,
    ...tables,
  })
  const { records, rejects } = await load(folder, {
    options: new Map(Object.entries({ organisation: org, ...options })),
  })
  expect(rejects).toEqual([])
  const found = records.get(patient)
  if (found === undefined) throw new Error('no record')
  return found
}

const observation = (n: number, more: Row): Row => ({
  ...owner,
  ObservationGuid: guid(n),
  IsConfidential: 'false',
  ...more,
})
const plan = (n: number, more: Row): Row => ({
  ...owner,
  DrugRecordGuid: guid(n),
  CodeId: '1',
  PrescriptionType: 'Repeat',
  IsActive: 'true',
  ...more,
})
const issue = (n: number, more: Row): Row => ({
  ...owner,
  IssueRecordGuid: guid(n),
  CodeId: '1',
  EffectiveDatePrecision: 'YMD',
  ...more,
})

describe('allergies', () => {
  const of = (CodeId: string, more: Row = {}) => ({ CareRecord_Observation: [observation(1, { CodeId, ...more })] })

  test('STR-COM-08 every coding, the dictionary’s own one chosen; synonym suffixes go, padding is added', async () => {
    const { allergies } = await record(of('1'))
    expect(allergies[0]?.concept.codings).toMatchObject([
      { system: 'http://read.info/readv2', code: '14L1.', userSelected: true },
      { system: 'http://snomed.info/sct', code: '91936005' },
    ])
  })

  test('codes of EMIS’s own stay whole in the egton system', async () => {
    const { allergies } = await record(of('2'))
    expect(allergies[0]?.concept.codings[0]).toMatchObject({
      system: 'https://fhir.hl7.org.uk/Id/egton-codes',
      code: 'EMISNQAL1',
    })
  })

  test('STR-COM-09 a SNOMED id with a wrong check digit is left out, its text stays; a right one has its description id', async () => {
    expect((await record(of('5'))).allergies[0]?.concept).toMatchObject({
      codings: [{ code: '^ESCTAL123456' }],
      text: 'Term of 5',
    })
    expect((await record(of('6'))).allergies[0]?.concept.codings).toEqual([
      {
        system: 'http://snomed.info/sct',
        code: '91936005',
        display: 'Term of 6',
        descriptionId: '152307010',
        userSelected: true,
      },
    ])
  })

  test('STR-ALG-08 a category without "drug" counts as drug, unless the option takes it as non-drug', async () => {
    expect((await record(of('1'))).allergies[0]?.category).toBe('medication')
    expect((await record(of('2'))).allergies[0]?.category).toBe('medication')
    const options = { 'non-drug-allergies-by-category': 'on' }
    expect((await record(of('2'), options)).allergies[0]?.category).toBe('environment')
    expect((await record(of('1'), options)).allergies[0]?.category).toBe('medication')
  })

  test('STR-ALG-22 "no known allergies" is an allergy entry whatever its category', async () => {
    expect((await record(of('3'))).allergies).toMatchObject([{ negation: true, concept: { text: 'Term of 3' } }])
  })

  test('other observations are neither allergies nor lost', async () => {
    const { allergies, unreadable } = await record(of('4'))
    expect([allergies, unreadable]).toEqual([[], []])
  })

  test('an observation whose code is not in the dictionary may be an allergy: it is told of', async () => {
    for (const tables of [of('999', { AssociatedText: 'swelling' }), of('')]) {
      const { unreadable } = await record(tables)
      expect(unreadable).toEqual([
        {
          key: `CareRecord_Observation:${bare(1)}`,
          column: 'CodeId',
          reason: expect.stringMatching(/may be an allergy/),
        },
      ])
    }
  })

  test.each([
    ['U', undefined],
    ['Y', '1988'],
    ['YM', '1988-07'],
    ['YMD', '1988-07-09'],
    ['YMDT', '1988-07-09'],
  ])('STR-ALG-13 precision %s gives %s', async (EffectiveDatePrecision, onset) => {
    const { allergies } = await record(of('1', { EffectiveDate: '1988-07-09', EffectiveDatePrecision }))
    expect(allergies[0]?.onset).toBe(onset)
  })

  test.each<[string, Row, Row, Row, string]>([
    ['the row itself', { IsConfidential: 'true' }, {}, {}, 'confidential'],
    ['its consultation', { ConsultationGuid: guid(9) }, { IsConfidential: 'TRUE' }, {}, 'confidential'],
    ['the whole record', {}, {}, { IsConfidential: 'true' }, 'confidential'],
    ['none', { ConsultationGuid: guid(9) }, {}, {}, 'none'],
    ['a consultation that has not arrived', { ConsultationGuid: guid(8) }, {}, {}, 'unknown'],
  ])('STR-ERR-09 confidential by %s', async (_, row, consultation, who, confidentiality) => {
    const { allergies } = await record({
      ...of('1', row),
      CareRecord_Consultation: [{ ...owner, ConsultationGuid: guid(9), ...consultation }],
      Admin_Patient: [{ ...owner, PatientTypeDescription: 'Regular', ...who }],
    })
    expect(allergies).toMatchObject([{ confidentiality }])
  })
})

describe('medicines', () => {
  test.each<[string, string | undefined]>([
    ['Acute', 'acute'],
    [' repeat dispensing', 'repeat-dispensing'],
    ['Automatic', undefined],
  ])('STR-MED-25 type %s', async (PrescriptionType, type) => {
    const { medications } = await record({ Prescribing_DrugRecord: [plan(1, { PrescriptionType })] })
    expect(medications[0]?.type).toBe(type)
    expect(medications[0]?.notes).toEqual(type ? [] : [{ kind: 'other', text: 'Prescription type: Automatic' }])
  })

  test('STR-MED-24 stopped on CancellationDate; while active, a stale one counts for nothing', async () => {
    const stopped = { CancellationDate: '2025-03-04' }
    const rows = [plan(1, { ...stopped, IsActive: 'false' }), plan(2, stopped)]
    const { medications } = await record({ Prescribing_DrugRecord: rows })
    expect(medications[0]).toMatchObject({ end: '2025-03-04', stopped: { date: '2025-03-04' } })
    expect(medications[1]).not.toHaveProperty('end')
    expect(medications[1]).not.toHaveProperty('stopped')
  })

  test('STR-MED-17 inactive without a date: ended with the last issue, as far as that is known', async () => {
    const over = (n: number) => plan(n, { IsActive: 'false' })
    const { medications } = await record({
      Prescribing_DrugRecord: [over(1), over(2), over(3)],
      Prescribing_IssueRecord: [
        issue(11, { DrugRecordGuid: guid(1), EffectiveDate: '2025-02-01', CourseDurationInDays: '28' }),
        issue(12, { DrugRecordGuid: guid(1), EffectiveDate: '2025-01-01', CourseDurationInDays: '28' }),
        issue(13, {
          DrugRecordGuid: guid(2),
          EffectiveDate: '2025-01-01',
          EffectiveDatePrecision: 'YM',
          CourseDurationInDays: '28',
        }),
      ],
    })
    expect(medications.map(one => [one.end, one.inactive])).toEqual([
      ['2025-03-01', true],
      [undefined, true],
      [undefined, true],
    ])
    expect(medications[0]?.issues.map(one => one.issued)).toEqual(['2025-01-01', '2025-02-01'])
  })

  test('STR-ERR-09 a confidential plan makes its issues so, a confidential issue only itself', async () => {
    const { medications } = await record({
      Prescribing_DrugRecord: [plan(1, { IsConfidential: 'true' }), plan(2, { IsActive: 'false' })],
      Prescribing_IssueRecord: [
        issue(11, { DrugRecordGuid: guid(1) }),
        issue(12, { DrugRecordGuid: guid(2), EffectiveDate: '2025-01-01', CourseDurationInDays: '7' }),
        issue(13, {
          DrugRecordGuid: guid(2),
          EffectiveDate: '2025-02-01',
          CourseDurationInDays: '7',
          IsConfidential: 'true',
        }),
      ],
    })
    expect(medications.map(one => [one.confidentiality, ...one.issues.map(each => each.confidentiality)])).toEqual([
      ['confidential', 'confidential'],
      ['none', 'none', 'confidential'],
    ])
    expect(medications[1]?.end).toBe('2025-01-08')
  })

  test('STR-MED-02 an issue without a plan gets one; issues of a plan that has not arrived share one with its key', async () => {
    const { medications } = await record({
      Prescribing_IssueRecord: [
        issue(11, { EffectiveDate: '2025-01-01', CourseDurationInDays: '7', Dosage: 'one a day' }),
        issue(12, { DrugRecordGuid: guid(2), EffectiveDate: '2025-03-01', CodeId: '2' }),
        issue(13, { DrugRecordGuid: guid(2), EffectiveDate: '2025-02-01' }),
      ],
    })
    expect(medications.toSorted((a, b) => (a.key < b.key ? -1 : 1))).toMatchObject([
      {
        key: `Prescribing_DrugRecord:${bare(2)}`,
        confidentiality: 'unknown',
        drug: { text: 'Paracetamol 500mg tablets' },
        authorised: '2025-02-01',
        end: '2025-03-01',
        issues: [{ drug: { text: 'Amoxicillin 500mg capsules' } }, { issued: '2025-03-01' }],
      },
      {
        key: `Prescribing_IssueRecord:${bare(11)}/plan`,
        authorised: '2025-01-01',
        end: '2025-01-08',
        dosage: 'one a day',
        issues: [{ key: `Prescribing_IssueRecord:${bare(11)}` }],
      },
    ])
    expect(medications.every(one => one.type === undefined)).toBe(true)
  })

  test('a drug that is not in the dictionary: taken from an issue, else told of with its issues', async () => {
    const { medications, unreadable } = await record({
      Prescribing_DrugRecord: [plan(1, { CodeId: '8' }), plan(2, { CodeId: '9' })],
      Prescribing_IssueRecord: [
        issue(11, { DrugRecordGuid: guid(1) }),
        issue(12, { DrugRecordGuid: guid(2), CodeId: '9' }),
        issue(13, { DrugRecordGuid: guid(1), CodeId: '9' }),
        issue(14, { CodeId: '' }),
      ],
    })
    expect(medications.map(one => one.drug.text)).toEqual(['Amoxicillin 500mg capsules'])
    expect(unreadable.map(one => one.key).sort()).toEqual(
      [
        `Prescribing_DrugRecord:${bare(2)}`,
        `Prescribing_IssueRecord:${bare(12)}`,
        `Prescribing_IssueRecord:${bare(13)}`,
        `Prescribing_IssueRecord:${bare(14)}`,
      ].sort(),
    )
  })

  test('STR-MED-31, STR-MED-23 amounts stay as they are written, text where they are no numbers', async () => {
    const { medications } = await record({
      Prescribing_DrugRecord: [
        plan(1, { Quantity: '0.10', QuantityUnit: 'ml', NumberOfIssues: '3', NumberOfIssuesAuthorised: '0' }),
        plan(2, { Quantity: '2 x 56', QuantityUnit: 'tablet(s)', NumberOfIssuesAuthorised: 'as needed' }),
        plan(3, { ExpiryDate: '2026-01-01' }),
      ],
    })
    expect(medications[0]).toMatchObject({ quantity: { value: '0.10', unit: 'ml' }, repeatsIssued: 3 })
    expect(medications[0]).not.toHaveProperty('repeatsAllowed')
    expect(medications[1]).toMatchObject({
      quantity: { text: '2 x 56 tablet(s)' },
      notes: [{ kind: 'other', text: 'Issues authorised: as needed' }],
    })
    expect(medications[2]).toMatchObject({ authorisationExpires: '2026-01-01' })
  })

  test('STR-MED-19 what an issue says beside its elements becomes notes', async () => {
    const { medications } = await record({
      Prescribing_DrugRecord: [plan(1, { PrescriptionType: 'Acute' })],
      Prescribing_IssueRecord: [
        issue(11, {
          DrugRecordGuid: guid(1),
          PatientMessage: 'Take with food',
          PharmacyMessage: 'Weekly packs',
          IsPrivatelyPrescribed: 'true',
          IsPrescribedAsContraceptive: 'false',
          CourseDurationInDays: 'a week',
        }),
      ],
    })
    expect(medications[0]?.issues[0]).toMatchObject({
      status: 'active',
      notes: [
        { kind: 'patient', text: 'Take with food' },
        { kind: 'other', text: 'Pharmacy message: Weekly packs' },
        { kind: 'other', text: 'Course duration: a week' },
        { kind: 'other', text: 'Privately prescribed' },
      ],
    })
  })
})

describe('patients', () => {
  const who = async (row: Row) => (await record({ Admin_Patient: [{ ...owner, ...row }] })).patient

  test.each([
    [' Regular', 'regular'],
    ['Temporary', 'temporary'],
    ['Emg', 'emergency'],
    ['Immediately Necessary', 'immediately-necessary'],
    ['Pre Registration', 'pre-registration'],
    ['Yellow Fever', 'other'],
    ['', 'other'],
  ])('STR-ERR-03 registration type %s is %s', async (PatientTypeDescription, type) => {
    expect((await who({ PatientTypeDescription }))?.registration.type).toBe(type)
  })

  test('only a regular patient’s usual GP is meaningful; a temporary patient’s address is temporary', async () => {
    const row = { UsualGpUserInRoleGuid: guid(3), Town: 'Leeds' }
    expect(await who({ ...row, PatientTypeDescription: 'Regular' })).toMatchObject({ usualGp: bare(3) })
    const temporary = await who({ ...row, PatientTypeDescription: 'Temporary' })
    expect(temporary).not.toHaveProperty('usualGp')
    expect(temporary?.addresses).toEqual([{ use: 'temp', lines: [], city: 'Leeds' }])
  })

  test.each<[string, Row]>([
    ['DummyType', { DummyType: 'true', PatientTypeDescription: 'Regular' }],
    ['type Dummy', { PatientTypeDescription: 'dummy' }],
    ['IsConfidential', { IsConfidential: 'true' }],
  ])('STR-ERR-05 never served: %s', async (_, row) => {
    expect((await who(row))?.neverServed).toBeDefined()
  })

  test('STR-ERR-05 SpineSensitive marks the patient as sensitive', async () => {
    expect(await who({ SpineSensitive: 'true' })).toMatchObject({ sensitive: true })
  })

  test.each([
    ['M', 'male'],
    ['f', 'female'],
    ['I', 'other'],
    ['U', 'unknown'],
    ['', 'unknown'],
  ])('sex %s is %s', async (Sex, gender) => {
    expect((await who({ Sex }))?.gender).toBe(gender)
  })
})

test('rows of somebody whose demographics have not arrived are kept, without a patient', async () => {
  const row = observation(1, { CodeId: '1' })
  const folder = await extract(await emptyFolder(), { Coding_ClinicalCode: codes, CareRecord_Observation: [row] })
  const { records } = await load(folder, { options: new Map([['organisation', org]]) })
  expect(records.get(patient)).toMatchObject({ allergies: [{}] })
  expect(records.get(patient)).not.toHaveProperty('patient')
})

test.each([
  ['1234567', { gmcNumber: '1234567' }],
  ['G1234567', { gmpNumber: 'G1234567' }],
  ['12A3456B', { nmcNumber: '12A3456B' }],
  ['unclear', {}],
])('RegistrationNumber %s is read by its shape only where the operator says so', async (RegistrationNumber, numbers) => {
  const row = { UserInRoleGuid: guid(3), OrganisationGuid: org, Surname: 'FENWICK', RegistrationNumber }
  const folder = await extract(await emptyFolder(), { Admin_UserInRole: [row] })
  const [off, on] = await Promise.all(
    ['off', 'on'].map(async value => {
      const options = new Map([
        ['organisation', org],
        ['registration-number-by-shape', value],
      ])
      return (await load(folder, { options })).directory.staff[0]
    }),
  )
  const bareStaff = { source: 'emis', key: bare(3), name: { given: [], family: 'FENWICK' }, roles: [] }
  expect(off).toEqual(bareStaff)
  expect(on).toEqual({ ...bareStaff, ...numbers })
})
