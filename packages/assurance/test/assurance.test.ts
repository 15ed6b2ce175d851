/** Every case against the sandbox's four practices, directly and by the Spine Secure Proxy. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cases, type Result, runChecks } from '../src/index.ts'
import { type RunningSandbox, startSandbox } from './sandbox.ts'

const results = new Map<string, Result[]>()
let sandbox: RunningSandbox | undefined

beforeAll(async () => {
  sandbox = await startSandbox()
  for await (const result of runChecks({ sandbox: sandbox.url })) {
    const known = results.get(result.case)
    if (known === undefined) results.set(result.case, [result])
    else known.push(result)
  }
}, 120_000)
afterAll(() => sandbox?.close())

describe.each([...new Set(cases.map(one => one.feature))])('%s', feature => {
  test.for(
    cases.filter(one => one.feature === feature).map(one => [one.title, one.requirements.join(' '), one.id] as const),
  )('%s (%s)', ([, , id], { skip }) => {
    const found = results.get(id) ?? []
    const reasons = found.flatMap(one => (one.outcome === 'not-applicable' ? [one.reason] : []))
    if (found.length > 0 && reasons.length === found.length) skip(reasons[0])
    expect(found.filter(one => one.outcome === 'failed')).toEqual([])
    expect(found.length).toBeGreaterThan(0)
  })
})

test('cases have ids of their own', () => {
  expect(new Set(cases.map(one => one.id)).size).toBe(cases.length)
})
