/** What a CapabilityStatement says of a service root's interactions: made of those that are built, so that it can't say more or less. */
import type { Interaction } from '@gpc/fhir'

interface Resource {
  readonly type: string
  readonly interaction: readonly { readonly code: string }[]
}

const codes = { GET: 'search-type', POST: 'create', PUT: 'update' } as const

/** The resource type and the interaction of a path: `/Patient/:id/DocumentReference` searches DocumentReference. */
function restful({ path, method }: Interaction): readonly [type: string, code: string] | undefined {
  const found = /([A-Z]\w+)(\/:id)?$/.exec(path)
  if (found?.[1] === undefined) return undefined
  return [found[1], found[2] !== undefined && method === 'GET' ? 'read' : codes[method]]
}

/**
 * Resources in the order of the interactions, with what else is to be said of each: search parameters, includes.
 * @param details by resource type
 */
export function restResources(
  built: readonly Interaction[],
  details: Readonly<Record<string, object>>,
): readonly (Resource & object)[] {
  const resources = new Map<string, Set<string>>()
  for (const interaction of built) {
    const found = restful(interaction)
    if (found === undefined) continue
    const [type, code] = found
    resources.set(type, (resources.get(type) ?? new Set()).add(code))
  }
  return [...resources].map(([type, all]) => ({
    type,
    interaction: [...all].sort().map(code => ({ code })),
    ...details[type],
  }))
}

/** Names of the operations among the interactions: `gpc.registerpatient`. */
export function operationNames(built: readonly Interaction[]): readonly string[] {
  return built.flatMap(({ path }) => /\/\$([\w.]+)$/.exec(path)?.[1] ?? [])
}
