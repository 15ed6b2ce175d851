import { crc32, gunzipSync } from 'node:zlib'
import { toBlock } from '@gpc/clinical'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { combineCrc, gzipStream } from './gzip.ts'

const bytes = fc.uint8Array({ maxLength: 3000 }).map(one => Buffer.from(one))

test('the CRC of two texts is that of the one after the other', () => {
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      expect(combineCrc(crc32(a), crc32(b), b.length)).toBe(crc32(Buffer.concat([a, b])))
    }),
  )
})

test('NFR-CT-06 blocks that were compressed one by one make one gzip stream', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(bytes, fc.integer({ min: 1, max: 9 }))), all => {
      const stream = gzipStream(all.map(([text, level]) => toBlock(text, level)))
      expect(gunzipSync(stream)).toEqual(Buffer.concat(all.map(([text]) => text)))
    }),
  )
})
