import { describe, expect, test } from 'vitest'
import { errorOf, withRetries } from './transport.ts'

function scripted(...statuses: number[]) {
  const traceIds: string[] = []
  const pauses: number[] = []
  const attempt = async (traceId: string) => {
    traceIds.push(traceId)
    return { status: statuses[traceIds.length - 1] ?? 200, json: {}, retryAfter: null, traceId }
  }
  const pause = async (ms: number) => void pauses.push(ms)
  return { traceIds, pauses, run: () => withRetries(attempt, 'first', pause) }
}

describe('ERR-SSP-02, SEC-SSP-07 retries', () => {
  test.each([
    [[200], 1],
    [[502, 200], 2],
    [[429, 503, 504, 200], 4],
    [[503, 503, 503, 503, 200], 4],
    [[500], 1],
    [[404], 1],
    [[403], 1],
    [[501], 1],
  ])('%j takes %i attempts', async (statuses, attempts) => {
    const { traceIds, run } = scripted(...statuses)
    const answer = await run()
    expect(traceIds).toHaveLength(attempts)
    expect(answer.status).toBe(statuses[attempts - 1])
    expect(new Set(traceIds).size).toBe(attempts)
  })

  test('pauses grow', async () => {
    const { pauses, run } = scripted(503, 503, 503, 503)
    await run()
    expect(pauses.map((ms, i) => ms >= 250 * 2 ** i && ms <= 375 * 2 ** i)).toEqual([true, true, true])
  })

  test('Retry-After is kept to, up to ten seconds', async () => {
    const pauses: number[] = []
    for (const retryAfter of ['2', '86400', 'soon']) {
      let calls = 0
      const attempt = async (traceId: string) => ({ status: calls++ === 0 ? 503 : 200, json: {}, retryAfter, traceId })
      await withRetries(attempt, undefined, async ms => void pauses.push(ms))
    }
    expect(pauses[0]).toBe(2000)
    expect(pauses[1]).toBe(10_000)
    expect(pauses[2]).toBeLessThan(400)
  })
})

test.each([
  ['nothing', undefined, 'SpineProxyError'],
  ['text', 'no', 'SpineProxyError'],
  ['an OperationOutcome without issues', { resourceType: 'OperationOutcome', issue: [] }, 'GpConnectResponseError'],
  [
    "the proxy's 405",
    {
      resourceType: 'OperationOutcome',
      issue: [
        {
          severity: 'fatal',
          code: 'forbidden',
          details: {
            coding: [{ system: 'https://fhir.nhs.uk/StructureDefinition/spine-operationoutcome-1', code: '405' }],
          },
        },
      ],
    },
    'SpineProxyError',
  ],
])('ERR-GEN-08 whose error it is: %s', (_, json, name) => {
  expect(errorOf({ status: 405, json, traceId: 't' }).name).toBe(name)
})
