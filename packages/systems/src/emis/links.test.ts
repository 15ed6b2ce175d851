import { afterAll, describe, expect, test } from 'vitest'
import { removeFolders } from './test-delivery.ts'
import { bare, code, consultation, guid, observation, observationKey, owner, type Row, recordOf } from './test-rows.ts'

afterAll(removeFolders)

const codes = [
  code('1', 'Conditions, operations and procedures'),
  code('2', 'Biological values'),
  code('3', 'Immunisations'),
  code('4', 'Immunisations', { Term: 'Influenza vaccination declined' }),
  code('5', 'Immunisations', { Term: 'Consent given for MMR vaccination' }),
  code('6', ' referral '),
  code('7', 'Investigation requests'),
  code('8', 'Haematology', { Term: 'Full blood count' }),
  code('9', 'Haematology', { Term: 'Haemoglobin' }),
  code('10', 'Pathology specimen', { Term: 'Blood specimen' }),
  code('11', 'Radiology'),
  code('12', 'Allergy and adverse drug reactions'),
]
const record = (tables: Readonly<Record<string, readonly Row[]>>) => recordOf({ Coding_ClinicalCode: codes, ...tables })
const observed = (...rows: readonly Row[]) => record({ CareRecord_Observation: rows })
const under = (n: number) => ({ ParentObservationGuid: guid(n) })
const within = (n: number) => ({ ConsultationGuid: guid(n) })

describe('problems', () => {
  const problem = (n: number, more: Row = {}): Row => ({
    ...owner,
    ObservationGuid: guid(n),
    ProblemStatusDescription: 'Active Problem',
    SignificanceDescription: 'Significant Problem',
    ...more,
  })
  const one = async (row: Row) => {
    const tables = { CareRecord_Observation: [observation(1, { CodeId: '1' })], CareRecord_Problem: [problem(1, row)] }
    return (await record(tables)).problems[0]
  }

  test.each<[Row, string, string | undefined, string | undefined, string[]]>([
    [{}, 'active', undefined, 'major', []],
    [{ ProblemStatusDescription: 'Past Problem' }, 'inactive', undefined, 'major', []],
    [
      { ProblemStatusDescription: 'past problem', EndDate: '2024-05-06', EndDatePrecision: 'YM' },
      'inactive',
      '2024-05',
      'major',
      [],
    ],
    [{ SignificanceDescription: ' minor problem' }, 'active', undefined, 'minor', []],
    [{ SignificanceDescription: 'Grave' }, 'active', undefined, undefined, ['Significance: Grave']],
    [
      { ProblemStatusDescription: 'Health Admin', EndDate: '2024-05-06', EndDatePrecision: 'U' },
      'inactive',
      undefined,
      'major',
      ['Status: Health Admin'],
    ],
    [
      { Comment: 'of childhood', ExpectedDuration: '14', LastReviewDate: '2025-03-01', LastReviewDatePrecision: 'YM' },
      'active',
      undefined,
      'major',
      ['of childhood', 'Expected duration: 14', 'Last reviewed: Mar-2025'],
    ],
  ])('STR-PRB-06, STR-PRB-07 %j', async (row, status, ended, significance, notes) => {
    const found = await one(row)
    expect([found?.status, found?.ended, found?.significance, found?.notes]).toEqual([
      status,
      ended,
      significance,
      notes,
    ])
  })

  test('STR-PRB-10 parents and children', async () => {
    const { problems } = await record({
      CareRecord_Observation: [1, 2].map(n => observation(n, { CodeId: '1' })),
      CareRecord_Problem: [
        problem(1),
        problem(2, { ParentProblemObservationGuid: guid(1), ParentProblemRelationship: 'Evolved' }),
      ],
    })
    expect(problems.map(({ problems: family }) => family)).toEqual([
      [{ type: 'child', key: `CareRecord_Problem:${bare(2)}` }],
      [{ type: 'parent', key: `CareRecord_Problem:${bare(1)}` }],
    ])
  })

  test('STR-PRB-09, STR-PRB-17 all that names it is linked, in the order of entry, but for a bare test request', async () => {
    const of = { ProblemGuid: guid(1) }
    const { problems } = await record({
      CareRecord_Observation: [
        observation(1, { CodeId: '1', ...of }),
        observation(2, { CodeId: '3', EnteredDate: '2025-01-05', ...of, DocumentGuid: guid(50) }),
        observation(3, { CodeId: '1', EnteredDate: '2025-01-03', ...of }),
        observation(4, { CodeId: '7', ...of, ...within(9) }),
      ],
      CareRecord_Problem: [problem(1)],
      Prescribing_DrugRecord: [
        { ...owner, DrugRecordGuid: guid(5), EnteredDate: '2025-01-04', ProblemObservationGuid: guid(1) },
      ],
    })
    expect(problems[0]?.related).toEqual([
      observationKey(3),
      `Prescribing_DrugRecord:${bare(5)}`,
      observationKey(2),
      `CareRecord_Document:${bare(50)}`,
      `CareRecord_Consultation:${bare(9)}`,
    ])
  })

  test('an immunisation may be a problem as well; one without its observation is told of', async () => {
    const { problems, immunisations, unreadable } = await record({
      CareRecord_Observation: [observation(1, { CodeId: '3' }), observation(2, { CodeId: '999' })],
      CareRecord_Problem: [problem(1), problem(2), problem(3)],
    })
    expect(immunisations.map(({ key }) => key)).toEqual([observationKey(1)])
    expect(problems.map(({ actual }) => actual)).toEqual([observationKey(1)])
    expect(unreadable.map(({ key }) => key)).toEqual([
      observationKey(2),
      `CareRecord_Problem:${bare(2)}`,
      `CareRecord_Problem:${bare(3)}`,
    ])
  })
})

