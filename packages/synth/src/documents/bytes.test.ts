import { expect, test } from 'vitest'
import { documentBytes } from './bytes.ts'

const lines = ['Dear Dr Fenwick', 'Re: (left) knee \\ Mae’r claf 😀 <b>&']
const of = (contentType: Parameters<typeof documentBytes>[0]['contentType'], bytes?: number) =>
  Buffer.from(documentBytes({ contentType, content: { lines, ...(bytes === undefined ? {} : { bytes }) } }))

test('a PDF whose cross-reference table points at its objects, of the size asked for', () => {
  for (const size of [undefined, 20_000]) {
    const text = of('application/pdf', size).toString('latin1')
    expect(text.startsWith('%PDF-1.4') && text.endsWith('%%EOF\n')).toBe(true)
    const table = Number(/startxref\n(\d+)/.exec(text)?.[1])
    expect(text.slice(table, table + 4)).toBe('xref')
    const offsets = [...text.slice(table).matchAll(/^(\d{10}) 00000 n/gm)].map(match => Number(match[1]))
    expect(offsets.map((offset, at) => text.startsWith(`${at + 1} 0 obj`, offset))).toEqual(Array(5).fill(true))
    expect(text.length).toBeGreaterThanOrEqual(size ?? 0)
  }
})

test('text, HTML and RTF hold the words', () => {
  expect(of('text/plain').toString('utf8')).toBe(`${lines.join('\r\n')}\r\n`)
  expect(of('text/html').toString('utf8')).toContain('&lt;b&gt;&amp;')
  expect(of('application/rtf').toString('latin1')).toMatch(/^\{\\rtf1.*\\\\.*\\u8217\?/s)
})

test('images begin as their formats do', () => {
  expect(of('image/tiff').subarray(0, 4).toString('hex')).toBe('49492a00')
  expect(of('image/jpeg').subarray(0, 3).toString('hex')).toBe('ffd8ff')
})

test('the same document has the same bytes', () => {
  expect(of('application/pdf').equals(of('application/pdf'))).toBe(true)
})
