/** The token of a request: who asks, for whom, why (SEC-JWT-01 to SEC-JWT-18). Pure. */
import { type Interaction, identifiers } from '@gpc/fhir'
import type { GpConnectOptions, User } from './options.ts'

export type Requester = Pick<GpConnectOptions, 'organisation' | 'user' | 'device' | 'issuer'>

/**
 * An unsigned JWT for one request; make a new one for each (SEC-JWT-01).
 * @param audience the provider's service root URL, as SDS has it (SEC-JWT-06)
 * @param now milliseconds since the epoch
 * @param scope where it isn't the interaction's: `patient/*.read conf/R` (MIG-AUT-06)
 */
export function makeToken(
  requester: Requester,
  interaction: Interaction,
  audience: string,
  now: number,
  scope: string = interaction.scope,
): string {
  const issued = Math.floor(now / 1000)
  const { organisation, user, device, issuer } = requester
  const claims = {
    iss: issuer,
    sub: user.id,
    aud: audience,
    exp: issued + 300,
    iat: issued,
    reason_for_request: interaction.reason,
    requested_scope: scope,
    requesting_device: {
      resourceType: 'Device',
      identifier: [device.identifier],
      model: device.model,
      version: device.version,
    },
    requesting_organization: {
      resourceType: 'Organization',
      identifier: [{ system: identifiers.odsOrganization, value: organisation.ods }],
      name: organisation.name,
    },
    requesting_practitioner: practitioner(user),
  }
  return `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims)}.`
}

function practitioner({ id, family, given, prefix, sdsUserId, sdsRoleProfileId, idSystem }: User) {
  return {
    resourceType: 'Practitioner',
    id,
    identifier: [
      { system: identifiers.sdsUser, value: sdsUserId ?? 'UNK' },
      { system: identifiers.sdsRoleProfile, value: sdsRoleProfileId ?? 'UNK' },
      { system: idSystem, value: id },
    ],
    name: [{ family, given, ...(prefix === undefined ? {} : { prefix: [prefix] }) }],
  }
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}
