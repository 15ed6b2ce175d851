import { describe, expect, test } from 'vitest'
import {
  cd,
  composition,
  compound,
  guid,
  message,
  narrative,
  observation,
  recordOfMessage,
  recordOfStatements,
} from './testing.ts'

const asthma = cd('code', 'H33..00', 'readV2', 'Asthma')
const weight = cd('code', '22A..00', 'readV2', 'O/E - weight')
const category = (title: string) =>
  cd('code', '394841004', 'snomed', 'Other category', `<originalText>${title}</originalText>`)
const key = (kind: string, id: string) => `${kind}:${id}`

describe('consultations', () => {
  test('topics hold headings; what stands beside them is an untitled heading, and all outside of topics one topic (STR-CON-03, STR-CON-05, STR-CON-06)', async () => {
    const [a, b, c, d, e] = [guid(), guid(), guid(), guid(), guid()]
    const { consultations } = await recordOfStatements([
      observation(weight, a),
      compound('TOPIC', asthma, [
        compound('CATEGORY', category('History'), [narrative('Cough', b)]),
        observation(asthma, c),
      ]),
      narrative('Seen with her mother', d),
      compound('CATEGORY', category('Plan'), [narrative('Review', e)]),
    ])
    expect(consultations[0]?.topics).toEqual([
      {
        headings: [
          { items: [key('ObservationStatement', a), key('NarrativeStatement', d)] },
          { title: 'Plan', items: [key('NarrativeStatement', e)] },
        ],
      },
      {
        title: 'Asthma',
        headings: [
          { title: 'History', items: [key('NarrativeStatement', b)] },
          { items: [key('ObservationStatement', c)] },
        ],
      },
    ])
  })

  test('the code of no problem is no title; headings in headings are named after both; empty ones are left out (STR-CON-07, STR-CON-09)', async () => {
    const [a, b] = [guid(), guid()]
    const { consultations } = await recordOfStatements([
      compound('TOPIC', cd('code', 'Z....00', 'readV2', 'UnspecifiedCondtions'), [
        compound('CATEGORY', category('Examination'), [
          compound('CATEGORY', category('Chest'), [narrative('Clear', a)]),
          narrative('Well', b),
        ]),
        compound('CATEGORY', category('Nothing'), []),
      ]),
    ])
    expect(consultations[0]?.topics).toEqual([
      {
        headings: [
          { title: 'Examination: Chest', items: [key('NarrativeStatement', a)] },
          { title: 'Examination', items: [key('NarrativeStatement', b)] },
        ],
      },
    ])
  })

  test('type, times, who, and drafts (STR-CON-14 to 17)', async () => {
    const xml = composition([narrative('x')], '')
      .replace(
        '</ehrComposition>',
        `<Participant2 typeCode="RESP"><agentRef><id root="B0000000-0000-4000-8000-000000000003"/></agentRef></Participant2></ehrComposition>`,
      )
      .replace(
        '<availabilityTime',
        '<statusCode code="ACTIVE"/><effectiveTime><low value="202601120930"/><high value="202601120945"/></effectiveTime><availabilityTime',
      )
    const { consultations } = await recordOfMessage(message({ compositions: [xml] }))
    expect(consultations).toMatchObject([
      {
        type: { codings: [{ code: '24591000000103' }] },
        start: '2026-01-12T09:30:00+00:00',
        end: '2026-01-12T09:45:00+00:00',
        recorder: 'B0000000-0000-4000-8000-000000000001',
        clinician: 'B0000000-0000-4000-8000-000000000002',
        participants: ['B0000000-0000-4000-8000-000000000003'],
        edited: '2026-01-12T09:45:30+00:00',
        draft: true,
      },
    ])
    expect(consultations[0]).not.toHaveProperty('encounter')
  })

  test('containers and empty compositions are no consultations; text in them is coded, or nobody would see it (STR-CON-21, STR-UNC-03)', async () => {
    const container = composition([narrative('Note on the record')]).replace('24591000000103', '196401000000100')
    const empty = composition(['<EhrEmpty/>'])
    const { consultations, observations } = await recordOfMessage(message({ compositions: [container, empty] }))
    expect(consultations).toEqual([])
    expect(observations).toMatchObject([
      { kind: 'coded', concept: { codings: [{ code: '37331000000100' }] }, notes: ['Note on the record'] },
    ])
    expect(observations[0]).not.toHaveProperty('encounter')
  })
})

