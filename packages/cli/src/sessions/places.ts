/** The surgeries and staff of a practice, as commands name them. */
import { directoryReader, type Store } from '@gpc/store'
import { type Named, type PracticePlaces, practicePlaces } from '@gpc/systems'
import { Problem } from '../problem.ts'

export async function placesOf(store: Store, ods: string): Promise<PracticePlaces> {
  const directory = await directoryReader(store).current(ods)
  return practicePlaces(
    [...directory.values()].map(one => one.body),
    ods,
  )
}

/** @throws Problem if nobody, or more than one, is named so */
export function idOf(found: Named, what: 'surgery' | 'practitioner', text: string): string {
  if (typeof found === 'object') return found.id
  const why = found === 'none' ? `has no ${what} ${text || 'that is marked as the main one'}` : `has several of ${text}`
  throw new Problem(`The practice ${why}: give the logical id, an identifier, or the whole name.`, { exitCode: 2 })
}
