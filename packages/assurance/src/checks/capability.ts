/** A provider's CapabilityStatement, as far as checks look into it. */
import { interactions, profiles } from '@gpc/fhir'
import { z } from 'zod'
import { anyResource } from '../answer.ts'
import { demand, NotApplicable } from '../finding.ts'
import { type Answer, call, type Provider } from '../provider.ts'

const named = z.object({ name: z.string() })

const statementSchema = z.object({
  resourceType: z.literal('CapabilityStatement'),
  version: z.string().default(''),
  fhirVersion: z.string(),
  acceptUnknown: z.string(),
  software: z.object({ name: z.string(), version: z.string().default('') }).optional(),
  format: z.array(z.string()),
  profile: z.array(z.object({ reference: z.string().default('') })).default([]),
  rest: z.array(
    z.object({
      resource: z
        .array(
          z.object({
            type: z.string(),
            interaction: z.array(z.object({ code: z.string() })).default([]),
            searchParam: z.array(named).default([]),
          }),
        )
        .default([]),
      operation: z.array(named.extend({ definition: z.object({ reference: z.string().default('') }) })).default([]),
    }),
  ),
})

export type Statement = z.infer<typeof statementSchema>

export function statementOf(answer: Answer): Statement {
  demand(answer.status === 200, 'status 200', `${answer.status} ${answer.text}`)
  const found = statementSchema.safeParse(anyResource(answer))
  demand(found.success, 'a CapabilityStatement', answer.text)
  return found.data
}

/** A profile's URL without the version that a statement may give it. */
export const bareProfile = (reference: string): string => reference.replace(/\/_history\/.*$/, '')

const clinicalAreas = {
  includeConsultations: profiles.list.replace('List-1', 'Encounter-1'),
  includeProblems: profiles.list.replace('List-1', 'ProblemHeader-Condition-1'),
  includeImmunisations: profiles.list.replace('List-1', 'Immunization-1'),
} as const

export type LaterArea = keyof typeof clinicalAreas

/** True if the provider exports a clinical area, as its structured CapabilityStatement says (STR-CAP-03, STR-VER-08). */
export async function exportsArea(at: Provider, area: LaterArea): Promise<boolean> {
  const { profile } = statementOf(await call(at, { interaction: interactions.structuredMetadata }))
  return profile.some(({ reference }) => bareProfile(reference) === clinicalAreas[area])
}

/** Ends a check that needs a clinical area which this provider doesn't export. @throws NotApplicable */
export async function needsArea(at: Provider, area: LaterArea): Promise<void> {
  if (await exportsArea(at, area)) return
  throw new NotApplicable(
    `The provider's CapabilityStatement doesn't list what ${area} gives: it is unrecognised there (STR-VER-01).`,
  )
}
