/** The yardstick of an import: plain COPY of the same files' lines into one table. */
import { createReadStream } from 'node:fs'
import { openStore, plainCopy } from '@gpc/store'
import { z } from 'zod'
import { answerMessages } from './children.ts'

const question = z.object({ database: z.string(), files: z.array(z.string()) })

answerMessages(question, async ({ database, files }) => {
  const store = await openStore(database)
  const counted = { lines: 0, bytes: 0 }
  const began = performance.now()
  await plainCopy(store, linesOf(files, counted))
  const seconds = (performance.now() - began) / 1000
  await store.close()
  return { ...counted, seconds }
})

async function* linesOf(
  files: readonly string[],
  counted: { lines: number; bytes: number },
): AsyncGenerator<readonly Buffer[]> {
  for (const file of files) {
    let rest = Buffer.alloc(0)
    const stream: AsyncIterable<Buffer> = createReadStream(file, { highWaterMark: 1 << 20 })
    for await (const chunk of stream) {
      const text = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      const lines: Buffer[] = []
      let from = 0
      for (let end = text.indexOf(10); end >= 0; end = text.indexOf(10, from)) {
        lines.push(text.subarray(from, end))
        from = end + 1
      }
      rest = Buffer.from(text.subarray(from))
      counted.lines += lines.length
      counted.bytes += chunk.length
      yield lines
    }
    if (rest.length > 0) yield [rest]
  }
}
