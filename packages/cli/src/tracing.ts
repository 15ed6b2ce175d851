/** Tracing patients at PDS, many at a time (FND-PAT-04, FND-PAT-05). */
import { tracePatient } from '@gpc/provider'
import type { PdsClient } from '@gpc/spine'
import { type Store, type Trace, untraced } from '@gpc/store'
import type { Progress } from './progress.ts'

const batch = 500
const atOnce = 16

export type Traced = Readonly<Partial<Record<Trace['result'], number>>>

/**
 * Traces the patients of a practice who were never traced, or not by their present demographics; tells how many got which result.
 * @throws GpConnectError while PDS can't be asked; what was traced until then is kept
 */
export async function traceUntraced(store: Store, pds: PdsClient, ods: string, progress: Progress): Promise<Traced> {
  const tally = new Map<Trace['result'], number>()
  const seen = new Set<string>()
  let done = 0
  // two patients with the same NHS number undo each other's trace: each is asked about once
  for (let again = 0; ; ) {
    const found = await untraced(store, ods, batch + again)
    const fresh = found.filter(one => !seen.has(one.id))
    if (fresh.length === 0) break
    again = found.length - fresh.length
    for (let i = 0; i < fresh.length; i += atOnce) {
      const some = fresh.slice(i, i + atOnce)
      for (const { result } of await Promise.all(some.map(one => tracePatient(store, pds, ods, one)))) {
        tally.set(result, (tally.get(result) ?? 0) + 1)
      }
      for (const one of some) seen.add(one.id)
      done += some.length
      progress.show({ label: 'Tracing at PDS', done, of: 0, rate: { count: done, unit: 'patients' } })
    }
  }
  progress.end()
  return Object.fromEntries(tally)
}
