import { addDays, GpConnectError } from '@gpc/fhir'
import { describe, expect, test } from 'vitest'
import { asked } from './asked.ts'
import { structuredParameters } from './parameters.ts'

const today = '2026-03-01'
const nhsNumber = {
  name: 'patientNHSNumber',
  valueIdentifier: { system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990101019' },
}
type Part = Readonly<Record<string, unknown>>
const include = (name: string, ...part: readonly Part[]) => (part.length === 0 ? { name } : { name, part })
const read = (...parameters: readonly unknown[]) =>
  structuredParameters({ resourceType: 'Parameters', parameter: [nhsNumber, ...parameters] }, today)
const codeOf = (...parameters: readonly unknown[]): string => {
  try {
    read(...parameters)
    return 'none'
  } catch (error) {
    return error instanceof GpConnectError ? `${error.code} ${error.message}` : String(error)
  }
}
const period = (start?: string, end?: string) => ({
  valuePeriod: { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) },
})

const optional = [
  'includeMedication',
  'includeConsultations',
  'includeProblems',
  'includeImmunisations',
  'includeUncategorisedData',
  'includeInvestigations',
  'includeReferrals',
  'includeDiaryEntries',
]

test.each(optional)('STR-PAR-01 STR-PAR-02 %s is valid without value and parts', name => {
  const { includes, warnings } = read(include(name))
  expect([...includes.keys()]).toEqual([name])
  expect(warnings).toEqual([])
})

const periods = [
  ['includeConsultations', 'consultationSearchPeriod'],
  ['includeUncategorisedData', 'uncategorisedDataSearchPeriod'],
  ['includeInvestigations', 'investigationSearchPeriod'],
  ['includeReferrals', 'referralSearchPeriod'],
] as const

describe.each(periods)('STR-PAR-14 %s.%s', (name, part) => {
  test.each([
    ['start and end', period('2025-01-01', '2025-12-31')],
    ['start alone', period('2025-01-01')],
    ['end alone', period(undefined, '2025-01-01')],
    ['one day', period('2025-01-01', '2025-01-01')],
    ['up to today', period('2025-01-01', today)],
  ])('takes %s', (_, value) => {
    expect(codeOf(include(name, { name: part, ...value }))).toBe('none')
  })

  test.each([
    ['a start after today', period('2026-03-02')],
    ['an end after today', period('2025-01-01', '2026-03-02')],
    ['a start after the end', period('2025-02-01', '2025-01-01')],
    ['a year', period('2025')],
    ['a month', period('2025-01', '2025-02')],
    ['a time', period('2025-01-01T00:00:00Z')],
    ['no such day', period('2025-02-30')],
    ['neither', period()],
    ['another type', { valueDate: '2025-01-01' }],
    ['no value', {}],
  ])('STR-PAR-10 STR-PAR-11 STR-PAR-19 refuses %s and names the part', (_, value) => {
    expect(codeOf(include(name, { name: part, ...value }))).toMatch(
      new RegExp(`^INVALID_PARAMETER The parameter ${name}\\.${part}`),
    )
  })

  test('STR-PAR-12 refuses it twice', () => {
    const one = { name: part, ...period('2025-01-01') }
    expect(codeOf(include(name, one, one))).toMatch(/^INVALID_RESOURCE /)
  })
})

describe('includeConsultations', () => {
  const number = (valuePositiveInt: unknown) => ({ name: 'includeNumberOfMostRecent', valuePositiveInt })
  test('STR-PAR-15 a period and a number exclude each other', () => {
    const both = [{ name: 'consultationSearchPeriod', ...period('2025-01-01') }, number(3)]
    expect(codeOf(include('includeConsultations', ...both))).toMatch(/^INVALID_RESOURCE /)
  })
  test.each([0, -1, 1.5, 'three'])('STR-PAR-16 refuses %s as a number', value => {
    expect(codeOf(include('includeConsultations', number(value)))).toMatch(
      /^INVALID_RESOURCE .*includeNumberOfMostRecent/,
    )
  })
  test('STR-CON-02 a number asks for the most recent ones', () => {
    const { parts } = asked(read(include('includeConsultations', number(2))), new Set(), today)
    expect(parts).toEqual(new Map([['consultations', { mostRecent: 2 }]]))
  })
})

describe('includeProblems', () => {
  test.each(['active', 'inactive'])('STR-PRB-02 takes %s', valueCode => {
    const { parts } = asked(read(include('includeProblems', { name: 'filterStatus', valueCode })), new Set(), today)
    expect(parts).toEqual(new Map([['problems', { status: valueCode }]]))
  })
  test.each([
    { valueCode: 'resolved' },
    { valueCode: 'Active' },
    { valueString: 'active' },
    {},
  ])('STR-PAR-17 refuses %j', value => {
    expect(codeOf(include('includeProblems', { name: 'filterStatus', ...value }))).toMatch(
      /^INVALID_PARAMETER .*includeProblems\.filterStatus/,
    )
  })
  test.each([
    'includeStatus',
    'includeSignificance',
    'filterSignificance',
  ])('STR-VER-01 STR-VER-02 STR-VER-03 %s is a part that is not known', name => {
    expect(read(include('includeProblems', { name, valueCode: 'major' })).warnings).toEqual([
      {
        severity: 'warning',
        code: 'NOT_IMPLEMENTED',
        text: `includeProblems.${name} is an unrecognised parameter`,
        diagnostics: `includeProblems.${name}`,
      },
    ])
  })
})

