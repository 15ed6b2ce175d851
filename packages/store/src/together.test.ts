import fc from 'fast-check'
import { expect, test } from 'vitest'
import { together } from './together.ts'

test('each question gets its own answer, however they come together, and none waits for more than is under way', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer(), { maxLength: 50 }), fc.integer({ min: 1, max: 7 }), async (all, most) => {
      const rounds: number[] = []
      const ask = together(most, async (questions: readonly number[]) => {
        rounds.push(questions.length)
        await Promise.resolve()
        return place => (questions[place] ?? 0) * 2
      })
      expect(await Promise.all(all.map(ask))).toEqual(all.map(one => one * 2))
      expect(Math.max(0, ...rounds)).toBeLessThanOrEqual(most)
      expect(rounds[0] ?? 1).toBe(1)
      expect(rounds.length).toBeLessThanOrEqual(1 + Math.ceil(all.length / most))
    }),
  )
})

test('a failure reaches those who asked together, and the next are asked again', async () => {
  let fails = true
  const ask = together(10, async (_questions: readonly string[]) => {
    if (fails) throw new Error('gone')
    return () => 'here'
  })
  const outcomes = await Promise.allSettled([ask('a'), ask('b'), ask('c')])
  expect(outcomes.map(one => one.status)).toEqual(['rejected', 'rejected', 'rejected'])
  fails = false
  expect(await ask('d')).toBe('here')
})
