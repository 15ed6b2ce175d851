/** What `GET /sandbox` says: where everything is and who is in it. */
import { z } from 'zod'

const patient = z.object({
  nhsNumber: z.string(),
  family: z.string(),
  given: z.string(),
  birthDate: z.string(),
  gender: z.string(),
  traits: z.array(z.string()),
  note: z.string(),
})

/** Service roots, by capability; those that are there. */
const capabilities = z.partialRecord(
  z.enum(['foundations', 'structured', 'documents', 'appointments', 'html', 'tasks']),
  z.string(),
)

const practice = z.object({
  ods: z.string(),
  name: z.string(),
  system: z.string(),
  asid: z.string(),
  partyKey: z.string(),
  capabilities,
  patients: z.array(patient),
  practitioners: z.array(
    z.object({ id: z.string(), sdsUserId: z.string(), roleProfileIds: z.array(z.string()), name: z.string() }),
  ),
  locations: z.array(z.object({ id: z.string(), odsSiteCode: z.string(), name: z.string() })),
  services: z.array(z.object({ id: z.string(), dosServiceId: z.string(), hasFreeSlots: z.boolean() })),
})

export const descriptionSchema = z.object({
  practices: z.array(practice),
  people: z.array(patient),
  consumers: z.array(z.object({ asid: z.string(), ods: z.string(), name: z.string(), organisationType: z.string() })),
  spine: z.object({ ssp: z.string(), sds: z.string(), sdsLdap: z.string(), pds: z.string() }),
})

export type SandboxDescription = z.infer<typeof descriptionSchema>
export type DescribedPractice = SandboxDescription['practices'][number]
export type DescribedPatient = z.infer<typeof patient>
