/** What `GET /sandbox` says of a federation: all that these checks know of the provider that they check. */
import { z } from 'zod'

const patient = z.object({
  nhsNumber: z.string(),
  family: z.string(),
  given: z.string(),
  birthDate: z.string(),
  gender: z.string(),
  traits: z.array(z.string()).readonly(),
})

const practitioner = z.object({
  id: z.string(),
  sdsUserId: z.string(),
  roleProfileIds: z.array(z.string()).readonly(),
  name: z.string(),
})

const location = z.object({ id: z.string(), odsSiteCode: z.string(), name: z.string() })

const practice = z.object({
  ods: z.string(),
  name: z.string(),
  system: z.string(),
  asid: z.string(),
  capabilities: z.object({
    foundations: z.string().optional(),
    structured: z.string().optional(),
    documents: z.string().optional(),
    html: z.string().optional(),
  }),
  patients: z.array(patient).readonly(),
  practitioners: z.array(practitioner).readonly(),
  locations: z.array(location).readonly(),
})

const sandbox = z.object({
  practices: z.array(practice).min(1).readonly(),
  people: z.array(patient).readonly(),
  consumers: z
    .array(z.object({ asid: z.string(), ods: z.string(), name: z.string() }))
    .min(1)
    .readonly(),
  spine: z.object({ ssp: z.string() }),
})

export type Sandbox = z.infer<typeof sandbox>
export type Practice = Sandbox['practices'][number]
export type Person = z.infer<typeof patient>
export type Staff = z.infer<typeof practitioner>
export type Site = z.infer<typeof location>

/**
 * Reads the description of a sandbox.
 * @param url of the sandbox, with or without `/sandbox`
 * @throws Error that says what to do, if there is none
 */
export async function readSandbox(url: string): Promise<Sandbox> {
  const place = `${url.replace(/\/+$/, '').replace(/\/sandbox$/, '')}/sandbox`
  const response = await fetch(place).catch((cause: unknown) => {
    throw new Error(`Nothing answers at ${place}: start the sandbox, or give another URL.`, { cause })
  })
  const found = sandbox.safeParse(await response.json().catch(() => undefined))
  if (found.success) return found.data
  throw new Error(`${place} doesn't describe a sandbox: ${z.prettifyError(found.error)}`)
}
