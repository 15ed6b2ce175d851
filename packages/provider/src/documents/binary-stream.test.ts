import { fromXml } from '@gpc/fhir'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { binaryStream } from './binary-stream.ts'

test('DOC-BIN-02 MIG-DOC-04 bytes in pieces of any size are the same Binary in both formats, of the length that was said', async () => {
  const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 8 })
  const contentType = fc.constantFrom('application/pdf', 'text/plain; charset=AAAA', 'application/x-"quoted"&<odd>')
  await fc.assert(
    fc.asyncProperty(
      pieces,
      contentType,
      fc.constantFrom('json' as const, 'xml' as const),
      async (given, type, format) => {
        const whole = Buffer.concat(given)
        async function* bytes() {
          yield* given
        }
        const binary = { id: 'AAAA', versionId: '1', contentType: type, size: whole.length }
        const { length, pieces: out } = binaryStream(binary, bytes(), format)
        const parts: Uint8Array[] = []
        for await (const part of out) parts.push(part)
        const text = Buffer.concat(parts)
        expect(text.length).toBe(length)
        expect(format === 'json' ? JSON.parse(text.toString()) : fromXml(text.toString())).toEqual({
          resourceType: 'Binary',
          id: 'AAAA',
          meta: { versionId: '1' },
          contentType: type,
          content: whole.toString('base64'),
        })
      },
    ),
  )
})