describe('observations', () => {
  const valued = async (inner: string) => (await recordOfStatements([observation(weight + inner)])).observations[0]

  test('values: quantities with the unit in words, bounds, codes, words (STR-UNC-06)', async () => {
    const words = '<translation value="80.50"><originalText>kg</originalText></translation>'
    expect((await valued(`<value xsi:type="PQ" value="80.50" unit="1">${words}</value>`))?.value).toEqual({
      kind: 'quantity',
      value: '80.50',
      unit: 'kg',
    })
    const bound = (name: string, inclusive: string) =>
      `<value xsi:type="IVL_PQ"><${name} value="5" unit="1"${inclusive}/></value>`
    const comparators = await Promise.all(
      [
        bound('low', ''),
        bound('low', ' inclusive="false"'),
        bound('high', ' inclusive="true"'),
        bound('high', ' inclusive="false"'),
      ].map(async one => (await valued(one))?.value),
    )
    expect(comparators).toEqual(
      ['>=', '>', '<=', '<'].map(comparator => ({ kind: 'quantity', value: '5', comparator })),
    )
    expect(
      (await valued('<value xsi:type="IVL_PQ"><low value="4"/><high value="6" unit="mmol/L"/></value>'))?.value,
    ).toEqual({
      kind: 'text',
      text: '4 - 6 mmol/L',
    })
    expect((await valued(cd('value', '260385009', 'snomed', 'Negative')))?.value).toMatchObject({
      kind: 'concept',
      concept: { codings: [{ code: '260385009' }] },
    })
    expect((await valued('<value xsi:type="ST">trace</value>'))?.value).toEqual({ kind: 'text', text: 'trace' })
    expect((await valued('<value xsi:type="PQ" value="++" unit="1"/>'))?.value).toEqual({ kind: 'text', text: '++' })
  })

  test('ranges, interpretation, dates, and qualifiers before the user’s text (STR-UNC-07, STR-UNC-09)', async () => {
    const found = await valued(
      `<effectiveTime><low value="202501"/><high value="20250312000000"/></effectiveTime><uncertaintyCode displayName="Recorded as uncertain"/>
<value xsi:type="PQ" value="1" unit="g"/>${cd('interpretationCode', 'HI', 'snomed', 'High')}
<subject><personalRelationship>${cd('code', '1', 'snomed', 'Uncle')}</personalRelationship></subject>
<pertinentInformation><sequenceNumber value="+1"/><pertinentAnnotation><text>after</text></pertinentAnnotation></pertinentInformation>
<pertinentInformation><sequenceNumber value="-1"/><pertinentAnnotation><text>before</text></pertinentAnnotation></pertinentInformation>
<referenceRange><referenceInterpretationRange><text>adults</text><value><low value="0.5"/><high value="2"/></value></referenceInterpretationRange></referenceRange>
<referenceRange><referenceInterpretationRange><value><high value="3"/></value></referenceInterpretationRange></referenceRange>`,
    )
    expect(found).toMatchObject({
      effective: '2025-01',
      effectiveEnd: '2025-03-12',
      ranges: [{ low: '0.5', high: '2', text: 'adults' }, { high: '3' }],
      interpretation: { text: 'High' },
    })
    expect(found?.notes).toEqual([
      'Certainty: Recorded as uncertain',
      'Subject: Uncle',
      'before',
      'after',
      "SNOMED CT code that isn't valid: HI",
    ])
  })

  test('a battery is an observation with its members below it, and its text; a cluster’s text stays in its place (STR-UNC-08)', async () => {
    const [battery, one, cluster, two, text] = [guid(), guid(), guid(), guid(), guid()]
    const { observations, consultations } = await recordOfStatements([
      compound(
        'BATTERY',
        cd('code', '246..00', 'readV2', 'O/E - blood pressure reading'),
        [observation(weight, one), narrative('Sitting')],
        battery,
      ),
      compound('CLUSTER', asthma, [observation(weight, two), narrative('Option A', text)], cluster),
    ])
    const by = new Map(observations.map(found => [found.key, found]))
    expect(by.get(key('CompoundStatement', battery))?.notes).toEqual(['Sitting'])
    expect(by.get(key('ObservationStatement', one))?.parent).toBe(key('CompoundStatement', battery))
    expect(by.get(key('ObservationStatement', two))?.parent).toBe(key('CompoundStatement', cluster))
    expect(by.get(key('NarrativeStatement', text))).toMatchObject({
      kind: 'comment',
      parent: key('CompoundStatement', cluster),
    })
    expect(consultations[0]?.topics[0]?.headings[0]?.items).toEqual([
      key('CompoundStatement', battery),
      key('ObservationStatement', one),
      key('CompoundStatement', cluster),
      key('ObservationStatement', two),
      key('NarrativeStatement', text),
    ])
  })

  test('a group without a name gives way to its members; what says nothing is unreadable', async () => {
    const { observations, unreadable } = await recordOfStatements([
      compound('CLUSTER', '<code nullFlavor="UNK"/>', [observation(weight)]),
      observation('<code nullFlavor="UNK"/>'),
      narrative(' '),
    ])
    expect(observations).toHaveLength(1)
    expect(observations[0]).not.toHaveProperty('parent')
    expect(unreadable.map(({ reason }) => reason)).toEqual([
      'an observation without code, text and value',
      'a narrative without text',
    ])
  })
})

