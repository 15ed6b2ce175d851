import { codeSystems } from '@gpc/fhir'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Concept } from '../model/entry.ts'
import type { Observation, Value } from '../model/observation.ts'
import { joinBloodPressures, sourceKey } from './blood-pressure.ts'

const concept = (code: string, display = code): Concept => ({
  codings: [{ system: codeSystems.snomed, code, display }],
})
const mmHg = (value: string): Value => ({ kind: 'quantity', value, unit: 'mmHg' })

function row(key: string, code: Concept | string, fields: Partial<Observation> = {}): Observation {
  return {
    source: 'emis',
    key,
    confidentiality: 'none',
    recorded: '2026-01-12T09:12:00+00:00',
    recorder: 'gp',
    kind: 'coded',
    concept: typeof code === 'string' ? concept(code) : code,
    effective: '2026-01-12',
    notes: [],
    ...fields,
  }
}

const panel = row('P', '163020007')
const systolic = row('S', '72313002', { value: mmHg('141') })
const diastolic = row('D', '1091811000000102', { value: mmHg('88') })
const under = (one: Observation, fields: Partial<Observation> = {}): Observation => ({ ...one, parent: 'P', ...fields })
const join = (...rows: Observation[]) => joinBloodPressures(rows)
const codesOf = ({ concept: { codings }, components = [] }: Observation) =>
  [codings, ...components.map(one => one.concept.codings)].map(([first]) => first?.code)
const valuesOf = ({ components = [] }: Observation) => components.map(({ value }) => value)
const reading = (value: string): Value => ({ kind: 'quantity', value, unit: 'mm[Hg]' })

test('STR-UNC-11 STR-UNC-12 a panel with its two readings is one, whatever the order, and keeps its codes', () => {
  const { observations, joined } = join(under(diastolic), panel, under(systolic))
  expect(observations).toHaveLength(1)
  const [one = panel] = observations
  expect(one.key).toBe('P')
  expect(codesOf(one)).toEqual(['163020007', '72313002', '1091811000000102'])
  expect(valuesOf(one)).toEqual([reading('141'), reading('88')])
  expect([joined.get('emis S'), joined.get('emis D')]).toEqual(['P', 'P'])
})

test('STR-UNC-13 two readings of one moment without a panel get the panel of their kind', () => {
  const { observations, joined } = join(systolic, diastolic)
  expect(observations.map(codesOf)).toEqual([['163020007', '72313002', '1091811000000102']])
  expect(joined.get('emis D')).toBe('S')
  const standing = join(row('S', '400974009', { value: mmHg('120') }), row('D', '400975005', { value: mmHg('70') }))
  expect(standing.observations.map(codesOf)).toEqual([['163034007', '400974009', '400975005']])
})

test('STR-UNC-15 one reading alone is a triple all the same', () => {
  const [one = panel] = join(diastolic).observations
  expect(codesOf(one)).toEqual(['163020007', '72313002', '1091811000000102'])
  expect(valuesOf(one)).toEqual([undefined, reading('88')])
  const [other = panel] = join(panel, under(systolic)).observations
  expect(valuesOf(other)).toEqual([reading('141'), undefined])
})

test('STR-UNC-14 STR-UNC-16 a panel with both readings in one text becomes a triple, and keeps the text to be read', () => {
  const [one = panel] = join(row('P', '75367002', { value: { kind: 'text', text: '120/80 mmHg' } })).observations
  expect(one.value).toBeUndefined()
  expect(codesOf(one)).toEqual(['75367002', '72313002', '1091811000000102'])
  expect(valuesOf(one)).toEqual([reading('120'), reading('80')])
  expect(one.notes).toEqual(['Value: 120/80 mmHg'])
  const [high = panel] = join(row('P', '75367002', { value: { kind: 'text', text: 'raised' } })).observations
  expect([high.value, high.components, high.notes]).toEqual([undefined, undefined, ['Value: raised']])
})

