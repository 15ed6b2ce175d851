/** Finding what a reference points to, inside one bundle. Pure. */
import type { Bundle, DomainResource, Reference, Resource } from '@gpc/fhir'

/** Finds the target of a reference; `within` is the resource that holds it, for `#fragment` references (STR-CONS-06). */
export type Resolve = (reference: Reference | undefined, within?: DomainResource) => Resource | undefined

/** A look-up over all entries of a bundle: relative, absolute and versioned references, `urn:uuid:`, fragments, also those of another resource. */
export function resolver(bundle: Bundle): Resolve {
  const targets = new Map<string, Resource>()
  for (const { resource, fullUrl } of bundle.entry ?? []) {
    if (resource === undefined) continue
    if (resource.id !== undefined) addNew(targets, `${resource.resourceType}/${resource.id}`, resource)
    if (fullUrl !== undefined) addNew(targets, fullUrl, resource)
  }
  return (reference, within) => {
    const text = reference?.reference?.trim()
    if (text === undefined) return undefined
    if (text.startsWith('#')) {
      if (text === '#') return within
      return containedIn(within).find(one => one.id === text.slice(1) || one.id === text)
    }
    const [target = '', fragment] = text.split('#')
    const found = targets.get(target) ?? targets.get(typeAndId(target))
    return fragment === undefined ? found : containedIn(found).find(one => one.id === fragment)
  }
}

/** What a resource holds inside; its shape may never have been checked, so only objects count. */
function containedIn(within: DomainResource | undefined): Resource[] {
  return Array.isArray(within?.contained) ? within.contained.filter(one => typeof one === 'object' && one !== null) : []
}

function addNew(targets: Map<string, Resource>, key: string, resource: Resource): void {
  if (!targets.has(key)) targets.set(key, resource)
}

/** `Patient/1` of `https://host/base/Patient/1/_history/2`. */
function typeAndId(text: string): string {
  return text
    .replace(/\/_history\/[^/]*$/, '')
    .split('/')
    .slice(-2)
    .join('/')
}
