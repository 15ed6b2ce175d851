/** Which practice a command is about. */
import { type Practice, practices, type Store } from '@gpc/store'
import { Problem } from './problem.ts'

/** The practice with an ODS code. @throws Problem that names those that there are */
export async function practiceOf(store: Store, ods: string): Promise<Practice> {
  const all = await practices(store)
  const found = all.find(one => one.ods === ods)
  if (found !== undefined) return found
  const known = all.map(one => one.ods).join(', ')
  const choice = known === '' ? '' : `, or choose among ${known}`
  throw new Problem(`There is no practice ${ods} here: add it by gpc practice add ${ods}${choice}.`)
}
