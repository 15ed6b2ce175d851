import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCsv } from './csv.ts'

async function all(pieces: string[], longestRecord?: number) {
  const found = []
  for await (const batch of readCsv(pieces, longestRecord === undefined ? {} : { longestRecord })) found.push(...batch)
  return found
}

const cell = fc.string({ unit: fc.constantFrom('a', 'b', '"', ',', '\n', '\r\n', ' ', 'é', '😀', '|') })
const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`
const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 8 })

/** Cuts a text at arbitrary places, as a stream would. */
const cut = (text: string, at: number[]) => {
  const places = [0, ...at.map(n => n % (text.length + 1)).sort((a, b) => a - b), text.length]
  return places.slice(1).map((end, i) => text.slice(places[i], end))
}

test('any quoted table comes back whole, however the stream is cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.array(fc.nat()),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      async (rows, at, end, last) => {
        const text = rows.map(row => row.map(quoted).join(',')).join(end) + (last ? end : '')
        const found = await all(cut(text, at))
        expect(found.map(one => one.kind === 'record' && one.fields)).toEqual(rows)
      },
    ),
  )
})

test('agrees with csv-parse wherever that reads the text at all', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', 'b') })
  await fc.assert(
    fc.asyncProperty(text, async source => {
      let peer: string[][]
      try {
        peer = parse(source, { relax_column_count: true, skip_empty_lines: true, record_delimiter: ['\n', '\r\n'] })
      } catch {
        return
      }
      const found = await all([source])
      if (found.some(one => one.kind === 'fault')) return
      expect(found.map(one => one.kind === 'record' && one.fields)).toEqual(peer)
    }),
  )
})

test('nothing of the text is lost, whatever it is: records and faults hold every character but line ends', async () => {
  const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', 'b', ' ') })
  await fc.assert(
    fc.asyncProperty(text, fc.array(fc.nat()), async (source, at) => {
      const found = await all(cut(source, at))
      const letters = (value: string) => value.replaceAll(/[\r\n]/g, '')
      expect(letters(found.map(one => one.text).join(''))).toBe(letters(source))
    }),
  )
})

test('an unclosed quote costs its own line only', async () => {
  const found = await all(['"1","a"\r\n"2","never closed\r\n"3","c"\r\n"4","d"'])
  expect(found.map(one => [one.kind, one.line])).toEqual([
    ['record', 1],
    ['fault', 2],
    ['record', 3],
    ['record', 4],
  ])
})

test('lines are counted through line breaks inside quotes', async () => {
  const found = await all(['"1","a\nb\nc"\n"2","d"\n'])
  expect(found.map(one => one.line)).toEqual([1, 4])
})

test('a record longer than the limit is a fault, and memory stays bounded', async () => {
  const pieces = ['"', ...Array.from({ length: 100 }, () => 'x'.repeat(100)), '"\n"2"\n']
  const found = await all(pieces, 1000)
  expect(found.at(-1)).toMatchObject({ kind: 'record', fields: ['2'] })
  expect(found.filter(one => one.kind === 'fault').every(one => one.text.length <= 1000)).toBe(true)
})

test('a byte order mark is no part of the first field', async () => {
  expect(await all(['\ufeff"a","b"\n'])).toMatchObject([{ fields: ['a', 'b'] }])
})