test('STR-UNC-14 components that a reader gives with words only get their codes, the unit is always mm[Hg]', () => {
  const components = [
    { concept: { codings: [], text: 'Systolic' }, value: { kind: 'quantity', value: '128' } as const },
    { concept: { codings: [], text: 'Diastolic' }, value: { kind: 'quantity', value: '76', unit: 'mm Hg' } as const },
  ]
  const [one = panel] = join(row('P', '163020007', { components })).observations
  expect(codesOf(one)).toEqual(['163020007', '72313002', '1091811000000102'])
  expect(valuesOf(one)).toEqual([reading('128'), reading('76')])
})

test('STR-UNC-17 a triple recorded as such stays one, with codes that are in no table', () => {
  const mean = (key: string, value: string) =>
    under(row(key, concept('999', 'Ambulatory reading'), { value: mmHg(value) }))
  const [one = panel] = join(panel, mean('A', '130'), mean('B', '82')).observations
  expect(codesOf(one)).toEqual(['163020007', '999', '999'])
})

test('STR-UNC-15 STR-UNC-17 older codes of readings are joined below a panel only, and linked without one', () => {
  const older = row('S', '163030003', { value: mmHg('141') })
  const [one = panel] = join(panel, under(older)).observations
  expect(codesOf(one)).toEqual(['163020007', '163030003', '1091811000000102'])
  const alone = join(older).observations
  expect([alone[0]?.components, alone[0]?.value]).toEqual([undefined, reading('141')])
  const pair = join(older, row('D', '163031004', { value: mmHg('88') }))
  expect(pair.observations.map(({ key, parent }) => [key, parent])).toEqual([
    ['S', undefined],
    ['D', 'S'],
  ])
  expect(pair.joined.size).toBe(0)
})

test('Read codes are known where there is no SNOMED CT', () => {
  const read = (code: string): Concept => ({ codings: [{ system: codeSystems.readV2, code }] })
  const rows = [row('S', read('2469.00'), { value: mmHg('141') }), row('D', read('246A.00'), { value: mmHg('88') })]
  expect(join(...rows).observations).toHaveLength(1)
})

describe('what is not plain stays as it is', () => {
  test.each<[string, Observation[]]>([
    ['two pairs of one moment', [systolic, diastolic, { ...systolic, key: 'S2' }, { ...diastolic, key: 'D2' }]],
    ['another moment of the day', [systolic, { ...diastolic, recorded: '2026-01-12T11:00:00+00:00' }]],
    ['another person', [systolic, { ...diastolic, clinician: 'nurse' }]],
    [
      'standing and sitting',
      [row('S', '400974009', { value: mmHg('1') }), row('D', '407555005', { value: mmHg('2') })],
    ],
    [
      'days only, without a consultation',
      [
        { ...systolic, recorded: '2026' },
        { ...diastolic, recorded: '2026' },
      ],
    ],
  ])('%s', (_, rows) => {
    const { observations, joined } = join(...rows)
    expect(observations).toHaveLength(rows.length)
    expect(joined.size).toBe(0)
    expect(observations.map(({ value }) => value?.kind === 'quantity' && value.unit)).toEqual(rows.map(() => 'mm[Hg]'))
  })

  test('a panel whose child says another time', () => {
    const rows = [panel, under(systolic, { effective: '2025' }), under(diastolic)]
    expect(join(...rows).observations).toHaveLength(3)
  })

  test('another unit', () => {
    const [one = panel] = join({ ...systolic, value: { kind: 'quantity', value: '18', unit: 'kPa' } }).observations
    expect(valuesOf(one)[0]).toEqual({ kind: 'quantity', value: '18', unit: 'kPa' })
  })
})

test('STR-UNC-07 texts of the readings stay, with their names', () => {
  const rows = [{ ...panel, notes: ['After rest'] }, under(systolic, { notes: ['Cuff: large'] }), under(diastolic)]
  expect(join(...rows).observations[0]?.notes).toEqual(['After rest', 'Systolic: Cuff: large'])
})

