/** Which PDS there is to ask. */
import { type PdsClient, pdsClient } from '@gpc/spine'
import type { Context } from './context.ts'
import { runningSandbox } from './sandbox/running.ts'

const timeoutMs = 10_000

/** PDS at the URL given, else at GPC_PDS, else the running sandbox's; undefined if there is none. */
export async function findPds(context: Pick<Context, 'env'>, given?: string): Promise<PdsClient | undefined> {
  const url = given ?? (context.env.GPC_PDS || (await runningSandbox(context))?.spine.pds)
  return url === undefined ? undefined : pdsAt(url)
}

export function pdsAt(url: string): PdsClient {
  return pdsClient({ baseUrl: url.replace(/\/+$/, ''), timeoutMs })
}