describe('referrals', () => {
  const referral = async (more: Row, tables: Readonly<Record<string, readonly Row[]>> = {}) => {
    const found = await record({
      CareRecord_Observation: [observation(1, { CodeId: '6' })],
      CareRecord_ObservationReferral: [{ ...owner, ObservationGuid: guid(1), ...more }],
      ...tables,
    })
    return { ...found.referrals[0], organisations: found.organisations }
  }

  test.each([
    ['Routine', 'routine', []],
    ['urgent', 'urgent', []],
    ['2 Week Wait', 'asap', []],
    ['Soon', undefined, ['Priority: Soon']],
    ['Dated', undefined, ['Priority: Dated']],
  ])('STR-REF-05 urgency %s', async (ReferralUrgency, priority, notes) => {
    const found = await referral({ ReferralUrgency })
    expect([found.priority, found.notes]).toEqual([priority, notes])
  })

  test('STR-REF-06, STR-REF-08 UBRN, and who it goes to', async () => {
    const Admin_Organisation = [{ OrganisationGuid: guid(70), OrganisationName: 'Invented Hospital', ODSCode: 'X99A1' }]
    const row = { ReferralUBRN: '000012345678', ReferralTargetOrganisationGuid: guid(70), TransportRequired: 'true' }
    expect(await referral(row, { Admin_Organisation })).toMatchObject({
      ubrn: '000012345678',
      recipients: [{ kind: 'organisation', key: bare(70) }],
      notes: ['Transport required: true'],
      organisations: [{ source: 'emis', key: bare(70), name: 'Invented Hospital', ods: 'X99A1', contacts: [] }],
    })
  })

  test('a referral row whose observation has not arrived is told of', async () => {
    const { unreadable } = await record({ CareRecord_ObservationReferral: [{ ...owner, ObservationGuid: guid(1) }] })
    expect(unreadable.map(({ key }) => key)).toEqual([`CareRecord_ObservationReferral:${bare(1)}`])
  })
})

describe('diary', () => {
  const diary = (more: Row): Row => ({ ...owner, DiaryGuid: guid(1), IsActive: 'true', IsComplete: 'false', ...more })

  test.each<[Row, string]>([
    [{}, 'open'],
    [{ IsComplete: 'true' }, 'done'],
    [{ IsActive: 'false' }, 'done'],
  ])('STR-DRY-02 %j is %s', async (row, status) => {
    const found = await record({ CareRecord_Diary: [diary({ CodeId: '1', ...row })] })
    expect(found.diary[0]?.status).toBe(status)
  })

  test('the user’s own term counts, also alone; with neither code nor text it is told of', async () => {
    const texts = { OriginalTerm: 'Review in May', AssociatedText: 'with bloods', DurationTerm: '3 months' }
    const known = await record({ CareRecord_Diary: [diary({ CodeId: '1', ...texts })] })
    expect(known.diary).toMatchObject([
      {
        concept: { codings: [{ code: 'X1...' }], text: 'Review in May' },
        notes: ['with bloods', 'Duration: 3 months'],
      },
    ])
    const unknown = await record({ CareRecord_Diary: [diary({ CodeId: '999', ...texts })] })
    expect(unknown.diary).toMatchObject([{ concept: { codings: [], text: 'Review in May' } }])
    const bareOne = await record({ CareRecord_Diary: [diary({ CodeId: '999' })] })
    expect(bareOne.diary).toEqual([])
    expect(bareOne.unreadable).toMatchObject([{ key: `CareRecord_Diary:${bare(1)}`, column: 'CodeId' }])
  })
})

