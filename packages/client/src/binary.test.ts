import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readBinary } from './binary.ts'

async function* pieces(text: string | Buffer, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size)
}

async function read(text: string | Buffer, size = 7) {
  const binary = readBinary(pieces(text, size))
  const parts: Buffer[] = []
  for (;;) {
    const next = await binary.next()
    if (next.done === true) return { ...next.value, bytes: Buffer.concat(parts) }
    parts.push(next.value)
  }
}

describe('a Binary as it comes in', () => {
  test('MIG-DOC-02, MIG-DOC-04 its bytes, in whatever pieces and order of elements', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 300 }),
        fc.integer({ min: 1, max: 400 }),
        fc.boolean(),
        async (bytes, size, last) => {
          const content = Buffer.from(bytes).toString('base64')
          const head = {
            resourceType: 'Binary',
            id: '"content":"x',
            meta: { versionId: '1', content: 'no' },
            note: ['content', '\\"'],
          }
          const json = last
            ? { ...head, contentType: 'image/tiff', content }
            : { content, ...head, contentType: 'image/tiff' }
          for (const text of [
            JSON.stringify(json),
            JSON.stringify(json, null, 2),
            JSON.stringify(json).replaceAll('/', '\\/'),
          ]) {
            const found = await read(text, size)
            expect(found.contentType).toBe('image/tiff')
            expect(found.bytes.equals(Buffer.from(bytes))).toBe(true)
          }
        },
      ),
      { numRuns: 60 },
    )
  })

  test.each([
    ['no JSON', '<Binary/>'],
    ['broken off', '{"resourceType":"Binary","contentType":"a/b","content":"QUJD'],
    ['no content', '{"resourceType":"Binary","contentType":"a/b"}'],
    ['no content type', '{"resourceType":"Binary","content":"QUJD"}'],
    ['another resource', '{"resourceType":"Patient","contentType":"a/b","content":"QUJD"}'],
    ['no base64', '{"resourceType":"Binary","contentType":"a/b","content":"Q!JD"}'],
    ['base64 that goes on after its end', '{"resourceType":"Binary","contentType":"a/b","content":"QQ==QUJD"}'],
    ['base64 without its end', '{"resourceType":"Binary","contentType":"a/b","content":"QUJDQ"}'],
    [
      'too much beside the content',
      `{"resourceType":"Binary","x":"${'y'.repeat(100_000)}","contentType":"a/b","content":"QUJD"}`,
    ],
  ])('MIG-DOC-09 refused: %s', async (_, text) => {
    await expect(read(text, 1000)).rejects.toMatchObject({ name: 'TransportError' })
  })

  test('DOC-BIN-07 a large one is handed on in pieces', async () => {
    const content = Buffer.alloc(3_000_000, 7)
    const text = JSON.stringify({ resourceType: 'Binary', contentType: 'a/b', content: content.toString('base64') })
    expect((await read(text, 65_536)).bytes.equals(content)).toBe(true)
  })
})
