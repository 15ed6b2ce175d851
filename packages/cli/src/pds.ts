/** Which PDS there is to ask. */
import { type PdsClient, pdsClient } from '@gpc/spine'
import type { Context } from './context.ts'
import { Problem } from './problem.ts'
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

/** Where the patient is registered (SEC-SDS-09). @throws Problem if PDS doesn't tell */
export async function practiceAtPds(context: Context, nhsNumber: string, url: string | undefined): Promise<string> {
  const pds = await findPds(context, url)
  if (pds === undefined) throw new Problem('There is no PDS to ask for the practice: name the practice by --practice.')
  const person = await pds.trace(nhsNumber)
  if (person === undefined) throw new Problem(`PDS knows nobody with NHS number ${nhsNumber}: check the number.`)
  if (person.superseded) {
    throw new Problem(`PDS has replaced NHS number ${nhsNumber} by ${person.nhsNumber}: ask for that one.`)
  }
  if (person.generalPractitionerOds === undefined) {
    const why = person.sensitive
      ? 'does not tell where this patient is registered'
      : 'has this patient registered nowhere'
    throw new Problem(`PDS ${why}: name the practice by --practice if you know it.`)
  }
  return person.generalPractitionerOds
}
