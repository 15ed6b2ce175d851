/** `sandbox.json` beside the sample files: the federation that they are of, and what no native format says of its patients. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { home } from '../place.ts'
import { Problem } from '../problem.ts'

const day = z.iso.date()
const gender = z.enum(['male', 'female', 'other', 'unknown'])

const addressSchema = z.object({
  building: z.string().optional(),
  street: z.string(),
  locality: z.string().optional(),
  town: z.string(),
  county: z.string().optional(),
  postcode: z.string(),
})

const personSchema = z.object({
  nhsNumber: z.string(),
  title: z.string().optional(),
  given: z.string(),
  middle: z.string().optional(),
  family: z.string(),
  gender,
  birthDate: day,
  deathDate: day.optional(),
  address: addressSchema,
  traits: z.array(z.string()),
  note: z.string().optional(),
})

/** How PDS differs from the practice's record. */
const pdsViewSchema = z.object({
  known: z.boolean(),
  supersededBy: z.string().optional(),
  sensitive: z.literal(true).optional(),
  deceased: day.optional(),
  registeredWith: z.string().optional(),
  differs: z
    .object({ family: z.string().optional(), given: z.string().optional(), birthDate: day.optional() })
    .optional(),
})

const patientSchema = personSchema.extend({
  registration: z.object({ kind: z.string(), end: day.optional() }),
  administration: z.object({
    dissent: z.literal(true).optional(),
    inTransit: day.optional(),
    awaitingFiling: day.optional(),
    mergedInto: z.string().optional(),
    pds: pdsViewSchema,
  }),
})

const practiceSchema = z.object({
  ods: z.string(),
  name: z.string(),
  system: z.enum(['emis', 'tpp', 'vision', 'microtest']),
  asid: z.string(),
  partyKey: z.string(),
  /** Where its files lie, below the manifest's folder. */
  folder: z.string(),
  patients: z.array(patientSchema),
  /** SDS ids of staff whom the practice's own files have none for. */
  identities: z.array(z.object({ staff: z.string(), sdsUserId: z.string(), roleProfileIds: z.array(z.string()) })),
})

const consumerSchema = z.object({
  asid: z.string(),
  ods: z.string(),
  name: z.string(),
  organisationType: z.string(),
})

const manifestSchema = z.object({
  /** The day that the files were made on. */
  today: day,
  practices: z.array(practiceSchema).min(1),
  /** Known to PDS, registered with no practice of the federation. */
  people: z.array(personSchema),
  consumers: z.array(consumerSchema).min(1),
})

export type Manifest = z.infer<typeof manifestSchema>
export type ManifestPractice = Manifest['practices'][number]
export type ManifestPatient = ManifestPractice['patients'][number]
export type ManifestPerson = Manifest['people'][number]

/** True for a regular patient who hasn't left, as far as the manifest says. */
export function isListed({ registration }: ManifestPatient): boolean {
  return registration.kind === 'regular' && registration.end === undefined
}

export const manifestName = 'sandbox.json'

/** Below a practice's folder: its documents, where its own files don't carry their bytes. */
export const documentsFolder = 'documents'

/** The sample files that come with the program. */
export const samplesFolder = join(home, 'samples')

/** @throws Problem if the samples aren't there, or aren't as they were written */
export async function readManifest(folder: string = samplesFolder): Promise<Manifest> {
  const path = join(folder, manifestName)
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Problem(`The sandbox's sample files are missing (${path}): get the samples folder again.`, { cause })
  })
  const parsed = manifestSchema.safeParse(jsonOrNothing(text))
  if (parsed.success) return parsed.data
  throw new Problem(`${path} is damaged: get the samples folder again, or write it by gpc synth --sandbox.`)
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
