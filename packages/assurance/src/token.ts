/** The token that a check sends: a sound one, made as a consumer makes it, then changed as the check wants. */
import { makeToken, type Requester } from '@gpc/client'
import type { Interaction } from '@gpc/fhir'
import { z } from 'zod'
import type { Sandbox } from './sandbox.ts'

const claimsSchema = z.looseObject({
  iat: z.number(),
  requesting_device: z.looseObject({}),
  requesting_organization: z.looseObject({ identifier: z.array(z.looseObject({})) }),
  requesting_practitioner: z.looseObject({ identifier: z.array(z.looseObject({})) }),
})

/** The claims of a sound token; more than those named. */
export type Claims = z.infer<typeof claimsSchema>

function requester({ ods, name }: Sandbox['consumers'][number]): Requester {
  return {
    organisation: { ods, name },
    user: {
      id: '7c3f0a52-6a0e-4a7e-9d1b-5a7f4e0c9b21',
      family: 'Checker',
      given: ['Casey'],
      prefix: 'Dr',
      sdsUserId: '990000099901',
      sdsRoleProfileId: '990000099902',
      idSystem: 'https://assurance.example/Id/user',
    },
    device: {
      identifier: { system: 'https://assurance.example/Id/device', value: 'assurance' },
      model: 'GP Connect assurance',
      version: '1',
    },
    issuer: 'https://assurance.example',
  }
}

/** The claims of a sound token for one request now. */
export function soundClaims(consumer: Sandbox['consumers'][number], interaction: Interaction, root: string): Claims {
  const token = makeToken(requester(consumer), interaction, root, Date.now())
  const [, claims = ''] = token.split('.')
  return claimsSchema.parse(JSON.parse(Buffer.from(claims, 'base64url').toString()))
}

export const tokenHeader = { alg: 'none', typ: 'JWT' }

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')

/** An unsigned token of any claims. */
export function tokenOf(claims: object): string {
  return `${encoded(tokenHeader)}.${encoded(claims)}.`
}
