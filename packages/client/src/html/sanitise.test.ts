import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sanitised } from './sanitise.ts'

describe('HTM-CON-06 HTML from outside', () => {
  test('what the specification allows stays as it is', () => {
    const html =
      '<div><h1>Medications</h1><div class="date-banner"><p>All relevant items</p></div><table id="med-tab-curr-rep"><tr><td class="date-column">01-Feb-2026</td><td>a&#160;b<br/>c</td></tr></table></div>'
    expect(sanitised(html)).toBe(html)
  })

  test.each([
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['<p onclick="x()" class="a">b</p>', '<p class="a">b</p>'],
    ['<img src="x" onerror="y"/>', '&lt;img src="x" onerror="y"/&gt;'],
    ['<a href="javascript:x">k</a>', '&lt;a href="javascript:x"&gt;k&lt;/a&gt;'],
    ['<p style="display:none">hidden</p>', '<p>hidden</p>'],
    ['1 < 2 > 0', '1 &lt; 2 &gt; 0'],
    ['<!-- <b>x</b> -->', '&lt;!-- &lt;b&gt;x&lt;/b&gt; --&gt;'],
    ['<p', '&lt;p'],
  ])('%s is seen and does nothing', (html, safe) => expect(sanitised(html)).toBe(safe))

  test('nothing but known tags and attributes is left, and no text is lost', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '<',
        '>',
        '"',
        "'",
        '/',
        '=',
        ' ',
        '<p>',
        '</p>',
        '<script',
        '<svg/onload=x>',
        'onclick=',
        '<td id="a">',
        '<!--',
        '-->',
        '&lt;',
      ),
      fc.string({ maxLength: 5 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), pieces => {
        const html = pieces.join('')
        const safe = sanitised(html)
        for (const tag of safe.match(/<[^>]*>/g) ?? []) {
          expect(tag).toMatch(/^<\/?[a-z][a-z0-9]*( (class|colspan|id|rowspan|title)="[^"<>]*")*\/?>$/)
        }
        expect(safe.replace(/<[^>]*>/g, '')).not.toMatch(/[<>]/)
      }),
    )
  })
})
