import { interactions } from '@gpc/fhir'
import { expect, test } from 'vitest'
import { makeToken, type Requester } from './token.ts'

const requester: Requester = {
  issuer: 'https://consumer.example/',
  organisation: { ods: 'C33333', name: 'Hub' },
  user: { id: 'u-1', family: "O'Neill", given: ['Zoë'], prefix: 'Dr', idSystem: 'https://consumer.example/Id/user' },
  device: { identifier: { system: 'https://consumer.example/Id/device', value: 'd-1' }, model: 'App', version: '1.0' },
}
const root = 'https://p.nhs.uk/A11111/STU3/1/gpconnect/structured'
const now = 1_760_000_000_999

function decode(token: string) {
  const parts = token.split('.')
  const [header, claims] = parts.slice(0, 2).map(part => JSON.parse(Buffer.from(part, 'base64url').toString()))
  return { parts, header, claims }
}

test('SEC-JWT-02 three parts, the last empty; unsigned; base64url without padding', () => {
  const { parts, header } = decode(makeToken(requester, interactions.getStructuredRecord, root, now))
  expect(parts).toHaveLength(3)
  expect(parts[2]).toBe('')
  expect(parts.join('')).toMatch(/^[\w-]+$/)
  expect(header).toEqual({ alg: 'none', typ: 'JWT' })
})

test('SEC-JWT-04 to 07 issuer, subject, audience, times in whole seconds, valid for 300', () => {
  const { claims } = decode(makeToken(requester, interactions.getStructuredRecord, root, now))
  expect(claims).toMatchObject({ iss: 'https://consumer.example/', sub: 'u-1', aud: root })
  expect(claims).toMatchObject({ iat: 1_760_000_000, exp: 1_760_000_300 })
  expect(claims.sub).toBe(claims.requesting_practitioner.id)
})

test.each([
  ['getStructuredRecord', 'patient/*.read', 'directcare'],
  ['findPatient', 'patient/*.read', 'directcare'],
  ['structuredMetadata', 'organization/*.read', 'directcare'],
  ['migrateStructuredRecord', 'patient/*.read', 'migration'],
] as const)('SEC-JWT-10, SEC-JWT-12 scope and reason of %s', (name, scope, reason) => {
  const { claims } = decode(makeToken(requester, interactions[name], root, now))
  expect(claims).toMatchObject({ requested_scope: scope, reason_for_request: reason })
})

test('SEC-JWT-14 to 17, SEC-JWT-29 device, organisation, practitioner; UNK without a smartcard', () => {
  const { claims } = decode(makeToken(requester, interactions.getStructuredRecord, root, now))
  expect(claims.requesting_device).toEqual({
    resourceType: 'Device',
    identifier: [{ system: 'https://consumer.example/Id/device', value: 'd-1' }],
    model: 'App',
    version: '1.0',
  })
  expect(claims.requesting_organization).toEqual({
    resourceType: 'Organization',
    identifier: [{ system: 'https://fhir.nhs.uk/Id/ods-organization-code', value: 'C33333' }],
    name: 'Hub',
  })
  expect(claims.requesting_practitioner).toEqual({
    resourceType: 'Practitioner',
    id: 'u-1',
    identifier: [
      { system: 'https://fhir.nhs.uk/Id/sds-user-id', value: 'UNK' },
      { system: 'https://fhir.nhs.uk/Id/sds-role-profile-id', value: 'UNK' },
      { system: 'https://consumer.example/Id/user', value: 'u-1' },
    ],
    name: [{ family: "O'Neill", given: ['Zoë'], prefix: ['Dr'] }],
  })
})

test('SEC-JWT-16 the ids of a smartcard', () => {
  const user = { ...requester.user, sdsUserId: '111111111111', sdsRoleProfileId: '222222222222' }
  const { claims } = decode(makeToken({ ...requester, user }, interactions.getStructuredRecord, root, now))
  expect(claims.requesting_practitioner.identifier[0].value).toBe('111111111111')
  expect(claims.requesting_practitioner.identifier[1].value).toBe('222222222222')
})
