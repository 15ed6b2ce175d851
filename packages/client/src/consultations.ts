/** Consultations with their topics and headings, and what these hold (STR-CON-03 to 08, STR-CON-25). Pure. */
import { type Condition, type Encounter, extensions, isResource, type Reference, type Resource } from '@gpc/fhir'
import { type RecordList, type RecordListEntry, structureCodes } from './lists.ts'
import { displayOf, findExtensions } from './reading.ts'
import type { Resolve } from './references.ts'

export interface RecordConsultation {
  readonly encounter: Encounter
  /** What the practice calls it: its type. */
  readonly title: string
  /** In the order shown to users. None where the practice sent the encounter alone, as for one that only a link brought. */
  readonly topics: readonly RecordTopic[]
}

export interface RecordTopic {
  readonly title?: string
  /** The problems that it is about. */
  readonly problems: readonly Condition[]
  /** Items that stand in the topic itself have a heading without a title. */
  readonly headings: readonly RecordHeading[]
}

export interface RecordHeading {
  readonly title?: string
  /** Each with its resource, or with words only, e.g. "Referral items have been disabled". */
  readonly items: readonly RecordListEntry[]
}

export interface Consultations {
  readonly consultations: readonly RecordConsultation[]
  /** The lists that are part of a consultation. */
  readonly placed: ReadonlySet<Resource>
}

export function readConsultations(
  encounters: readonly Encounter[],
  lists: readonly RecordList[],
  resolve: Resolve,
): Consultations {
  const byResource = new Map<Resource, RecordList>(lists.map(one => [one.resource, one]))
  const placed = new Set<Resource>()
  const structures = new Map<Resource, RecordList[]>()
  for (const list of lists) {
    const encounter = resolve(list.resource.encounter, list.resource)
    if (list.code !== structureCodes.consultation || encounter === undefined) continue
    structures.set(encounter, [...(structures.get(encounter) ?? []), list])
  }
  /** A list below another one; each is walked once, so that a circle ends. */
  const below = ({ resource }: RecordListEntry, code: string): RecordList | undefined => {
    const list = resource === undefined ? undefined : byResource.get(resource)
    return list?.code === code && !placed.has(list.resource) ? list : undefined
  }
  const topicsOf = (list: RecordList): RecordTopic[] => {
    placed.add(list.resource)
    return gathered(list.entries, entry => below(entry, structureCodes.topic)).map(part =>
      part.list === undefined
        ? { problems: [], headings: [{ items: part.items }] }
        : topicOf(part.list, problemsOf(part.list, resolve)),
    )
  }
  const topicOf = (list: RecordList, problems: readonly Condition[]): RecordTopic => {
    placed.add(list.resource)
    const headings = gathered(list.entries, entry => below(entry, structureCodes.heading)).map(
      (part): RecordHeading => {
        if (part.list === undefined) return { items: part.items }
        placed.add(part.list.resource)
        return { ...titled(part.list), items: part.list.entries }
      },
    )
    return { ...titled(list), problems, headings }
  }
  const consultations = encounters.map((encounter): RecordConsultation => {
    const own = structures.get(encounter) ?? []
    const title = displayOf(encounter.type?.[0]) ?? own[0]?.resource.title ?? 'Consultation'
    return { encounter, title, topics: own.flatMap(topicsOf) }
  })
  return { consultations, placed }
}

const titled = ({ resource: { title } }: RecordList) => (title === undefined ? {} : { title })

type Part = { readonly list: RecordList } | { readonly list?: undefined; readonly items: readonly RecordListEntry[] }

/** Entries in their order: lists one by one, items between them together. */
function gathered(
  entries: readonly RecordListEntry[],
  listOf: (entry: RecordListEntry) => RecordList | undefined,
): readonly Part[] {
  const parts: Part[] = []
  let items: RecordListEntry[] | undefined
  for (const entry of entries) {
    const list = listOf(entry)
    if (list !== undefined) {
      parts.push({ list })
      items = undefined
    } else if (items === undefined) {
      items = [entry]
      parts.push({ items })
    } else items.push(entry)
  }
  return parts
}

/** STR-CON-08, STR-CON-26. */
function problemsOf({ resource }: RecordList, resolve: Resolve): Condition[] {
  const named = findExtensions(resource, extensions.relatedProblemHeader).flatMap(one => [
    ...(one.valueReference === undefined ? [] : [one.valueReference]),
    ...(one.extension ?? []).flatMap(part => part.valueReference ?? []),
  ])
  return named.flatMap((reference: Reference) => {
    const found = resolve(reference, resource)
    return isResource(found, 'Condition') ? [found] : []
  })
}
