/** `gpc import sessions`: the neutral file of sessions and slots. */
import { patientIds, type Store, saveNeutral } from '@gpc/store'
import { readNeutral } from '@gpc/systems'
import type { Context } from '../context.ts'
import { practiceOf } from '../practices.ts'
import { Problem } from '../problem.ts'
import { placesOf } from '../sessions/places.ts'
import { counted, painter } from '../text.ts'

/** @throws ImportRefused, Problem: nothing has been changed then */
export async function importSessions(
  context: Context,
  store: Store,
  ods: string,
  paths: readonly string[],
  json: boolean,
): Promise<void> {
  const practice = await practiceOf(store, ods)
  const [path, another] = paths
  if (path === undefined || another !== undefined) throw new Problem('Give one folder, zip or file.', { exitCode: 2 })
  const book = await readNeutral(path, {
    places: await placesOf(store, ods),
    patients: nhsNumbers => patientIds(store, ods, nhsNumbers),
  })
  const result = await saveNeutral(store, { practice: ods, ...book })
  if (json) return context.out.write(`${JSON.stringify(result)}\n`)
  const paint = painter(context, context.out)
  const { from, to } = book.days
  context.out.write(
    `${ods} ${practice.name}: ${counted(result.sessions, 'session')} with ${counted(result.slots, 'slot')} from ${from} to ${to}.\n`,
  )
  if (result.removed > 0)
    context.out.write(`  ${counted(result.removed, 'session')} of these days removed: the file has them no more.\n`)
  if (result.rejected > 0)
    context.out.write(paint('yellow', `  ${counted(result.rejected, 'row')} rejected: gpc rejects --practice ${ods}\n`))
}
