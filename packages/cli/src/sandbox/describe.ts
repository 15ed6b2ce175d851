/** Builds what `GET /sandbox` says, out of the manifest, the practice table and the practices' directories. */
import { identifiers } from '@gpc/fhir'
import {
  type DirectoryReader,
  type DirectoryView,
  healthcareServices,
  type Practice,
  practices,
  type Store,
  servicesWithFreeSlots,
} from '@gpc/store'
import { z } from 'zod'
import type { DescribedPatient, DescribedPractice, SandboxDescription } from './description.ts'
import type { Manifest, ManifestPerson } from './manifest.ts'
import { serviceRoot } from './registry.ts'

/** @param provider the URL that the provider is reached at, without trailing slash */
export async function describeSandbox(
  store: Store,
  directory: DirectoryReader,
  manifest: Manifest,
  provider: string,
  spine: SandboxDescription['spine'],
): Promise<SandboxDescription> {
  const described: DescribedPractice[] = []
  for (const practice of await practices(store)) {
    const services = await healthcareServices(store, practice.ods)
    const free = await servicesWithFreeSlots(store, practice.ods)
    described.push({
      ...describePractice(practice, await directory.current(practice.ods), manifest, provider),
      services: services.map(({ id, dosServiceId }) => ({ id, dosServiceId, hasFreeSlots: free.has(dosServiceId) })),
    })
  }
  return { practices: described, people: manifest.people.map(describePatient), consumers: manifest.consumers, spine }
}

function describePractice(
  { ods, name, system, asid, partyKey }: Practice,
  directory: DirectoryView,
  manifest: Manifest,
  provider: string,
): Omit<DescribedPractice, 'services'> {
  const resources: unknown[] = [...directory.values()].map(({ body }) => JSON.parse(body.toString()))
  return {
    ods,
    name,
    system,
    asid,
    partyKey,
    capabilities: {
      foundations: serviceRoot(provider, ods, 'foundations'),
      structured: serviceRoot(provider, ods, 'structured'),
      documents: serviceRoot(provider, ods, 'documents'),
      appointments: serviceRoot(provider, ods, 'appointments'),
      html: serviceRoot(provider, ods, 'html'),
    },
    patients: (manifest.practices.find(one => one.ods === ods)?.patients ?? []).map(describePatient),
    practitioners: resources.flatMap(describePractitioner),
    locations: resources.flatMap(describeLocation),
  }
}

function describePatient({
  nhsNumber,
  family,
  given,
  birthDate,
  gender,
  traits,
  note = '',
}: ManifestPerson): DescribedPatient {
  return { nhsNumber, family, given, birthDate, gender, traits, note }
}

const identifier = z.array(z.object({ system: z.string(), value: z.string() })).default([])

const practitionerSchema = z.object({
  resourceType: z.literal('Practitioner'),
  id: z.string(),
  identifier,
  name: z.array(
    z.object({
      text: z.string().optional(),
      prefix: z.array(z.string()).default([]),
      given: z.array(z.string()).default([]),
      family: z.string().optional(),
    }),
  ),
})

function describePractitioner(resource: unknown): DescribedPractice['practitioners'] {
  const { data } = practitionerSchema.safeParse(resource)
  if (data === undefined) return []
  const values = (system: string) => data.identifier.filter(one => one.system === system).map(one => one.value)
  const [name] = data.name
  // stands in for staff whom a record names and nobody knows
  if (data.identifier.length === 0 && name?.family === undefined) return []
  return [
    {
      id: data.id,
      sdsUserId: values(identifiers.sdsUser)[0] ?? '',
      roleProfileIds: values(identifiers.sdsRoleProfile),
      name: name?.text ?? [...(name?.prefix ?? []), ...(name?.given ?? []), name?.family ?? ''].join(' ').trim(),
    },
  ]
}

const locationSchema = z.object({
  resourceType: z.literal('Location'),
  id: z.string(),
  identifier,
  name: z.string().default(''),
})

function describeLocation(resource: unknown): DescribedPractice['locations'] {
  const { data } = locationSchema.safeParse(resource)
  if (data === undefined) return []
  const odsSiteCode = data.identifier.find(one => one.system === identifiers.odsSite)?.value ?? ''
  return [{ id: data.id, odsSiteCode, name: data.name }]
}
