import { afterAll, describe, expect, test } from 'vitest'
import { removeFolders } from './test-delivery.ts'
import { code, guid, observation, observationKey, owner, type Row, recordOf } from './test-rows.ts'

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

describe('what an observation row is', () => {
  test.each<[string, Row, string]>([
    ['a disorder', { CodeId: '1' }, 'observations'],
    ['an immunisation', { CodeId: '3' }, 'immunisations'],
    ['an immunisation with a value', { CodeId: '3', Value: '2' }, 'immunisations'],
    ['a consent', { CodeId: '5' }, 'observations'],
    ['a referral', { CodeId: '6' }, 'referrals'],
    ['a referral code with a value', { CodeId: '6', Value: '2' }, 'observations'],
    ['a test request', { CodeId: '7' }, 'observations'],
    ['a report’s heading with nothing under it', { CodeId: '8' }, 'observations'],
    ['an allergy', { CodeId: '12' }, 'allergies'],
  ])('%s', async (_, row, area) => {
    const { patient: _p, unreadable, consultations: _c, ...areas } = await observed(observation(1, row))
    expect(unreadable).toEqual([])
    const filled = Object.entries(areas).filter(([, entries]) => entries.length > 0)
    expect(filled.map(([name]) => name)).toEqual([area])
  })

  test('a row with a referral row is a referral, whatever its code', async () => {
    const { referrals, observations } = await record({
      CareRecord_Observation: [observation(1, { CodeId: '1', Value: '2' })],
      CareRecord_ObservationReferral: [{ ...owner, ObservationGuid: guid(1) }],
    })
    expect(observations).toEqual([])
    expect(referrals).toMatchObject([{ notes: ['Value: 2'] }])
  })

  test('STR-CON-12 text without a code is a comment of its consultation, and can’t be read outside of one', async () => {
    const text = { CodeId: '', AssociatedText: 'feels well' }
    const { observations, unreadable } = await observed(observation(1, { ...text, ...within(9) }), observation(2, text))
    expect(observations).toMatchObject([{ kind: 'comment', notes: ['feels well'] }])
    expect(unreadable.map(one => one.key)).toEqual([observationKey(2)])
  })

  test('STR-CON-13 a test request in a consultation is text, with all that it says', async () => {
    const { observations } = await observed(observation(1, { CodeId: '7', AssociatedText: 'fasting', ...within(9) }))
    expect(observations).toMatchObject([{ kind: 'comment', notes: ['Term of 7', 'fasting'] }])
  })

  test('STR-IMM-03 consents are status records of immunisations', async () => {
    expect((await observed(observation(1, { CodeId: '5' }))).observations[0]?.kind).toBe('immunisation-status')
  })
})

