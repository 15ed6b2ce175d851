import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { treeOf } from './tree.ts'
import { type Element, parseElement, XmlFault } from './xml.ts'

/** Blanks around and between elements don't count; the text of an element without any does. */
const plain = ({ name, attributes, children, text }: Element): unknown => ({
  name,
  attributes: { ...attributes },
  text: children.length > 0 || text.trim() === '' ? text.trim() : text,
  children: children.map(plain),
})

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string) => text.replace(/[&<>"']/g, char => escapes[char] ?? char)
const words = fc
  .array(fc.constantFrom('a', 'é', '😀', ' ', '\n', '\r\n', '\t', '&', '<', '>', '"', "'", ']', 'x'), { maxLength: 8 })
  .map(parts => parts.join(''))
const name = fc.constantFrom('a', 'hl7:code', 'text', 'v')
const attributes = fc.dictionary(fc.constantFrom('code', 'xsi:type', 'value', '_x'), words, { maxKeys: 3 })
const { element } = fc.letrec<{ element: string }>(tie => ({
  element: fc
    .tuple(
      name,
      attributes,
      fc.array(
        fc.oneof(
          { maxDepth: 4 },
          words.map(escaped),
          words.filter(one => !one.includes(']')).map(one => `<![CDATA[${one}]]>`),
          fc.constantFrom('<!-- x <y> -->', '<?pi x?>', '&#x20AC;', '&#10;', '\n  '),
          tie('element'),
        ),
        { maxLength: 5 },
      ),
      fc.constantFrom('"', "'"),
      fc.constantFrom('', ' ', '\n'),
    )
    .map(([tag, given, inner, quote, space]) => {
      const list = Object.entries(given).map(
        ([key, value]) => ` ${key}${space}=${space}${quote}${escaped(value)}${quote}`,
      )
      return inner.length === 0
        ? `<${tag}${list.join('')}${space}/>`
        : `<${tag}${list.join('')}${space}>${inner.join('')}</${tag}${space}>`
    }),
}))

test('reads what the checking parser reads', () => {
  fc.assert(
    fc.property(element, xml => {
      expect(plain(treeOf(xml))).toEqual(plain(parseElement(xml)))
    }),
    { numRuns: 500 },
  )
})

test('what isn’t whole is a fault, and nothing else is thrown', () => {
  for (const xml of [
    '',
    'text',
    '<a>',
    '<a',
    '<a b',
    '<a b=',
    '<a b="',
    '</a>',
    '<a/></b>',
    '<!DOCTYPE a><a/>',
    '<a><!-- </a>',
  ]) {
    expect(() => treeOf(xml), xml).toThrow(XmlFault)
  }
  fc.assert(
    fc.property(fc.string(), text => {
      try {
        treeOf(`<a>${text}`)
      } catch (error) {
        expect(error).toBeInstanceOf(XmlFault)
      }
    }),
  )
})

const folder = join(import.meta.dirname, '../../../../../shared/data/gp2gp')

describe.skipIf(!existsSync(folder))('real extracts', () => {
  test.each(existsSync(folder) ? readdirSync(folder) : [])('%s reads the same', file => {
    const xml = readFileSync(join(folder, file), 'utf8').replace(/^\ufeff?<\?xml[^>]*>\s*/, '')
    expect(plain(treeOf(xml))).toEqual(plain(parseElement(xml)))
  })
})
