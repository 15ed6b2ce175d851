/** How files and people name the surgeries and the staff of a practice: by logical id, by a public identifier, or by name. */
import { identifiers } from '@gpc/fhir'
import { z } from 'zod'

/** Several of that name is no answer either. */
export type Named = { readonly id: string } | 'none' | 'several'

export interface PracticePlaces {
  /** A surgery by its logical id, its ODS site code, or its name; the empty text is the main surgery. */
  location(text: string): Named
  /** Somebody by logical id, SDS user id, GMC, GMP or NMC number, or name. */
  practitioner(text: string): Named
  /** The first SDS job role of a practitioner, or the empty text. */
  roleOf(practitioner: string): string
  /** What may be given, for messages. */
  readonly locations: readonly string[]
}

const identifier = z.array(z.object({ system: z.string().optional(), value: z.string() })).default([])
const location = z.object({
  resourceType: z.literal('Location'),
  id: z.string(),
  name: z.string().default(''),
  identifier,
})
const practitioner = z.object({
  resourceType: z.literal('Practitioner'),
  id: z.string(),
  identifier,
  name: z
    .array(
      z.object({
        text: z.string().optional(),
        prefix: z.array(z.string()).default([]),
        given: z.array(z.string()).default([]),
        family: z.string().default(''),
      }),
    )
    .default([]),
})
const role = z.object({
  resourceType: z.literal('PractitionerRole'),
  practitioner: z.object({ reference: z.string() }),
  code: z
    .array(z.object({ coding: z.array(z.object({ system: z.string().optional(), code: z.string() })).default([]) }))
    .default([]),
})

/**
 * @param bodies the resources of the practice's directory as JSON text
 * @param ods of the practice: a surgery with that site code is the main one
 */
export function practicePlaces(bodies: readonly string[], ods: string): PracticePlaces {
  const resources: unknown[] = bodies.map(body => JSON.parse(body))
  const locations = resources.flatMap(one => location.safeParse(one).data ?? [])
  const people = resources.flatMap(one => practitioner.safeParse(one).data ?? [])
  const roles = new Map<string, string>()
  for (const { practitioner: of, code } of resources.flatMap(one => role.safeParse(one).data ?? [])) {
    const id = of.reference.replace(/^Practitioner\//, '')
    const job = code.flatMap(one => one.coding).find(one => /^R\d{4}$/.test(one.code))
    if (job !== undefined && !roles.has(id)) roles.set(id, job.code)
  }
  const siteOf = (one: (typeof locations)[number]) =>
    one.identifier.find(({ system }) => system === identifiers.odsSite)?.value
  const main = locations.find(one => siteOf(one) === ods) ?? (locations.length === 1 ? locations[0] : undefined)
  return {
    location(text) {
      if (text.trim() === '') return main === undefined ? 'none' : { id: main.id }
      return found(locations, text, one => [one.id, one.name, ...one.identifier.map(({ value }) => value)])
    },
    practitioner: text =>
      found(people, text, one => [
        one.id,
        ...one.identifier.map(({ value }) => value),
        ...one.name.flatMap(name => {
          const short = [...name.given, name.family].join(' ')
          return [name.text ?? '', short, [...name.prefix, short].join(' ')]
        }),
      ]),
    roleOf: id => roles.get(id) ?? '',
    locations: locations.map(one => one.name),
  }
}

/** Those that something names, in any case and with any blanks. */
function found<T extends { readonly id: string }>(
  all: readonly T[],
  text: string,
  names: (one: T) => readonly string[],
): Named {
  const wanted = plain(text)
  const matches = all.filter(one => names(one).some(name => plain(name) === wanted))
  const [first, second] = matches
  if (first === undefined) return 'none'
  return second === undefined ? { id: first.id } : 'several'
}

const plain = (text: string): string => text.trim().replaceAll(/\s+/g, ' ').toLowerCase()
