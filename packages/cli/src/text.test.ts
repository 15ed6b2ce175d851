import { expect, test } from 'vitest'
import { bytes, counted, duration, number, painter, plain, table } from './text.ts'

const none = (_: unknown, text: string) => text

test('a table has a head, right-aligned numbers and cut cells', () => {
  const columns = [
    { title: 'Name', most: 6 },
    { title: 'Rows', right: true },
  ]
  expect(
    table(
      columns,
      [
        ['short', '5'],
        ['far too long', '1,234'],
      ],
      none,
    ),
  ).toBe(['  Name     Rows\n', '  short       5\n', '  far t…  1,234\n'].join(''))
})

test('what a terminal would act on is taken out of data from outside', () => {
  expect(plain('a\u001b[31mred\r\n\tb\u0007')).toBe('a\ufffd[31mred b\ufffd')
})

test.each([
  [0.04, '0.0 s'],
  [9.94, '9.9 s'],
  [59.4, '59 s'],
  [59.6, '1 min 0 s'],
  [200, '3 min 20 s'],
  [3900, '1 h 5 min'],
])('%s seconds are %s', (seconds, text) => expect(duration(seconds)).toBe(text))

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.0 kB'],
  [177_400_000, '177.4 MB'],
  [5e12, '5.0 TB'],
])('%s bytes are %s', (value, text) => expect(bytes(value)).toBe(text))

test('numbers and what they count', () => {
  expect(number(1234567)).toBe('1,234,567')
  expect(counted(1, 'entry', 'entries')).toBe('1 entry')
  expect(counted(2000, 'patient')).toBe('2,000 patients')
})

test('colours are for people, unless NO_COLOR says otherwise', () => {
  const live = { live: true, columns: 80, write: () => {} }
  expect(painter({ env: {} }, live)('red', 'x')).toContain('\u001b[31m')
  expect(painter({ env: { NO_COLOR: '1' } }, live)('red', 'x')).toBe('x')
  expect(painter({ env: {} }, { ...live, live: false })('red', 'x')).toBe('x')
})
