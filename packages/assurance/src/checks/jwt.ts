/** Bearer tokens, sound and unsound (SEC-JWT). */
import { interactions } from '@gpc/fhir'
import { anyRefusal } from '../answer.ts'
import { type Case, check } from '../check.ts'
import { expect } from '../finding.ts'
import { call } from '../provider.ts'
import { thePractice } from '../subjects.ts'
import { type Claims, tokenHeader, tokenOf } from '../token.ts'
import { refused } from './forms.ts'

const interaction = interactions.metadata
type Change = (claims: Claims) => object | string

const without =
  (name: string): Change =>
  claims =>
    Object.fromEntries(Object.entries(claims).filter(([one]) => one !== name))

/** Issued so many seconds from now, and expiring so many seconds after that. */
const timed =
  (issued: number, lasting: number): Change =>
  claims => ({ ...claims, iat: claims.iat + issued, exp: claims.iat + issued + lasting })

const changed =
  (name: 'requesting_device' | 'requesting_organization' | 'requesting_practitioner', change: object): Change =>
  claims => ({ ...claims, [name]: { ...claims[name], ...change } })

const identified = (systems: readonly (readonly [string, string])[]) => ({
  identifier: systems.map(([system, value]) => ({ system, value })),
})

const user = 'https://fhir.nhs.uk/Id/sds-user-id'
const role = 'https://fhir.nhs.uk/Id/sds-role-profile-id'

const missing: readonly (readonly [name: string, ids: readonly string[]])[] = [
  ['iss', ['SEC-JWT-04']],
  ['sub', ['SEC-JWT-05']],
  ['aud', ['SEC-JWT-06']],
  ['exp', ['SEC-JWT-07']],
  ['iat', ['SEC-JWT-07']],
  ['reason_for_request', ['SEC-JWT-10']],
  ['requested_scope', ['SEC-JWT-12']],
  ['requesting_device', ['SEC-JWT-14']],
  ['requesting_organization', ['SEC-JWT-15']],
  ['requesting_practitioner', ['SEC-JWT-16']],
]

const bad: readonly (readonly [id: string, title: string, ids: readonly string[], token: Change])[] = [
  ['exp-301', 'that expires after 301 seconds', ['SEC-JWT-08'], timed(0, 301)],
  ['exp-299', 'that expires after 299 seconds', ['SEC-JWT-08'], timed(0, 299)],
  ['exp-before', 'that expires before it is issued', ['SEC-JWT-08'], timed(0, -1)],
  ['expired', 'that was issued 600 seconds ago', ['SEC-JWT-08', 'SEC-JWT-26'], timed(-600, 300)],
  [
    'reason',
    'with another reason than direct care',
    ['SEC-JWT-11'],
    claims => ({ ...claims, reason_for_request: 'secondaryuses' }),
  ],
  ['reason-migration', 'for migration', ['SEC-JWT-11'], claims => ({ ...claims, reason_for_request: 'migration' })],
  ['scope', 'with a scope that there isn’t', ['SEC-JWT-13'], claims => ({ ...claims, requested_scope: 'badScope' })],
  [
    'scope-patient',
    'with the scope of another interaction',
    ['SEC-JWT-13'],
    claims => ({ ...claims, requested_scope: 'patient/*.read' }),
  ],
  [
    'scope-write',
    'with the scope organization/*.write',
    ['SEC-JWT-13'],
    claims => ({ ...claims, requested_scope: 'organization/*.write' }),
  ],
  [
    'plain',
    'that isn’t base64url',
    ['SEC-JWT-03'],
    claims => `${JSON.stringify(tokenHeader)}.${JSON.stringify(claims)}.`,
  ],
  ['two-parts', 'of two parts', ['SEC-JWT-03'], claims => tokenOf(claims).replace(/\.$/, '')],
  [
    'no-json',
    'whose claims are no JSON',
    ['SEC-JWT-03'],
    () => `${Buffer.from('{}').toString('base64url')}.bm90IGpzb24.`,
  ],
]

