/** References between the resources of a Bundle (STR-OP-13, STR-OP-16). */
import type { Bundle, Resource } from '@gpc/fhir'
import { expect, type Findings } from '../finding.ts'

/** `Type/id` of a resource. */
export const nameOf = ({ resourceType, id }: Resource): string => `${resourceType}/${id ?? ''}`

export const resourcesOf = (bundle: Bundle): Resource[] =>
  (bundle.entry ?? []).flatMap(({ resource }) => resource ?? [])

/** Every text at `reference` anywhere in a value. */
export function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]) =>
    key === 'reference' && typeof one === 'string' ? [one] : referencesIn(one),
  )
}

function containedIds(resource: Resource): string[] {
  const contained: unknown = 'contained' in resource ? resource.contained : []
  if (!Array.isArray(contained)) return []
  return contained.flatMap(one =>
    typeof one === 'object' && one !== null && 'id' in one && typeof one.id === 'string' ? [`#${one.id}`] : [],
  )
}

/** What is in a list more than once. */
export function repeated(names: readonly string[]): string[] {
  const seen = new Set<string>()
  return names.filter(name => seen.size === seen.add(name).size)
}

/** Each reference leads to a resource of the bundle, or to one that its own resource contains; no resource is there twice. */
export function referenceFindings(bundle: Bundle): Findings {
  const resources = resourcesOf(bundle)
  const names = resources.filter(one => one.id !== undefined).map(nameOf)
  const known = new Set(names)
  const twice = repeated(names)
  for (const one of resources) for (const own of containedIds(one)) known.add(`${nameOf(one)}${own}`)
  const dangling = resources.flatMap(one => {
    const own = new Set(containedIds(one))
    return referencesIn(one)
      .filter(reference => !known.has(reference) && !own.has(reference))
      .map(reference => `${nameOf(one)} → ${reference}`)
  })
  return [
    ...expect(twice.length === 0, 'each resource once (STR-OP-13)', twice),
    ...expect(dangling.length === 0, 'references that lead to a resource of the bundle (STR-OP-16)', dangling),
  ]
}
