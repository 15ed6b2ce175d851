/** Administrative resources that must come along: those referred to, and those that they refer to (STR-OP-11). */
import type { AdminResource, DirectoryView } from '@gpc/store'

/**
 * The resources behind references and all that these refer to, organisations first.
 * @throws Error if one isn't in the directory: a reference that leads nowhere isn't sent (STR-OP-16)
 */
export function closure(refs: Iterable<string>, directory: DirectoryView): readonly AdminResource[] {
  const wanted = new Set(refs)
  const found: AdminResource[] = []
  for (const ref of wanted) {
    const resource = directory.get(ref)
    if (resource === undefined) throw new Error(`The directory lacks ${ref}: import the practice again.`)
    found.push(resource)
    for (const next of resource.refs) wanted.add(next)
  }
  return found.sort((a, b) => rank(a) - rank(b))
}

const order = ['Organization', 'Practitioner', 'PractitionerRole', 'Location']
const rank = ({ ref }: AdminResource): number => order.indexOf(ref.slice(0, ref.indexOf('/')))