const unsound: readonly (readonly [id: string, title: string, token: Change])[] = [
  ['device-field', 'whose device has an element that there isn’t', changed('requesting_device', { invalidField: 'x' })],
  ['device-type', 'whose device is no Device', changed('requesting_device', { resourceType: 'InvalidResourceType' })],
  [
    'practitioner-type',
    'whose practitioner is no Practitioner',
    changed('requesting_practitioner', { resourceType: 'InvalidResourceType' }),
  ],
  [
    'organization-type',
    'whose organisation is no Organization',
    changed('requesting_organization', { resourceType: 'InvalidResourceType' }),
  ],
  [
    'organization-field',
    'whose organisation has an element that there isn’t',
    changed('requesting_organization', { invalidField: 'x' }),
  ],
]

const taken: readonly (readonly [id: string, title: string, ids: readonly string[], token: Change])[] = [
  ['sound', 'A sound token is taken', ['SEC-JWT-02', 'SEC-JWT-07'], timed(0, 300)],
  ['future', 'A token issued 200 seconds ahead is taken: clocks differ', ['SEC-JWT-09'], timed(200, 300)],
  [
    'unk',
    'UNK stands for a user without smartcard',
    ['SEC-JWT-17', 'SEC-JWT-19'],
    changed(
      'requesting_practitioner',
      identified([
        [user, 'UNK'],
        [role, 'UNK'],
        ['https://assurance.example/Id/user', '1'],
      ]),
    ),
  ],
  [
    'no-role',
    'A user without role profile and local id is taken',
    ['SEC-JWT-19'],
    changed('requesting_practitioner', identified([[user, '990000099901']])),
  ],
  [
    'ods-system',
    'The system of ODS codes that older consumers send is taken',
    ['SEC-JWT-21'],
    changed('requesting_organization', identified([['http://fhir.nhs.net/Id/ods-organization-code', 'X99101']])),
  ],
  [
    'audience',
    'Another audience is taken',
    ['SEC-JWT-22'],
    claims => ({ ...claims, aud: 'https://authorize.fhir.nhs.net/token/' }),
  ],
  [
    'unknown-claim',
    'A claim that nobody knows is tolerated',
    ['SEC-JWT-25'],
    claims => ({ ...claims, something_else: { a: 1 } }),
  ],
  [
    'confidentiality',
    'A scope with conf/N is taken',
    ['SEC-JWT-12'],
    claims => ({ ...claims, requested_scope: 'organization/*.read conf/N' }),
  ],
]

const jwt = { feature: 'JWT', of: thePractice } as const

export const jwtCases: readonly Case[] = [
  ...missing.map(([name, ids]) =>
    refused({
      ...jwt,
      id: `jwt/no-${name}`,
      title: `A token without ${name} is refused`,
      requirements: [...ids, 'SEC-JWT-03', 'SEC-JWT-27'],
      code: 'BAD_REQUEST',
      request: () => ({ interaction, token: without(name) }),
    }),
  ),
  ...bad.map(([id, title, ids, token]) =>
    refused({
      ...jwt,
      id: `jwt/${id}`,
      title: `A token ${title} is refused`,
      requirements: [...ids, 'SEC-JWT-27', 'ERR-MAP-02'],
      code: 'BAD_REQUEST',
      request: () => ({ interaction, token }),
    }),
  ),
  ...unsound.map(([id, title, token]) =>
    refused({
      ...jwt,
      id: `jwt/${id}`,
      title: `A token ${title} is refused`,
      requirements: ['SEC-JWT-20', 'ERR-MAP-03'],
      code: 'INVALID_RESOURCE',
      request: () => ({ interaction, token }),
    }),
  ),
  ...taken.map(([id, title, requirements, token]) =>
    check({
      ...jwt,
      id: `jwt/${id}`,
      title,
      requirements,
      async run(at) {
        const { status, text } = await call(at, { interaction, token })
        return expect(status === 200, 'status 200', `${status} ${text}`)
      },
    }),
  ),
  check({
    ...jwt,
    id: 'jwt/none',
    title: 'A request without token is refused',
    requirements: ['SEC-JWT-03', 'SEC-JWT-27'],
    run: async at => anyRefusal(await call(at, { interaction, headers: { Authorization: null } }), [400]),
  }),
]
