import fc from 'fast-check'
import { expect, test } from 'vitest'
import { inOrder } from './order.ts'

interface Row {
  readonly key: string
  readonly order: number
}

/** What is left of the rows when each key's last word counts. */
function lastWords(rows: readonly Row[]): Map<string, number> {
  return new Map(rows.map(row => [row.key, row.order]))
}

test('the last word on each key is its highest ProcessingId, in however small a memory', async () => {
  const row = fc.record({ key: fc.constantFrom('a', 'b', 'c', 'd', 'e'), order: fc.nat(20) })
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 40 }), fc.integer({ min: 1, max: 5 }), async (rows, limit) => {
      const handed: Row[] = []
      const read = async function* () {
        for (let i = 0; i < rows.length; i += 3) yield rows.slice(i, i + 3)
      }
      for await (const batch of inOrder(read, limit)) handed.push(...batch)
      expect(lastWords(handed)).toEqual(lastWords(rows.toSorted((a, b) => a.order - b.order)))
    }),
  )
})

test('a file in order is read once', async () => {
  let times = 0
  const read = async function* () {
    times += 1
    yield [
      { key: 'a', order: 1 },
      { key: 'a', order: 2 },
    ]
  }
  for await (const batch of inOrder(read)) expect(batch).toHaveLength(2)
  expect(times).toBe(1)
})