describe('includeDiaryEntries', () => {
  const date = (valueDate: unknown) => include('includeDiaryEntries', { name: 'diaryEntriesSearchDate', valueDate })
  test.each([today, '2027-01-01'])('STR-PAR-18 takes %s', value => {
    expect(codeOf(date(value))).toBe('none')
  })
  test.each(['2026-02-28', '2027', '2027-01', '2027-01-01T10:00:00Z', 5])('STR-PAR-18 refuses %s', value => {
    expect(codeOf(date(value))).toMatch(/^INVALID_PARAMETER .*includeDiaryEntries\.diaryEntriesSearchDate/)
  })
  test('STR-DATE-08 it is an upper bound only', () => {
    expect(asked(read(date('2027-01-01')), new Set(), today).parts).toEqual(
      new Map([['diary-entries', { to: '2027-01-01' }]]),
    )
  })
})

describe('includeImmunisations', () => {
  const part = (name: string, valueBoolean: unknown) => ({ name, valueBoolean })
  const partsOf = (...parts: readonly Part[]) => [
    ...asked(read(include('includeImmunisations', ...parts)), new Set(), today).parts.keys(),
  ]
  test('STR-IMM-01 STR-IMM-02 given ones and status records are the default', () => {
    expect(partsOf()).toEqual(['immunisations', 'immunisation-status'])
    expect(partsOf(part('includeNotGiven', true))).toEqual([
      'immunisations',
      'immunisations-not-given',
      'immunisation-status',
    ])
    expect(partsOf(part('includeStatus', false))).toEqual(['immunisations'])
  })
  test('STR-PAR-10 refuses words for a boolean', () => {
    expect(codeOf(include('includeImmunisations', part('includeStatus', 'yes')))).toMatch(/^INVALID_PARAMETER /)
  })
})

describe('combinations', () => {
  const filters = {
    includeMedication: { name: 'medicationSearchFromDate', valueDate: '2025-01-01' },
    includeUncategorisedData: { name: 'uncategorisedDataSearchPeriod', ...period('2025-01-01') },
    includeReferrals: { name: 'referralSearchPeriod', ...period('2025-01-01') },
    includeDiaryEntries: { name: 'diaryEntriesSearchDate', valueDate: '2027-01-01' },
    includeImmunisations: { name: 'includeNotGiven', valueBoolean: true },
  }
  const others = ['includeConsultations', 'includeProblems'] as const
  const pairs = others.flatMap(other => Object.entries(filters).map(([name, part]) => [name, part, other] as const))

  test.each(pairs)('STR-PAR-20 STR-PAR-21 a filter of %s %j goes with no %s', (name, part, other) => {
    expect(codeOf(include(name, part), include(other))).toMatch(
      new RegExp(`^INVALID_PARAMETER .*${name}\\.${part.name}`),
    )
    expect(codeOf(include(name), include(other))).toBe('none')
  })
  test('STR-PAR-20 includeStatus goes with neither either', () => {
    const status = include('includeImmunisations', { name: 'includeStatus', valueBoolean: true })
    for (const other of others) expect(codeOf(status, include(other))).toMatch(/^INVALID_PARAMETER /)
  })
  test('STR-PAR-20 STR-PAR-21 filterStatus goes with problems, not with consultations', () => {
    const problems = include('includeProblems', { name: 'filterStatus', valueCode: 'active' })
    expect(codeOf(problems)).toBe('none')
    expect(codeOf(problems, include('includeConsultations'))).toMatch(/^INVALID_PARAMETER /)
  })
  test('STR-PAR-24 other filters go with everything', () => {
    const investigations = include('includeInvestigations', {
      name: 'investigationSearchPeriod',
      ...period('2025-01-01'),
    })
    const medication = include('includeMedication', { name: 'includePrescriptionIssues', valueBoolean: false })
    for (const other of others) expect(codeOf(investigations, medication, include(other))).toBe('none')
  })

  const first = (from = addDays(today, -365), mostRecent = 3) => [
    include('includeConsultations', { name: 'includeNumberOfMostRecent', valuePositiveInt: mostRecent }),
    include('includeProblems'),
    include('includeAllergies', { name: 'includeResolvedAllergies', valueBoolean: true }),
    include('includeMedication', { name: 'medicationSearchFromDate', valueDate: from }),
  ]
  const second = [...first(), include('includeImmunisations'), include('includeUncategorisedData')]
  test('STR-PAR-22 STR-PAR-25 STR-PAR-26 the two searches that the specification defines are exempt, and nothing near them', () => {
    expect(codeOf(...first())).toBe('none')
    expect(codeOf(...second)).toBe('none')
    expect(codeOf(...first(addDays(today, -364)))).toMatch(/^INVALID_PARAMETER /)
    expect(codeOf(...first(undefined, 4))).toMatch(/^INVALID_PARAMETER /)
    expect(codeOf(...first(), include('includeImmunisations'))).toMatch(/^INVALID_PARAMETER /)
    expect(codeOf(...second, include('includeReferrals'))).toMatch(/^INVALID_PARAMETER /)
  })
})

test('STR-PAR-09 a part at the top level is a parameter that is not known', () => {
  const { warnings } = read({ name: 'consultationSearchPeriod', ...period('2025-01-01') })
  expect(warnings.map(one => one.diagnostics)).toEqual(['consultationSearchPeriod'])
})

test('STR-CFG-03 STR-CFG-04 areas that are off are not selected, and each one asked for is told', () => {
  const parameters = read(include('includeReferrals'), include('includeProblems'))
  const { parts, lists, issues, off } = asked(parameters, new Set(['referrals', 'document-references']), today)
  expect([...parts.keys()]).toEqual(['problems'])
  expect(lists).toEqual(['problems'])
  expect(issues.map(one => one.text)).toEqual(['includeReferrals has been disabled'])
  expect(off).toEqual(new Set(['referrals', 'documents']))
})