test('STR-ERR-09 a confidential part makes the whole confidential', () => {
  const rows = [
    panel,
    under(systolic, { confidentiality: 'nopat' }),
    under(diastolic, { confidentiality: 'confidential' }),
  ]
  expect(join(...rows).observations[0]?.confidentiality).toBe('confidential')
})

test('STR-UNC-08 what hung on a reading hangs on the triple', () => {
  const note = row('N', '271870002', { parent: 'D' })
  expect(join(systolic, diastolic, note).observations[1]?.parent).toBe('S')
})

test('STR-UNC-11 no reading, no text and no key is ever lost', () => {
  const code = fc.constantFrom(
    '163020007',
    '163034007',
    '72313002',
    '1091811000000102',
    '400974009',
    '271650006',
    '1',
    '163030003',
    '163031004',
    '2469.',
  )
  const value = fc.oneof(
    fc.record({
      kind: fc.constant('quantity' as const),
      value: fc.nat(250).map(String),
      unit: fc.constantFrom('mmHg', 'kPa', ''),
    }),
    fc.record({ kind: fc.constant('text' as const), text: fc.constantFrom('120/80', 'high') }),
  )
  const optional = {
    value,
    parent: fc.constantFrom('0', '1', '2', 'gone'),
    encounter: fc.constantFrom('E1', 'E2'),
    effective: fc.constantFrom('2026-01-12', '2026', '2026-01-12T09:00:00+00:00'),
    recorded: fc.constantFrom('2026-01-12', '2026-01-12T09:12:00+00:00'),
    ranges: fc.array(fc.record({ text: fc.constantFrom('low', 'normal') }), { maxLength: 2 }),
    components: fc.array(fc.record({ concept: code.map(one => concept(one)), value }), { maxLength: 3 }),
    interpretation: fc.constant(concept('H')),
  }
  const observation = fc.record(
    {
      source: fc.constantFrom('emis' as const, 'tpp' as const),
      confidentiality: fc.constantFrom('none' as const, 'confidential' as const),
      kind: fc.constantFrom('coded' as const, 'coded' as const, 'coded' as const, 'comment' as const),
      concept: code.map(one =>
        one === '2469.' ? { codings: [{ system: codeSystems.ctv3, code: one }] } : concept(one),
      ),
      notes: fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 2 }),
      ...optional,
    },
    { requiredKeys: ['source', 'confidentiality', 'kind', 'concept', 'notes'] },
  )
  const rows = fc
    .array(observation, { maxLength: 8 })
    .map(all => all.map((one, i): Observation => ({ ...one, key: String(i) })))
  const textOf = (one: Value): string => (one.kind === 'quantity' ? one.value : one.kind === 'text' ? one.text : '')
  const said = ({ value: own, components = [], ranges = [], interpretation, notes }: Observation): string[] => [
    ...(own === undefined ? [] : [textOf(own)]),
    ...components.flatMap(part => (part.value === undefined ? [] : [textOf(part.value)])),
    ...[...ranges, ...components.flatMap(({ range }) => range ?? [])].map(({ text = '' }) => text),
    ...(interpretation === undefined ? [] : ['H']),
    ...components.flatMap(part => (part.interpretation === undefined ? [] : ['H'])),
    ...notes,
  ]
  fc.assert(
    fc.property(rows, all => {
      const { observations, joined } = joinBloodPressures(all)
      const after = observations.flatMap(said)
      for (const text of all.flatMap(said)) {
        const at = after.findIndex(one => one === text || one.endsWith(`: ${text}`) || one.includes(`Value: ${text}`))
        expect(at, `${text} is lost`).toBeGreaterThanOrEqual(0)
        after.splice(at, 1)
      }
      const keys = new Set(observations.map(one => sourceKey(one.source, one.key)))
      for (const { source, key } of all)
        expect(keys.has(sourceKey(source, joined.get(sourceKey(source, key)) ?? key))).toBe(true)
      expect(keys.size).toBe(observations.length)
    }),
    { numRuns: 2000 },
  )
})
