import { isLocalDate } from '@gpc/fhir'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conceptOf, qualifiersOf, quantityOf } from './codes.ts'
import { idOf } from './composition.ts'
import { clinicalDate } from './dates.ts'
import { agentsOf } from './staff.ts'
import { oid } from './testing.ts'
import { parseElement } from './xml.ts'

describe('time stamps', () => {
  test('as precise as they are, London time without an offset (STR-DATE-01)', () => {
    expect(
      ['2010', '201006', '20100630', '2010063005', '201006300559', '20100630055930', '20100630055930.123'].map(
        clinicalDate,
      ),
    ).toEqual([
      '2010',
      '2010-06',
      '2010-06-30',
      '2010-06-30',
      '2010-06-30T05:59:00+01:00',
      '2010-06-30T05:59:30+01:00',
      '2010-06-30T05:59:30+01:00',
    ])
  })

  test('an offset is turned into London time', () => {
    expect(clinicalDate('20100630235900+0000')).toBe('2010-07-01T00:59:00+01:00')
    expect(clinicalDate('201001302359Z')).toBe('2010-01-30T23:59:00+00:00')
    expect(clinicalDate('201001302359-05')).toBe('2010-01-31T04:59:00+00:00')
    expect(clinicalDate('201001302359+05:30')).toBe('2010-01-30T18:29:00+00:00')
  })

  test('what is no date is none', () => {
    for (const text of ['', '0000', '201013', '20100230', '20100630246000', '2010-06-30', 'x', '20100']) {
      expect(clinicalDate(text)).toBeUndefined()
    }
  })

  test('any text gives a date or nothing, and days are real', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{4,14}([+-]\d{4})?$/), text => {
        const date = clinicalDate(text)
        if (date !== undefined && date.length >= 10) expect(isLocalDate(date.slice(0, 10))).toBe(true)
      }),
    )
  })
})

describe('coded values', () => {
  const concept = (xml: string) => {
    const notes: string[] = []
    return { ...conceptOf(parseElement(xml), note => notes.push(note)), notes }
  }

  test('every coding, in the order of the message, with known and unknown OIDs (STR-COM-08, STR-COM-12)', () => {
    const xml = `<code code="XE1" codeSystem="2.16.840.1.113883.2.1.3.2.4.14" displayName="A"><originalText>a</originalText>
      <translation code="91936005" codeSystem="${oid.snomed}" displayName="B"/><translation code="1" codeSystem="1.2.3"/></code>`
    expect(concept(xml)).toEqual({
      codings: [
        { system: 'http://read.info/ctv3', code: 'XE1', display: 'A' },
        { system: 'http://snomed.info/sct', code: '91936005', display: 'B' },
        { system: 'urn:oid:1.2.3', code: '1' },
      ],
      text: 'a',
      notes: [],
    })
  })

  test('a description id goes to the concept of its term, else to a note; bad ids never leave (STR-COM-09)', () => {
    const both = `<code code="91936005" codeSystem="${oid.snomed}" displayName="B"><translation code="152307010" codeSystem="${oid.snomed}" displayName="B"/></code>`
    expect(concept(both).codings).toEqual([
      { system: 'http://snomed.info/sct', code: '91936005', display: 'B', descriptionId: '152307010' },
    ])
    const alone = `<code code="152307010" codeSystem="${oid.snomed}" displayName="B"/>`
    expect(concept(alone)).toEqual({ codings: [], text: 'B', notes: ['SNOMED CT description: 152307010'] })
    const bad = `<code code="91936006" codeSystem="${oid.snomed}" displayName="B"/>`
    expect(concept(bad)).toEqual({ codings: [], text: 'B', notes: ["SNOMED CT code that isn't valid: 91936006"] })
  })

  test('a null flavour with words is words', () => {
    expect(concept('<code nullFlavor="UNK"><originalText>Bees</originalText></code>')).toMatchObject({
      codings: [],
      text: 'Bees',
    })
  })

  test('qualifiers with a value are labelled by their name', () => {
    const xml =
      '<code><qualifier><name code="x" displayName="Pack ID"/><value code="1"/></qualifier><qualifier><name code="x" displayName="Odd"/></qualifier></code>'
    expect(qualifiersOf(parseElement(xml))).toEqual(['Pack ID: 1', 'Qualifier: Odd'])
  })

  test('quantities without a translation, without a value, with a unit of their own', () => {
    const quantity = (xml: string) => quantityOf(parseElement(xml))
    expect(quantity('<quantity value="2" unit="1"/>')).toEqual({ value: '2' })
    expect(quantity('<quantity value="2" unit="mL"/>')).toEqual({ value: '2', unit: 'mL' })
    expect(quantity('<quantity><translation><originalText>1 op</originalText></translation></quantity>')).toEqual({
      text: '1 op',
    })
    expect(quantity('<quantity nullFlavor="UNK"/>')).toBeUndefined()
  })
})

test('agents: people, their organisations once, organisations alone, names in one piece (FND-PRA-03)', () => {
  const message = { patient: '9990101043', marks: true }
  const agent = (id: string, inner: string) =>
    `<part><Agent><id root="C0000000-0000-4000-8000-00000000000${id}"/>${inner}</Agent></part>`
  const org =
    '<id root="2.16.840.1.113883.2.1.4.3" extension="x1"/><name>Elm House</name><telecom use="WP" value="tel:01632 960002"/><addr use="WP"><streetAddressLine>1 Elm Row</streetAddressLine><postalCode>ZZ99 3VZ</postalCode></addr>'
  const { staff, organisations } = agentsOf(
    parseElement(`<agents><agentDirectory>
    ${agent('1', `<code nullFlavor="UNK"><originalText>Clerk</originalText></code><agentPerson><name><family>Test</family></name></agentPerson><representedOrganization>${org}</representedOrganization>`)}
    ${agent('2', `<agentPerson><name>Dr A Whole</name></agentPerson><representedOrganization>${org}</representedOrganization>`)}
    ${agent('3', `<agentOrganization><name>Hospital</name></agentOrganization>`)}
    ${agent('3', `<agentOrganization><name>Again</name></agentOrganization>`)}
    </agentDirectory></agents>`),
    message,
  )
  const key = (n: number) => `C0000000-0000-4000-8000-00000000000${n}`
  expect(organisations).toEqual([
    {
      source: 'gp2gp',
      key: `${key(1)}-ORG`,
      ods: 'X1',
      name: 'Elm House',
      address: { use: 'work', lines: ['1 Elm Row'], postcode: 'ZZ99 3VZ' },
      contacts: [{ system: 'phone', value: '01632 960002', use: 'work' }],
    },
    { source: 'gp2gp', key: key(3), name: 'Hospital', contacts: [] },
  ])
  expect(staff).toEqual([
    {
      source: 'gp2gp',
      key: key(1),
      name: { given: [], family: 'Test' },
      roles: [{ key: key(1), organisation: `${key(1)}-ORG`, name: 'Clerk' }],
    },
    {
      source: 'gp2gp',
      key: key(2),
      name: { given: [], text: 'Dr A Whole' },
      roles: [{ key: key(2), organisation: `${key(1)}-ORG` }],
    },
  ])
  expect(idOf(parseElement('<x><id nullFlavor="UNK"/></x>'), message)).toBeUndefined()
})
