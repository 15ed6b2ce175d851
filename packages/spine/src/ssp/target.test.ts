import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { climbs, remainderAfter, withoutQuery } from './target.ts'

const root = 'http://p.nhs.uk:8080/A11111/STU3/1/gpconnect'

describe('SEC-SSP-01 the root counts as registered, in every way that clients write it', () => {
  test.each([
    [`${root}/Patient?identifier=https%3A%2F%2Fa%7C9`, '/Patient?identifier=https%3A%2F%2Fa%7C9'],
    [`${root}/Patient/$gpc.getstructuredrecord`, '/Patient/$gpc.getstructuredrecord'],
    [`${root}/Patient/%24gpc.getstructuredrecord`, '/Patient/%24gpc.getstructuredrecord'],
    ['http:/p.nhs.uk:8080/A11111/STU3/1/gpconnect/metadata', '/metadata'],
    ['http%3A%2F%2Fp.nhs.uk%3A8080%2FA11111%2FSTU3%2F1%2Fgpconnect/metadata', '/metadata'],
    ['http%3a//p.nhs.uk:8080/A11111/STU3/1/gpconnect/metadata', '/metadata'],
    [encodeURIComponent(`${root}/Patient?identifier=https%3A%2F%2Fa%7C9`), '/Patient?identifier=https%3A%2F%2Fa%7C9'],
    [`${encodeURIComponent(`${root}/Patient`)}?identifier=a%7C9`, '/Patient?identifier=a%7C9'],
    [root, ''],
    [`${root}?_format=json`, '?_format=json'],
  ])('%s', (raw, rest) => expect(remainderAfter(root, raw)).toBe(rest))

  test.each([
    ['another host', 'http://q.nhs.uk:8080/A11111/STU3/1/gpconnect/metadata'],
    ['another port', 'http://p.nhs.uk/A11111/STU3/1/gpconnect/metadata'],
    ['another letter case', 'http://P.nhs.uk:8080/A11111/STU3/1/gpconnect/metadata'],
    ['another practice', 'http://p.nhs.uk:8080/B22222/STU3/1/gpconnect/metadata'],
    ['a longer last segment', `${root}2/metadata`],
    ['a user in front of the host', 'http://p.nhs.uk:8080@evil/A11111/STU3/1/gpconnect/metadata'],
    ['a scheme of its own', 'file:///etc/passwd'],
    ['nothing', ''],
    ['a broken escape', `${encodeURIComponent(root)}%2F%ff`],
  ])('not with %s', (_, raw) => expect(remainderAfter(root, raw)).toBeUndefined())

  test('a remainder always begins a path or query, or is empty', () => {
    fc.assert(
      fc.property(fc.string(), rest => {
        const found = remainderAfter(root, root + rest)
        expect(found === undefined || found === '' || found.startsWith('/') || found.startsWith('?')).toBe(true)
      }),
    )
  })
})

test.each([
  ['/Patient/../../B22222/metadata', true],
  ['/Patient/%2e%2E/x', true],
  ['/Patient/..%2fx', true],
  ['/Patient/./x', true],
  ['/..', true],
  ['/Patient/$gpc.getstructuredrecord', false],
  ['/Patient/1.2.3', false],
  ['/Patient?identifier=../..', false],
])('a remainder that climbs out of the root is known: %s', (rest, expected) => expect(climbs(rest)).toBe(expected))

test('what is shown of a target has no query', () => {
  expect(withoutQuery(`${root}/Patient?identifier=9990000000`)).toBe(`${root}/Patient`)
  expect(withoutQuery(encodeURIComponent(`${root}/Patient?identifier=9`))).not.toContain('identifier')
})