describe('values', () => {
  const value = async (row: Row) => (await observed(observation(1, { CodeId: '2', ...row }))).observations[0]

  test.each<[Row, object]>([
    [
      { Value: '0.10', NumericUnit: 'g/L' },
      { kind: 'quantity', value: '0.10', unit: 'g/L' },
    ],
    [{ Value: ' -3 ' }, { kind: 'quantity', value: '-3' }],
    [
      { Value: '< 5.0', NumericUnit: 'mg/L' },
      { kind: 'quantity', value: '5.0', comparator: '<', unit: 'mg/L' },
    ],
    [
      { Value: '2-3', NumericUnit: 'a day' },
      { kind: 'text', text: '2-3 a day' },
    ],
  ])('STR-UNC-06 %j', async (row, expected) => {
    expect((await value(row))?.value).toEqual(expected)
  })

  test.each<[Row, object]>([
    [
      { NumericRangeLow: '1', NumericRangeHigh: '2.5', NumericUnit: 'g/L' },
      { low: '1', high: '2.5', unit: 'g/L' },
    ],
    [{ NumericRangeLow: '1' }, { low: '1' }],
    [{ NumericRangeHigh: '2' }, { high: '2' }],
    [{ NumericRangeLow: '1', NumericRangeHigh: 'two' }, { text: 'from 1 to two' }],
  ])('STR-UNC-09 range %j', async (row, expected) => {
    expect((await value({ Value: '1', ...row }))?.ranges).toEqual([expected])
  })

  test.each<[Row, object | undefined]>([
    [
      { Abnormal: 'true', AbnormalReason: 'LO' },
      { codings: [], text: 'LO' },
    ],
    [{ Abnormal: 'True' }, { codings: [], text: 'Abnormal' }],
    [
      { Abnormal: 'HI', AbnormalReason: 'above range' },
      { codings: [], text: 'HI: above range' },
    ],
    [{ Abnormal: 'false' }, undefined],
  ])('abnormal %j', async (row, expected) => {
    expect((await value({ Value: '1', ...row }))?.interpretation).toEqual(expected)
  })

  test('STR-UNC-07 qualifiers come first, then the text', async () => {
    const Qualifiers = '<item key="Laterality" value="left"/><item key="Severity" value="mild"/>'
    const row = { Qualifiers, Episode: 'First', AssociatedText: 'since\r\nMay' }
    expect((await value(row))?.notes).toEqual(['Laterality: left', 'Severity: mild', 'Episode: First', 'since\r\nMay'])
  })

  test('STR-UNC-08 a row under another names it', async () => {
    const { observations } = await observed(
      observation(1, { CodeId: '1' }),
      observation(2, { CodeId: '2', ...under(1) }),
    )
    expect(observations.map(one => one.parent)).toEqual([undefined, observationKey(1)])
  })
})

describe('immunisations', () => {
  const given = async (row: Row) => (await observed(observation(1, { CodeId: '3', ...row }))).immunisations[0]

  test('STR-IMM-02 what was declined was not given', async () => {
    expect(await given({ CodeId: '4' })).toMatchObject({ notGiven: true })
    expect(await given({})).not.toHaveProperty('notGiven')
  })

  test('STR-IMM-13, STR-IMM-17 of the qualifiers, what is clear becomes an element, the rest a note', async () => {
    const items = [
      ['Batch Number', 'A12'],
      ['Manufacturer', 'Invented Vaccines & Co'],
      ['ExpiryDate', '2026-05-01T00:00:00'],
      ['Site', 'Left arm'],
      ['Route', 'Intramuscular'],
      ['Batch', 'B9'],
      ['Given by', 'a colleague'],
    ] as const
    const xml = items.map(([key, value]) => `<i><Key>${key}</Key><Value>${value.replace('&', '&amp;')}</Value></i>`)
    expect(await given({ Qualifiers: `<q>${xml.join('')}</q>`, AssociatedText: 'well tolerated' })).toMatchObject({
      batch: 'A12',
      manufacturer: 'Invented Vaccines & Co',
      expires: '2026-05-01',
      bodySite: { codings: [], text: 'Left arm' },
      route: { codings: [], text: 'Intramuscular' },
      notes: ['well tolerated', 'Batch: B9', 'Given by: a colleague'],
    })
  })

  test.each([
    'no XML',
    '<item key="a" value="b"',
    '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
    '</qualifiers><qualifiers>',
    '<item key="a" other="b" value="c"/>',
    '<a>text<b>c</b></a>',
  ])('qualifiers that aren’t clear stay as they are: %s', async Qualifiers => {
    expect((await given({ Qualifiers }))?.notes).toEqual([`Qualifiers: ${Qualifiers}`])
  })

  test('an expiry that is no day is a note', async () => {
    const immunisation = await given({ Qualifiers: '<Expiry>31/02/2026</Expiry><Batch>C</Batch>' })
    expect(immunisation).toMatchObject({ batch: 'C', notes: ['Expiry: 31/02/2026'] })
    expect(immunisation).not.toHaveProperty('expires')
  })
})

