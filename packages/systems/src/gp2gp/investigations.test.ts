import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { labText } from './lab-text.ts'
import { cd, compound, guid, oid, recordOfStatements } from './testing.ts'

const text = (words: string, id: string = guid(), more = '') =>
  `<NarrativeStatement><id root="${id}"/><text mediaType="text/x-h7uk-pmip">${words}</text><availabilityTime value="20260110"/>${more}</NarrativeStatement>`
const headed = (type: string, words: string) => `CommentType:${type}\nCommentDate:20260110111500\n\n${words}`
const result = (name: string, inner: string, id: string = guid()) =>
  `<ObservationStatement><id root="${id}"/><code nullFlavor="UNK"><originalText>${name}</originalText></code><availabilityTime value="20260110"/>${inner}</ObservationStatement>`
const specimen = (inner: readonly string[], id: string = guid()) =>
  compound(
    'CLUSTER',
    cd('code', '123038009', 'snomed', 'specimen'),
    inner,
    id,
    `<specimen><specimenRole><id root="${guid()}"/><id root="2.16.840.1.113883.2.1.4.5.2" extension="CH1"/><effectiveTime><center value="202601091030"/></effectiveTime>
<specimenSpecimenMaterial><desc>Serum</desc></specimenSpecimenMaterial></specimenRole></specimen>`,
  )
const report = (inner: readonly string[], words = 'Filed Report', id: string = guid(), more = '') =>
  compound(
    'CLUSTER',
    cd('code', '16488004', 'snomed', 'laboratory reporting', `<originalText>${words}</originalText>`),
    inner,
    id,
    `<id root="2.16.840.1.113883.2.1.4.5.5" extension="1007/CH1"/>${more}`,
  )
const key = (kind: string, id: string) => `${kind}:${id}`

