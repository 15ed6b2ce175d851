/** How observations hang together (STR-UNC-08, STR-UNC-19). */
import type { Entry } from '../model/entry.ts'
import type { Observation } from '../model/observation.ts'
import { sourceKey } from '../rules/blood-pressure.ts'
import { isWithheld } from '../rules/withheld.ts'
import type { ClinicalTools } from './clinical-tools.ts'
import { entryId } from './identity.ts'
import { reference, some } from './json.ts'
import type { Ref } from './rendered.ts'

/** The observations below one, or below a part of a laboratory report, that are sent. */
export type Family = (parent: Pick<Entry, 'source' | 'key'>) => readonly Ref[]

export function familyOf(observations: readonly Observation[], { context }: ClinicalTools): Family {
  const children = Map.groupBy(
    observations.filter(one => one.parent !== undefined && one.parent !== one.key && !isWithheld(one, context)),
    ({ source, parent = '' }) => sourceKey(source, parent),
  )
  return ({ source, key }) =>
    (children.get(sourceKey(source, key)) ?? []).map(one => `Observation/${entryId(context.ods, one.source, one.key)}`)
}

/** `related` of an observation, and what it refers to. @param members what is below it */
export function relatedJson(
  { source, key, parent, follows }: Observation,
  tools: ClinicalTools,
  members: readonly Ref[],
): { readonly json: readonly object[] | undefined; readonly refs: readonly Ref[] } {
  const found: { readonly type: string; readonly ref: Ref }[] = members.map(ref => ({ type: 'has-member', ref }))
  const above = parent === key ? undefined : tools.linked(source, parent, 'Observation')
  if (above !== undefined) found.push({ type: 'derived-from', ref: above })
  const before = follows === key ? undefined : tools.linked(source, follows, 'Observation')
  if (before !== undefined) found.push({ type: 'sequel-to', ref: before })
  return {
    json: some(found.map(({ type, ref }) => ({ type, target: reference(ref) }))),
    refs: found.map(({ ref }) => ref),
  }
}