test('DOC-REF-02, DOC-REF-10 a document beside each observation that names it, confidential if one of them is', async () => {
  const document = { DocumentGuid: guid(50).toLowerCase() }
  const { documents, referrals, observations } = await observed(
    observation(1, { CodeId: '1', ...document, ...within(9) }),
    observation(2, { CodeId: '6', ...document, IsConfidential: 'true' }),
  )
  expect(observations).toHaveLength(1)
  expect(referrals).toMatchObject([{ supporting: [`CareRecord_Document:${bare(50)}`] }])
  expect(documents).toMatchObject([
    {
      key: `CareRecord_Document:${bare(50)}`,
      confidentiality: 'confidential',
      encounter: `CareRecord_Consultation:${bare(9)}`,
      type: { text: 'Term of 1' },
      created: '2025-01-02',
      attachment: bare(50),
      related: [observationKey(1), observationKey(2)],
    },
  ])
})

describe('consultations', () => {
  const items = async (tables: Readonly<Record<string, readonly Row[]>>) => {
    const { consultations } = await record({ CareRecord_Consultation: [consultation(9)], ...tables })
    return consultations[0]?.topics.map(topic => ({ ...topic, headings: topic.headings.flatMap(one => one.items) }))
  }

  test('STR-CON-06 in documented order: text, observations with those under them, and the other areas', async () => {
    const at = (n: number, CodeId: string, more: Row = {}) => observation(n, { CodeId, ...within(9), ...more })
    const later = { EnteredDate: '2025-01-03' }
    const topics = await items({
      CareRecord_Observation: [
        at(1, '6'),
        at(2, '8'),
        at(3, '9', { ...under(2), Value: '1' }),
        at(4, '3', { DocumentGuid: guid(50) }),
        at(5, '12'),
        at(6, '1', later),
        at(7, '2', { ...under(6) }),
        at(8, '1'),
        at(10, '', { AssociatedText: 'feels well', ...later }),
      ],
      CareRecord_Diary: [{ ...owner, DiaryGuid: guid(20), CodeId: '1', ...within(9) }],
      Coding_DrugCode: [{ CodeId: '1', Term: 'Amoxicillin 500mg capsules' }],
      Prescribing_DrugRecord: [{ ...owner, DrugRecordGuid: guid(30), CodeId: '1' }],
      Prescribing_IssueRecord: [
        { ...owner, IssueRecordGuid: guid(31), DrugRecordGuid: guid(30), CodeId: '1', ...within(9) },
      ],
    })
    expect(topics).toEqual([
      {
        headings: [
          ...[10, 8, 6, 7, 5].map(observationKey),
          `Prescribing_IssueRecord:${bare(31)}`,
          observationKey(4),
          observationKey(2),
          `CareRecord_Document:${bare(50)}`,
          observationKey(1),
          `CareRecord_Diary:${bare(20)}`,
        ],
      },
    ])
  })

  test('STR-CON-08, STR-PRB-09 it is about a problem only if all of it is', async () => {
    const rows = [
      observation(1, { CodeId: '1', ...within(9) }),
      observation(2, { CodeId: '2', ...within(9), ProblemGuid: guid(1) }),
    ]
    const CareRecord_Problem = [{ ...owner, ObservationGuid: guid(1) }]
    const about = await items({ CareRecord_Observation: rows, CareRecord_Problem })
    expect(about?.map(topic => topic.problems)).toEqual([[`CareRecord_Problem:${bare(1)}`]])
    const more = observation(3, { CodeId: '2', ...within(9) })
    const mixed = await items({ CareRecord_Observation: [...rows, more], CareRecord_Problem })
    expect(mixed?.map(topic => topic.problems)).toEqual([undefined])
  })

  test.each<[Row, string | undefined]>([
    [{}, 'GP Surgery'],
    [{ ConsultationSourceTerm: '', ConsultationType: 'Telephone' }, 'Telephone'],
    [{ ConsultationSourceTerm: '', ConsultationSourceCodeId: '1' }, 'Term of 1'],
    [{ ConsultationSourceTerm: '' }, 'Consultation'],
  ])('STR-CON-15 the type of %j', async (row, text) => {
    const { consultations } = await record({ CareRecord_Consultation: [consultation(9, row)] })
    expect(consultations[0]?.type.text).toBe(text)
  })

  test('STR-CON-09, STR-CON-14 drafts are told; one with nothing in it has no topic', async () => {
    const { consultations } = await record({
      CareRecord_Consultation: [
        consultation(9),
        consultation(10, { Complete: 'false' }),
        consultation(11, { Complete: '' }),
      ],
    })
    expect(consultations.map(({ draft, topics }) => [draft, topics])).toEqual([
      [undefined, []],
      [true, []],
      [undefined, []],
    ])
  })
})