describe('immunisations', () => {
  const kinds = async (code: string) => {
    const { immunisations, observations } = await recordOfStatements([observation(code)])
    return [
      ...immunisations.map(({ notGiven }) => (notGiven ? 'not given' : 'given')),
      ...observations.map(({ kind }) => kind),
    ]
  }

  test('by Read v2 chapter, SNOMED CT concept, or the words of the term (STR-IMM-01, STR-IMM-03, STR-IMM-06)', async () => {
    expect(await kinds(cd('code', '65M1.00', 'readV2', 'Measles/mumps/rubella vaccn.'))).toEqual(['given'])
    expect(await kinds(cd('code', '86198006', 'snomed', 'Influenza vaccination'))).toEqual(['given'])
    expect(await kinds(cd('code', '170431005', 'snomed', 'Administration of booster dose of vaccine'))).toEqual([
      'given',
    ])
    expect(await kinds(cd('code', '9OX5.00', 'readV2', 'Influenza vaccination declined'))).toEqual(['not given'])
    expect(await kinds(cd('code', '68NV.00', 'readV2', 'Influenza vacc consent given'))).toEqual([
      'immunisation-status',
    ])
    expect(await kinds(cd('code', '171280006', 'snomed', 'No consent for MMR'))).toEqual(['immunisation-status'])
    for (const [code, term] of [
      ['65P..00', 'Contact with disease'],
      ['14L..11', 'H/O: vaccine allergy'],
      ['9m...00', 'Requires pneumococcal vaccination'],
      ['93C0.00', 'Consent given for upload to local shared electronic record'],
    ] as const) {
      expect(await kinds(cd('code', code.startsWith('14L') ? '12..00' : code, 'readV2', term)), term).toEqual(['coded'])
    }
  })

  test('batch, manufacturer and expiry out of brackets; the whole text stays (STR-IMM-13, STR-IMM-17)', async () => {
    const text = '[Manufacturer: Acme], [Expiry Date: 21-Jun-2011], [Batch Number: 123456], Injection site: Left arm'
    const { immunisations } = await recordOfStatements([
      observation(
        `${cd('code', '65E..00', 'readV2', 'Influenza vaccination')}<pertinentInformation><pertinentAnnotation><text>${text}</text></pertinentAnnotation></pertinentInformation>`,
      ),
    ])
    expect(immunisations).toMatchObject([
      { manufacturer: 'Acme', batch: '123456', expires: '2011-06-21', notes: [text] },
    ])
  })
})
