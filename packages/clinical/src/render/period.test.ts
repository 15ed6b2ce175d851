import { expect, test } from 'vitest'
import { decimal } from './json.ts'
import { period } from './period.ts'
import { clean } from './text.ts'

test.each<[string, string | undefined, string | undefined, object, string[]]>([
  ['days of instants', '2020-01-01T10:00:00+00:00', '2020-01-01', { start: '2020-01-01', end: '2020-01-01' }, []],
  ['open', '2020-01', undefined, { start: '2020-01' }, []],
  ['different years', '2019', '2020-01-01', { start: '2019', end: '2020-01-01' }, []],
  [
    'overlapping dates: as exact as both',
    '2020',
    '2020-03-01',
    { start: '2020', end: '2020' },
    ['Recorded start date 2020, end date 01-Mar-2020.'],
  ],
  [
    'end before start',
    '2020-02-01',
    '2020-01-01',
    { start: '2020-02-01', end: '2020-02-01' },
    ['Recorded end date 01-Jan-2020 is before the start date 01-Feb-2020.'],
  ],
])('STR-MED-17 STR-MED-30 a period is valid and tells what it cannot hold: %s', (_, start, end, expected, remarks) => {
  expect(period(start, end)).toEqual({ period: expected, remarks })
})

test('STR-MED-17 an unknown start is marked as unknown, and the end told', () => {
  const found = period(undefined, '2020-01-01')
  expect(found.period._start).toBeDefined()
  expect(found.period.end).toBeUndefined()
  expect(found.remarks).toEqual(['Recorded end date 01-Jan-2020; no start date is recorded.'])
})

test.each([
  ['0.10', '0.10'],
  ['007', '7'],
  ['-1.50', '-1.50'],
  ['10000000000000000000.5', '10000000000000000000.5'],
  ['1 op', undefined],
  ['1e3', undefined],
])('STR-MED-31 a decimal keeps its digits: %s', (text, expected) => {
  expect(JSON.stringify(decimal(text))).toBe(expected)
})

test.each([
  ['as it is', " O'Brien <b> é 💊 ", " O'Brien <b> é 💊 "],
  ['with its line breaks', 'a\r\n\tb', 'a\r\n\tb'],
  ['with the place marked where nothing can be carried', 'a\u0000b\ud800', 'a\ufffdb\ufffd'],
  ['not at all if blank', ' \n', undefined],
])('text is carried %s', (_, text, expected) => {
  expect(clean(text)).toBe(expected)
})
