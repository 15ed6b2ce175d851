import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readQuickly } from './quick.ts'
import { message } from './testing.ts'
import { strictParser, XmlFault } from './xml.ts'

interface Seen {
  readonly events: readonly string[]
}

function quickly(xml: string): Seen | undefined {
  const events: string[] = []
  const isRead = readQuickly(xml, {
    opened: (name, from, attribute) => events.push(`${name} ${from} ${attribute('a') ?? ''}`),
    closed: to => events.push(`/ ${to}`),
  })
  return isRead ? { events } : undefined
}

/** What the checking parser says; undefined where it finds a fault. */
function strictly(xml: string): Seen | undefined {
  const events: string[] = []
  const parser = strictParser({
    opened: ({ name, attributes }) =>
      events.push(`${name} ${xml.lastIndexOf(`<${name}`, parser.position - 1)} ${attributes.a ?? ''}`),
    closed: () => events.push(`/ ${parser.position}`),
  })
  try {
    parser.write(xml).close()
    return { events }
  } catch (error) {
    if (error instanceof XmlFault) return undefined
    throw error
  }
}

const piece = fc.constantFrom(
  ...['<a>', '</a>', '<b a="1">', '</b>', '<b/>', '<a a=\'x\' b="y" />', '<a a="1" a="2"/>', '<a a="<"/>', '<a b=1/>'],
  ...[
    '<a a="1"b="2"/>',
    '< a>',
    '<a',
    '>',
    '/>',
    '</a >',
    '</ a>',
    '<1/>',
    '<é/>',
    '<!-- x -->',
    '<![CDATA[x]]>',
    ']]>',
    '<?p x?>',
  ],
  ...[
    '&amp;',
    '&x;',
    '&#10;',
    '&#0;',
    '&#xD800;',
    '&#55296;',
    '&',
    ';',
    'text',
    ' ',
    '\n',
    '"',
    "'",
    '=',
    '\u0000',
    '\ud800',
    '😀',
  ],
  ...[
    '<?xml version="1.0"?>',
    '<!DOCTYPE a>',
    '<a:b x:y="1">',
    '</a:b>',
    '<a\n a = "1"\t>',
    '<a/ >',
    '<a>x</a>',
    '<b></b>',
  ],
)
const text = fc.array(piece, { maxLength: 12 }).map(parts => parts.join(''))

test('accepts nothing that the checking parser refuses, and sees the same elements', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        text,
        text.map(inner => `<a>${inner}</a>`),
        fc.string({ unit: 'binary' }),
      ),
      xml => {
        const quick = quickly(xml)
        if (quick !== undefined) expect(quick).toEqual(strictly(xml))
      },
    ),
    { numRuns: 20_000 },
  )
})

test('a whole message with one place changed: the same', () => {
  const whole = message({ compositions: ['<ehrComposition><id root="1"/><text>a &amp; b</text></ehrComposition>'] })
  fc.assert(
    fc.property(fc.nat(whole.length), fc.nat(4), piece, (at, gone, put) => {
      const xml = `${whole.slice(0, at)}${put}${whole.slice(at + gone)}`
      const quick = quickly(xml)
      if (quick !== undefined) expect(strictly(xml)?.events.length).toBe(quick.events.length)
    }),
    { numRuns: 3000 },
  )
  expect(quickly(whole)).toBeDefined()
})

test('deeper than the limit is left to the checking parser', () => {
  expect(quickly(`${'<a>'.repeat(256)}${'</a>'.repeat(256)}`)).toBeDefined()
  expect(quickly(`${'<a>'.repeat(257)}${'</a>'.repeat(257)}`)).toBeUndefined()
})

const folder = join(import.meta.dirname, '../../../../../shared/data/gp2gp')

describe.skipIf(!existsSync(folder))('real extracts', () => {
  test.each(existsSync(folder) ? readdirSync(folder) : [])('%s', file => {
    const xml = readFileSync(join(folder, file), 'utf8').replace(/^\ufeff/, '')
    const quick = quickly(xml)
    if (quick !== undefined) expect(quick.events.length).toBe(strictly(xml)?.events.length)
  })
})