describe('investigations', () => {
  const result = (n: number, parent: number, more: Row = {}) =>
    observation(n, { CodeId: '9', ...under(parent), ...more })

  test('STR-INV-08, STR-INV-10 a heading with results is a report with one group; the specimen is its own', async () => {
    const { investigations, observations } = await observed(
      observation(1, { CodeId: '8', AssociatedText: 'film reviewed' }),
      result(2, 1, {
        Value: '131',
        NumericUnit: 'g/L',
        NumericRangeLow: '115',
        Abnormal: 'true',
        AbnormalReason: 'LO',
      }),
      observation(3, { CodeId: '10', ...under(1), AssociatedText: 'haemolysed' }),
    )
    expect(observations).toEqual([])
    expect(investigations).toMatchObject([
      {
        key: observationKey(1),
        title: { text: 'Full blood count' },
        status: 'unknown',
        issued: '2025-01-02',
        specimens: [
          { key: observationKey(3), type: { text: 'Blood specimen' }, collected: '2025-01-02', notes: ['haemolysed'] },
        ],
        results: [
          {
            key: `${observationKey(1)}/group`,
            concept: { text: 'Full blood count' },
            effective: '2025-01-02',
            notes: ['film reviewed'],
            results: [
              {
                key: observationKey(2),
                value: { kind: 'quantity', value: '131', unit: 'g/L' },
                ranges: [{ low: '115', unit: 'g/L' }],
                interpretation: { text: 'LO' },
                results: [],
              },
            ],
          },
        ],
      },
    ])
    expect(investigations[0]?.results[0]).not.toHaveProperty('value')
  })

  test('STR-INV-08 groups under a heading are the report’s; a result with a value stands beside what is under it', async () => {
    const { investigations } = await observed(
      observation(1, { CodeId: '8', AssociatedText: 'normal' }),
      observation(2, { CodeId: '8', ...under(1) }),
      result(3, 2, { Value: '1' }),
      result(4, 2, { Value: '2' }),
      result(5, 4, { Value: '3' }),
      observation(6, { CodeId: '7', ...under(1), AssociatedText: 'tired' }),
    )
    expect(investigations).toMatchObject([
      {
        conclusion: 'normal',
        request: { key: observationKey(6), notes: ['tired'] },
        results: [
          {
            key: observationKey(2),
            results: [
              { key: observationKey(3), results: [] },
              { key: observationKey(4), results: [] },
              { key: observationKey(5), results: [] },
            ],
          },
        ],
      },
    ])
  })

  test('STR-INV-01 headings of radiology, and rows that stand above themselves, are no reports', async () => {
    const { investigations, observations } = await observed(
      observation(1, { CodeId: '11' }),
      result(2, 1, { Value: '1' }),
      result(3, 4),
      result(4, 3),
      result(5, 5),
    )
    expect(investigations).toEqual([])
    expect(observations).toHaveLength(5)
  })

  test('STR-ERR-09 a confidential heading hides all under it, a confidential result itself', async () => {
    const hidden = { IsConfidential: 'true' }
    const { investigations } = await observed(
      observation(1, { CodeId: '8', ...hidden }),
      result(2, 1, { Value: '1' }),
      observation(3, { CodeId: '8' }),
      result(4, 3, { Value: '1', ...hidden }),
    )
    const marks = investigations.map(({ confidentiality, results }) => [
      confidentiality,
      results[0]?.confidentiality,
      results[0]?.results[0]?.confidentiality,
    ])
    expect(marks).toEqual([
      ['confidential', 'confidential', 'confidential'],
      ['none', 'none', 'confidential'],
    ])
  })

  test('rows nested far too deep are kept', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => result(i + 2, i + 1))
    const { investigations, observations } = await observed(observation(1, { CodeId: '8' }), ...rows)
    expect(investigations).toHaveLength(1)
    expect(observations).toHaveLength(40 - 8)
  })
})
