/** The load itself: so many connections, each sending its next request when the last one is answered. */
import { latencies, mean } from '../statistics.ts'
import { type Answer, type Connection, openConnection } from './connection.ts'
import type { LoadPlan, LoadResult } from './plan.ts'
import { requestsOf } from './requests.ts'

/**
 * Runs a plan. Each answer is checked; one that is wrong ends the run, so that no figure hides a failure.
 * @throws Error for an answer with another status, encoding or length than expected
 */
export async function runLoad(plan: LoadPlan): Promise<LoadResult> {
  const requests = requestsOf(plan)
  const connections = await Promise.all(Array.from({ length: plan.connections }, () => openConnection(plan.port)))
  const began = performance.now() + plan.warmUp * 1000
  const ends = began + plan.seconds * 1000
  const times: number[] = []
  const bytes: number[] = []
  let sent = 0
  let processor: NodeJS.CpuUsage | undefined
  const loop = async (connection: Connection): Promise<void> => {
    for (;;) {
      const n = sent++
      const from = performance.now()
      const answer = await connection.exchange(requests.next(n))
      const to = performance.now()
      check(plan, answer, n)
      if (to >= began && to <= ends) {
        processor ??= process.cpuUsage()
        times.push(to - from)
        bytes.push(answer.bytes)
      }
      if (to >= ends) return
    }
  }
  await Promise.all(connections.map(loop))
  const used = process.cpuUsage(processor)
  for (const connection of connections) connection.close()
  return {
    requests: times.length,
    rate: times.length / plan.seconds,
    ...latencies(times),
    bytes: mean(bytes),
    sent,
    processor: (used.user + used.system) / 1e6 / plan.seconds,
  }
}

/** Compressed answers vary a little with the trace id, so only their presence can be checked. */
function check({ kind, gzip, patients }: LoadPlan, { status, bytes, encoding }: Answer, n: number): void {
  const expected = patients[n % patients.length]?.bytes
  if (status !== 200) throw new Error(`A ${kind} request was answered with status ${status}.`)
  if (gzip !== (encoding === 'gzip')) throw new Error(`A ${kind} answer came with Content-Encoding "${encoding}".`)
  if (bytes === 0) throw new Error(`A ${kind} answer was empty.`)
  if (!gzip && expected !== undefined && bytes !== expected) {
    throw new Error(`A ${kind} answer had ${bytes} bytes, not ${expected}.`)
  }
}