describe('laboratory reports', () => {
  test('specimens, groups, results, texts and filing comments, each where it belongs (STR-INV-01 to 16)', async () => {
    const [whole, serum, group, sodium, potassium, filing] = [guid(), guid(), guid(), guid(), guid(), guid()]
    const { investigations, consultations, observations, unreadable } = await recordOfStatements([
      report(
        [
          text(headed('LABORATORY RESULT COMMENT(E141)', 'ON WARFARIN')),
          specimen(
            [
              text(headed('LAB SPECIMEN COMMENT(E271)', 'Haemolysed')),
              compound(
                'BATTERY',
                cd('code', '451..00', 'readV2', 'Renal function tests'),
                [
                  text(headed('AGGREGATE COMMENT SET', 'Group text')),
                  result('Serum sodium', '<value xsi:type="PQ" value="136" unit="mmol/L"/>', sodium),
                ],
                group,
              ),
              compound('CLUSTER', '<code nullFlavor="UNK"><originalText>Serum potassium</originalText></code>', [
                result('Serum potassium', cd('interpretationCode', 'HI', 'egton', 'High'), potassium),
                text(headed('USER COMMENT', 'Abnormal - Contact Patient'), filing),
                text(headed('AGGREGATE COMMENT SET', '  Time   Value\n  10:00  5.9')),
              ]),
            ],
            serum,
          ),
        ],
        'Filed Report',
        whole,
      ),
    ])
    expect(unreadable).toEqual([])
    expect(observations).toEqual([])
    expect(consultations[0]?.topics[0]?.headings[0]?.items).toEqual([key('CompoundStatement', whole)])
    expect(investigations).toMatchObject([
      {
        key: key('CompoundStatement', whole),
        title: { text: 'Filed Report' },
        status: 'unknown',
        issued: '2026-01-12',
        reportId: '1007/CH1',
        conclusion: 'ON WARFARIN',
        specimens: [
          {
            key: key('CompoundStatement', serum),
            accession: 'CH1',
            type: { text: 'Serum' },
            collected: '2026-01-09T10:30:00+00:00',
            notes: ['Haemolysed'],
          },
        ],
        results: [
          {
            key: key('CompoundStatement', group),
            concept: { text: 'Renal function tests' },
            notes: ['Group text'],
            results: [
              {
                key: key('ObservationStatement', sodium),
                value: { kind: 'quantity', value: '136', unit: 'mmol/L' },
                specimen: key('CompoundStatement', serum),
                issued: '2026-01-12',
                effective: '2026-01-10',
              },
            ],
          },
          {
            key: key('ObservationStatement', potassium),
            interpretation: { text: 'High' },
            notes: ['  Time   Value\n  10:00  5.9'],
            results: [],
            filingComments: [
              {
                key: key('NarrativeStatement', filing),
                text: 'Abnormal - Contact Patient',
                recorded: '2026-01-10T11:15:00+00:00',
                filed: '2026-01-12T09:45:30+00:00',
                filer: 'B0000000-0000-4000-8000-000000000001',
              },
            ],
          },
        ],
        filingComments: [],
      },
    ])
    expect(investigations[0]).not.toHaveProperty('filed')
  })

  test('filed without a word of who filed says when it was filed; unfiled is not filed (STR-INV-13, STR-WARN-11)', async () => {
    const { investigations } = await recordOfStatements([report([]), report([], 'Unfiled Report')])
    expect(
      investigations.map(({ filed, filingComments }) => [filed, filingComments.map(one => [one.text, one.filed])]),
    ).toEqual([
      [undefined, [['Filed Report', '2026-01-12T09:45:30+00:00']]],
      [false, []],
    ])
  })

  test('what stands in a report and is no part of one is an entry beside it; problems reach its parts (STR-PRB-12)', async () => {
    const [actual, cluster, whole, letter] = [guid(), guid(), guid(), guid()]
    const document = text(
      'Scan',
      letter,
      `<reference><referredToExternalDocument><id root="${guid()}"/></referredToExternalDocument></reference>`,
    )
    const { problems, documents, consultations } = await recordOfStatements([
      report(
        [
          document,
          compound('CLUSTER', '<code nullFlavor="UNK"/>', [result('Serum sodium', '', actual), text('alone')], cluster),
        ],
        'Filed Report',
        whole,
      ),
      `<LinkSet><id root="${guid()}"/><code code="394774009" codeSystem="${oid.snomed}"/><component><statementRef><id root="${cluster}"/></statementRef></component>
<conditionNamed><namedStatementRef><id root="${actual}"/></namedStatementRef></conditionNamed></LinkSet>`,
    ])
    expect(documents).toMatchObject([
      { key: key('NarrativeStatement', letter), related: [key('CompoundStatement', whole)] },
    ])
    expect(problems).toMatchObject([
      { actual: key('ObservationStatement', actual), related: [key('ObservationStatement', actual)] },
    ])
    expect(consultations[0]?.topics[0]?.headings[0]?.items).toEqual([
      key('CompoundStatement', whole),
      key('NarrativeStatement', letter),
    ])
  })
})

describe('text of laboratories', () => {
  test('the header comes off, the lines stay as they are (STR-INV-04)', () => {
    expect(labText('CommentType:USER COMMENT\n   CommentDate:20260110\n\n   a\n\n b \n')).toEqual({
      type: 'USER COMMENT',
      date: '2026-01-10',
      text: '   a\n\n b',
    })
    expect(labText('CommentType:AGGREGATE COMMENT SET\r\nCommentDate:\r\nx')).toEqual({
      type: 'AGGREGATE COMMENT SET',
      text: 'x',
    })
    expect(labText('CommentType:X\nCommentDate:yesterday\n\nx').text).toBe('CommentType:X\nCommentDate:yesterday\n\nx')
    expect(labText('\n \n  x\n').text).toBe('  x')
  })

  test('nothing but blanks at the ends is lost of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\t', ':') }), words => {
        expect(labText(words).text.trim()).toBe(words.trim())
        expect(labText(headed('X', words)).text.trim()).toBe(words.trim())
      }),
    )
  })
})
