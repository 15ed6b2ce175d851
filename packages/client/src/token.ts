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

/**
 * As makeToken, for version 0.7.4 and one patient's record (SEC-JWT-06, SEC-JWT-30).
 * @param now milliseconds since the epoch
 */
export function makeDstu2Token(
  { organisation, user, device, issuer }: Requester,
  interaction: Interaction,
  nhsNumber: string,
  now: number,
): string {
  const issued = Math.floor(now / 1000)
  const claims = {
    iss: issuer,
    sub: user.id,
    aud: 'https://authorize.fhir.nhs.net/token',
    exp: issued + 300,
    iat: issued,
    reason_for_request: interaction.reason,
    requested_scope: interaction.scope,
    requesting_device: {
      resourceType: 'Device',
      id: device.identifier.value,
      identifier: [device.identifier],
      model: device.model,
      version: device.version,
    },
    requesting_organization: {
      resourceType: 'Organization',
      id: organisation.ods,
      identifier: [{ system: 'http://fhir.nhs.net/Id/ods-organization-code', value: organisation.ods }],
      name: organisation.name,
    },
    requesting_practitioner: {
      resourceType: 'Practitioner',
      id: user.id,
      identifier: [
        { system: 'http://fhir.nhs.net/sds-user-id', value: user.sdsUserId ?? 'UNK' },
        { system: user.idSystem, value: user.id },
      ],
      name: {
        family: [user.family],
        given: user.given,
        ...(user.prefix === undefined ? {} : { prefix: [user.prefix] }),
      },
      practitionerRole: [
        {
          role: {
            coding: [{ system: 'http://fhir.nhs.net/ValueSet/sds-job-role-name-1', code: user.jobRole ?? 'UNK' }],
          },
        },
      ],
    },
    requested_record: { resourceType: 'Patient', identifier: [{ system: dstu2NhsNumber, value: nhsNumber }] },
  }
  return `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims)}.`
}

/** The system of NHS numbers in version 0.7.4. */
export const dstu2NhsNumber = 'http://fhir.nhs.net/Id/nhs-number'

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}
