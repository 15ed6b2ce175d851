/** People and organisations that only one record names, by reference. */
import { fromBlock, type StoredPart } from '@gpc/clinical'
import { identifiers } from '@gpc/fhir'
import { z } from 'zod'

export interface Person {
  readonly json: string
  /** References that it makes. */
  readonly refs: readonly string[]
  /** ODS code, of an organisation that has one. */
  readonly ods?: string
}

const entries = z.array(
  z.object({
    resource: z.looseObject({
      resourceType: z.string(),
      id: z.string(),
      identifier: z.array(z.looseObject({ system: z.string().optional(), value: z.string().optional() })).optional(),
    }),
  }),
)

/** Everybody in a part; a practitioner brings their role (DOC-SRCH-11). */
export function peopleOf({ body }: StoredPart): ReadonlyMap<string, Person> {
  const values: unknown = JSON.parse(`[${fromBlock(body).toString()}]`)
  const found = new Map<string, Person & { readonly refs: string[] }>()
  const roles: (readonly [practitioner: string, role: string])[] = []
  for (const { resource } of entries.parse(values)) {
    const ref = `${resource.resourceType}/${resource.id}`
    const refs = referencesIn(resource)
    const ods = resource.identifier?.find(one => one.system === identifiers.odsOrganization)?.value
    found.set(ref, { json: JSON.stringify(resource), refs, ...(ods === undefined ? {} : { ods }) })
    if (resource.resourceType !== 'PractitionerRole') continue
    for (const practitioner of refs.filter(one => one.startsWith('Practitioner/'))) roles.push([practitioner, ref])
  }
  for (const [practitioner, role] of roles) found.get(practitioner)?.refs.push(role)
  return found
}

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn)
  if (typeof value !== 'object' || value === null) return []
  if ('reference' in value && typeof value.reference === 'string') return [value.reference]
  return Object.values(value).flatMap(referencesIn)
}
